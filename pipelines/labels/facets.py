"""What an article says of the message beside its issues: channel, claimed sender, kind of page, severity.

All are judged of the body; of the title only what kind of page it heads (`小说连载`, `标签：`). `unspecified`, `unknown` and
`seo_article` are what a text says that says nothing.
Severity is that of the conduct described, never of the page's tone: the worst issue's, 3 where legal papers are forged,
or 4 where violence, completed fraud or published data are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from pipelines.labels.facet_words import Channel, SenderClaim, facet_table, tellable
from pipelines.labels.scan import Scan, scan
from pipelines.types import Issue, Mention

__all__ = ["Channel", "Facets", "PageKind", "SenderClaim", "facets_of", "find_facets", "page_kind"]

PageKind: TypeAlias = Literal["seo_article", "qa", "news", "complaint_post", "fiction", "vendor", "tag_page"]

_GRAVEST: Final = 4
_FORGED: Final = 3
"""The severity of false legal papers."""
_PRESSING: Final = frozenset({"harassment", "third_party_contact", "visit_threat"})
"""Conduct of collectors, whoever sends them."""
_FIRST_PERSON: Final = 7
"""So many `我` in 1,000 characters tell what happened to the writer."""
_TAG_LINES: Final = 12
_TAG_LENGTH: Final = 30
"""A page of so many lines, most of them no longer than this and without an end mark, lists other pages."""

# Each begins with letters of its own, which are looked up faster than the start of a line, and holds no open repeat: linear.
_KINDS: Final[dict[PageKind, tuple[re.Pattern[str], ...]]] = {
    "fiction": (re.compile(r"\n第[一二三四五六七八九十百\d]{1,4}[章回节]"),),
    "vendor": (
        re.compile(r"短信(?:平台|接口|通道|群发)(?:价格|报价|服务商|公司|系统)"),
        re.compile(r"我们(?:公司)?提供(?:短信|催收|外呼)"),
        re.compile(r"欢迎(?:咨询|来电)洽谈"),
    ),
    "qa": (
        re.compile(r"\n(?:问|提问|问题|答|回答|律师(?:解答|回答|答复)|网友提问|最佳答案|咨询内容)[：:]"),
        re.compile(r"\n(?:网民留言|办理单位回复|答复|[^\n，。]{0,6}来信)[：:]|\n【[问答]】"),
    ),
}
"""What tells a kind of page, the surest first."""
# What a title says of its page, whoever speaks below it. Fixed words, anchored or bounded: linear.
_TITLES: Final[dict[PageKind, re.Pattern[str]]] = {
    "fiction": re.compile(r"第[一二三四五六七八九十百\d]{1,4}[章回]|小说|连载"),
    "tag_page": re.compile(r"^(?:标签|专题|话题|栏目|关键词)[：:]|(?:相关内容|文章|问题)?(?:汇总|合集|列表)$"),
    "vendor": re.compile(r"短信(?:平台|接口|通道|群发)(?:价格|报价|服务商|公司|系统)"),
    "qa": re.compile(r"^(?:问|提问|咨询|求助|网友提问)[：:]"),
}
_REPORTERS: Final = ("记者", "通讯员")
# Anchored at the start of a line, bounded repeats: linear; looked for only where a reporter is named.
_DATELINE_RE = re.compile(
    r"^(?:[本记]报|本网|[^\n，。]{0,8}(?:讯|电))[^\n]{0,12}[（(](?:记者|通讯员|见习记者)|^[^\n]{0,12}[（(]记者|本报记者|记者(?:核对|就此|致电|联系|调查|采访|了解|注意到|从|走访)",
    re.MULTILINE,
)
# A lawyer's column speaks of its writer too: of a practice, not of what happened to a borrower.
_EXPERT_RE = re.compile(
    r"我(?:执业|代理|经手|办理过|接触过)|本律师|我的当事人|找到我(?:咨询)?，|我们(?:律师|向平台发函)|很多人问我"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """The facets of one article, as the columns of the schema have them."""

    channel: Channel
    sender_claim: SenderClaim
    page_kind: PageKind
    severity: int


def find_facets(text: str, title: str | None, issues: Iterable[Issue], lenders: Iterable[Mention]) -> Facets:
    """Return the facets of a clean text and title whose issues and lenders are known.

    >>> found = find_facets("我收到短信，落款是某某律师事务所。后来又有来电。", None, (), ())
    >>> found.channel, found.sender_claim, found.severity
    ('mixed', 'law_firm', 0)
    >>> find_facets("今天天气很好。", None, (), ()).channel
    'unspecified'
    """
    return facets_of(scan(text), title or "", issues, lenders)


def facets_of(body: Scan, title: str, issues: Iterable[Issue], lenders: Iterable[Mention]) -> Facets:
    """Return the facets of a text whose words are found already, and its title."""
    found = {issue.label for issue in issues}
    counts = dict(zip(tellable(), body.told, strict=True))
    return Facets(
        channel=_channel(counts),
        sender_claim=_sender(counts, found, names_subject=any(each.subject for each in lenders)),
        page_kind=page_kind(body.text, title),
        severity=_severity(counts, found),
    )


def page_kind(text: str, title: str = "") -> PageKind:
    r"""Return what kind of page a text is, by its title's words, its shape and who speaks.

    >>> page_kind("问：收到短信怎么办？\n答：先核实。"), page_kind("本报成都3月1日讯（记者王某）近日，短信增多。")
    ('qa', 'news')
    >>> page_kind("我收到短信，我很气，我去问了客服。"), page_kind("短信是一种沟通方式。")
    ('complaint_post', 'seo_article')
    >>> page_kind("手机又震了一下，她没有看。", "小说连载 第三章"), page_kind("多数平台会发短信。", "标签：逾期短信")
    ('fiction', 'tag_page')
    """
    for kind, pattern in _TITLES.items():
        if pattern.search(title):
            return kind
    lines = f"\n{text}"
    for kind, patterns in _KINDS.items():
        if any(each.search(lines) for each in patterns):
            return kind
    if any(word in text for word in _REPORTERS) and _DATELINE_RE.search(text):
        return "news"
    if _is_list_of_pages(text):
        return "tag_page"
    is_own = 1000 * text.count("我") >= _FIRST_PERSON * len(text) > 0 and not _EXPERT_RE.search(text)
    return "complaint_post" if is_own else "seo_article"


def _is_list_of_pages(text: str) -> bool:
    if text.count("\n") + 1 < _TAG_LINES:
        return False
    lines = text.split("\n")
    short = [line for line in lines if len(line) <= _TAG_LENGTH]
    least = 0.8 * len(lines)
    return len(short) >= least and sum(line[-1:] not in "。！？”" for line in short) >= least


def _channel(counts: Mapping[str, int]) -> Channel:
    told = [value for value in facet_table().channel if counts[f"channel.{value}"]]
    return "mixed" if len(told) > 1 else told[0] if told else "unspecified"


def _sender(counts: Mapping[str, int], issues: AbstractSet[str], *, names_subject: bool) -> SenderClaim:
    """The claim that is told most; of those told alike the graver, which stands first in the table.

    Where nobody is claimed, who does two things of `_PRESSING` collects for a living.
    """
    claims = {value: counts[f"sender_claim.{value}"] for value in facet_table().sender_claim if value != "lender"}
    best = max(claims, key=lambda value: claims[value])
    if claims[best]:
        return best
    if len(issues & _PRESSING) > 1:
        return "collection_agency"
    return "lender" if names_subject or counts["sender_claim.lender"] else "unknown"


def _severity(counts: Mapping[str, int], labels: AbstractSet[str]) -> int:
    if counts["gravest"] or (counts["completed"] and "impersonation_fraud" in labels):
        return _GRAVEST
    forged = _FORGED if counts["forged"] and "legal_threat" in labels else 0
    return max([forged, *(facet_table().severity[label] for label in labels)])
