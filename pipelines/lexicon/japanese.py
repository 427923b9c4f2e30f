"""Japanese among Chinese: lines and quoted clauses in kana, whose characters are no traditional Chinese.

    お客様の口座に関するご連絡です            優の良品發來的短信（Chinese: one の in a name）

A run is Japanese where it has kana besides の, which Chinese shops print for 的, hardly a character that only Chinese
has, and the kana are grammar (hiragana) or most of it (a name in katakana alone is no reason to call a clause Japanese).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from pipelines.lexicon.characters import HAN
from pipelines.lexicon.dictionaries import choices
from pipelines.lexicon.script import simplified_only

# Hiragana and katakana without の, long marks and middle dots.
_KANA_RE: Final = re.compile("[ぁ-ねは-ゔァ-ヺｦ-ﾝ]")
_KANA_RUN_RE: Final = re.compile("[ぁ-ねは-ゔァ-ヺｦ-ﾝ][ぁ-ゔァ-ヺーｦ-ﾟ]*")
_HIRAGANA_RE: Final = re.compile("[ぁ-ねは-ゔ]")
_HAN_RE: Final = re.compile(f"[{HAN}]")
# What a clause ends with, and the quotation marks around one.
_CLAUSE_RE: Final = re.compile("[^，,。！？!?；;：:「」『』“”‘’《》()（）\n]+")
_LINE_RE: Final = re.compile("[^\n]+")

_CHINESE: Final = frozenset("這那哪你妳您們她它咱很嗎呢吧啊麼沒怎把被讓給找跟")
"""Words of Chinese that Japanese does not write; characters that it writes otherwise are in the dictionaries."""
_FEWEST: Final = 2
_TO_CHINESE: Final = 4
"""Runs of kana to each character that only Chinese has: names in a Japanese text may hold one."""
_LEAST_SHARE: Final = 0.15
"""Of kana among kana and Chinese characters: headlines have few."""
_KATAKANA_SHARE: Final = 0.5


def japanese_spans(text: str) -> list[tuple[int, int]]:
    r"""Return the Japanese runs of `text`, sorted: whole lines, and clauses of Chinese lines.

    >>> japanese_spans("收到簡訊\nお客様の口座を確認します。")
    [(5, 18)]
    >>> japanese_spans("他收到「お客様への連絡です」，說要還款"), japanese_spans("優の良品發來的短信")
    ([(4, 13)], [])
    """
    return list(_spans(text)) if _KANA_RE.search(text) else []


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for line in _LINE_RE.finditer(text):
        if _KANA_RE.search(line[0]):
            if is_japanese(line[0]):
                yield line.span()
            else:
                clauses = _CLAUSE_RE.finditer(text, *line.span())
                yield from (clause.span() for clause in clauses if is_japanese(clause[0]))


def is_japanese(run: str) -> bool:
    """Whether a line or clause is Japanese.

    >>> is_japanese("東京の消費者金融から電話がありました"), is_japanese("消費者金融アコム的短信")
    (True, False)
    """
    kana, hiragana = len(_KANA_RE.findall(run)), len(_HIRAGANA_RE.findall(run))
    if kana < _FEWEST or len(_KANA_RUN_RE.findall(run)) < _TO_CHINESE * sum(map(_only_chinese().__contains__, run)):
        return False
    share = kana / (kana + len(_HAN_RE.findall(run)))
    return share >= (_LEAST_SHARE if hiragana >= _FEWEST else _KATAKANA_SHARE)


@cache
def _only_chinese() -> frozenset[str]:
    """Characters that Japanese texts of today do not have: they write 発 for 發, and no 说."""
    modern = choices("JPShinjitaiCharacters")
    old = frozenset(character for values in modern.values() for character in values)
    return _CHINESE | (old - frozenset(modern)) | (simplified_only() - frozenset(modern))
