"""What watches a run: the progress a person sees and the report the ledger keeps."""
