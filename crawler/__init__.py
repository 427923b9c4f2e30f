"""Everything that knows Scrapy or opens a socket to a site."""
