"""Blogs in the manner of the most common publishing software: `<article>`, `<time>`, an ordered comment list."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.practice.draft import Line
from crawler.practice.sheet import Sheet, list_items, paragraphs, stamp, text


def body(lines: Sequence[Line]) -> str:
    """Lay out the lines with the elements meant for them."""
    return "\n".join(f"<{line.kind}>{text(line.text)}</{line.kind}>" for line in lines)


def render(sheet: Sheet) -> str:
    """Lay out the whole page."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
{sheet.head}
<body class="single">
<header class="site-header"><a href="/" rel="home">{text(sheet.site.name)}</a></header>
<main id="main"><article class="post hentry">
<header class="entry-header"><h1 class="entry-title">{text(sheet.heading)}</h1>
<div class="entry-meta">{_byline(sheet)} <a rel="category tag" href="/">{text(sheet.labels.section)}</a></div></header>
<div class="entry-content">
{paragraphs(sheet.before)}{body(sheet.lines)}
{paragraphs(sheet.after)}</div>
</article>
{_comments(sheet)}
</main>
<aside class="widget-area"><h3>{text(sheet.labels.related)}</h3><ul>
{list_items(sheet.links)}
</ul></aside>
</body>
</html>
"""


def _byline(sheet: Sheet) -> str:
    """Author and time, for people and machines."""
    time = (
        f'<time class="entry-date" datetime="{stamp(sheet.published, "%Y-%m-%dT%H:%M:00+08:00")}">'
        f"{stamp(sheet.published, '%Y年%m月%d日 %H:%M')}</time>"
        if sheet.published
        else ""
    )
    author = f'<span class="author vcard">作者：{text(sheet.author)}</span>' if sheet.author else ""
    return f"{author} {time}"


def _comments(sheet: Sheet) -> str:
    """The comments as an ordered list."""
    if not sheet.comments:
        return ""
    items = "\n".join(
        f'<li class="comment"><div class="comment-author"><b class="fn">{text(one.author)}</b>'
        f'{"<i>" + one.role + "</i>" if one.role else ""}</div><div class="comment-metadata"><time datetime="{one.posted_on}">'
        f'{one.posted_on}</time></div><div class="comment-content"><p>{text(one.text)}</p></div></li>'
        for one in sheet.comments
    )
    return f'<div id="comments"><h2>{text(sheet.labels.comments)}</h2><ol class="comment-list">\n{items}\n</ol></div>'
