"""Where a byte slip may have begun: what a lost byte leaves behind in Chinese text.

    們?nèi)粘I钪     the tail of a gloss, whose bracket the lost byte swallowed
    處理?!边@          a lost byte before a folded mark; here `。”這`
    載??梢栽O         the same, the mark a question mark; in other copies one `?` is both
    們(nèi)粘I        a gloss that does not read what stands before it: the lost byte left no trace

Any of these stands in undamaged text too. They only tell where to look; the likelihood decides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipelines.lexicon.characters import HAN
from pipelines.lexicon.gbk import code_of
from pipelines.lexicon.pinyin import is_reading

_WIDE: Final = f"[{HAN}\u2010-\u203b\u2100-\u266f\u3000-\u303f\uff01-\uff5e\ue000-\uf8ff]"
_SYLLABLE: Final = "[a-zà-ǜḿ]{1,6}"
# A lost byte and what can follow it: a mark, Chinese, the tail of a gloss, the ASCII half of a pair, a folded number.
# Each pattern begins with the characters that are rare in clean text, so that it is scanned for them; no nesting: linear.
_LOST_RE: Final = re.compile(
    rf"[?\ufffd](?=(?<=\?){_WIDE}|[!?]{_WIDE}|[!?]?\(?{_SYLLABLE}\)|[!?]\(?[0-9]|[!?][@-~](?:{_WIDE}|\()|[@-~](?:{_WIDE}|\()|\ufffd?[!?]\ufffd)"
)
# A folded mark whose lost byte left no trace.
_MARK_RE: Final = re.compile(rf"!(?={_WIDE})")
# The tail of a gloss whose lost byte left no trace.
_TAIL_RE: Final = re.compile(rf"(?<={_WIDE}){_SYLLABLE}\)")
# A quotation that ends its line: `。”` with both ends lost. Only a glossed text has it: elsewhere people write `?!?`.
_QUOTATION_RE: Final = re.compile(r"\?(?<![?!].)[!?]{1,2}\?$", re.MULTILINE)
# A gloss and the character before it: found by the bracket, and only then looked back from.
_GLOSS_RE: Final = re.compile(rf"\((?<=(.)\()({_SYLLABLE})\)", re.DOTALL)
# A gloss that is not of plain letters only.
_MARKED_RE: Final = re.compile(rf"\((?![a-z]{{1,6}}\)){_SYLLABLE}\)")


def find_evidence(text: str) -> list[int]:
    r"""Return the places where a slip may have begun, sorted.

    >>> find_evidence("們?nèi)粘I钪"), find_evidence("處理?!边@"), find_evidence("們(nèi)粘I钪")
    ([1], [2, 3], [1])
    >>> find_evidence("真的吗?\n銀行發(fā)來短信！")
    []
    """
    found: list[int] = []
    if "?" in text or "\ufffd" in text:
        found += [match.start() for match in _LOST_RE.finditer(text)]
    if "!" in text:
        found += [match.start() for match in _MARK_RE.finditer(text)]
    if ")" in text:
        found += _found_by_glosses(text)
    return sorted(found)


def _found_by_glosses(text: str) -> list[int]:
    """Tails of glosses, glosses that read nothing, and what only a glossed text shows."""
    glosses = _GLOSS_RE.findall(text)
    strange = {gloss for gloss in set(glosses) if is_strange(*gloss)}
    found: list[int] = []
    if text.count(")") > len(glosses):
        found += [match.start() for match in _TAIL_RE.finditer(text)]
    if strange:
        found += [match.start() for match in _GLOSS_RE.finditer(text) if match.groups() in strange]
    if glosses and "?" in text:
        found += [match.start() for match in _QUOTATION_RE.finditer(text)]
    return found


@lru_cache(maxsize=1 << 14)
def is_strange(character: str, syllable: str) -> bool:
    """Whether a gloss does not read the character before it.

    >>> is_strange("們", "nèi"), is_strange("內", "nèi")
    (True, False)
    """
    return code_of(character) != 0 and not is_reading(syllable, character)


def is_glossed(text: str) -> bool:
    """Whether any character carries a gloss with a tone mark: people seldom write one.

    >>> is_glossed("銀行發(fā)來"), is_glossed("选择(a)")
    (True, False)
    """
    return _MARKED_RE.search(text) is not None
