"""`lendersms lenders`: what a person is shown who looks after the table."""

from __future__ import annotations

from tests.crawler.conftest import Console

_HEAD = "id,name,aliases,context_aliases,not_after,not_before,operator,licence,confidence,source,collisions"


def test_the_table_in_use_is_sound(console: Console) -> None:
    """Without a file the shipped table is checked."""
    told = console("lenders", "check")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("lenders.csv: ")
    assert told.out.endswith("lenders, nothing wrong\n")


def test_faults_are_lines_with_their_cure(console: Console) -> None:
    """Each names file and line; the status tells that something is wrong."""
    rows = ("yuehu,月湖贷,月湖贷;马上,,,,,p2p,high,one mention,", "yuehu,星贷,星贷,,,,unknown,p2p,sure,one mention,")
    (console.folder / "mine.csv").write_text("\n".join([_HEAD, *rows]), "utf-8")
    told = console("lenders", "check", "mine.csv")
    assert told.status == 2
    assert told.err.splitlines() == [
        "mine.csv line 2: operator is missing; name the company, or write `unknown` where nobody could find out",
        "mine.csv line 3: confidence 'sure' is unknown; write one of high, medium, low",
        "mine.csv: 2 faults",
    ]


def test_what_is_no_table_is_one_line(console: Console) -> None:
    """A file that is not there, one that is no table."""
    (console.folder / "text.csv").write_text("短信", "utf-8")
    for name, said in (("nowhere.csv", "cannot be read"), ("text.csv", "columns ['短信']")):
        told = console("lenders", "check", name)
        assert (told.status, told.err.count("\n")) == (2, 1)
        assert f"{name}: {said}" in told.err
