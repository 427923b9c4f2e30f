"""The library: page bytes in, clean rows and releases out. Knows nothing of Scrapy."""
