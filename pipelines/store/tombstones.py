"""What was forgotten, so that nothing brings it back: keyed hashes, which tell nobody what they are of.

A tombstone is the HMAC-SHA256 of an address, a site, an id or a text, by a key that lies in `state/` and goes nowhere
else. Where a text was forgotten, every stretch of its length in a page is looked at: a fingerprint, keyed as well, finds
the few that are worth a hash. Texts are compared as `squashed`, so that spaces, dashes, full-width forms and the other
script hide nothing.

All functions work inside a transaction of the caller. The tombstones are copied to a file beside the ledger (`save`)
that a new or older ledger takes over (`adopt`), since nothing else tells of them.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.errors import DamagedData, InputError
from pipelines.extract.links import site_of
from pipelines.store.addresses import key_of, keys_of
from pipelines.store.copies import Copy
from pipelines.store.database import Database
from pipelines.store.files import BROKEN, replacing, sha256_of
from pipelines.store.layout import forget_key_path, tombstones_path
from pipelines.text.script import convert

Kind: TypeAlias = Literal["url", "site", "id", "text"]
KINDS: Final[tuple[Kind, ...]] = ("url", "site", "id", "text")
LEAST: Final = 4
"""Characters of a text that may be forgotten: a shorter one stands in pages of others by chance."""
_KEY_BYTES: Final = 32
_KEY_DIGEST: Final = "forget.key"
"""The key of the ledger's metadata under which it knows that of the tombstones, by its digest."""
KEY_CURE: Final = "without it forgotten pages would come back: restore it from a copy"
# What people put between the digits of a number and the letters of a name to set them apart.
_BETWEEN_RE: Final = re.compile(r"[\s._·•*\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff-]+")


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be forgotten, as its kind is compared."""

    kind: Kind
    value: str

    @classmethod
    def of(cls, kind: Kind, told: str) -> Target:
        """Return the target a person names.

        Raises:
            InputError: it names nothing, or a text so short that it would match by chance.

        >>> Target.of("text", "138-0013 8000").value
        '13800138000'
        >>> Target.of("site", "http://www.farm.example.com/").value
        'example.com'
        """
        value = _normal(kind, told.strip())
        if not value:
            raise InputError(f"--{_option(kind)}: {told!r} names nothing")
        if kind == "text" and len(value) < LEAST:
            raise InputError(
                f"--{_option(kind)}: {told!r} is too short: pages of others hold it too; give {LEAST} characters"
            )
        return cls(kind, value)

    @classmethod
    def kept(cls, kind: Kind, value: str) -> Target:
        """Return a target that was written down, by an earlier version perhaps, as its kind is compared now.

        >>> Target.kept("url", "http://farm.example.com:80/1?utm_source=x").value
        'http://farm.example.com/1'
        """
        return cls(kind, _normal(kind, value) or value)


def _option(kind: Kind) -> str:
    return "text-match" if kind == "text" else kind


def _normal(kind: Kind, told: str) -> str:
    if kind == "url":
        return key_of(told) if told else ""
    if kind == "site":
        return site_of(told if "://" in told else f"http://{told}")
    return squashed(told) if kind == "text" else told


def squashed(text: str) -> str:
    """Return a text as it is compared: simplified, one width, one case, nothing between its characters.

    >>> squashed("張 三：１３８-0013-8000")
    '张三:13800138000'
    """
    folded = convert(unicodedata.normalize("NFKC", text), "t2s").casefold()
    return _BETWEEN_RE.sub("", folded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """That something was forgotten: when, why, and a hash of what."""

    kind: Kind
    digest: str
    length: int = 0
    """Characters of a text; 0 for other kinds."""
    fingerprint: int = 0
    """Of a text, unsigned, 64 bits."""
    why: str
    forgotten_at: datetime


_COLUMNS: Final = tuple(each.name for each in fields(Tombstone))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """All that was forgotten in a data folder; it knows what comes back, and cannot tell what it is."""

    key: bytes = b""
    tombstones: tuple[Tombstone, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was."""
        return bool(self.tombstones)

    def bury(self, target: Target, why: str, at: datetime) -> Tombstone:
        """Return the tombstone of a target."""
        is_text = target.kind == "text"
        return Tombstone(
            kind=target.kind,
            digest=self._digest(target),
            length=len(target.value) if is_text else 0,
            fingerprint=int(self._fingerprints(target.value, len(target.value))[0]) if is_text else 0,
            why=why,
            forgotten_at=at,
        )

    def holds(self, target: Target) -> bool:
        """Tell whether this was forgotten, as such."""
        digest = self._digest(target)
        return any(each.kind == target.kind and each.digest == digest for each in self.tombstones)

    def holds_address(self, url: str) -> bool:
        """Tell whether an address, or the site it is of, was forgotten."""
        kinds = {each.kind for each in self.tombstones}
        return ("url" in kinds and bool(url) and any(self.holds(Target("url", key)) for key in keys_of(url))) or (
            "site" in kinds and self.holds(Target("site", site_of(url)))
        )

    @property
    def has_texts(self) -> bool:
        """Whether a text was forgotten: pages are looked into for these alone."""
        return any(each.kind == "text" for each in self.tombstones)

    def holds_text(self, text: str) -> bool:
        """Tell whether a text that was forgotten stands in this one."""
        wanted = [each for each in self.tombstones if each.kind == "text"]
        return bool(wanted) and any(self._stands(each, squashed(text)) for each in wanted)

    def _stands(self, stone: Tombstone, text: str) -> bool:
        found = np.flatnonzero(self._fingerprints(text, stone.length) == np.uint64(stone.fingerprint))
        spans = (Target("text", text[at : at + stone.length]) for at in found.tolist())
        return any(self._digest(each) == stone.digest for each in spans)

    def _digest(self, target: Target) -> str:
        return hmac.new(self.key, f"{target.kind} {target.value}".encode(errors="surrogatepass"), sha256).hexdigest()

    def _fingerprints(self, text: str, length: int) -> npt.NDArray[np.uint64]:
        """Of every stretch of that length: a polynomial in a secret number, in arithmetic modulo 2**64."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        count = max(0, len(codes) - length + 1)
        base = np.uint64(int.from_bytes(sha256(b"fingerprint" + self.key).digest()[:8]) | 1)
        summed, power = np.zeros(count, np.uint64), np.ones(1, np.uint64)
        for at in range(length if count else 0):
            summed += codes[at : at + count] * power
            power = power * base
        return summed


def read(database: Database, data: Path) -> Forgotten:
    """Return what was forgotten in a folder.

    Raises:
        DamagedData: there are tombstones but no key to them, or another one than theirs.
    """
    found = database.query(f"SELECT {', '.join(_COLUMNS)} FROM tombstones ORDER BY kind, digest")  # noqa: S608 - constants
    stones = tuple(_stone(dict(zip(_COLUMNS, row, strict=True))) for row in found)
    path = forget_key_path(data)
    if not path.is_file():
        if stones:
            raise DamagedData(f"{path}: is missing; {KEY_CURE}")
        return Forgotten()
    known = database.query("SELECT value FROM meta WHERE key = ?", (_KEY_DIGEST,))
    if known and known[0][0] != sha256_of(path):
        raise DamagedData(f"{path}: {BROKEN}; {KEY_CURE}")
    return Forgotten(path.read_bytes(), stones)


def _stone(told: dict[str, Any]) -> Tombstone:
    """A tombstone as JSON and SQL have it: its fingerprint in hex, its time in ISO 8601."""
    moment = datetime.fromisoformat(told["forgotten_at"])
    return Tombstone(**{**told, "fingerprint": int(told["fingerprint"], 16), "forgotten_at": moment})


def _told(stone: Tombstone) -> dict[str, Any]:
    moment = stone.forgotten_at.astimezone(UTC).isoformat()
    return {**asdict(stone), "fingerprint": f"{stone.fingerprint:016x}", "forgotten_at": moment}


def with_key(data: Path) -> Forgotten:
    """Return a folder's key with no tombstones yet; the key is made where there is none."""
    path = forget_key_path(data)
    if not path.is_file():
        with replacing(path) as temporary:
            temporary.touch(0o600)
            temporary.write_bytes(token_bytes(_KEY_BYTES))
    return Forgotten(path.read_bytes())


