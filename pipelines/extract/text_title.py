"""Which line of a text page is its title: the first that is nothing of the site's, if it can be one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipelines.extract.blocks import Block
from pipelines.extract.byline import find_section
from pipelines.extract.headings import heading_key
from pipelines.extract.keys import folded
from pipelines.extract.meta_line import is_meta_line
from pipelines.extract.site_names import is_site_name
from pipelines.extract.title import own_text
from pipelines.lexicon.furniture import BADGES, SECTION_LABELS

HEAD_LINES: Final = 6
"""Lines among which title and byline stand."""
_ABOVE_TITLE: Final = 3
"""Lines of the site that may stand above the title."""
_LONGEST_TITLE: Final = 60
_LONGEST_SITE: Final = 8
# The site and the part of it that the page stands in.
_PATH_RE: Final = re.compile(r"[^\s>»›。，：:]{2,8}\s?[>»›]\s?[^\s>»›。，：:]{2,8}")
_NUMBERED_RE: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|\d+[.、．)]|第[一二三四五六七八九十\d]+[章节條条]|[（(][一二三四五六七八九十\d]+[)）])"
)


def title_line(lines: Sequence[str]) -> int | None:
    """Return the number of the title's line: a label of a part, or a sentence, first means that the copy has none.

    >>> title_line(["首页 > 贷款", "收到短信说我欠款", "2024-03-05", "我没有借过。"]), title_line(["我没有借过。", "他们不信。"])
    (1, None)
    """
    for at, line in enumerate(lines[:HEAD_LINES]):
        if own_text(Block(line)) != line:
            return at
        if heading_key(line) in BADGES or (
            at < _ABOVE_TITLE and (is_meta_line(line) or _is_above_title(line, lines[at + 1 :]))
        ):
            continue
        is_prose = line.endswith(("。", "；", "，", ",", ":", "：")) or line.count("，") + line.count(",") > 2
        is_part = heading_key(line) in SECTION_LABELS or _NUMBERED_RE.match(line) is not None
        return None if is_prose or is_part or len(line) > _LONGEST_TITLE or len(lines) == 1 else at
    return None


def _is_above_title(line: str, below: Sequence[str]) -> bool:
    """Whether a line is a site's path, the site's name above that, or either of them above a title.

    What stands above a byline, or above a sentence, is the title itself.
    """
    if find_section(line) is not None:
        return True
    names = line.split(" ", maxsplit=1)
    if max(map(len, names)) > _LONGEST_SITE:
        return False
    title, *behind = [other for other in below[:_ABOVE_TITLE] if find_section(other) is None] or [""]
    if not title or is_meta_line(title) or title.endswith("。"):
        return False
    is_named = is_site_name(folded(names[0])) and any(map(is_meta_line, behind[:1]))
    return is_named or find_section(below[0]) is not None or _PATH_RE.fullmatch(line) is not None
