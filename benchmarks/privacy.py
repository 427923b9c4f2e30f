"""Personal data: how much of it is found in each disguise, and how often something else is taken for it.

    python benchmarks/privacy.py --values 500 --pages 300

Values are made up (with true check digits), disguised and put into sentences. Clean pages are the practice web's bodies
without damage, each with numbers of other kinds behind it: hotlines, orders, amounts, dates, wrong check digits.
Leaves with 1 when recall is below .99 for any disguise, or more than .1 false hits stand on a page. With `--write` the
recall of each kind goes to the file that a release's card tells it from.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from rich.console import Console
from rich.table import Table

from crawler.practice import PracticeWeb
from pipelines.publish import recall as published
from pipelines.text.privacy import is_card_number, is_identity_number, redact

SEED: Final = 7
LEAST_RECALL: Final = 0.99
MOST_FALSE_HITS: Final = 0.1

Disguise = Callable[[str], str]

SENTENCES: Final = (
    "请联系{}，今天之内处理。", "对方让我打到{}上", "他留下的是：{}。", "短信里写着{}，我没有理会。", "（{}）", "{}这个一直在骚扰我",
    "我的信息.{}被泄露了", "收到3条短信，都来自{}！", "1、{}\n2、不要还款", "说是“{}”，真假不知", "催收员王经理{}再次来电", "逾期15天后{}找上门",
)  # fmt: skip


def _in_groups(*sizes: int, sign: str) -> Disguise:
    """Cut a number into groups of these sizes, the rest last."""

    def cut(number: str) -> str:
        pieces, at = [], 0
        for size in (*sizes, len(number)):
            pieces.append(number[at : at + size])
            at += size
        return sign.join(filter(None, pieces))

    return cut


def _in_digits(digits: str) -> Disguise:
    return lambda number: number.translate(str.maketrans("0123456789", digits))


def _between(before: str, after: str) -> Disguise:
    return lambda number: f"{before}{number}{after}"


STYLES: Final[dict[str, Disguise]] = {
    "plain": str,
    "full-width": _in_digits("０１２３４５６７８９"),
    "mathematical": _in_digits("𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"),
    "Arabic-Indic": _in_digits("٠١٢٣٤٥٦٧٨٩"),
    "circled": _in_digits("⓪①②③④⑤⑥⑦⑧⑨"),
    "Chinese": _in_digits("零一二三四五六七八九"),
    "Chinese formal": _in_digits("零壹贰叁肆伍陆柒捌玖"),
    "behind a mask": _between("*", ""),
    "before a mask": _between("", "**"),
    "behind a dot": _between("号码.", ""),
    "behind a choice": _between("热线1-", ""),
    "digits spaced": _in_groups(*[1] * 20, sign=" "),
}
"""Disguises that any number can wear."""


def _groups(*sizes: int) -> dict[str, Disguise]:
    signs = {"spaces": " ", "hyphens": "-", "dots": ".", "dashes": "—", "underscores": "_", "slashes": "/"}
    return {f"groups by {name}": _in_groups(*sizes, sign=sign) for name, sign in signs.items()}


def _fullwidth(address: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in address)


def _at(sign: str) -> Disguise:
    return lambda address: address.replace("@", sign)


def _accounts(*labels: str) -> dict[str, Disguise]:
    """An account as people give it away, with nothing but its label to tell it."""
    return {f"behind {label}": _between(label, "") for label in labels}


DISGUISES: Final[dict[str, dict[str, Disguise]]] = {
    "mobile": {
        **STYLES,
        **_groups(3, 4),
        "groups of 4-3-4": _in_groups(4, 3, sign=" "),
        "brackets": lambda number: f"（{number[:3]}）{number[3:]}",
        "+86": _between("+86-", ""),
        "0086": _between("0086", ""),
        "trunk zero": _between("0", ""),
    },
    "id_card": {**STYLES, **_groups(6, 8)},
    "bank_card": {**STYLES, **_groups(4, 4, 4, 4)},
    "email": {
        "plain": str,
        "full-width": _fullwidth,
        "spaced": _at(" @ "),
        "bracketed at": _at("[at]"),
        "number sign": _at("#"),
        "艾特": _at("艾特"),
        "behind a mask": _between("*", ""),
        "spelled dot": lambda address: address.replace(".", "点"),
    },
    "qq": {
        **_accounts(
            "QQ：",
            "qq号",
            "QQ号码是",
            "扣扣",
            "企鹅号",
            "球球：",
            "加Q",
            "秋秋",
            "抠抠：",
            "🐧",
            "QQ联系方式：",
            "QQ——",
            "QQ=",
            "Q-Q：",
        ),
        "full-width": lambda number: _fullwidth(f"QQ:{number}"),
        "Chinese": lambda number: "QQ：" + _in_digits("零一二三四五六七八九")(number),
        "circled": lambda number: "QQ：" + _in_digits("⓪①②③④⑤⑥⑦⑧⑨")(number),
        "digits spaced": lambda number: f"QQ：{' '.join(number)}",
        "groups by hyphens": lambda number: f"QQ：{_in_groups(3, 3, sign='-')(number)}",
    },
    "wechat": {
        **_accounts(
            "微信：",
            "微信号",
            "微信",
            "V信",
            "VX：",
            "wx：",
            "加微",
            "+V：",
            "➕薇",
            "薇信：",
            "威信：",
            "徽信：",
            "卫星号：",
            "微❤：",
            "v❤",
        ),
        **_accounts("微 信：", "V-X：", "微亻言：", "绿泡泡：", "微信——", "微信客服："),
        "full-width": lambda name: _fullwidth(f"wx:{name}"),
        "in quotation marks": _between("微信“", "”"),
    },
}


def _digits(random_: random.Random, count: int) -> str:
    return "".join(random_.choices("0123456789", k=count))


def _mobile(random_: random.Random) -> str:
    return f"1{random_.choice('3456789')}{_digits(random_, 9)}"


def _identity(random_: random.Random) -> str:
    region, year = random_.choice(("110105", "320102", "440305", "510104")), random_.randint(1950, 2006)
    start = f"{region}{year}{random_.randint(1, 12):02}{random_.randint(1, 28):02}{_digits(random_, 3)}"
    return next(start + check for check in "0123456789X" if is_identity_number(start + check))


def _card(random_: random.Random) -> str:
    start = f"62{_digits(random_, random_.choice((13, 14, 15, 16)))}"
    return next(start + check for check in "0123456789" if is_card_number(start + check))


def _email(random_: random.Random) -> str:
    local = "".join(random_.choices("abcdefghijklmnopqrstuvwxyz0123456789_.", k=random_.randint(3, 10)))
    return f"z{local}9@{random_.choice(('qq.com', '163.com', 'gmail.com', 'sina.com', 'vip.qq.com'))}"


def _qq(random_: random.Random) -> str:
    return f"{random_.randint(1, 9)}{_digits(random_, random_.randint(5, 9))}"


def _wechat(random_: random.Random) -> str:
    name = "".join(random_.choices("abcdefghijklmnopqrstuvwxyz0123456789_", k=random_.randint(4, 12)))
    return f"{random_.choice(('wxid_', 'z', 'li-'))}{name}8"


VALUES: Final = {
    "mobile": _mobile,
    "id_card": _identity,
    "bank_card": _card,
    "email": _email,
    "qq": _qq,
    "wechat": _wechat,
}

OTHER_NUMBERS: Final[tuple[Callable[[random.Random], str], ...]] = (
    lambda r: f"请拨打客服电话95{_digits(r, 3)}核实。",
    lambda r: f"服务热线400-{_digits(r, 3)}-{_digits(r, 4)}，也可打12378。",
    lambda r: f"订单号{_mobile(r)}，借款{r.randint(1, 99)}00元。",
    lambda r: f"金额{r.randint(13, 19)}{_digits(r, 2)}0000000元。",
    lambda r: f"2024-{r.randint(1, 12):02}-{r.randint(1, 28):02} {r.randint(0, 23):02}:{r.randint(0, 59):02}:00",
    lambda r: f"短信来自1069{_digits(r, r.randint(6, 12))}。",
    lambda r: f"尾号{_mobile(r)[:3]}****{_digits(r, 4)}的用户。",
    lambda r: f"编号110105{r.randint(1950, 2006)}1399{_digits(r, 4)}。",
    lambda r: f"年化利率{r.randint(7, 23)}.{_digits(r, 2)}%，已有{_digits(r, 5)}人投诉。",
    lambda r: f"座机0{r.randint(10, 29)}-{r.randint(2, 8)}{_digits(r, 7)}。",
    lambda r: f"合同编号：HT2024{_digits(r, 8)}，分{r.choice((6, 12, 24))}期。",
    lambda r: f"分别是{r.randint(13, 19)}00 {r.randint(1, 9)}00 {r.randint(10, 99)}00元，交易单号42000{_digits(r, 23)}",
    lambda r: f"微信支付{r.randint(100, 999)}元，QQ群里有{r.randint(10, 99)}人。",
    lambda r: (
        f"QQ：2024-{r.randint(1, 12):02}-{r.randint(1, 28):02}登录，QQ客服：400-{_digits(r, 3)}-{_digits(r, 4)}。"
    ),
    lambda r: (
        f"QQ=1{_digits(r, 4)}元的骗局，QQ：{r.randint(1, 9)}.{r.randint(0, 9)}.{r.randint(10, 99)}.{_digits(r, 3)}版本。"
    ),
    lambda r: f"微信-iphone{r.randint(5, 15)}用户，微信客服：95{_digits(r, 3)}，维信金科欠款{_digits(r, 5)}元。",
)
"""Numbers that are nobody's, in sentences."""


