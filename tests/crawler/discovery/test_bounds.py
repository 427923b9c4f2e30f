"""The counts that bound a run are bounded themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from crawler.discovery import bounds
from crawler.discovery.bounds import Bounds
from crawler.registry import Budget, Source
from pipelines.store.addresses import Address
from pipelines.store.harvest import Yield

MOST = 200
"""Templates that are counted here at a time."""
LETTERS = str.maketrans("0123456789", "abcdefghij")


@pytest.fixture(autouse=True)
def _few_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that runs out of room for templates soon."""
    monkeypatch.setattr(bounds, "MOST_TEMPLATES", MOST)


def bounded(**budget: int) -> Bounds:
    """The bounds of a source of which nothing is known yet."""
    source = Source(name="a", feeds=("http://a.example.com/rss",), budget=Budget(**budget))
    return Bounds(source, lambda _: Yield())


def article(path: str) -> Address:
    """An article at this path."""
    return Address(url=f"http://a.example.com/{path}", source="a")


def new_forms(first: int, last: int) -> Iterable[Address]:
    """Addresses each of which has a template of its own: folders of letters alone."""
    return (article(f"{str(number).translate(LETTERS)}/7.html") for number in range(first, last))


def cut_all(of_run: Bounds, addresses: Iterable[Address]) -> list[str]:
    """Why these are not asked for, one after another."""
    return [of_run.cut(address) for address in addresses]


def test_what_stays_within_its_budget_is_asked_for() -> None:
    """New templates cut nothing short, however many there are."""
    assert set(cut_all(bounded(template=5), new_forms(0, 5 * MOST))) == {""}


def test_a_template_ends_at_its_budget_though_countless_others_come_between() -> None:
    """Of the templates that are forgotten those go first that were met least: one that is met again and again stays."""
    of_run, reasons = bounded(template=30), []
    for number in range(100):
        reasons.append(of_run.cut(article(f"info/{number}.html")))
        cut_all(of_run, new_forms(20 * number, 20 * number + 20))
    assert reasons == [""] * 30 + ["budget_template"] * 70


def test_a_host_ends_at_its_budget_though_every_address_has_a_new_form() -> None:
    """What is forgotten of templates is not forgotten of their host."""
    reasons = cut_all(bounded(host=3 * MOST), new_forms(0, 4 * MOST))
    assert reasons == [""] * (3 * MOST) + ["budget_host"] * MOST


def test_no_more_templates_are_held_than_counted_at_a_time() -> None:
    """However many a run meets: a list's two templates, and a folder of a new name each time."""
    of_run, most = bounded(), 0
    for number, address in enumerate(new_forms(0, 10 * MOST)):
        of_run.cut(replace(address, kind="listing" if number % 2 else "article"))
        most = max(most, len(of_run._templates))
    assert MOST // 2 < most <= MOST