def add(database: Database, stones: Iterable[Tombstone]) -> None:
    """Keep tombstones; one that is there already stays as it is."""
    marks = ", ".join(f":{name}" for name in _COLUMNS)
    for each in stones:
        database.execute(f"INSERT OR IGNORE INTO tombstones ({', '.join(_COLUMNS)}) VALUES ({marks})", _told(each))  # noqa: S608 - constants


def save(database: Database, data: Path) -> None:
    """Write the copy: a line for each tombstone; the ledger knows their key from now on."""
    values = (_KEY_DIGEST, sha256_of(forget_key_path(data)))
    database.execute("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", values)
    copy_of(data).write(database, map(_told, read(database, data).tombstones))


def adopt(database: Database, data: Path) -> None:
    """Take over what the copy holds and the ledger does not; a copy that is gone is written anew.

    Raises:
        DamagedData: the copy is no longer what was written.
    """
    copy = copy_of(data)
    if not copy.path.is_file() and database.query("SELECT 1 FROM tombstones LIMIT 1"):
        if forget_key_path(data).is_file():  # without it whoever reads them is told, and the ledger can still be opened
            save(database, data)
    elif not copy.is_known(database):
        add(database, copy.read(_stone))
        copy.know(database)


def copy_of(data: Path) -> Copy:
    """Return the copy that lies beside the ledger."""
    return Copy("tombstones", tombstones_path(data))
