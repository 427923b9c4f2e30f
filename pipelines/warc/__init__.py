"""Pages as records of WARC archives, and back: our own to the last byte, other people's as far as they hold articles."""
