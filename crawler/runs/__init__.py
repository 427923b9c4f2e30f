"""What a run of the crawl counted, what is made of it, and who is told."""
