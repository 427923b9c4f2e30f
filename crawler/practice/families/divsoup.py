"""Content farms on a home-grown CMS: divs in divs, a badge over the title, author and time in one line."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.practice.draft import Line
from crawler.practice.grammar import table
from crawler.practice.sheet import Sheet, commenter, paragraphs, stamp, text

_TAGS = {"p": "p", "h2": "h2", "h3": "h3", "li": "p"}


def body(lines: Sequence[Line]) -> str:
    """Lay out the lines: headings as such, items as paragraphs."""
    return "\n".join(f"<{_TAGS[line.kind]}>{text(line.text)}</{_TAGS[line.kind]}>" for line in lines)


def render(sheet: Sheet) -> str:
    """Lay out the whole page."""
    menu = "".join(f'<div class="n"><a href="/">{name}</a></div>' for name in table("furniture")["navigation"])
    time = stamp(sheet.published, "%Y-%m-%d %H:%M:%S")
    author = f" 作者:{text(sheet.author)}" if sheet.author else ""
    return f"""<!DOCTYPE html>
<html>
{sheet.head}
<body>
<div class="top"><div class="w"><div class="logo">{text(sheet.site.name)}</div>{menu}</div></div>
<div class="w"><div class="l"><div class="box">
<div class="u">{text(sheet.labels.badge)}</div>
<h1>{text(sheet.heading)}</h1>
<div class="i">{time} 浏览{author}</div>
<div class="c"><div class="c2">
{paragraphs(sheet.before)}{body(sheet.lines)}
{paragraphs(sheet.after)}</div></div>
{_comments(sheet)}
{_related(sheet)}
</div></div></div>
<div class="foot">Copyright {text(sheet.site.name)}</div>
</body>
</html>
"""


def _comments(sheet: Sheet) -> str:
    """The comments, each in a box of its own."""
    if not sheet.comments:
        return ""
    boxes = "\n".join(
        f'<div class="pl"><div class="pu">{commenter(one)}</div><div class="pt">{text(one.text)}</div></div>'
        for one in sheet.comments
    )
    return f'<div class="pls"><div class="t">{text(sheet.labels.comments)}</div>\n{boxes}\n</div>'


def _related(sheet: Sheet) -> str:
    """The links to other articles."""
    if not sheet.related:
        return ""
    items = "\n".join(f'<div class="r"><a href="{href}">{text(title)}</a></div>' for href, title in sheet.links)
    return f'<div class="rs"><div class="t">{text(sheet.labels.related)}</div>\n{items}\n</div>'
