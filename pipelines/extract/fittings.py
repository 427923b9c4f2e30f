"""Drop the fittings of a page from the lines of its body: bylines at head and foot, buttons, counts of readers.

They stand in the text's own element, so no search for the body can tell them from its short lines; each is told by its
words. A line that says more than a fitting does stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipelines.extract.blocks import Block
from pipelines.extract.keys import folded
from pipelines.extract.meta_line import is_button, is_meta_line
from pipelines.extract.name_tables import BUTTON_VERBS, REPORTER
from pipelines.extract.names import find_names, label_weight
from pipelines.extract.tables import BODY_BUTTONS
from pipelines.lexicon.characters import SPACES
from pipelines.text.boilerplate import boilerplate_rule, tells_place

RULE: Final = "boilerplate.fitting"
INTO_BODY: Final = 3
"""How many lines of a byline may stand at the body's head or foot."""
_LONGEST_COUNTER, _LONGEST_STAMP = 30, 60
_LEAST_PROSE: Final = 20
# The header and footer that boards read over telnet put into the text itself.
_TELNET_RE: Final = re.compile(
    r"(?:发信人|寄信人|發信人|标\s?题|標\s?題|发信站|發信站)\s?[:：]|※\s?(?:来源|來源|修改|转载)\s?[:：·]|--$"
)
# A date with a clock in figures at the beginning of a line: a byline, whatever name or honour stands behind it.
_STAMP_RE: Final = re.compile(r"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2} ?[0-9]{1,2}:[0-9]{2}")
# Counts of readers and what they did, one way to read each character; one of the deeds must be named.
_DEEDS: Final = (
    "赞同|[赞贊](?=\\s?[0-9(（])|关注者|關注者|粉丝|被浏览|浏览|阅读|播放|點贊|点赞|喜欢|收藏|分享|转发|评论|回复|回答"
)
_COUNTER_RE: Final = re.compile(rf"(?:[0-9,.万wWkK+人次个条了该这·|()（）:：\s\u200b-\u200d\ufeff]|{_DEEDS})+")
# What a player says where it cannot play, and the clock under it.
_PLAYER_RE: Final = re.compile(
    "[0-9]{2}:[0-9]{2}(?:(?::[0-9]{2})? ?/ ?[0-9:]{5,8})?|错误代码.{0,20}|.{0,12}(?:视频|播放|浏览器).{0,12}(?:抱歉|失败|不支持|过低|加载中|出错).{0,12}"
    "|.{0,6}抱歉.{0,12}(?:视频|播放|浏览器).{0,12}|(?:正在|努力|内容|视频)?(?:加载|載入|载入)中[.。…]*"
)
# What a message account draws under its text and asks for there: `— END —`, `觉得有用，点个“在看”吧`.
_CLOSING_RE: Final = re.compile(
    r"[-—–·*~=\s]{0,12}(?:END|The End|全文完|本文完|正文完|完)[-—–·*~=\s]{0,12}|正文已结束[^。]{0,24}"
    r"|.{0,14}(?:点个?|点一?[下个]|点亮|点击|给个|来个)[“”\"「『]?(?:在看|再看|赞|爱心|小星星).{0,16}",
    re.IGNORECASE,
)
# Who sent the news in, and where the text can be found: `感谢风吹麦浪的投递`, `原文链接：https://…`.
_SENT_RE: Final = re.compile(r"感[谢謝][^，。！]{1,24}的?(?:线索)?(?:投[递遞]|投稿|供稿|爆料)[！!。]?")
_ADDRESS_RE: Final = re.compile(
    r"(?:[\u3400-\u9fff]{0,4}(?:链接|鏈接|连接|地址|网址|網址|出处|出處))\s?[:：]\s?(?:https?://|www\.)\S{3,200}"
)
# A reporter's signature in a line of its own; what it names is asked of `names`.
_REPORTER_RE: Final = re.compile(
    r"[□■●○◎◆◇▲△\s]{0,3}[\u3400-\u9fff]{0,8}(?:[記记]者|通[讯訊][员員]|评论员|評論員|撰稿人?|[采採][写寫])[\s/／|｜:：]{0,3}[\u3400-\u9fff \u3000、]{2,24}(?:[/／][\u3400-\u9fff]{2,4}[报報][道導])?"
)
# What stands before a link that only leads on: `更多精彩内容，请点击`.
_POINTS_RE: Final = re.compile(
    r"(?:(?:查看|了解|阅读|获取)?更多[^，。！？]{0,12}|[^，。！？]{0,4}详情|延伸阅读)[,，]?\s?(?:请|欢迎|可)?(?:点击|关注|进入|访问|查看|戳|见|看)?\s?[:：>》→]{0,2}\s?"
)
_BETWEEN_RE: Final = re.compile(rf"{SPACES}[|｜:：·]\s*")
_LONGEST_TAGS: Final = 200
_TAGS_RE: Final = re.compile(
    r"[\u3400-\u9fff]{0,4}(?:标签|標籤|关键[词字]|關鍵[詞字]|热词|热搜|热词搜索|话题|Tags?|TAGS?)\s?[:：][\s,，、|/]{0,40}"
)
# Figures with space or brackets between: one class, so linear.
_PAGES_RE: Final = re.compile(r"[0-9\s\[\]【】|]{3,60}")
_NUMBER_RE: Final = re.compile("[0-9]{1,3}")
_WORD_RE: Final = re.compile(r"[^\s\[\]【】|｜/、·«»<>←→]+")
_DEED_RE: Final = re.compile(_DEEDS)


