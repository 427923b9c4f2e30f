"""Sources written as files, and files filled in."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.probing.source_files import filled, to_toml
from crawler.registry import SOURCES, Listing, Politeness, Source, load, read

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
paths = st.text(alphabet="aZ0贷'\"\\/?&=#%~[]{}", max_size=20)
URL = "https://www.example.com/"


@given(note=texts, path=paths, delay=st.floats(0, 100), enabled=st.booleans())
def test_what_is_written_is_read_again(note: str, path: str, delay: float, enabled: bool) -> None:
    """Quotes, backslashes, control characters: the file says the same source."""
    source = Source(
        name="site",
        note=note,
        enabled=enabled,
        start_urls=(URL + path,),
        article=(r"/\d+'s$", r"/\d+\.html$"),
        listing=Listing(links=('a[title="x"]',)),
        politeness=Politeness(delay=delay),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "site.toml"
        file.write_text(to_toml(source), encoding="utf-8", newline="")
        assert read(file) == source


@pytest.mark.parametrize("source", load(SOURCES).sources, ids=lambda source: source.name)
def test_every_bundled_source_survives_being_written(source: Source, tmp_path: Path) -> None:
    """What ships can be proposed anew without a loss."""
    file = tmp_path / f"{source.name}.toml"
    file.write_text(to_toml(source), encoding="utf-8")
    assert read(file) == source


def test_what_a_person_wrote_stays() -> None:
    """Only keys that the file leaves out are filled; an empty list that was written is an answer too."""
    source = Source(name="a", start_urls=(URL,), feeds=(), listing=Listing(next=("a.more",)))
    better = filled(source, {"feeds": (URL + "rss",), "article": ("/x",)}, {"next": ("a.next",), "links": ("li a",)})
    assert (better.feeds, better.article) == ((), ("/x",))
    assert (better.listing.next, better.listing.links) == (("a.more",), ("li a",))


def test_nothing_learned_is_nothing_changed() -> None:
    """Without findings the source is the one that was read."""
    source = Source(name="a", start_urls=(URL,))
    assert filled(source, {"feeds": ()}, {"links": ()}) == source
