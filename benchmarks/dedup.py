"""How true and how fast near-duplicates are found, on documents of known similarity and pages of known origin.

    python benchmarks/dedup.py --pages 20000 --cleaned 2000

1. 20,000 documents of 1,500 characters in pairs of any similarity: error of the signatures against the exact Jaccard
   similarity, and documents per second beside rensa 0.5 in the same run, from text to a matrix of signatures: fed with
   hashes that numpy made of each document, and fed with our own hashes, all in one, which is its fastest way.
2. Practice pages, their undamaged bodies: pairs of one article and of one template found, and found alike in any order.
3. Appending (`--append`): 1,000 practice pages to all others, with the index of those read from its file, beside
   placing all of them anew; both must say the same of every page.
4. Practice pages as the pipelines clean them: what the damage costs, and where the thresholds stand among the
   similarities of pairs of one template and of different ones.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from crawler.practice import PracticeWeb
from crawler.practice.pages import make_page
from crawler.practice.web import MOST
from pipelines.dedup import Known, Place, Released, Row, Rows, learn, place
from pipelines.dedup.masks import Masker
from pipelines.dedup.minhash import SIZE, estimate, sign
from pipelines.dedup.proof import find_leaks
from pipelines.dedup.shingles import WIDTH, jaccard, shingle, squeeze
from pipelines.dedup.templates import SAME_TEMPLATE
from pipelines.errors import UnreadablePage
from pipelines.labels.lenders import find_lenders
from pipelines.lexicon.lenders import names
from pipelines.records import read_page
from pipelines.store.duplicates import load, save
from pipelines.store.layout import duplicates_path
from pipelines.types import Kept, Mention

SEED = 7
DOCUMENTS, LENGTH = 20_000, 1_500
MORE, CHEAPER = 1_000, 20
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's row, and what is true of it."""

    row: Row
    cluster: str
    template: str


