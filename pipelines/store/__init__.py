"""What is known between runs: a SQLite ledger of URLs, runs and staged rows, and the Parquet parts they are sealed into."""
