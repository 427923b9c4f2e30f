"""Plain portals: everything is a paragraph of one column, byline glued together, links at the end of the text."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.practice.draft import Line
from crawler.practice.sheet import Sheet, commenter, paragraphs, stamp, text


def body(lines: Sequence[Line]) -> str:
    """Lay out all lines as paragraphs."""
    return paragraphs(line.text for line in lines).rstrip("\n")


def render(sheet: Sheet) -> str:
    """Lay out the whole page."""
    author = f" 编辑：{text(sheet.author)}" if sheet.author else ""
    comments = "\n".join(f"<p>{commenter(one)}</p>\n<p>{text(one.text)}</p>" for one in sheet.comments)
    label = f"<p><strong>{text(sheet.labels.comments)}</strong></p>\n" if sheet.comments else ""
    related = "\n".join(f'<p>- <a href="{href}">{text(title)}</a></p>' for href, title in sheet.links)
    return f"""<html>
{sheet.head}
<body>
<p><a href="/">{text(sheet.site.name)}</a> - {text(sheet.labels.section)}</p>
<h1>{text(sheet.heading)}</h1>
<p class="time"><span>网{sheet.views}</span><span>{stamp(sheet.published, "%Y-%m-%d")}</span>{author}</p>
<div class="content">
{paragraphs(sheet.before)}{body(sheet.lines)}
{sheet.pager}{paragraphs(sheet.after)}{label}{comments}
<p><strong>{text(sheet.labels.related)}</strong></p>
{related}
</div>
</body>
</html>
"""
