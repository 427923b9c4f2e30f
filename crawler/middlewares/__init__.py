"""What stands between the spiders and the web beside Scrapy's own middlewares."""