def documents() -> list[str]:
    """Documents in pairs that share a stretch of any length, of a vocabulary as large as that of the pages."""
    rng = random.Random(SEED)
    alphabet = [chr(0x4E00 + code) for code in range(3_000)]
    texts = []
    for _ in range(DOCUMENTS // 2):
        one = rng.choices(alphabet, k=LENGTH)
        changed = rng.randint(0, LENGTH)
        texts += ["".join(one), "".join(one[changed:] + rng.choices(alphabet, k=changed))]
    return texts


def errors(texts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The error of the signatures beside that of 128 independent hashes."""
    shingles = shingle(texts)
    signatures = sign(shingles)
    true = np.array([jaccard(shingles.of(at), shingles.of(at + 1)) for at in range(0, len(texts), 2)])
    found = np.sqrt(((estimate(signatures[0::2], signatures[1::2]) - true) ** 2).mean())
    theory = np.sqrt((true * (1 - true)).mean() / SIZE)
    yield "error of signatures / that of theory", f"{found / theory:.3f} ({found:.4f})", "<= 1.05"


def ours(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Text to signatures, our way."""
    return sign(shingle(texts))


def rensa_by_document(texts: Sequence[str]) -> object:
    """Text to signatures with rensa, each document's shingles hashed by numpy."""
    return np.array(_rensa().digest_matrix_from_token_hash_sets([_plain(text) for text in texts], SIZE, SEED).to_rows())


def _plain(text: str) -> npt.NDArray[np.uint64]:
    """The hashed shingles of one text, in plain numpy."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    hashes = np.zeros(len(codes) - WIDTH + 1, np.uint64)
    for at in range(WIDTH):
        hashes = hashes * np.uint64(0x100000001B3) + codes[at : at + len(hashes)]
    return np.unique(hashes ^ hashes >> np.uint64(29))


def rensa_in_one(texts: Sequence[str]) -> object:
    """Text to signatures with rensa on our hashes, all documents in one buffer."""
    found = shingle(texts)
    matrix = _rensa().digest_matrix_from_flat_token_hashes(found.hashes, found.starts.astype(np.uint64), SIZE, SEED)
    return np.array(matrix.to_rows())


def _rensa() -> Any:  # noqa: ANN401 - rensa ships no types
    return import_module("rensa").RMinHash


def speeds(texts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Documents per second of processor time, each way the best of three rounds that take turns."""
    ways: dict[Callable[[Sequence[str]], object], str] = {
        ours: "ours", rensa_by_document: "rensa, numpy hashes by document", rensa_in_one: "rensa, our hashes in one"
    }  # fmt: skip
    best = dict.fromkeys(ways, 0.0)
    for _ in range(3):
        for way in ways:
            start = time.process_time()
            way(texts)
            best[way] = max(best[way], len(texts) / (time.process_time() - start))
    for way, name in ways.items():
        ratio = "" if way is ours else f" (ours: {best[ours] / best[way]:.1f} times)"
        yield (
            f"documents per second, {name}",
            f"{best[way]:,.0f}{ratio}",
            ">= 3 times" if way is rensa_by_document else "",
        )


def undamaged(number: int) -> Page | None:
    """A practice page as it was written."""
    truth = make_page(SEED, number).truth
    if truth is None or not truth.is_article:
        return None
    return Page(_row(number, truth.body, find_lenders(truth.body, truth.title)), truth.cluster, truth.template)


def cleaned(number: int) -> Page | None:
    """A practice page as the pipelines keep it, if they do."""
    web = PracticeWeb(MOST, SEED)
    page = make_page(SEED, number)
    try:
        outcome = read_page(web.fetched(page, NOW))
    except UnreadablePage:
        return None
    if not isinstance(outcome, Kept) or page.truth is None or not page.truth.is_article:
        return None
    row = _row(number, outcome.record.text, outcome.record.lenders)
    return Page(row, page.truth.cluster, page.truth.template)


def _row(number: int, text: str, lenders: Sequence[Mention]) -> Row:
    subjects = [each.id for each in lenders if each.subject] or [each.id for each in lenders]
    return Row(id=f"{number:016x}", text=text, subject=" ".join(sorted(subjects)))


def made(make: Callable[[int], Page | None], count: int) -> list[Page]:
    """The pages of a practice web of that size, made on all cores."""
    with ProcessPoolExecutor() as workers:
        return [page for page in workers.map(make, range(count), chunksize=100) if page]


def grouping(pages: Sequence[Page]) -> Iterator[tuple[str, str, str]]:
    """What of the true pairs is found, whether order matters, how long it takes, and whether the splits leak."""
    mask = Masker(names())
    rows = [page.row for page in pages]
    start = time.process_time()
    places = place(rows, mask)
    seconds = time.process_time() - start
    clusters = _found([each.cluster_id for each in places], [page.cluster for page in pages])
    templates = _found([each.template_id for each in places], [page.template for page in pages])
    order = random.Random(SEED).sample(range(len(rows)), len(rows))
    same = place([rows[at] for at in order], mask) == [places[at] for at in order]
    leaks = find_leaks([row.text for row in rows], [each.split for each in places], mask)
    yield "pages", f"{len(pages):,}", ""
    yield "pairs of one article: precision, recall", clusters, ">= .99, .98"
    yield "pairs of one template: precision, recall", templates, ">= .95, .95"
    yield "the same in another order", "yes" if same else "NO", "yes"
    yield "near-duplicates between splits", str(len(leaks)), "0"
    yield "pages per second", f"{len(pages) / seconds:,.0f}", ""


def appending(pages: Sequence[Page], more: int) -> Iterator[tuple[str, str, str]]:
    """What it costs to place some pages more, knowing the others, beside placing all of them."""
    mask = Masker(names())
    rows = [page.row for page in pages]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "state").mkdir()
        old = Rows.of(rows[:-more])
        before, known = learn(old, mask, Known())
        save(data, known)
        rows[:-more] = [_released(*each) for each in zip(rows, before.told(old.ids), strict=False)]
        columns = Rows.of(rows)
        began = time.process_time()
        places, known = learn(columns, mask, load(data))
        save(data, known)
        appended = time.process_time() - began
        size = duplicates_path(data).stat().st_size
    began = time.process_time()
    anew, _ = learn(columns, mask, Known())
    seconds = time.process_time() - began
    yield "pages, and appended", f"{len(rows) - more:,}, {more:,}", ""
    yield "seconds anew, and appended", f"{seconds:.2f}, {appended:.2f}", ""
    yield "times cheaper", f"{seconds / appended:.1f}", f">= {CHEAPER}"
    yield "the same places", "yes" if places.told(columns.ids) == anew.told(columns.ids) else "NO", "yes"
    yield "bytes of index a page", f"{size / len(rows):,.0f}", ""


def _released(row: Row, placed: Place) -> Row:
    """A row as the next release meets it."""
    stood = Released(
        template_id=placed.template_id,
        cluster_id=placed.cluster_id,
        is_copy=placed.duplicate_of is not None,
        split=placed.split,
    )
    return replace(row, released=stood)


def _found(found: Sequence[str], true: Sequence[str]) -> str:
    """Precision and recall of pairs, and how many there are."""
    both = _pairs(list(zip(found, true, strict=True)))
    return f"{both / _pairs(found):.4f}, {both / _pairs(true):.4f} of {_pairs(true):,}"


def _pairs(groups: Sequence[object]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def distribution(pages: Sequence[Page]) -> Iterator[tuple[str, str, str]]:
    """Where the threshold stands: similarities of pairs of one template, and of a sample of other pairs."""
    mask = Masker(names())
    shingles = shingle([squeeze(mask(page.row.text)) for page in pages])
    sets = [shingles.of(number) for number in range(len(pages))]
    numbers: dict[str, list[int]] = {}
    for number, page in enumerate(pages):
        numbers.setdefault(page.template, []).append(number)
    twins = [jaccard(sets[one], sets[other]) for each in numbers.values() for one, other in combinations(each, 2)]
    rng = random.Random(SEED)
    drawn = (rng.sample(range(len(pages)), 2) for _ in range(200_000))
    others = [jaccard(sets[a], sets[b]) for a, b in drawn if pages[a].template != pages[b].template]
    yield "one template: least, 1 %, 10 %, half", _quantiles(twins, (0, 1, 10, 50)), f"> {SAME_TEMPLATE}, mostly"
    yield "other pairs: half, 99 %, 99.9 %, largest", _quantiles(others, (50, 99, 99.9, 100)), f"< {SAME_TEMPLATE}"


def _quantiles(values: Sequence[float], shares: tuple[float, ...]) -> str:
    return ", ".join(f"{value:.2f}" for value in np.percentile(values, shares))


def show(console: Console, title: str, rows: Iterator[tuple[str, str, str]]) -> None:
    """Print one table of figures."""
    table = Table("what", "measured", "wanted", title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000, help="practice pages, undamaged")
    parser.add_argument("--cleaned", type=int, default=2_000, help="practice pages, as the pipelines clean them")
    parser.add_argument("--append", type=int, metavar="PAGES", help="only this: append 1,000 to so many practice pages")
    options = parser.parse_args()
    console = Console()
    if options.append:
        pages = made(undamaged, options.append + MORE)
        show(console, "Appending, read from and written to disk", appending(pages, MORE))
        return
    texts = documents()
    show(console, f"Signatures, {DOCUMENTS:,} documents of {LENGTH:,} characters", errors(texts))
    show(console, "Speed, from text to signatures", speeds(texts))
    show(console, "Practice pages, undamaged", grouping(made(undamaged, options.pages)))
    pages = made(cleaned, options.cleaned)
    show(console, "Practice pages, cleaned", grouping(pages))
    show(console, "Similarities of cleaned pages, masked", distribution(pages))


if __name__ == "__main__":
    main()
