"""Undamaged Chinese pages to count false repairs on: manuals, books, tales and sayings that packages of Debian ship.

    python -m benchmarks.clean_text FOLDER     fetches the packages and unpacks them there, once

A page is a manual page, a chapter, or a hundred messages of a catalogue: what a stage that judges by the page would be
given. Only lines with Chinese in them are kept. None of it trained the character model.
"""

from __future__ import annotations

import gettext
import gzip
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, NamedTuple

from lxml import html

Kind = Literal["manual", "prose"]
Script = Literal["simplified", "traditional"]

PACKAGES: Final[dict[str, Kind]] = {
    "aptitude-common": "manual",
    "cataclysm-dda-data": "prose",
    "debian-faq-zh-cn": "manual",
    "debian-handbook": "prose",
    "debian-reference-zh-cn": "manual",
    "debian-reference-zh-tw": "manual",
    "fortunes-zh": "prose",
    "gnome-user-docs": "manual",
    "libreoffice-help-zh-cn": "manual",
    "libreoffice-help-zh-tw": "manual",
    "maint-guide-zh-cn": "manual",
    "maint-guide-zh-tw": "manual",
    "manpages-zh": "manual",
}

_TRADITIONAL_RE: Final = re.compile(r"zh[-_](?:tw|hk|hant)", re.IGNORECASE)
_CHINESE_RE: Final = re.compile(r"(?:^|[/_.-])zh(?:[-_](?:cn|tw|hk|hans|hant))?(?:[/_.-]|$)", re.IGNORECASE)
_HAN_RE: Final = re.compile("[\u4e00-\u9fff]")
# Macros and font changes of manual pages.
_ROFF_RE: Final = re.compile(r"^[.'](?:[A-Za-z]{1,3}\b ?|\\\".*)|\\f(?:[BIRP]|\(..)|\\[&|]", re.MULTILINE)
_INLINE: Final = frozenset(
    ("a", "abbr", "acronym", "b", "code", "em", "i", "kbd", "span", "strong", "sub", "sup", "tt", "u", "var")
)
_MESSAGES: Final = 100
_LEAST_SHARE: Final = 0.1
"""A page with fewer Chinese characters among its characters was never translated."""


class Page(NamedTuple):
    """One undamaged text."""

    package: str
    script: Script
    kind: Kind
    text: str


def fetch(folder: Path) -> None:
    """Download every package that is not there yet and unpack it into its own folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PACKAGES:
        if not (folder / name).is_dir():
            _run(folder, "apt-get", "download", "-q", name)
            archive = next(folder.glob(f"{name}_*.deb"))
            _run(folder, "dpkg-deb", "-x", archive.name, name)
            archive.unlink()


def _run(folder: Path, program: str, *arguments: str) -> None:
    subprocess.run([shutil.which(program) or program, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def can_fetch() -> bool:
    """Whether this machine has Debian's own programs."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def pages(folder: Path) -> Iterator[Page]:
    """All pages of the unpacked packages, in a fixed order."""
    for package, kind in PACKAGES.items():
        for path in sorted((folder / package).rglob("*")):
            inside = str(path.relative_to(folder / package))
            if path.is_file() and not path.is_symlink() and _is_chinese(package, inside):
                script: Script = "traditional" if _TRADITIONAL_RE.search(f"{package}/{inside}") else "simplified"
                yield from (Page(package, script, kind, text) for text in _texts(path))


def _is_chinese(package: str, inside: str) -> bool:
    return bool(_CHINESE_RE.search(inside)) or package.endswith(("-zh-cn", "-zh-tw")) or "/fortunes/" in inside


def _texts(path: Path) -> Iterator[str]:
    """The texts of a file, lines without Chinese left out; none of a file of another format."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data, path = gzip.decompress(data), path.with_suffix("")
    for text in _raw_texts(path, data):
        lines = [line.rstrip() for line in text.split("\n") if line.strip()]
        chinese = len(_HAN_RE.findall(text))
        if chinese > _LEAST_SHARE * sum(map(len, lines)):
            yield "\n".join(lines)


def _raw_texts(path: Path, data: bytes) -> Iterable[str]:
    if path.suffix in {".html", ".htm", ".page"}:
        return [_lines_of_markup(data)]
    if path.suffix == ".mo":
        return _messages(path)
    if re.fullmatch(r"\.[1-8]", path.suffix):
        return [_ROFF_RE.sub("", data.decode("utf-8", "replace"))]
    if path.parent.name == "fortunes" and not path.suffix:
        return _joined(data.decode("utf-8", "replace").split("\n%\n"))
    return []


def _lines_of_markup(data: bytes) -> str:
    """The text of a document, a line for each block; source listings keep their lines."""
    root = html.fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    for element in root.iter():
        if element.tag in {html.etree.Comment, "script", "style"}:
            element.text = ""
        elif element.tag not in _INLINE:
            element.text = f"\n{element.text or ''}"
            element.tail = f"\n{element.tail or ''}"
    return "".join(map(str, root.itertext()))


def _messages(path: Path) -> Iterator[str]:
    """The translated messages of a catalogue."""
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    found: Mapping[object, str] = vars(catalogue)["_catalog"]  # the class has no other way to ask for all of them
    yield from _joined([message for key, message in found.items() if key])


def _joined(parts: list[str]) -> Iterator[str]:
    for at in range(0, len(parts), _MESSAGES):
        yield "\n".join(parts[at : at + _MESSAGES])


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
