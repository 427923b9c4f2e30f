"""Dropped words: a filter on these sites deletes words, and 问题 loses its second half.

    信息安全问日益突出      遇到这些问，怎么办      若问得不到解决

问 becomes 问题 only where nothing else can be meant: a noun that heads 问题 or a word that counts it stands before, a
stop or a predicate of problems stands behind. Years and names that were deleted leave holes such as `成立于年`: they are
counted, never filled.

Left alone: 问 as a verb, and every word with 问: 询问, 顾问, 疑问, 学问, 问卷, 问候, 问他, 请问, 这一问 as a question asked,
关于天地的问, and `法律问：` before a question or above its answer.
Where two readings are possible nothing is done. Written for simplified text, so it runs behind the script stage.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.edits import cleaned
from pipelines.types import Cleaned, Edit, Signals

# Nouns that head 问题; 问 right behind them is no verb, unless 卷, 答, 他 … follow, which no ending below allows.
_HEADS: Final = (
    "安全|隐私|骚扰|信任|诚信|法律|质量|服务|经济|资金|财务|信用|征信|债务|还款|逾期|技术|泄露|泄漏|诈骗|"
    "社会|心理|健康|道德|合规|权益|纠纷|收费|利率|利息|费用|违约金|合同|欠款|账单|担保|额度|手续|价格|学费|版权|设计|硬件|软件|噪音|散热|态度|"
    "普遍|常见|就业|失业|温饱|住房|养老|医疗|教育|环境|卫生|交通|历史|遗留|原则|热点|难点|焦点|重大|不成"
)
# Nouns that head 问题 too, but are also people who ask or ways to ask: `发短信问，`, `催收问，`. Only a predicate decides.
_ASKING_HEADS: Final = "催收|短信|电话|系统|后台|数据|名单|号码|投诉|沟通|账户|网络|操作|流程|监管|贷款|客服|平台"
# Words before a noun: they count it or point at it, and cannot stand before a verb. 该问, 多问, 只问 can, so they are out.
_POINTERS: Final = (
    "这些|那些|这类|那类|此类|这种|各种|各类|种种|诸多|许多|一些|一系列|一类|某些|任何|上述|类似的?|相关的?|"
    "(?:没|没有|有)什么大?|有点小?|是一?个|(?<![重从])新|(?:困难|矛盾|情况|不足|风险|隐患)(?:和|与|及|、)|(?:这|那)样的|同样的|"
    "(?:[一两三几多这那某各每]|同一)个(?:普遍|严重|重要|关键|核心|常见|大|老|难|现实|社会|棘手|突出|敏感|复杂)|"
    "(?:严重|突出|潜在|棘手|常见|现实|关键|核心|主要|普遍|悬而未决|亟待解决|不容忽视|长期存在|面临|存在|关心|担心|敏感|头疼|最大|很大|不小)的"
)
# Verbs that are done to problems, with what may stand between. 回答, 面对, 针对 are done to questions too: out.
_VERBS: Final = (
    "(?:解决|应对|处理|避免|缓解|改善|重视|防止|杜绝|化解|暴露|存在|出现|遇到|碰到|发现|产生|引发|反映)"
    "(?:了|的|出|出了|着|过)?(?:这一|这个|这些|此|该|上述|以下|很多|许多|不少|一些|任何|什么|同样的|类似的?|各种)?"
)
# What a clause is made of.
_IN_CLAUSE: Final = r"[^，。；：、！？,;:!?\n]"
# Where a clause says what something is or comes of, `的问` ends it; somebody's `的问` may be a question asked, and so may one
# about anything (`关于天地的问`): there a noun that heads 问题 must tell what it is about.
_CLAUSES: Final = (
    f"(?:由于|因为|是|存在|解决|处理|面临|成为|出现|反映){_IN_CLAUSE}{{1,20}}[^，。；：、！？,;:!?\n我你您他她它们者人家户员]的|"
    f"(?:关于|对于)(?={_IN_CLAUSE}{{0,20}}(?:{_HEADS}|{_ASKING_HEADS})){_IN_CLAUSE}{{1,20}}[^，。；：、！？,;:!?\n我你您他她它们者人家户员]的"
)
# What was solved before the clause ends, if nothing before 问 makes it a verb: `解决不了就问`.
_SOLVED: Final = "解决[^，。；：、！？,;:!?\n]{0,12}[^，。；：、！？,;:!?\n就再去来先可好多反追询访慰质疑提发请学顾要会想敢没不又还都也只过审盘查设借责我你您他她它们者人家户员服]"
# What may follow the noun: a stop, the end of the line or of a quotation …
_STOP: Final = r"(?=[，。；、！,;!…”）)]|[：:](?!“)|[ \t]*$)"
# … or the start of a predicate. 的, 都, 了 may follow a verb too: they are allowed only behind nouns and counting words.
_RISING: Final = (
    "日益|日渐|愈发|越来越|愈加|频发|频出|频现|层出不穷|屡见不鲜|屡禁不止|凸显|亟待|亟需|"
    "在于|多半出在|出在|也?不[可容](?:排除|忽视|小觑)|(?:依旧|依然|仍然?|还是|一直)没人(?:管|理|解决|处理)|"
    "得不到(?:解决|处理|缓解|改善|重视|及时|有效|妥善|根本|彻底)|得到(?:了|妥善|有效|及时|彻底|根本)?(?:解决|处理|缓解|改善|重视)"
)
_PREDICATE: Final = (
    f"(?={_RISING}|突出|严重|严峻|放久了|拖久了|也(?:引发|引起|日益|随之|越来越|不断|逐渐|很)|"
    "(?:仍|依然|仍然|依旧|普遍)?存在|引发|引起|时有发生|缠身|不容忽视|不容小觑|备受|而(?:烦恼|困扰|引发))"
)
_NOUN_TAIL: Final = "(?=的(?:存在|出现|解决|根源|严重性|处理|关键|产生|发生)|上[，,的]|以及|都(?:会|将|能|可))"
_OF: Final = "的(?:办法|方法|方式|途径|关键|过程|能力|方案|思路|态度|诚意|时候)"
_SEEMING: Final = "看似|看起来|由来已久"
# What ends no noun, pointer or verb above: with these 问 is a word that asks, 询问 or 不闻不问.
_ASKED: Final = "询访慰质疑提反追请顾不没就再又还都也只先去来可会想敢好"

# 问 as the noun that lost 题. Without noun, pointer or verb before it, 问 must open its clause: 疑问, 询问 … never do.
_PROBLEM_RE: Final = re.compile(
    f"(?:{_HEADS}|{_POINTERS})问(?:{_STOP}|{_PREDICATE}|{_NOUN_TAIL})"
    f"|(?:{_ASKING_HEADS})问(?={_RISING})"
    f"|解决问(?={_OF})"
    f"|[这那]个问(?={_SEEMING}|{_RISING})"
    f"|(?:{_VERBS}|出了|{_CLAUSES}|{_SOLVED}|(?:考虑|讨论|研究|说明|关注|涉及|关于|对于|针对|面对)了?[这那]个)问{_STOP}"
    f"|(?:^|(?<=[，。；：、！,;:!”])|如果|若是?|假如|一旦|只要)问(?={_RISING})",
    re.MULTILINE,
)

# 问 with something behind it that an ending above allows, and no word before it that only asks: what every match has.
# Begins with 问 itself, so almost no place is tried, and on most pages that is all there is to do.
_ALONE_RE: Final = re.compile(
    f"问(?<![{_ASKED}]问)(?:{_STOP}|{_PREDICATE}|{_NOUN_TAIL}|(?={_RISING}|{_OF}|{_SEEMING}))", re.MULTILINE
)

# A colon behind 问 with a question behind it, or an answer on the next line: somebody asks. Begins with the colon; bounded.
_ASKS_RE: Final = re.compile(r"[：:](?:[^。！!\n]{0,80}[？?]|[^\n]{0,200}\n[^\n：:]{0,8}答[^\n：:]{0,4}[：:])")

# 成立于年: a verb of beginning, then a unit of date with no number before it.
# Begins with 于 and then looks back, so almost no place is tried.
_HOLE_RE: Final = re.compile(
    "于(?:(?<=(?:成立|创立|创办|创建|始建|上线|诞生)于)|(?<=成立时间于))[年月日](?![初底中末代份前后内])"
)


_REACH: Final = 32
"""More characters than a match has before its 问 or looks at behind it, blanks at a line's end apart."""


