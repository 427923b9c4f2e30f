"""A tombstone knows what comes back, and tells nobody what it is."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import DamagedData, InputError
from pipelines.store import tombstones
from pipelines.store.layout import forget_key_path, ledger_path, tombstones_path
from pipelines.store.ledger import Ledger
from pipelines.store.tombstones import Forgotten, Kind, Target, squashed

NOW = datetime(2026, 3, 4, tzinfo=UTC)
NUMBER = "13800138000"


def buried(kind: Kind, told: str) -> Forgotten:
    """What is known where only this was forgotten."""
    key = Forgotten(b"k" * 32)
    return Forgotten(b"k" * 32, (key.bury(Target.of(kind, told), "asked", NOW),))


@pytest.mark.parametrize(
    "text",
    ["请打13800138000。", "１３８００１３８０００", "138-0013-8000", "138 0013\n8000", "<a>138.0013.8000</a>"],
)
def test_a_number_is_known_in_disguise(text: str) -> None:
    """Spaces, dashes and full width hide nothing."""
    assert buried("text", NUMBER).holds_text(text)


@pytest.mark.parametrize("text", ["", "1380013800", "13800138001", "客服 95188", "1 3 8"])
def test_other_numbers_are_others(text: str) -> None:
    """One digit less or another one is somebody else's."""
    assert not buried("text", NUMBER).holds_text(text)


def test_a_name_is_known_in_the_other_script() -> None:
    """What was forgotten in simplified characters is known in traditional ones."""
    assert buried("text", "张三丰先生").holds_text("我是張三豐先生，收到短信。")


@settings(max_examples=25)
@given(
    before=st.text(max_size=40),
    after=st.text(max_size=40),
    value=st.text("甲乙丙丁0123456789ab", min_size=4, max_size=20),
)
def test_whatever_stands_around_it(before: str, after: str, value: str) -> None:
    """A text is found wherever it stands, and only there."""
    known = buried("text", value)
    assert known.holds_text(f"{before} {value} {after}")
    assert known.holds_text(before) == (squashed(value) in squashed(before))


def test_addresses_are_known_in_any_spelling() -> None:
    """As the frontier tells addresses apart; a site with all that lies below it."""
    page = buried("url", "http://Farm.example.com/a?y=1&x=2#top")
    assert page.holds_address("http://farm.example.com/a?x=2&y=1")
    assert not page.holds_address("http://farm.example.com/b")
    site = buried("site", "www.example.org")
    assert site.holds_address("https://m.example.org/1")
    assert not site.holds_address("https://example.com/1")


@pytest.mark.parametrize(
    "old", ["http://farm.example.com/1?utm_source=x", "http://farm.example.com:80/1", "http://farm.example.com/a/../1"]
)
def test_tombstones_of_former_keys_hold(old: str) -> None:
    """Ledgers before version 9 knew an address by a key with ports, dots and tracking parameters."""
    known = Forgotten(b"key", (Forgotten(b"key").bury(Target("url", old), "", datetime.now(UTC)),))
    assert known.holds_address(old)
    assert not known.holds_address("http://farm.example.com/2")


@pytest.mark.parametrize(("kind", "told"), [("text", "138"), ("text", "- - -"), ("url", " "), ("site", ""), ("id", "")])
def test_what_names_nothing_is_refused(kind: Kind, told: str) -> None:
    """Nor what would match by chance."""
    with pytest.raises(InputError, match=r"names nothing|too short"):
        Target.of(kind, told)


def test_tombstones_outlive_their_ledger(tmp_path: Path) -> None:
    """A ledger that is lost takes them over from the copy; neither file holds the number."""
    with Ledger.open(tmp_path) as ledger, ledger.writing() as database:
        known = tombstones.with_key(tmp_path)
        tombstones.add(database, [known.bury(Target.of("text", NUMBER), "asked", NOW)])
        tombstones.save(database, tmp_path)
    ledger_path(tmp_path).unlink()
    with Ledger.open(tmp_path) as ledger:
        assert ledger.forgotten().holds_text(NUMBER)
    assert NUMBER.encode() not in tombstones_path(tmp_path).read_bytes() + ledger_path(tmp_path).read_bytes()


def test_the_key_is_for_nobody_else(tmp_path: Path) -> None:
    """Only its owner may read it, and without it nothing goes on."""
    with Ledger.open(tmp_path) as ledger, ledger.writing() as database:
        tombstones.add(database, [tombstones.with_key(tmp_path).bury(Target.of("id", "a"), "", NOW)])
    assert stat.S_IMODE(forget_key_path(tmp_path).stat().st_mode) == 0o600
    forget_key_path(tmp_path).unlink()
    with Ledger.open(tmp_path) as ledger, pytest.raises(DamagedData, match="restore it from a copy"):
        ledger.forgotten()


def test_a_damaged_copy_is_named(tmp_path: Path) -> None:
    """With the cure."""
    Ledger.open(tmp_path).close()
    tombstones_path(tmp_path).write_text("{}\n")
    with pytest.raises(DamagedData, match=r"tombstones\.jsonl: is damaged"):
        Ledger.open(tmp_path)
