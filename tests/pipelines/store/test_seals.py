"""The checksum of a ledger at rest vouches for every byte, and never cries wolf."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.store import seals
from pipelines.store.addresses import Address
from pipelines.store.ledger import Ledger


def queue(ledger: Ledger, url: str) -> None:
    """Queue an article."""
    ledger.begin_run("collect", ["farm"])
    ledger.frontier(["farm"]).enqueue([Address(url=url, source="farm")])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sealed ledger."""
    with Ledger.open(tmp_path) as ledger:
        queue(ledger, "http://farm-a.example.com/1")
    return tmp_path / "state" / "ledger.sqlite"


def test_closed_ledger_is_sealed(path: Path) -> None:
    """Closing leaves a checksum that `sha256sum -c` understands."""
    assert seals.seal_path(path).read_text().endswith("  ledger.sqlite\n")
    assert seals.at_fault(path) is None


def test_any_changed_byte_breaks_the_seal(path: Path) -> None:
    """Also bytes that SQLite does not care about."""
    content = path.read_bytes()
    for at in range(0, len(content), 1_999):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert seals.at_fault(path) == path
    path.write_bytes(content)
    assert seals.at_fault(path) is None


def test_any_changed_byte_of_the_seal_is_its_own(path: Path) -> None:
    """The ledger is not blamed for it, nor for a seal of which nothing is left."""
    seal = seals.seal_path(path)
    content = seal.read_bytes()
    for at in range(len(content)):
        seal.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert seals.at_fault(path) == seal
    for left in (b"", bytes(len(content)), content[:9]):
        seal.write_bytes(left)
        assert seals.at_fault(path) == seal


def test_open_ledger_has_no_seal(path: Path) -> None:
    """While it is written to, and after a kill, there is nothing to compare."""
    with Ledger.open(path.parent.parent):
        assert not seals.seal_path(path).exists()
        assert seals.at_fault(path) is None
    assert seals.seal_path(path).exists()


def test_reading_leaves_the_seal_alone(path: Path) -> None:
    """Who only reads changes no byte."""
    content = path.read_bytes()
    with Ledger.open(path.parent.parent, read_only=True) as ledger:
        assert ledger.problems() == []
        assert ledger.counts().urls == {"queued": 1}
    assert path.read_bytes() == content
    assert seals.at_fault(path) is None


def test_ledger_with_a_reader_is_not_sealed_half(path: Path) -> None:
    """A reader in the middle of a look may hold the last pages up: then there is no seal, rather than a wrong one."""
    data = path.parent.parent
    with Ledger.open(data, read_only=True) as reader:
        with Ledger.open(data) as writer:
            queue(writer, "http://farm-a.example.com/2")
        assert seals.at_fault(path) is None
        assert reader.counts().urls == {"queued": 2}
    assert seals.at_fault(path) is None
