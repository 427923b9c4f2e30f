"""Who holds a place: never one that does not answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.places import AT_ONCE, PATIENCE, Places, left

HOSTS = ("a.example.com", "b.example.com", "c.example.com")
MOMENTS = st.lists(st.tuples(st.floats(0, PATIENCE), st.sampled_from(HOSTS), st.booleans()), max_size=20)


def test_a_host_that_answers_again_has_its_place_back() -> None:
    """A long page is no reason to be left out for good; a host of which nothing is under way begins anew."""
    now = [0.0]
    places, under_way = Places(lambda: now[0]), {"a.example.com": 1}
    assert not places.silent(under_way)
    now[0] = PATIENCE
    assert places.silent(under_way) == {"a.example.com"}
    places.answered("a.example.com")
    assert not places.silent(under_way)
    now[0] = 3 * PATIENCE
    assert not places.silent({})
    assert not places.silent(under_way)


@given(MOMENTS)
def test_silent_is_who_said_nothing_for_so_long(moments: list[tuple[float, str, bool]]) -> None:
    """However answers and looks follow each other, as long as a request of each host is under way."""
    now = [0.0]
    places, heard = Places(lambda: now[0]), dict.fromkeys(HOSTS, 0.0)
    places.silent(dict.fromkeys(HOSTS, 1))
    for seconds, host, answers in moments:
        now[0] += seconds
        if answers:
            places.answered(host)
            heard[host] = now[0]
        wanted = {each for each in HOSTS if now[0] - heard[each] >= PATIENCE}
        assert places.silent(dict.fromkeys(HOSTS, 1)) == wanted


@given(st.dictionaries(st.sampled_from(HOSTS), st.integers(1, 2 * AT_ONCE)), st.frozensets(st.sampled_from(HOSTS)))
def test_places_are_left_whatever_the_silent_hold(under_way: dict[str, int], silent: frozenset[str]) -> None:
    """What they have under way counts for nothing, and there are never fewer than none."""
    others = {host: number for host, number in under_way.items() if host not in silent}
    assert left(under_way, silent) == left(others, frozenset())
    assert 0 <= left(under_way, silent) <= AT_ONCE
