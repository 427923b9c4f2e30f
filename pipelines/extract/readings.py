"""Leave out the readings between the characters of a byline, so that labels, names and days are found in it.

    編(biān)輯(jí)：陸一帆        編(bian1)輯：陸一帆        編〔biān〕輯：陸一帆        ->  編輯：陸一帆

Only what stands right behind a Chinese character, or one that was lost. Letters without a tone are a reading only in round
brackets and small; in others, or with capitals, they are a name or a mark: `周思博 (Joel)`, `图[gif]`.
"""

from __future__ import annotations

import re
from typing import Final

_TONED: Final = "à-öø-üāēěīńňōūǎǐǒǔǖǘǚǜḿ"
# Letters in round brackets; in brackets of any kind letters of which one has its tone, or a tone's digit behind them.
# All of it is bounded, so linear.
_GLOSS_RE: Final = re.compile(
    rf"(?<=[\u3400-\u9fff\ufffd])(?:[(（][a-z{_TONED}]{{1,6}}[0-5]?[)）]"
    rf"|[(（〔\[［【][A-Za-z]{{0,5}}(?:[{_TONED}][A-Za-z]{{0,5}}|[1-5])[)）〕\]］】])"
)
_OPENING: Final = frozenset("(（〔[［【")


def without_glosses(line: str) -> str:
    """Return the line without the readings behind its characters.

    >>> without_glosses("編(biān)輯(jí)：陸一帆"), without_glosses("編(Bian1)輯〔jí〕：陸一帆")
    ('編輯：陸一帆', '編輯：陸一帆')
    >>> without_glosses("作者：Joel (joel)"), without_glosses("作者：周思博(Joel)"), without_glosses("图[gif]")
    ('作者：Joel (joel)', '作者：周思博(Joel)', '图[gif]')
    """
    return line if _OPENING.isdisjoint(line) else _GLOSS_RE.sub("", line)
