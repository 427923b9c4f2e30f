"""The parts Scrapy builds for a run, each by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.misc import load_object

from crawler.addons import LedgerRun, Manners, NoPickles, PracticeRun, ledger_run
from crawler.extensions.progress import Progress
from crawler.log_formatter import NoPageText
from crawler.middlewares.on_site import OffSite, OnSite
from crawler.probing.asking import ProbeSpider
from crawler.registry import Politeness, Source
from crawler.runs import run_stats
from crawler.saved.pages import SavedPage
from crawler.spiders.articles import ArticlesSpider
from crawler.spiders.files import FilesSpider
from pipelines.errors import DataError, InputError, SourceError
from pipelines.store.ledger import Ledger
from pipelines.types import RawPage

RSS = ("https://www.example.com/rss",)


def crawler_of(*sources: Source, data: Path | None = None, **settings: object) -> Crawler:
    """A crawler that has its spider, as add-ons find it."""
    whole = Settings()
    whole.setmodule("crawler.settings")
    whole.setdict(settings, priority="cmdline")
    crawler = Crawler(ArticlesSpider, whole)
    spider = ArticlesSpider(data=str(data or ""))
    spider.sources = sources
    spider.allowed_domains = tuple(domain for source in sources for domain in source.domains)
    crawler.spider = spider
    return crawler


def polite(name: str, delay: float, concurrency: int) -> Source:
    """A source with manners of its own."""
    return Source(name=name, feeds=RSS, politeness=Politeness(delay=delay, concurrency=concurrency))


@pytest.mark.parametrize("name", ["JOBDIR", "HTTPCACHE_ENABLED"])
def test_settings_that_read_pickles_are_refused(name: str) -> None:
    """By crawls, imports and checks of a source alike; left out they are fine."""
    for spider in (ArticlesSpider, FilesSpider, ProbeSpider):
        crawler = Crawler(spider, crawler_of(polite("a", 1.0, 1)).settings)
        crawler.settings.set(name, "1", priority="cmdline")
        assert load_object(min(crawler.settings["ADDONS"], key=crawler.settings["ADDONS"].__getitem__)) is NoPickles
        with pytest.raises(InputError, match=f"{name}: .* leave it out"):
            NoPickles().update_settings(crawler.settings)
    NoPickles().update_settings(crawler_of(polite("a", 1.0, 1)).settings)


def test_the_most_careful_source_decides_for_the_run() -> None:
    """The longest delay and the least concurrency win; throttling starts from them."""
    crawler = crawler_of(polite("a", 1.0, 4), polite("b", 3.0, 8))
    Manners.from_crawler(crawler).update_settings(crawler.settings)
    assert crawler.settings.getfloat("DOWNLOAD_DELAY") == 3.0
    assert crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 4
    assert crawler.settings.getbool("AUTOTHROTTLE_ENABLED")


def test_the_practice_web_is_asked_without_delay() -> None:
    """Where no source asks for a delay nothing throttles."""
    crawler = crawler_of(polite("practice", 0.0, 16))
    Manners.from_crawler(crawler).update_settings(crawler.settings)
    assert crawler.settings.getfloat("DOWNLOAD_DELAY") == 0.0
    assert not crawler.settings.getbool("AUTOTHROTTLE_ENABLED")


def test_the_command_line_has_the_last_word_on_manners() -> None:
    """`-s DOWNLOAD_DELAY=9` outranks the source's file."""
    crawler = crawler_of(polite("a", 1.0, 1), DOWNLOAD_DELAY=9)
    Manners.from_crawler(crawler).update_settings(crawler.settings)
    assert crawler.settings.getfloat("DOWNLOAD_DELAY") == 9.0


@pytest.mark.parametrize(
    ("contact", "agent"),
    [("", "lender-sms-complaints"), ("https://example.org/bot", "lender-sms-complaints (+https://example.org/bot)")],
)
def test_the_agent_names_its_contact(contact: str, agent: str) -> None:
    """Who runs the crawl says in the settings where they can be reached."""
    crawler = crawler_of(polite("a", 1.0, 1), CONTACT_URL=contact)
    Manners.from_crawler(crawler).update_settings(crawler.settings)
    assert crawler.settings["USER_AGENT"] == agent


def test_a_spider_that_is_not_ours_is_told() -> None:
    """The add-ons know what to open from the spider; one that cannot say it is a mistake of its author."""
    crawler = Crawler(Spider, Settings())
    with pytest.raises(TypeError, match="derive it from"):
        LedgerRun.from_crawler(crawler)


def test_the_ledger_of_a_run_lies_where_the_spider_says(tmp_path: Path) -> None:
    """The folder is made, marked as real, and the run is on record from the start."""
    run = LedgerRun.from_crawler(crawler_of(polite("a", 1.0, 1), data=tmp_path / "d"))
    begun = run.ledger.runs(1)[0]
    assert (begun.id, begun.kind, begun.sources, begun.ended_at) == (run.number, "collect", ("a",), None)
    assert not run.ledger.is_synthetic
    run.ledger.close()


