"""Undamaged pages are read out of unpacked packages, each format by its own rules."""

from __future__ import annotations

import gzip
from pathlib import Path

from benchmarks.clean_text import Page, pages
from benchmarks.false_repairs import judged, strewn


def _write(folder: Path, path: str, data: bytes) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)


def test_pages_of_each_format(tmp_path: Path) -> None:
    """Blocks of markup become lines, macros of manual pages go, sayings are joined, other languages are left out."""
    _write(tmp_path, "debian-faq-zh-cn/doc/a.html", "<p>第一<b>段</b>文字</p><script>x</script><p>第二段</p>".encode())
    _write(tmp_path, "manpages-zh/man/zh_TW/man1/a.1.gz", gzip.compress(".SH 名稱\n\\fB命令\\fR的說明\n".encode()))
    _write(tmp_path, "manpages-zh/man/zh_CN/man1/b.1", b".SH NAME\nnever translated\n")
    _write(tmp_path, "fortunes-zh/games/fortunes/sayings", "前言\n%\n后语\n".encode())
    _write(tmp_path, "debian-handbook/html/en/a.html", "<p>不算的一页</p>".encode())

    found = [(page.package, page.script, page.kind, page.text) for page in pages(tmp_path)]

    assert found == [
        ("debian-faq-zh-cn", "simplified", "manual", "第一段文字\n第二段"),
        ("fortunes-zh", "simplified", "prose", "前言\n后语"),
        ("manpages-zh", "traditional", "manual", "名稱\n命令的說明"),
    ]


def test_false_repairs_are_counted_by_rule() -> None:
    """Only the rules that mend what is damaged count as false; the size is that of lines with Chinese."""
    changes = judged([("one", "銀行發(fā)來短信\nno chinese"), ("two", "短信,内容")])

    assert changes.false == 1
    assert changes.rules["punctuation.width"] == 1
    assert changes.size == len("銀行發(fā)來短信") + len("短信,内容")
    assert changes.shown["punctuation.width"] == ["two: '短信' [',' -> '，'] '内容'"]


def test_pages_lose_characters_by_turns() -> None:
    """Every page loses some of its Chinese characters, to either mark, and nothing else; each run the same ones."""
    found = [Page("a", "simplified", "prose", "每个字都可能丢 ok\n" * 20)] * 8

    texts = [text for _, text in strewn(found, 10**6)]

    assert [text for _, text in strewn(found, 10**6)] == texts
    assert {mark for text in texts for mark in "?\ufffd" if mark in text} == {"?", "\ufffd"}
    assert all(text.count(" ok\n") == 20 and len(text) == len(found[0].text) for text in texts)
    shares = [sum(map(text.count, "?\ufffd")) / 140 for text in texts]
    assert max(shares[:2]) < 0.2
    assert min(shares[-2:]) > 0.35
