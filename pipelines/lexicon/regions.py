"""Where a traditional text is from, by its words, and how texts from there become simplified.

Taiwan's and Hong Kong's words become the mainland's (簡訊 -> 短信) only in a text from there. Farms that
convert mainland pages write mainland words in traditional characters, and a word or two of Taiwan's where their
converter knows phrases: such a text is the mainland's. So a region needs two different words of its own, and more
of them than the text has of the mainland's.

The conversions are OpenCC's, less some entries:

- Taiwan's words for computers are ordinary words too: 強制執行 is no "强制运行", 查詢餘額 no "查找余额", 通訊錄 no "通信录".
  What other prose uses in another sense, or the mainland says as well, is in the table of ordinary words and stays.
- 么 as a form of 幺: a line of both scripts has it for 麼.
- 坏 as an old form of 坯: in these pages it is 壞, simplified before. 著: the stage decides on it by its neighbours.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipelines.lexicon.conversion import Engine, compile_engine
from pipelines.lexicon.dictionaries import Config, dictionary, recipe
from pipelines.lexicon.phrases import Dictionary
from pipelines.lexicon.script import LITERARY, SLIPS, characters, matching_key

Region: TypeAlias = Literal["mainland", "taiwan", "hong_kong"]

_UNREAD: Final = {"暱": "昵"}
"""OpenCC writes it for 昵 and does not read it."""
_OVERDONE: Final = frozenset("么")
_CONFIGS: Final[dict[Region, Config]] = {"mainland": "t2s", "taiwan": "tw2sp", "hong_kong": "hk2sp"}


def region_of(text: str) -> Region:
    """Say where a traditional text is from; the mainland unless its words speak clearly for another place.

    >>> region_of("收到一則簡訊，網路銀行的帳號被盜"), region_of("收到簡訊，互聯網平臺的客服不理")
    ('taiwan', 'mainland')
    >>> region_of("佢話收到財務公司嘅短訊")
    'hong_kong'
    """
    words, sides = _automaton()
    found = {(sides[number], number) for number, _, _ in words.find_matches_as_indexes(matching_key(text))}
    counts = Counter(side for side, _ in found)
    if counts["hong_kong"] > max(1, counts["mainland"], counts["taiwan"]):
        return "hong_kong"
    others = counts["mainland"] + counts["not_taiwan"]
    return "taiwan" if counts["taiwan"] > max(1, others, counts["hong_kong"]) else "mainland"


@cache
def regional_engine(region: Region) -> Engine:
    """Return the conversion of texts from there, compiled when first asked for.

    >>> regional_engine("taiwan").convert("法院強制執行，查詢簡訊"), regional_engine("mainland").convert("查詢簡訊")
    ('法院强制执行，查询短信', '查询简讯')
    """
    parts = recipe(_CONFIGS[region])
    *earlier, last = [[_fitting(name) for name in group] for group in parts.chain]
    return compile_engine(
        [*earlier, [*last, _regional_forms()]],
        segmentation=_fitting(parts.segmentation) if parts.segmentation else None,
        normalization=dictionary(parts.normalization) if parts.normalization else None,
    )


@cache
def _regional_forms() -> Dictionary:
    """Forms of Hong Kong and Taiwan that OpenCC knows in texts from there only: 衞, 枱, 粧 are met in all."""
    simplified = frozenset(characters().values())
    forms = dictionary("HKVariantsRev") | dictionary("TWVariantsRev")
    known = simplified | frozenset(characters()) | LITERARY
    regional = {
        key: characters().get(value, value) for key, value in forms.items() if len(key) == 1 and key not in known
    }
    return regional | _UNREAD


def _fitting(name: str) -> Dictionary:
    """The dictionary without what does not fit these pages; every character but 著 stays."""
    unfit = SLIPS | _OVERDONE | frozenset(_tables()["ordinary"]["taiwan"] if name == "TWPhrasesRev" else ())
    return {
        key: value
        for key, value in dictionary(name).items()
        if key not in unfit and "著" not in key and (len(key) == 1 or "坏" not in key)
    }


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    """All telling words, and the side of each."""
    every = {matching_key(word): side for side, words in _tables()["words"].items() for word in words}
    automaton = AhoCorasick(list(every), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)
    return automaton, tuple(every.values())


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files("pipelines.lexicon") / "regions.toml").read_text("utf-8"))