def recall(kind: str, disguise: Disguise, values: int) -> float:
    """The share of sentences whose value, so disguised, becomes one placeholder of its kind."""
    random_ = random.Random(SEED)
    hits = 0
    for _ in range(values):
        sentence = random_.choice(SENTENCES)
        hits += redact(sentence.format(disguise(VALUES[kind](random_)))).signals.pii == ((kind, 1),)
    return hits / values


def recalls(values: int) -> Iterator[tuple[str, str, float]]:
    """Kind, disguise and recall of every disguise."""
    for kind, disguises in DISGUISES.items():
        for name, disguise in disguises.items():
            yield kind, name, recall(kind, disguise, values)


def by_kind(rows: Iterable[tuple[str, str, float]], values: int) -> tuple[published.Recall, ...]:
    """What was tried and found of each kind, over all its disguises."""
    shares: dict[str, list[float]] = {}
    for kind, _, share in rows:
        shares.setdefault(kind, []).append(share)
    return tuple(
        published.Recall(
            kind=kind,
            disguises=len(each),
            tried=len(each) * values,
            found=sum(round(share * values) for share in each),
            lowest=round(min(share * values for share in each)) / values,
        )
        for kind, each in shares.items()
    )


def clean_pages(pages: int) -> Iterator[str]:
    """Bodies as a perfect cleaner gives them, so without personal data, and numbers of other kinds behind each."""
    random_ = random.Random(SEED)
    for truth in filter(None, (page.truth for page in PracticeWeb(pages=pages, seed=SEED).pages())):
        others = [make(random_) for make in OTHER_NUMBERS]
        random_.shuffle(others)
        yield "\n".join((truth.body, *others))


