"""Where a byte slip may have begun: what a lost byte leaves behind in Chinese text.

    們?nèi)粘I钪     the tail of a gloss, whose bracket the lost byte swallowed
    處理?!边@          a lost byte before a folded mark; here `。”這`
    載??梢栽O         the same, the mark a question mark; in other copies one `?` is both
    們(nèi)粘I        a gloss that does not read what stands before it: the lost byte left no trace

Any of these stands in undamaged text too. They only tell where to look; the likelihood decides.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.lexicon.characters import HAN
from pipelines.lexicon.gbk import code_of
from pipelines.lexicon.pinyin import is_reading

_WIDE: Final = f"[{HAN}，。、；：“”‘’（）《》\uff01-\uff5e\ue000-\uf8ff]"
# A lost byte and what can follow it: a mark, Chinese, the tail of a gloss, or the ASCII half of a pair. No nesting: linear.
_LOST_RE: Final = re.compile(
    rf"[?\ufffd](?=[!?]?{_WIDE}|[!?][@-~]{_WIDE}|\(?[a-zà-ǜḿ]{{1,6}}\)|[@-~](?:{_WIDE}|\()|\ufffd?[!?]\ufffd)"
    # a folded mark whose lost byte left no trace
    rf"|!(?={_WIDE})"
    # the tail of a gloss whose lost byte left no trace
    rf"|(?<={_WIDE})[a-zà-ǜḿ]{{1,6}}\)"
)
# A quotation that ends its line: `。”` with both ends lost. Only a glossed text has it: elsewhere people write `?!?`.
_QUOTATION_RE: Final = re.compile(r"(?<=[^?!])\?[!?]\?$", re.MULTILINE)
# A gloss and the character before it, one a match; a Chinese character never begins a gloss, so none is missed.
_GLOSSED_RE: Final = re.compile(r"([^\x00-\x7f])\(([a-zà-ǜḿ]{1,6})\)")


def find_evidence(text: str) -> list[int]:
    r"""Return the places where a slip may have begun, sorted.

    >>> find_evidence("們?nèi)粘I钪"), find_evidence("處理?!边@"), find_evidence("們(nèi)粘I钪")
    ([1], [2, 3], [1])
    >>> find_evidence("真的吗?\n銀行發(fā)來短信！")
    []
    """
    found = [match.start() for match in _LOST_RE.finditer(text)]
    if "(" in text:
        glossed = [(match[1], match[2], match.start(2) - 1) for match in _GLOSSED_RE.finditer(text)]
        strange = {pair for pair in {each[:2] for each in glossed} if is_strange(*pair)}
        if glossed:
            found += [match.start() for match in _QUOTATION_RE.finditer(text)]
            found += [at for character, syllable, at in glossed if (character, syllable) in strange]
            found.sort()
    return found


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
    return any(not syllable.isascii() for _, syllable in _GLOSSED_RE.findall(text))
