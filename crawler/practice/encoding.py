"""What a site does to a page that is laid out: its script, its converter, its charset."""

from __future__ import annotations

from crawler.practice.damage.converter import fold_marks, without_glosses
from crawler.practice.damage.script import Profile, to_traditional
from crawler.practice.hosts import Site

_SCRIPTS: dict[str, Profile] = {"traditional": "s2t", "taiwan": "s2tw"}


def _scripted(html: str, site: Site) -> str:
    """The page in the script of its site."""
    return to_traditional(html, _SCRIPTS[site.script]) if site.script in _SCRIPTS else html


def read(html: str, site: Site) -> str:
    """The page as it reads after its site's script and converter."""
    scripted = _scripted(html, site)
    return site.converter.to_text(scripted) if site.converter else scripted


def encode(html: str, site: Site) -> bytes:
    """The bytes of the page: the converter's own, or its text in the site's charset."""
    if site.converter and site.converter.lost is None:
        return site.converter.to_bytes(_scripted(html, site))
    return read(html, site).encode(site.charset, "xmlcharrefreplace")


def read_body(rows: str, site: Site) -> tuple[str, set[str]]:
    """The rows of the body as they read, and the kinds of damage that script and converter did to them."""
    scripted = _scripted(rows, site)
    kinds = {"traditional"} if scripted != rows else set()
    if site.converter is None:
        return scripted, kinds
    data = site.converter.to_bytes(scripted)
    if site.converter.glosses and data != fold_marks(scripted.encode("gb18030")):
        kinds.add("gloss")
    folded = scripted.replace("！", "!").replace("？", "?")
    if site.converter.folds_width or folded != scripted:
        kinds.add("halfwidth")
    if without_glosses(data.decode("gb18030", "replace")) != without_glosses(folded):
        kinds.add("slip")
    return site.converter.read(data), kinds
