"""Write `bigrams.npz` anew, by hand: `python -m pipelines.lexicon.bigrams_build KLM JSON DICT`.

Three sources, none of them a dependency of this project, each a file of a package on PyPI:

    KLM   pycorrector 0.1.9 (Apache-2.0), data/kenlm/people_chars_lm.klm: a character bigram model of the People's Daily
          of 2014, read with `kenlm` (PyPI). It is the body of the table.
    JSON  Pinyin2Hanzi 0.1.1 (MIT), data/hmm_transition.json: which character follows which in the phrases of an input
          method. It knows `我的` and `很好`, which newspapers print too rarely.
    DICT  jieba 0.42.1 (MIT), dict.txt: words and their frequencies.

A probability is the weighted mean of the three. Kept are the symbols of GBK, and the followers whose probability is not
what that of the two symbols alone would say. The same files give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.lexicon.bigrams import BORDER, STEP, UNKNOWN, symbol

TABLE: Final = Path(__file__).with_name("bigrams.npz")
_PHRASES: Final = 0.12
_WORDS: Final = 0.08
"""The weights of JSON and DICT; the rest is KLM's."""
_RARE: Final = 30
"""A word's character that KLM never saw needs this frequency."""
_SURPRISE: Final = 4
"""Steps of cost by which a follower must differ from the backoff to be kept."""
_LAST: Final = 255

Matrix = NDArray[np.float64]


def quantised(probability: Matrix) -> NDArray[np.uint8]:
    """Return probabilities as steps of cost.

    >>> quantised(np.array([1.0, 0.5, 0.0])).tolist()
    [0, 11, 255]
    """
    with np.errstate(divide="ignore"):
        return np.minimum(np.rint(-np.log(probability) / STEP), _LAST).astype(np.uint8)


def word_counts(lines: list[str]) -> dict[str, int]:
    """Read words and frequencies.

    >>> word_counts(["短信 310 n"])
    {'短信': 310}
    """
    return {word: int(count) for word, count, *_ in (line.split(" ") for line in lines)}


def is_kept(each: str) -> bool:
    """Whether a symbol has a place in the table: GBK has it, or it stands for many.

    >>> is_kept("说"), is_kept("，"), is_kept("𠮷")
    (True, True, False)
    """
    return len(each) == 1 and (each.isascii() or len(each.encode("gbk", "ignore")) == 2)


def words_matrix(counts: dict[str, int], numbers: dict[str, int]) -> Matrix:
    """Return how often one symbol follows another within words."""
    matrix = np.zeros((len(numbers), len(numbers)))
    for word, count in counts.items():
        within = [numbers.get(symbol(each), numbers[UNKNOWN]) for each in word]
        for one, two in pairwise(within):
            matrix[one, two] += count
    return matrix


def phrases_matrix(transitions: dict[str, dict[str, float]], numbers: dict[str, int]) -> Matrix:
    """Return how often one symbol follows another, by the table of an input method."""
    matrix = np.zeros((len(numbers), len(numbers)))
    for one, row in transitions.items():
        for two, share in row.items():
            if len(two) == 1 and symbol(one) in numbers and symbol(two) in numbers:
                matrix[numbers[symbol(one)], numbers[symbol(two)]] += share
    return matrix


def news_matrix(path: Path, numbers: dict[str, int], tokens: list[str]) -> tuple[Matrix, Matrix]:
    """Return P(two | one) by KLM, and P(two): its tokens summed by symbol, weighted by their own probability."""
    import kenlm  # noqa: PLC0415 - a tool of whoever renews the table

    model = kenlm.Model(str(path))
    nothing, border, after, sink = (kenlm.State() for _ in range(4))
    model.NullContextWrite(nothing)
    model.BeginSentenceWrite(border)
    columns = [numbers[BORDER] if token == "</s>" else numbers.get(symbol(token), numbers[UNKNOWN]) for token in tokens]  # noqa: S105
    size = len(numbers)

    def conditional(state: object) -> Matrix:
        shares = 10.0 ** np.array([model.BaseScore(state, token, sink) for token in tokens])
        return np.bincount(columns, shares, size).astype(np.float64)

    own = 10.0 ** np.array([model.BaseScore(nothing, token, sink) for token in tokens])
    sums, weights = np.zeros((size, size)), np.zeros(size)
    for token, column, weight in zip(tokens, columns, own.tolist(), strict=True):
        if token != "</s>":  # noqa: S105
            model.BaseScore(nothing, token, after)
            sums[column] += weight * conditional(after)
            weights[column] += weight
    sums[numbers[BORDER]], weights[numbers[BORDER]] = conditional(border), 1.0
    alone = np.bincount(columns, own, size)
    sums[weights == 0] = alone
    return sums / sums.sum(1, keepdims=True), alone / alone.sum()


def mixed(news: Matrix, phrases: Matrix, words: Matrix) -> Matrix:
    """Return the weighted mean of the three, of those that know the first symbol."""
    result, rest = np.zeros_like(news), np.ones((len(news), 1))
    for matrix, weight in ((phrases, _PHRASES), (words, _WORDS)):
        totals = matrix.sum(1, keepdims=True)
        share = np.where(totals > 0, weight, 0.0)
        result += share * matrix / np.maximum(totals, 1e-12)
        rest -= share
    return np.asarray(result + rest * news)


def packed(probability: Matrix, alone: Matrix) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the table: followers that differ from the backoff, and what the others share."""
    costs, alone_costs = quantised(probability), quantised(alone)
    backoff = np.empty(len(costs), np.uint8)
    kept = np.empty(costs.shape, np.bool_)
    for row, of_row in enumerate(costs):
        excess = of_row.astype(np.int16) - alone_costs
        likely = alone_costs < _LAST
        backoff[row] = max(0, int(np.median(excess[likely])))
        guess = np.minimum(alone_costs.astype(np.int16) + backoff[row], _LAST)
        kept[row] = guess - of_row >= _SURPRISE
    places = np.nonzero(kept)
    starts = np.concatenate(([0], np.cumsum(kept.sum(1)))).astype(np.uint32)
    return {
        "alone": alone_costs,
        "backoff": backoff,
        "starts": starts,
        "followers": places[1].astype(np.uint16),
        "costs": costs[places],
    }


def vocabulary(path: Path) -> list[str]:
    """Return the tokens of KLM: single characters and the end of a sentence."""
    import kenlm  # noqa: PLC0415 - a tool of whoever renews the table

    model = kenlm.Model(str(path))
    single = (chr(code) for code in range(0x21, 0x10000) if not 0xD800 <= code < 0xE000)
    return [*(character for character in single if character in model), "</s>"]


def main() -> None:
    """Write the table beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("klm", "json", "dict"):
        parser.add_argument(name, type=Path)
    sources = parser.parse_args()
    tokens = vocabulary(sources.klm)
    counts = word_counts(sources.dict.read_text("utf-8").splitlines())
    common = {symbol(each) for word, count in counts.items() if count >= _RARE for each in word}
    symbols = sorted({BORDER, UNKNOWN} | {each for each in {*map(symbol, tokens[:-1]), *common} if is_kept(each)})
    numbers = {each: number for number, each in enumerate(symbols)}
    news, alone = news_matrix(sources.klm, numbers, tokens)
    transitions = json.loads(sources.json.read_text("utf-8"))["data"]
    probability = mixed(news, phrases_matrix(transitions, numbers), words_matrix(counts, numbers))
    encoded = np.frombuffer("".join(symbols).encode("utf-8"), np.uint8)
    np.savez_compressed(TABLE, symbols=encoded, **packed(probability, alone))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
