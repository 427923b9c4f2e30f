"""A page that somebody saved, and what the console says where it can make nothing of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.crawler.conftest import Console, Told

SAVED = Path(__file__).parents[1] / "fixtures" / "saved" / "complaint.txt"
PAGE = """<html><head><title>借呗催收短信说要起诉</title></head><body><h1>借呗催收短信说要起诉</h1>
<p>2024-05-01 08:00:00 作者：<b>甲乙</b></p>
<p>我收到一条借呗的催收短信，说我逾期欠款三千元，要我马上还清，否则就向法院起诉，还要联系我的家人和单位。</p>
<p>我打了客服电话核实，对方说短信是系统自动发送的，让我先把欠款还上，再申请减免利息。</p></body></html>"""


def saved_page(console: Console) -> None:
    """Save a page where the examples look for it."""
    (console.folder / "saved").mkdir(exist_ok=True)
    (console.folder / "saved" / "page.html").write_text(PAGE, encoding="utf-8")


def one_line(told: Told) -> str:
    """The single line of an error."""
    assert told.err.endswith("\n")
    assert told.err.count("\n") == 1, told.err
    assert "Traceback" not in told.err
    return told.err