# What a paper reminds its readers of under a text: `※ 某某報提醒您：…`.
_REMINDS_RE: Final = re.compile(r"[※＊★]\s?[^，。：:]{0,16}(?:提醒|呼[籲吁])[您你][，,:：].{0,60}")
_TOLD_RES: Final = (_CLOSING_RE, _SENT_RE, _ADDRESS_RE, _REMINDS_RE)
"""What may stand at the head or foot of a text and is no byline."""


def without_fittings(lines: Sequence[str]) -> list[str]:
    """Return the body's lines without its fittings.

    >>> without_fittings(["2024-03-05 08:09 数码达人,优质作者", "我收到一条短信。", "312 人赞同了该回答", "责任编辑：小李"])
    ['我收到一条短信。']
    >>> without_fittings(["2024年3月5日，我收到一条短信。", "12,000人"])
    ['2024年3月5日，我收到一条短信。', '12,000人']
    """
    prose = [at for at, line in enumerate(lines) if _is_prose(line)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    edge = {*range(min(INTO_BODY, first)), *range(max(len(lines) - INTO_BODY, last + 1), len(lines))}
    edge -= {at for at in edge if tells_place(lines[at + 1] if at + 1 < len(lines) else "")}
    return [line for at, line in enumerate(lines) if not (is_fitting(line) or (at in edge and is_edge_fitting(line)))]


def _is_prose(line: str) -> bool:
    """Whether a line is running text: bylines stand before the first such line and behind the last, above the site's notice."""
    is_sentence = len(line) >= _LEAST_PROSE and line[-1] in "。！？”"
    return is_sentence and boilerplate_rule(line) is None and not _REMINDS_RE.fullmatch(line)


def is_edge_fitting(line: str) -> bool:
    """Whether a line is a byline, where it stands at the head or foot of a text.

    >>> is_edge_fitting("— END —"), is_edge_fitting("本报记者 林小满"), is_edge_fitting("本报记者走访了三家公司")
    (True, True, False)
    >>> is_edge_fitting("发信人: moon (月光), 信区: Consumer"), is_edge_fitting("发信人是谁，我不知道。")
    (True, False)
    """
    is_told = _TELNET_RE.match(line) is not None or any(pattern.fullmatch(line) for pattern in _TOLD_RES)
    if is_told or is_meta_line(line) or is_page_row(line) or is_author_button(line) or _is_reporters(line):
        return True
    return len(line) <= _LONGEST_STAMP and "。" not in line and _STAMP_RE.match(line) is not None


def is_author_button(line: str) -> bool:
    """Whether a line is buttons by which readers turn to the author or turn the posts: no label, though it has a bar or colon.

    >>> is_author_button("只看该作者 | 倒序浏览"), is_author_button("联系作者：点这里"), is_author_button("作者：林小满")
    (True, True, False)
    """
    parts = [folded(part) for part in _BETWEEN_RE.split(line)] if len(line) <= _LONGEST_COUNTER else []
    return len(parts) > 1 and all(
        part.startswith(BUTTON_VERBS) or (part.endswith("作者") and not label_weight(part)) or part in BODY_BUTTONS
        for part in parts
    )


def is_tag_row(block: Block) -> bool:
    """Whether a line is a label of tags and links behind it.

    >>> is_tag_row(Block("相关热词搜索：短信 还款", links=("短信", "还款")))
    True
    >>> is_tag_row(Block("他搜索：短信", links=("短信",))), is_tag_row(Block("标签：我贴过"))
    (False, False)
    """
    text = block.text if block.links and len(block.text) <= _LONGEST_TAGS else ""
    for link in block.links:
        text = text.replace(link, "", 1)
    return _TAGS_RE.fullmatch(text.strip()) is not None


def is_pointer(block: Block) -> bool:
    """Whether a line only sends readers to what it links to.

    >>> is_pointer(Block("更多精彩内容，请点击维权专题", links=("维权专题",)))
    True
    >>> is_pointer(Block("我点击了维权专题", links=("维权专题",))), is_pointer(Block("更多人请点击", links=()))
    (False, False)
    """
    last = block.links[-1] if block.links else ""
    return bool(last) and block.text.endswith(last) and _POINTS_RE.fullmatch(block.text.removesuffix(last)) is not None


def _is_reporters(line: str) -> bool:
    """Whether a line is the signature of reporters and nothing else."""
    if not _REPORTER_RE.fullmatch(line):
        return False
    names = [name for name in find_names(line) if name.weight >= REPORTER]
    return any(name.name.split()[-1] in line for name in names)


def is_page_row(line: str) -> bool:
    """Whether a line is the row of an article's page numbers: they count from one.

    >>> is_page_row("1 2"), is_page_row("[1] [2] [3]"), is_page_row("1 3"), is_page_row("1")
    (True, True, False, False)
    """
    if not _PAGES_RE.fullmatch(line):
        return False
    numbers = [int(number) for number in _NUMBER_RE.findall(line)]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def is_fitting(line: str) -> bool:
    """Whether a line is a fitting wherever in a text it stands: a button, a row of them, a count, a player.

    >>> is_fitting("收藏"), is_fitting("点赞 3"), is_fitting("还款记录")
    (True, True, False)
    """
    return is_button(line) or is_counter(line) or is_button_row(line) or _PLAYER_RE.fullmatch(line) is not None


def is_counter(line: str) -> bool:
    """Whether a line only counts what readers did.

    >>> is_counter("关注者128被浏览56,301"), is_counter("赞同 312 分享 收藏"), is_counter("312个人"), is_counter("收藏夹")
    (True, True, False, False)
    """
    if len(line) > _LONGEST_COUNTER or not _COUNTER_RE.fullmatch(line):
        return False
    return _DEED_RE.search(line) is not None and any(char.isdigit() for char in line)


def is_button_row(line: str) -> bool:
    """Whether a line is a row of buttons.

    >>> is_button_row("【返回】【顶部】"), is_button_row("上一章 章节目录 下一章"), is_button_row("返回 上海")
    (True, True, False)
    """
    if len(line) > _LONGEST_COUNTER:
        return False
    words = _WORD_RE.findall(line)
    return len(words) > 1 and all(folded(word).lower() in BODY_BUTTONS for word in words)
