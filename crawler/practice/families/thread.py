"""Forum threads: the first post is the article, the posts below it are the comments."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.practice.draft import Line
from crawler.practice.sheet import Sheet, list_items, stamp, text


def body(lines: Sequence[Line]) -> str:
    """Lay out the lines as a forum does: `<br />` behind each."""
    return "\n".join(f"{text(line.text)}<br />" for line in lines)


def render(sheet: Sheet) -> str:
    """Lay out the whole page."""
    replies = "\n".join(
        _post(one.author, f"发表于 {one.posted_on}", text(one.text), f"{floor}楼")
        for floor, one in enumerate(sheet.comments, 2)
    )
    return f"""<!DOCTYPE html>
<html>
{sheet.head}
<body id="nv_forum">
<div id="pt"><a href="/">{text(sheet.site.name)}</a> &rsaquo; <a href="/">{text(sheet.labels.section)}</a></div>
<div id="postlist">
<h1 class="ts"><span id="thread_subject">{text(sheet.heading)}</span></h1><span class="xg1">查看: {sheet.views}</span>
{_first_post(sheet)}
{replies}
</div>
<div class="bm"><h2>{text(sheet.labels.related)}</h2><ul>
{list_items(sheet.links)}
</ul></div>
</body>
</html>
"""


def _first_post(sheet: Sheet) -> str:
    """The article, between its furniture."""
    before = "".join(f"{text(line)}<br />\n" for line in sheet.before)
    after = "".join(f"{text(line)}<br />\n" for line in sheet.after)
    return _post(
        sheet.author or "",
        stamp(sheet.published, "发表于 %Y-%m-%d %H:%M:%S"),
        f"{before}{body(sheet.lines)}\n{after}",
        "楼主",
    )


def _post(author: str, time: str, content: str, floor: str) -> str:
    """One post: author on the left, content on the right."""
    return f"""<table class="plhin"><tr><td class="pls"><a class="xw1">{text(author)}</a></td>
<td class="plc"><div class="pti"><em>{floor}</em> <em>{time}</em></div>
<div class="pct"><table><tr><td class="t_f">
{content}
</td></tr></table></div></td></tr></table>"""
