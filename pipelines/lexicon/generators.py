"""Traces that generators and spinners of articles leave: phrases of prompts and answers, templates, odd synonyms.

Simplified, as clean text is.
"""

from __future__ import annotations

from typing import Final

PROMPTS: Final = (
    r"(?:好的|当然(?:可以)?|没问题)[，,！!]?\s?(?:以下|下面)(?:是|为)",
    r"作为(?:一个|一名|一款)?(?:AI|ai|人工智能|大型?语言)(?:语言)?(?:模型|助手|助理)[，,]?\s?我",
    r"请?(?:根据|按照|围绕)(?:以下|上述|下列|该|这个)(?:标题|题目|关键词|主题|大纲|要求|内容)[，,]?\s?(?:写|撰写|生成|创作|扩写|改写)",
    r"请?(?:帮我|为我|给我)?(?:写|撰写|生成)(?:一篇|一份)[^，。！？\n]{0,30}(?:文章|软文|文案)[，,]?[^，。！？\n]{0,20}[0-9]{3,5}\s?个?字",
    r"(?:文章)?字数(?:要求|控制|不少于|不低于|在)[^，。！？\n]{0,6}[0-9]{3,5}\s?个?字",
    r"(?:以下|下面)是(?:根据|按照|我为)[^，。！？\n]{0,20}(?:生成|撰写|写|改写|扩写|创作)的",
    r"(?:抱歉|对不起)[，,]\s?(?:我)?(?:无法|不能)(?:提供|生成|满足|回答|完成)",
    r"希望(?:以上|这篇|这些)(?:内容|文章|信息|回答)?(?:能够|能)?(?:对您|对你|符合|满足)",
    r"我是由?[^，。！？\n]{0,12}(?:训练|开发)的(?:AI|人工智能|大型?语言模型|语言模型)",
)
"""Regexes of what a prompt or an answer begins with; they count only where a sentence or line begins."""

TEMPLATES: Final = (
    r"(?<![A-Za-z0-9*])[Xx×]{3,8}(?![A-Za-z0-9*])",
    r"[\[【(（{](?:请?(?:插入|填写|填入|输入|此处)|你的|您的)[^\]】)）}\n]{0,12}[\]】)）}]",
    r"\{\{?[a-z_]{2,20}\}\}?",
)
"""Regexes of places that a template left to be filled; `138XXXX5678` is a mask."""

SYNONYMS: Final[dict[str, str]] = {
    "使用者": "用户",
    "起因": "原因",
    "之一步": "第一步",
    "之一次": "第一次",
    "之一时间": "第一时间",
    "为熟悉决": "为了解决",
    "德律风": "电话",
    "良多": "很多",
    "先容": "介绍",
    "接洽": "联系",
    "征询": "咨询",
    "小同伴": "小伙伴",
    "若何": "如何",
    "要领": "方法",
}
"""Words that spinners write, with what people do: either may stand in any text, the share of the first tells."""
