"""Write `pinyin.tsv` anew: `python -m pipelines.lexicon.pinyin_build`, by hand, when pinyin-data has a new edition.

Source: pinyin-data as it ships with pypinyin (both MIT, https://github.com/mozillazg/pinyin-data), a dependency of
development only. Kept are the characters of GBK, because the glosses arise from GBK bytes. A traditional character
also reads as its simplified form does: the source gives 说 its second reading and forgets it at 說. Behind the characters
of a syllable stand those of them that have other readings too, but this one first: the source names the most common first.
Ordered by syllable and code point, so that the same source gives the same bytes.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

from pipelines.lexicon.script import simplified_characters

TABLE: Final = Path(__file__).with_name("pinyin.tsv")


def is_gbk(character: str) -> bool:
    """Whether GBK has two bytes for the character.

    >>> is_gbk("發"), is_gbk("a"), is_gbk("𠮷")
    (True, False, False)
    """
    return len(character.encode("gbk", "ignore")) == 2


def table(readings: dict[int, str]) -> str:
    r"""Return the lines of the table, from code points and their comma-separated readings.

    >>> table({0x4E2D: "zhōng,zhòng", 0x5FE0: "zhōng"})
    'zhòng\t中\t\nzhōng\t中忠\t中\n'
    """
    characters: dict[str, list[str]] = {}
    first: dict[str, list[str]] = {}
    for code, syllables in sorted(readings.items()):
        if is_gbk(chr(code)):
            own = _with_simplified(code, syllables, readings)
            for syllable in own:
                characters.setdefault(syllable, []).append(chr(code))
            if len(own) > 1:
                first.setdefault(own[0], []).append(chr(code))
    return "".join(
        f"{syllable}\t{''.join(found)}\t{''.join(first.get(syllable, ()))}\n"
        for syllable, found in sorted(characters.items())
    )


def _with_simplified(code: int, syllables: str, readings: dict[int, str]) -> list[str]:
    """The readings of a character, its own before those of its simplified form."""
    simplified = readings.get(ord(chr(code).translate(simplified_characters())), "")
    every = filter(None, f"{syllables},{simplified}".split(","))
    return list(dict.fromkeys(unicodedata.normalize("NFC", syllable) for syllable in every))


def main() -> None:
    """Write the table beside this file."""
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - a tool of development; the tests import this module

    TABLE.write_text(table(pinyin_dict), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
