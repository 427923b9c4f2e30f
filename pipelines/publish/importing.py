"""People's decisions from files into the ledger: all of an import or, where anything is wrong with it, nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipelines.annotation.decisions import signature
from pipelines.annotation.entries import Given, Left, Wrong, contradictions
from pipelines.annotation.files import read_file
from pipelines.publish.decided import current, texts_of
from pipelines.store import decisions
from pipelines.store.decisions import Fate
from pipelines.store.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did; where anything is wrong, it did nothing."""

    wrong: tuple[Wrong, ...]
    answers: Counter[Fate]
    left: Counter[str]
    """Entries without decisions, by why."""
    pages: int
    annotators: tuple[str, ...]


def import_decisions(data: Path, paths: Sequence[Path], annotator: str | None = None) -> Imported:
    """Read files and keep the decisions in them.

    The whole import is refused where one entry is wrong, so that what was corrected can be imported again without
    asking what of it is there already. The same file again changes nothing.

    Raises:
        InputError: a file cannot be read at all.
        DataBusy: another run is writing there.
    """
    found = [entry for path in paths for entry in read_file(path, annotator)]
    given = [each for each in found if isinstance(each, Given)]
    with Ledger.open(data) as ledger:
        texts = texts_of(current(ledger), {each.decision.page for each in given})
        wrong = (
            *(each for each in found if isinstance(each, Wrong)),
            *contradictions(given),
            *_strangers(given, texts, data),
        )
        answers: Counter[Fate] = Counter()
        if not wrong:
            with ledger.writing() as database:
                answers = decisions.record(database, [each.decision for each in given], _signatures(given, texts))
                decisions.save(database, data)
    return Imported(
        wrong=wrong,
        answers=answers,
        left=Counter(each.why for each in found if isinstance(each, Left)),
        pages=len({each.decision.page for each in given}),
        annotators=tuple(sorted({each.decision.annotator for each in given})),
    )


def _strangers(given: Iterable[Given], texts: dict[str, tuple[str, str]], data: Path) -> Iterator[Wrong]:
    """Entries about pages that the folder does not hold, each told once."""
    unknown = {each.place: each for each in given if each.decision.page not in texts}
    for place, each in unknown.items():
        what = f"{each.decision.page} is no page of {data}; give the --data that the sample was drawn from, or drop it"
        yield Wrong(place=place, key="id", what=what)


def _signatures(given: Iterable[Given], texts: dict[str, tuple[str, str]]) -> dict[str, bytes]:
    """The signatures of the texts that were read: as they are now, or as the file holds them."""
    read = {each.decision.text_sha256: each for each in given}
    return {
        digest: signature(text)
        for digest, each in read.items()
        for text in (texts[each.decision.page][1], each.text)
        if text is not None and sha256(text.encode()).hexdigest() == digest
    }