def test_made_up_sources_go_to_the_practice_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `--data` nothing synthetic lands in the real dataset."""
    monkeypatch.chdir(tmp_path)
    source = Source(name="practice", feeds=RSS, synthetic=True)
    run = LedgerRun.from_crawler(crawler_of(source))
    assert run.ledger.is_synthetic
    assert (tmp_path / "datasets" / "practice" / "state").is_dir()
    run.ledger.close()
    with pytest.raises(DataError, match="never share a folder"):
        LedgerRun.from_crawler(crawler_of(polite("a", 1.0, 1), data=Path("datasets/practice")))


def test_a_run_without_its_ledger_is_a_wrong_setting() -> None:
    """Whoever replaces ADDONS is told what is missing."""
    with pytest.raises(RuntimeError, match="ADDONS lacks"):
        ledger_run(crawler_of(polite("a", 1.0, 1)))


def test_no_server_starts_for_real_sources() -> None:
    """The practice web is served only while it is collected."""
    crawler = crawler_of(polite("a", 1.0, 1))
    PracticeRun.from_crawler(crawler).update_settings(crawler.settings)
    assert crawler.settings.get("PRACTICE_PORT") is None


def test_a_practice_web_has_bounds() -> None:
    """A size it cannot have is an input error that names the setting."""
    crawler = crawler_of(Source(name="practice", feeds=RSS, synthetic=True), PRACTICE_PAGES=1)
    with pytest.raises(InputError, match="PRACTICE_PAGES: "):
        PracticeRun.from_crawler(crawler).update_settings(crawler.settings)


@pytest.mark.parametrize("url", ["https://www.example.com/1", "http://m.www.example.com/"])
def test_requests_on_the_site_pass(url: str) -> None:
    """The site's own host and what lies under it."""
    OnSite.from_crawler(crawler_of(polite("a", 1.0, 1))).process_request(Request(url))


@pytest.mark.parametrize("url", ["https://example.com/", "https://www.example.com.evil.org/", "http://127.0.0.1/"])
def test_requests_off_the_site_are_refused(url: str) -> None:
    """A redirect elsewhere is refused aloud, so that its page is recorded as failed."""
    with pytest.raises(OffSite, match=r"not on www\.example\.com"):
        OnSite.from_crawler(crawler_of(polite("a", 1.0, 1))).process_request(Request(url))


def test_log_lines_hold_no_page_text() -> None:
    """Kept, dropped or broken: a page is named by its address, or by its file."""
    crawler = crawler_of(polite("a", 1.0, 1))
    spider: Any = crawler.spider
    spider.crawler = crawler
    page = RawPage(url="https://www.example.com/1", body=b"\x1b[2J", fetched_at=datetime.now(UTC), source="a")
    saved = SavedPage(path="saved/page.html", page=page)
    logs = NoPageText()
    lines = [
        logs.scraped(page, None, spider),
        logs.dropped(saved, DropItem("no_message"), None, spider),
        logs.item_error(saved, ValueError(), None, spider),
        logs.scraped({"text": "x"}, None, spider),
    ]
    assert [line["args"]["item"] for line in lines if isinstance(line["args"], dict)] == [
        "https://www.example.com/1",
        "saved/page.html",
        "saved/page.html",
        "dict",
    ]


def test_progress_is_quiet_where_nobody_looks() -> None:
    """Standard error of a test is no terminal."""
    with pytest.raises(NotConfigured):
        Progress.from_crawler(crawler_of(polite("a", 1.0, 1)))


def test_counts_are_kept_apart_by_reason() -> None:
    """A reason is counted beside the whole; Scrapy's own figures stay out."""
    stats = MemoryStatsCollector(crawler_of(polite("a", 1.0, 1)))
    stats.inc_value("downloader/request_count")
    for reason in ("timeout", "timeout", "robots"):
        run_stats.count(stats, run_stats.FAILED, reason)
    run_stats.count(stats, run_stats.KEPT)
    assert run_stats.read(stats) == {"failed": 3, "failed.robots": 1, "failed.timeout": 2, "kept": 1}


@pytest.mark.parametrize("max_pages", ["0", "-1", "1.5", "many", "²"])
def test_a_wrong_number_of_pages_is_refused(max_pages: str) -> None:
    """Only whole numbers above 0 bound a run."""
    with pytest.raises(InputError, match="max_pages"):
        ArticlesSpider(max_pages=max_pages)


def test_the_spider_finds_its_sources_in_the_folder_of_the_settings(tmp_path: Path) -> None:
    """`SOURCES_DIR` replaces the bundled sources; names may be spaced after commas."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(f'name = "{name}"\nfeeds = ["https://{name}.example.com/rss"]', "utf-8")
    crawler = crawler_of(SOURCES_DIR=str(tmp_path))
    spider = ArticlesSpider.from_crawler(crawler, sources="two, one")
    assert (spider.source_names, spider.synthetic) == (("two", "one"), False)
    assert spider.allowed_domains == ("two.example.com", "one.example.com")
    with pytest.raises(SourceError, match="unknown source"):
        ArticlesSpider.from_crawler(crawler, sources="practice")


def test_saved_pages_have_no_source_of_the_registry() -> None:
    """The ledger files them under `import`, and they are never made up."""
    spider = FilesSpider(paths='["a.html"]')
    assert (spider.source_names, spider.kind, spider.synthetic, spider.paths) == (
        ("import",),
        "import",
        False,
        ["a.html"],
    )


def test_the_settings_close_what_a_crawl_of_the_web_needs_not() -> None:
    """Robots on, only HTTP, no listening ports, bounds on size, time, redirects and depth."""
    settings = crawler_of().settings
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert [scheme for scheme, handler in sorted(handlers.items()) if handler] == ["http", "https"]
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert not any(
        settings.getbool(name) for name in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED")
    )
    bounds = ("DOWNLOAD_MAXSIZE", "DOWNLOAD_TIMEOUT", "REDIRECT_MAX_TIMES", "DEPTH_LIMIT")
    assert [settings.getint(name) for name in bounds] == [8 * 2**20, 30, 5, 20]
    assert settings["REFERRER_POLICY"] == "no-referrer"


def test_two_runs_never_write_one_ledger(tmp_path: Path) -> None:
    """The second add-on is refused while the first is open."""
    with Ledger.open(tmp_path), pytest.raises(DataError):
        LedgerRun.from_crawler(crawler_of(polite("a", 1.0, 1), data=tmp_path))
