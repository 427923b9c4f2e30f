"""Which addresses lead to more of the subject: links, what speaks for them, what they yielded, and where a crawl stops."""