def false_hits(pages: int) -> tuple[int, list[str]]:
    """How many clean pages there are, and what was taken for personal data on them."""
    texts = list(clean_pages(pages))
    return len(texts), [edit.before for text in texts for edit in redact(text).edits]


def main() -> int:
    """Print both tables; return 1 below the bar."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--values", type=int, default=500, help="values for each disguise (500)")
    parser.add_argument("--pages", type=int, default=300, help="pages of the practice web (300)")
    parser.add_argument("--write", action="store_true", help=f"write {published.PATH.name}, which the card tells")
    asked = parser.parse_args()
    table = Table("kind", "disguise", "recall", title=f"{asked.values} values each, at least {LEAST_RECALL}")
    rows = list(recalls(asked.values))
    for kind, name, share in rows:
        table.add_row(kind, name, f"{share:.4f}")
    if asked.write:
        published.PATH.write_text(published.render(by_kind(rows, asked.values)), "utf-8")
    pages, hits = false_hits(asked.pages)
    console = Console()
    console.print(table)
    console.print(f"false hits: {len(hits)} on {pages} clean pages, {len(hits) / pages:.4f} a page", *hits[:10])
    return int(min(share for *_, share in rows) < LEAST_RECALL or len(hits) / pages > MOST_FALSE_HITS)


if __name__ == "__main__":
    sys.exit(main())
