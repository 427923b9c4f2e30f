"""`lendersms source check`, over real HTTP on loopback."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crawler.registry import read
from tests.crawler.test_politeness import FORBID, PAGE, Host, serving, url_of

if TYPE_CHECKING:
    from tests.crawler.conftest import Console

OPEN = ("-s", "OPEN_NETWORKS=127.0.0.0/8", "-s", "DOWNLOAD_TIMEOUT=3", "-s", "RETRY_TIMES=0")


def proposed(out: str, folder: Path) -> Path:
    """The file that a command proposed."""
    file = folder / "proposed" / "farm.toml"
    file.parent.mkdir()
    file.write_text(out.partition("# Proposed for ")[2].partition("\n")[2], encoding="utf-8")
    return file


def written(folder: Path, *lines: str) -> str:
    """The name of a source file in a folder of its own."""
    (folder / "farm.toml").write_text('name = "farm"\n' + "\n".join(lines), encoding="utf-8")
    return "farm.toml"


def test_it_finds_what_a_file_of_the_practice_web_leaves_out(console: Console, tmp_path: Path) -> None:
    """Sitemap, article pattern, links and pager are proposed; the file proposed is read, and nothing is stored."""
    name = written(tmp_path, "synthetic = true", 'start_urls = ["http://farm-a.example.com/info/list_1.html"]')
    told = console("source", "check", name, "--practice-pages", "300", "-s", "DOWNLOAD_DELAY=0")
    assert (told.status, told.err) == (0, "")
    source = read(proposed(told.out, tmp_path))
    assert source.sitemaps == ("http://farm-a.example.com/sitemap.xml",)
    assert source.article == (r"/info/\d+\.html$",)
    assert (source.listing.links, source.listing.next) == (("ul.list a",), ("a.next",))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["farm.toml", "proposed"]


def test_it_asks_little_and_in_order(console: Console, tmp_path: Path) -> None:
    """robots.txt once, then the list, then two articles of the many, and no page that is forbidden.

    Nor a sitemap that robots.txt names elsewhere: on another host, or in a file of this machine.
    """
    links = "".join(f'<a href="/page/{n}.html">收到催收短信怎么办呢</a>' for n in range(9)).encode()
    head = b'<link rel="alternate" type="application/rss+xml" href="/rss">'
    elsewhere = b"Sitemap: file:///etc/hostname\nSitemap: http://127.0.0.9/map.xml\n"
    host = Host({"body": b"User-agent: *\nDisallow: /page/1.html\n" + elsewhere}, {"body": head + PAGE + links})
    with serving(host):
        told = console("source", "check", written(tmp_path, f'start_urls = ["{url_of(host, "/")}"]',
                       "[politeness]", "delay = 0"), *OPEN)  # fmt: skip
    assert host.paths() == ["/robots.txt", "/", "/rss", "/page/0.html"]
    assert told.status == 0
    assert "forbidden by robots.txt" in " ".join(told.out.split())
    assert "no feed" in told.out
    assert read(proposed(told.out, tmp_path)).feeds == (url_of(host, "/rss"),)


def test_a_host_that_forbids_all_is_asked_for_nothing_else(console: Console, tmp_path: Path) -> None:
    """The answer is told, and the status says that no article was read."""
    host = Host({"body": FORBID}, {"body": PAGE})
    with serving(host):
        told = console("source", "check", written(tmp_path, f'start_urls = ["{url_of(host, "/")}"]'), *OPEN)
    assert host.paths() == ["/robots.txt"]
    assert told.status == 1
    assert "1 of 1 doors forbidden" in told.out
    assert told.err == "farm.toml: no article was read there: see the answers above\n"


def test_a_wrong_file_is_told_before_anybody_is_asked(console: Console, tmp_path: Path) -> None:
    """File, key and cure in one line."""
    told = console("source", "check", written(tmp_path, 'fedes = ["https://example.com/"]'))
    assert (told.status, told.out, told.err.count("\n")) == (2, "", 1)
    assert 'unknown key "fedes"; did you mean "feeds"?' in told.err
