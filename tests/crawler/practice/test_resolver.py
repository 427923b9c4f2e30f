"""The resolver in a real Scrapy crawl: practice names lead to the server, all others nowhere."""

from __future__ import annotations

import json
import subprocess
import sys

from crawler.practice import PracticeWeb

CRAWL = """
import json, sys
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

seen = {}

class Probe(Spider):
    name = "probe"

    async def start(self):
        for url in json.loads(sys.argv[2]):
            yield Request(url, callback=self.parse, errback=self.failed, dont_filter=True)

    def parse(self, response):
        seen[response.url] = response.status

    def failed(self, failure):
        seen[failure.request.url] = failure.type.__name__

process = CrawlerProcess({
    "TWISTED_DNS_RESOLVER": "crawler.practice.resolver.PracticeResolver",
    "PRACTICE_PORT": int(sys.argv[1]),
    "LOG_ENABLED": False,
    "RETRY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
})
process.crawl(Probe)
process.start()
print(json.dumps(seen))
"""


def test_a_crawl_reaches_the_practice_web_and_nothing_else() -> None:
    """Scrapy fetches practice URLs that name no port; for any other name it is as if it were not in the DNS."""
    web = PracticeWeb(pages=100, seed=7)
    inside = [*web.start_urls, web.page(web.url(1)).url]  # type: ignore[union-attr]  # page 1 is there
    outside = ["http://www.example.com/", "http://farm-a.example.com.example/", "http://localhost.example/"]
    with web.serve() as server:
        command = [sys.executable, "-c", CRAWL, str(server.port), json.dumps(inside + outside)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        counters = server.counters()
    seen = json.loads(run.stdout)
    assert {url: seen[url] for url in web.start_urls} == dict.fromkeys(web.start_urls, 200)
    assert all(seen[url] == "CannotResolveHostError" for url in outside)
    assert set(counters.requests) == set(inside)
    assert not counters.strangers