def restore_dropped(text: str) -> Cleaned:
    """Restore 问题 where only its 题 can be missing, and count the holes of lost words.

    >>> cleaned = restore_dropped("如果遇到骚扰问，请拨打热线。该平台成立于年，隐私问日益突出。")
    >>> cleaned.text, cleaned.signals.dropped_words
    ('如果遇到骚扰问题，请拨打热线。该平台成立于年，隐私问题日益突出。', 3)
    >>> restore_dropped("法律问：利息过高怎么办？").edits + restore_dropped("关于天地的问，他写了一百多个。").edits
    ()
    >>> restore_dropped("他询问客服，客服反问他：“法律问答在哪？”这一问，把我问住了。").edits
    ()
    """
    edits = [Edit("dropped.word", end - 1, end, "问", "问题") for end in _short_problems(text)]
    holes = len(_HOLE_RE.findall(text))
    if not edits and not holes:
        return Cleaned(text=text)
    return cleaned(text, edits, Signals(dropped_words=len(edits) + holes))


def _short_problems(text: str) -> list[int]:
    """Where a 问 ends that lost its 题; 题 may open the next line. Only around a 问 that may have is searched."""
    ends: list[int] = []
    done = 0
    for found in _ALONE_RE.finditer(text):
        end = found.start() + 1
        window = _window(text, max(done, end - _REACH), end)
        if any(match.end() == end for match in _PROBLEM_RE.finditer(text, *window)):
            done = end
            if text[end : end + 2] != "\n题" and not _ASKS_RE.match(text, end):
                ends.append(end)
    return ends


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a line, from `start` on, that tells of the 问 which ends at `end`: all behind it that is bounded."""
    start = max(start, text.rfind("\n", start, end) + 1)
    stop = text.find("\n", end, end + _REACH)
    if stop < 0 and text[end : end + _REACH].strip(" \t"):
        return start, end + _REACH
    stop = text.find("\n", end)
    return start, len(text) if stop < 0 else stop
