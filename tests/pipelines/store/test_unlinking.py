"""Links to what is forgotten leave the archive; the pages they stood on stay, and are still known when they come again."""

from __future__ import annotations

import gzip
import shutil
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pipelines.publish.verify import verify
from pipelines.records import located
from pipelines.store.addresses import Address
from pipelines.store.archive import places_of
from pipelines.store.erasing import settle
from pipelines.store.frontier import Brought
from pipelines.store.ledger import Ledger
from pipelines.store.tombstones import Target
from pipelines.store.unlinking import erase_links, find_links
from pipelines.types import RawPage
from pipelines.warc.blotting import blotted_page
from pipelines.warc.pages import Captured, read_captures
from tests.pipelines.conftest import MakeKept
from tests.pipelines.store.faults import die_at, in_child

GONE = "http://odd.example.com/3"
TARGET = Target.of("url", GONE)
LINKING = {1, 4}
PAGES = range(6)


def raw(number: int, day: int = 4) -> RawPage:
    """A page of a site, as a server gives it; two of them link to one that is to be forgotten."""
    link = f'<a href="{GONE}">又一篇</a>' if number in LINKING else ""
    body = f"<title>第{number}篇</title><p>收到短信。</p>{link}".encode()
    moment = datetime(2026, 3, day, 12, tzinfo=UTC)
    return RawPage(url=f"http://even.example.org/{number}", status=200, body=body, fetched_at=moment, source="farm")


def crawl(data: Path, pages: list[RawPage], kept: MakeKept) -> list[bool]:
    """Archive and stage pages, four thousand bytes to a file; return which of them came again as they were."""
    with Ledger.open(data) as ledger:
        ledger.begin_run("collect", ["farm"])
        archive, frontier = ledger.archive(most_bytes=4_000), ledger.frontier(["farm"])
        frontier.enqueue(Address(url=page.url, source="farm") for page in pages)
        found = []
        for number, page in enumerate(pages):
            captures = archive.keep(page)
            found.append(captures[0].is_revisit)
            frontier.finish(page.url, located(kept(number), places_of(captures)), Brought(captures=captures))
    return found


@pytest.fixture(scope="module")
def _base(tmp_path_factory: pytest.TempPathFactory, kept: MakeKept) -> Path:
    data = tmp_path_factory.mktemp("linked") / "data"
    assert crawl(data, [raw(number) for number in PAGES], kept) == [False] * 6
    assert crawl(data, [raw(number, day=5) for number in PAGES], kept) == [True] * 6
    assert len([*(data / "raw").iterdir()]) > 2
    return data


@pytest.fixture
def data(_base: Path, tmp_path: Path) -> Path:
    """Six pages in an archive of several files, each there twice: the second time as the first one again."""
    return Path(shutil.copytree(_base, tmp_path / "data"))


def erase(data: Path) -> int:
    """Take the links out, after what a killed call left."""
    with Ledger.open(data) as ledger:
        settle(ledger)
        links = find_links(ledger, [TARGET], {})
        erase_links(ledger, links)
        return links.count


def archived(data: Path) -> Iterator[RawPage]:
    """Every page of the archive, which holds nothing else."""
    for path in sorted((data / "raw").iterdir()):
        for each in read_captures(path):
            assert isinstance(each, Captured), each
            yield each.page


def unpacked(data: Path) -> bytes:
    """All bytes of the archive."""
    return b"".join(gzip.decompress(path.read_bytes()) for path in (data / "raw").iterdir())


def as_left(page: RawPage) -> RawPage:
    """A page without its links to what is gone."""
    return blotted_page(page, GONE.__eq__)


def test_pages_stay_without_their_links(data: Path) -> None:
    """Every capture is where it was and gives its page, first ones and those that came again; nothing is damaged."""
    sizes = {path.name: path.stat().st_size for path in (data / "raw").iterdir()}
    assert GONE.encode() in unpacked(data)
    assert erase(data) == 2 * len(LINKING)
    assert GONE.encode() not in unpacked(data)
    assert {path.name: path.stat().st_size for path in (data / "raw").iterdir()} == sizes
    assert [page.body for page in archived(data)] == [as_left(raw(number)).body for number in (*PAGES, *PAGES)]
    assert verify(data) == []
    assert erase(data) == 0


def test_a_page_that_comes_again_is_known(data: Path, kept: MakeKept) -> None:
    """Read without its links it is the page that the archive has: nothing but that is written of it."""
    erase(data)
    assert crawl(data, [as_left(raw(number, day=6)) for number in PAGES], kept) == [True] * 6
    assert GONE.encode() not in unpacked(data)
    assert len(list(archived(data))) == 18


def test_what_names_no_address_leaves_the_archive_alone(data: Path) -> None:
    """A text, an id, and an address that nobody links to."""
    before = {path: path.read_bytes() for path in (data / "raw").iterdir()}
    with Ledger.open(data) as ledger:
        others = [
            Target.of("text", "又一篇</a>"),
            Target.of("id", "0" * 16),
            Target.of("url", "http://odd.example.com/"),
        ]
        assert find_links(ledger, others, {}).count == 0
    assert {path: path.read_bytes() for path in (data / "raw").iterdir()} == before


def test_a_damaged_record_stays_as_it_is(data: Path) -> None:
    """Nobody can tell what stands in it, nor mend it once it is gone: the links of all others go."""
    with Ledger.open(data) as ledger:
        capture = ledger.captures(url=raw(0).url)[0]
    path = data / "raw" / capture.place.file
    content = bytearray(path.read_bytes())
    content[capture.place.offset + capture.length // 2] ^= 1
    path.write_bytes(content)
    before = verify(data)
    assert erase(data) == 2 * len(LINKING)
    end = capture.place.offset + capture.length
    assert path.read_bytes()[capture.place.offset : end] == content[capture.place.offset : end]
    assert verify(data) == before
    assert before


def test_killed_anywhere_it_goes_on(data: Path) -> None:
    """Whichever file was written anew last, the next call does the rest, and every page is there."""
    killed = 0
    for step in range(1, 300, 5):
        work = Path(shutil.copytree(data, data.with_name("try")))
        ended = in_child(partial(die_at, step), _erase, data=work)
        erase(work)
        assert GONE.encode() not in unpacked(work)
        assert [page.body for page in archived(work)] == [as_left(raw(number)).body for number in (*PAGES, *PAGES)]
        shutil.rmtree(work)
        killed += ended == -signal.SIGKILL
        if ended == 0:
            break
    assert killed > 5
    assert ended == 0


def _erase(data: Path) -> None:
    erase(data)
