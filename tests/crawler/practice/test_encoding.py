"""What sites do to a page that is laid out, and how pages go wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.practice import PracticePage
from crawler.practice.behaviours import BEHAVIOURS, plainly
from crawler.practice.damage.converter import without_glosses
from crawler.practice.encoding import encode, read, read_body
from crawler.practice.hosts import SITES, Site
from crawler.practice.plan import ROLES

ROWS = "<p>发来短信，问：是吗？他说“请处理。”这一条</p>"
PAGE = PracticePage(url="http://farm-a.example.com/info/0.html", headers={"etag": "x"}, body=b"0123456789")
plain_texts = st.text(alphabet="短信用户银行一二三，。<p>ab", max_size=40)


def site(host: str) -> Site:
    """The site whose host begins so."""
    return next(one for one in SITES if one.host.startswith(host))


@pytest.mark.parametrize("one", SITES, ids=lambda one: one.host)
def test_bytes_read_as_they_read(one: Site) -> None:
    """Decoding the bytes in the site's own charset gives what `read` says a reader sees."""
    assert encode(ROWS, one).decode(one.charset, "replace") == read(ROWS, one)


@pytest.mark.parametrize("one", SITES, ids=lambda one: one.host)
def test_kinds_tell_what_was_done(one: Site) -> None:
    """Script, glosses, slips and folded marks are told exactly where the site does them."""
    _, kinds = read_body(ROWS, one)
    assert ("traditional" in kinds) == (one.script != "simplified")
    assert ("gloss" in kinds) == bool(one.converter and one.converter.glosses)
    assert ("halfwidth" in kinds) == (one.converter is not None)
    assert ("slip" in kinds) == (one.converter is not None)


def test_a_body_without_prey_is_untouched() -> None:
    """Nothing is told of a body in which there was nothing to do."""
    assert read_body("<p>一二三</p>", site("farm-b")) == ("<p>一二三</p>", set())
    assert read_body("<p>一二三</p>", site("farm-i")) == ("<p>一二三</p>", set())


@given(plain_texts)
def test_simplified_sites_without_converter_change_nothing(text: str) -> None:
    """On such a site a page reads as it was laid out."""
    assert read(text, site("farm-c")) == text
    assert read(text, site("farm-d")) == text


@given(st.text(alphabet="发来说话网络国家", max_size=20))
def test_glosses_stand_behind_what_they_gloss(text: str) -> None:
    """Where nothing slipped, taking the readings out gives the page before its converter."""
    relay = site("farm-i")
    read_text, kinds = read_body(text, relay)
    if "slip" not in kinds:
        unconverted, _ = read_body(text, site("farm-f"))
        assert len(without_glosses(read_text)) == len(unconverted)


def test_characters_outside_the_charset_become_references() -> None:
    """A character that Big5 lacks is a numeric reference, as publishing software writes it."""
    assert encode("<p>囧啰</p>", site("farm-f")).count(b"&#") <= 1
    assert b"&#129408;" in encode("<p>\U0001f980</p>", site("farm-f"))


def test_every_behaviour_is_a_role() -> None:
    """Nothing misbehaves that the plan does not know."""
    assert set(BEHAVIOURS) <= set(ROLES)


@pytest.mark.parametrize(
    ("role", "status", "body"),
    [("cut_off", 200, b"0123456"), ("empty", 200, b""), ("loop", 302, b""), ("slow", 200, PAGE.body)],
)
def test_behaviours(role: str, status: int, body: bytes) -> None:
    """Each role does to a page what its name says."""
    page = BEHAVIOURS[role](PAGE)
    assert (page.status, page.body) == (status, body)


def test_refusals_say_their_number() -> None:
    """Error pages are HTML with the status in it."""
    for role, status in (("missing", 404), ("gone", 410)):
        page = BEHAVIOURS[role](PAGE)
        assert page.status == status
        assert str(status).encode() in page.body


def test_the_unstable_recovers_and_the_rest_is_plain() -> None:
    """An unstable page is whole after two failures; a page without a behaviour is as made."""
    assert BEHAVIOURS["unstable"](PAGE).failures == 2
    assert BEHAVIOURS["unstable"](PAGE).body == PAGE.body
    assert BEHAVIOURS["disallowed"](PAGE).is_disallowed
    assert plainly(PAGE) is PAGE


def test_a_picture_is_no_text() -> None:
    """The binary page begins like a picture and decodes in no charset of the web."""
    body = BEHAVIOURS["binary"](PAGE).body
    assert body.startswith(b"\x89PNG")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
