"""Pages in the manner of messenger articles: the body is hidden until a script shows it."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.practice.draft import Line
from crawler.practice.sheet import Sheet, stamp, text


def body(lines: Sequence[Line]) -> str:
    """Lay out the lines as styled sections, headings as strong text."""
    return "\n".join(
        f'<section style="margin:0 8px"><span style="font-size:15px">{text(line.text)}</span></section>'
        if line.kind in ("p", "li")
        else f'<section style="text-align:center"><strong>{text(line.text)}</strong></section>'
        for line in lines
    )


def render(sheet: Sheet) -> str:
    """Lay out the whole page; comments live in the application and are not printed."""
    author = f'<span class="rich_media_meta">{text(sheet.author)}</span>' if sheet.author else ""
    time = f'<em id="publish_time">{stamp(sheet.published, "%Y年%m月%d日 %H:%M")}</em>' if sheet.published else ""
    furniture = "".join(f"<section><p>{text(line)}</p></section>\n" for line in sheet.before)
    after = "".join(f"<section><p>{text(line)}</p></section>\n" for line in sheet.after)
    return f"""<!DOCTYPE html>
<html lang="zh_CN">
{sheet.head}
<body id="activity-detail">
<div class="rich_media"><div class="rich_media_inner">
<h1 class="rich_media_title" id="activity-name">{text(sheet.heading)}</h1>
<div id="meta_content">{author}<a id="js_name">{text(sheet.site.name)}</a>{time}</div>
<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;">
{furniture}{body(sheet.lines)}
{after}</div>
<script>document.getElementById("js_content").style.visibility = "visible";</script>
<div class="tips"><p>轻触阅读原文</p></div>
</div></div>
</body>
</html>
"""
