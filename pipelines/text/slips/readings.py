"""The readings of what stands at a place, and what each costs: where a slip may begin, go on and end.

A state is aligned, or one byte late: the byte kept back is the first of the next true character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pipelines.lexicon.gbk import LEADS, code_of
from pipelines.lexicon.pinyin import characters_like, is_reading
from pipelines.text.slips.candidates import (
    NAT,
    Candidates,
    last_two,
    led_by,
    trailed_by,
)
from pipelines.text.slips.converter import Converter, converted
from pipelines.text.slips.symbols import (
    FIRST_OF_MARKS,
    GLOSS_RE,
    LOST,
    MARKS,
    TAG_RE,
    TAIL_RE,
    character_at,
    trails,
    unfold,
    unfolded,
)

_BY_GLOSS: Final = 3 * NAT
"""What a slip costs whose lost byte a gloss tells …"""
BY_MARK: Final = 3 * NAT
"""… or a folded mark. Nothing else begins a slip: a byte alone is lost only where it forms no pair with the next."""
_STOPS: Final = frozenset("。，、；：！？")
"""Marks at which a late run may end, whole as they were printed."""
_GUESSED: Final = 2 * NAT
"""A lost byte at the end of a run that nothing tells."""
_VANISHED: Final = 4 * NAT
"""A lost byte left no trace."""
_INVENTED: Final = 6 * NAT
"""And it was a mark: the end of a line says itself that a sentence ends."""
_SWALLOWED: Final = NAT // 2
"""A lost byte took a mark with it."""
_FOLDED: Final = 1
"""A form was folded: a tie goes to what stands there."""
_STRANGE: Final = 5 * NAT
"""A gloss that does not read what stands before it."""
_UNCONVERTED: Final = 6 * NAT
"""A gloss on a character that no converter of scripts changes."""
_UNOPENED: Final = 8 * NAT
"""A closing mark that nothing opens."""
_CUT: Final = NAT
"""The same in a lone sentence, which may be cut from a quotation."""
_SENTENCE_END_RE: Final = re.compile(r"[。！？\n]")
_FARTHEST: Final = 1000
"""A quotation is opened no farther back."""
_LONGEST_END: Final = 6
"""Characters of a sentence's end, damage included."""
_OPENINGS: Final = {"”": "“", "’": "‘", "）": "（", "》": "《", "」": "「", "』": "『", "】": "【", "〉": "〈"}
_MOST: Final = 5
"""So many characters are tried where the bytes leave a choice …"""
_MOST_BEFORE_MARKS: Final = 24
"""… and here, where only what follows tells: 停 is dearer than 希 until 靠 is read."""


class State(NamedTuple):
    """Where a way stands: the byte kept back (0: aligned) and the last two true characters."""

    late: int
    last: str

    def behind(self, text: str, late: int = 0) -> State:
        """The state behind some more true text."""
        return State(late, last_two(self.last, text))


class Move(NamedTuple):
    """One reading of what stands next: its cost, where it ends, the state there, the text it gives."""

    cost: int
    end: int
    state: State
    text: str


