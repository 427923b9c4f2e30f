"""How pages go wrong: what each role does to a page that was well made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from crawler.practice.truth import PracticePage


def plainly(page: PracticePage) -> PracticePage:
    """As written."""
    return page


def _cut_off(page: PracticePage) -> PracticePage:
    """The bytes end early; where that is inside a character, so be it."""
    return replace(page, body=page.body[: len(page.body) * 7 // 10])


def _without_body(page: PracticePage) -> PracticePage:
    """Nothing at all, with status 200."""
    return replace(page, body=b"")


def _as_image(page: PracticePage) -> PracticePage:
    """The first bytes of a picture, and noise that is no text, called HTML."""
    noise = sha256(page.body).digest() * 64
    truth = replace(page.truth, charset=None) if page.truth else None
    return replace(page, body=b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00" + noise, truth=truth)


def _refusal(status: int) -> Callable[[PracticePage], PracticePage]:
    """An error page with `status`."""
    body = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>".encode()
    return lambda page: replace(page, status=status, body=body)


def _loop(page: PracticePage) -> PracticePage:
    """A redirect to itself by way of another address."""
    return replace(page, status=302, headers={"location": f"{page.url}?again=1"}, body=b"")


BEHAVIOURS: dict[str, Callable[[PracticePage], PracticePage]] = {
    "cut_off": _cut_off,
    "empty": _without_body,
    "binary": _as_image,
    "missing": _refusal(404),
    "gone": _refusal(410),
    "unstable": lambda page: replace(page, failures=2),
    "slow": lambda page: replace(page, delay=0.4),
    "loop": _loop,
    "disallowed": lambda page: replace(page, is_disallowed=True),
}
