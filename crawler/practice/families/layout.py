"""Old portals laid out with tables: the body is bare text between `<br>` in a cell."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.practice.draft import Line
from crawler.practice.grammar import table
from crawler.practice.sheet import Sheet, commenter, stamp, text


def body(lines: Sequence[Line]) -> str:
    """Lay out the lines: every one ends with `<br>`, headings are bold."""
    return "\n".join(
        f"　　{text(line.text)}<br>" if line.kind in ("p", "li") else f"<b>{text(line.text)}</b><br>" for line in lines
    )


def render(sheet: Sheet) -> str:
    """Lay out the whole page."""
    menu = "".join(f'<td align="center"><a href="/">{name}</a></td>' for name in table("furniture")["navigation"])
    time = stamp(sheet.published, "日期:%Y-%m-%d %H:%M:%S")
    before = "".join(f"{text(line)}<br><br>\n" for line in sheet.before)
    after = "".join(f"{text(line)}<br>\n" for line in sheet.after)
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html>
{sheet.head}
<body bgcolor="#ffffff">
<table width="960" align="center"><tr>{menu}</tr></table>
<table width="960" align="center"><tr><td width="700" valign="top">
<table width="100%"><tr><td align="center"><font size="5"><b>{text(sheet.heading)}</b></font></td></tr>
<tr><td align="center">首页 &gt; {text(sheet.labels.section)} 人气:{sheet.views} {time}</td></tr>
<tr><td style="line-height:200%">
{before}{body(sheet.lines)}
{after}</td></tr></table>
{_comments(sheet)}
</td><td valign="top">{_related(sheet)}</td></tr></table>
<table width="960" align="center"><tr><td align="center">{text(sheet.site.name)} 版权所有</td></tr></table>
</body>
</html>
"""


def _comments(sheet: Sheet) -> str:
    """The comments as rows of a table."""
    if not sheet.comments:
        return ""
    rows = "\n".join(f"<tr><td>{commenter(one)}<br>\n{text(one.text)}</td></tr>" for one in sheet.comments)
    return f'<table width="100%"><tr><td><b>{text(sheet.labels.comments)}</b></td></tr>\n{rows}\n</table>'


def _related(sheet: Sheet) -> str:
    """The links to other articles, bulleted."""
    if not sheet.related:
        return ""
    items = "\n".join(f'• <a href="{href}">{text(title)}</a><br>' for href, title in sheet.links)
    return f"<b>{text(sheet.labels.related)}</b><br>\n{items}"