class Taken(NamedTuple):
    """Bytes that may stand at a place: one, or two with a second that is not 0."""

    cost: int
    end: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Reader:
    """A text and what to judge its readings by."""

    text: str
    by: Candidates
    page: Converter = field(default_factory=Converter)
    _taken: dict[int, tuple[Taken, ...]] = field(default_factory=dict)
    _moves: dict[tuple[int, State], tuple[Move, ...]] = field(default_factory=dict)

    def at(self, place: int) -> str:
        """What stands at a place; nothing behind the end."""
        return self.text[place : place + 1]

    def lead_at(self, place: int) -> int:
        """The first of the two bytes of what stands at a place, or 0."""
        return code_of(self.at(place) or " ") >> 8

    def moves(self, place: int, state: State) -> tuple[Move, ...]:
        """The readings of what stands at a place; a search for lost pairs asks for most of them once more."""
        found = self._moves.get((place, state))
        if found is None:
            found = self._moves[place, state] = tuple((self.late if state.late else self.aligned)(place, state))
        return found

    def aligned(self, place: int, state: State) -> Iterator[Move]:
        """Readings of an aligned text: as it stands, or the begin of a slip."""
        yield self._as_it_stands(place, state)
        is_lost = self.at(place) in LOST
        after = place + is_lost
        if tail := TAIL_RE.match(self.text, after):
            cost = _BY_GLOSS if is_lost else _BY_GLOSS + _VANISHED
            for byte in _last_bytes(state.last[-1]):
                for lead in (trail for trail in trails(byte, tail[1]) if trail in LEADS):
                    unlikely = 0 if character_at(byte << 8 | lead) in converted() else _UNCONVERTED
                    yield Move(cost + unlikely, tail.end(), State(lead, state.last), "")
        else:
            yield from self._behind_mark(place, after, state)

    def late(self, place: int, state: State) -> Iterator[Move]:
        """Readings one byte late."""
        letter = self.at(place)
        if letter in ("", "\n"):
            for move in self._lost_trail(state, place, place, _VANISHED):
                yield move._replace(cost=move.cost + _INVENTED * (not move.text.isalnum()))
        elif letter == "(" and (gloss := GLOSS_RE.match(self.text, place)):
            fits = is_reading(gloss[1], self.text[place - 1])
            yield Move(0 if fits else _STRANGE, gloss.end(), state, "")
            yield from self._told_trail(state, gloss.end(), gloss[1], _VANISHED)
        elif (tail := TAIL_RE.match(self.text, place + (letter in LOST))) and characters_like(tail[1]):
            yield from self._told_trail(state, tail.end(), tail[1], 0 if letter in LOST else _VANISHED)
        else:
            if letter in LOST:
                yield from self._at_lost(place, state)
            for taken in self.taken(place):
                if true := character_at(state.late << 8 | taken.first):
                    cost = taken.cost + self._behind(state, true) + self._bare(true, place, taken)
                    yield from self.keeping(Move(cost, taken.end, state.behind(true), true), taken.second)

    def _as_it_stands(self, place: int, state: State) -> Move:
        gloss = GLOSS_RE.match(self.text, place)
        if gloss and code_of(state.last[-1]):
            return Move(0, gloss.end(), state, gloss[0])
        character = self.text[place]
        return Move(self.by.follow(state.last, character), place + 1, state.behind(character), character)

    def _behind_mark(self, place: int, after: int, state: State) -> Iterator[Move]:
        """A slip by a folded mark: its first byte ends a character, its second byte begins the next."""
        ends = (
            [(MARKS[self.at(after)], after + 1, 0 if after > place else _VANISHED)] if self.at(after) in MARKS else []
        )
        if self.at(place) == "?":
            ends += [(second, place + 1, _SWALLOWED + _VANISHED // 2) for second in MARKS.values()]
        for second, end, cost in ends:
            for of_character, true in self._before_mark(state.last, second, end):
                yield Move(BY_MARK + cost + of_character, end, state.behind(true, second), true)

    def _before_mark(self, last: str, second: int, end: int) -> Sequence[tuple[int, str]]:
        """The characters that a mark may have ended, by what they cost with the next where that is known."""
        code = code_of(self.at(end) or " ")
        following = character_at(second << 8 | code >> 8) if code else ""
        if following:
            return self.by.between(last, trailed_by(FIRST_OF_MARKS), following, _MOST_BEFORE_MARKS)
        return self.by.cheapest(last, trailed_by(FIRST_OF_MARKS), _MOST_BEFORE_MARKS)

    def taken(self, place: int) -> tuple[Taken, ...]:
        """The bytes that may stand at a place, lost ones apart."""
        found = self._taken.get(place)
        if found is None:
            found = self._taken[place] = tuple(self._bytes_at(place))
        return found

    def _bytes_at(self, place: int) -> Iterator[Taken]:
        letter = self.at(place)
        if letter in MARKS:
            yield Taken(_FOLDED, place + 1, FIRST_OF_MARKS, MARKS[letter])
        if "@" <= letter <= "~":
            yield Taken(0, place + 1, ord(letter), 0)
        if letter == "€":
            yield Taken(0, place + 1, 0x80, 0)
        for end, code in unfold(self.text, place):
            yield Taken(_FOLDED, end, code >> 8, code & 0xFF)
        if letter and (code := code_of(letter)):
            yield Taken(0, place + 1, code >> 8, code & 0xFF)

    def _behind(self, state: State, true: str) -> int:
        """What it costs that the byte kept back and one more are read as a character behind a state."""
        return self.by.follow(state.last, true) + self.by.odd.get(true, 0)

    def is_parted(self, place: int) -> bool:
        """Whether a replacement parted the bytes on both sides of a place before others could."""
        return self.text[place - 1 : place] in (")", "!", "?", "\ufffd")

    def _bare(self, true: str, place: int, taken: Taken) -> int:
        """What it costs that the character read has no gloss."""
        has_own = self.is_parted(place) or (not taken.second and self.at(taken.end) == "(")
        return 0 if has_own else self.page.bare(true)

    def keeping(self, move: Move, second: int) -> Iterator[Move]:
        """A reading that leaves the second byte of a pair: a first byte is kept back, ASCII stands for itself."""
        if not second:
            yield move
        elif second in LEADS:
            yield Move(move.cost, move.end, State(second, move.state.last), move.text)
        elif second < 0x80:
            letter = chr(second)
            cost = move.cost + self.by.follow(move.state.last, letter)
            yield Move(cost, move.end, move.state.behind(letter), move.text + letter)

    def _told_trail(self, state: State, end: int, syllable: str, cost: int) -> Iterator[Move]:
        """The byte that belongs behind the one kept back is lost, and a gloss tells it."""
        for trail in trails(state.late, syllable):
            if true := character_at(state.late << 8 | trail):
                yield Move(cost + self._behind(state, true), end, state.behind(true), true)

    def _lost_trail(self, state: State, place: int, end: int, cost: int) -> Iterator[Move]:
        """The byte that belongs behind the one kept back is lost, and nothing tells it but what it stands before.

        A mark of the text tells nothing: late runs may end at one, whatever byte stands before it.
        """
        following = 0 if self.at(end) in _STOPS else self.lead_at(end)
        for of_character, true in self.by.cheapest(state.last, led_by(state.late, following), _MOST):
            yield self._with_trail(state, place, end, cost + of_character, true)

    def _with_trail(self, state: State, place: int, end: int, cost: int, true: str) -> Move:
        """With what it costs that a guessed character has no gloss, or closes what nothing opens."""
        cost += self._unopened(true, end) + (0 if self.is_parted(place) else self.page.bare(true))
        return Move(cost, end, state.behind(true), true)

    def _unopened(self, true: str, end: int) -> int:
        """What a guessed closing mark costs where the line so far opens none.

        A text of one sentence may be cut from a quotation that began before it.
        """
        opening = _OPENINGS.get(true)
        if opening is None:
            return 0
        line = self.text[max(0, end - _FARTHEST) : end].rpartition("\n")[2]
        if line.count(opening) > line.count(true):
            return 0
        is_cut = true in "”’" and not _SENTENCE_END_RE.search(self.text, 0, max(0, end - _LONGEST_END))
        return _CUT if is_cut else _UNOPENED

    def _at_lost(self, place: int, state: State) -> Iterator[Move]:
        """A lost byte ends the late run; it may have taken with it what followed."""
        after = place + 1
        if TAG_RE.match(self.text, after):
            yield from (move._replace(text=f"{move.text}<") for move in self._lost_trail(state, place, after, _GUESSED))
            return
        yield from self._lost_trail(state, place, after, _GUESSED)
        if self.at(place) != "?":
            return
        for of_character, true in self.by.cheapest(state.last, led_by(state.late), _MOST):
            ended = self._with_trail(state, place, after, _GUESSED + _SWALLOWED + of_character, true)
            for mark in MARKS:
                cost = ended.cost + self.by.follow(ended.state.last, mark)
                yield Move(cost, after, ended.state.behind(mark), true + mark)


def _last_bytes(character: str) -> set[int]:
    """The second byte of a character, also if it was folded."""
    codes = (code_of(character), *unfolded().get(character, ()))
    return {code & 0xFF for code in codes if code & 0xFF in LEADS}
