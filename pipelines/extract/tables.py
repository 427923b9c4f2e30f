"""Words of markup and bylines that the readers of this room share: tables only, no rules.

Words are compared whole, in folded simplified form: `sidebar` is furniture, `football` is not.
"""

from __future__ import annotations

from typing import Final

from pipelines.lexicon import furniture


def _words(text: str) -> frozenset[str]:
    """The words of a text that is only a list of them."""
    return frozenset(text.split())


SKIPPED_TAGS: Final = _words(
    "title script style noscript noframes template textarea select option svg math iframe object canvas audio video "
    "map button"
)
INLINE_TAGS: Final = _words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark nobr o:p q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr x1 st1:personname"
)

PAGE_TAGS: Final = _words(
    "html head body hr meta link base param source track col area frame basefont bgsound keygen embed"
)
"""Tags that open nothing: the page itself, and those without content."""
EMPTY_INLINE_TAGS: Final = _words("img input wbr")
"""Inline tags without content: hidden, they hide nothing."""
TABLE_TAGS: Final = _words("table tbody thead tfoot tr td th")
"""Parts of a table: their closing tags reach out of a cell, others do not."""
LINE_TAGS: Final = _words("p h1 h2 h3 h4 h5 h6 center li ul ol dl dt dd blockquote pre figure figcaption section")
"""Elements that are lines of the element around them, or hold such lines."""
CLOSED_BY: Final = {
    "p": _words("p"),
    "li": _words("p li"),
    "dt": _words("p dt dd"),
    "dd": _words("p dt dd"),
    "td": _words("p td th"),
    "th": _words("p td th"),
    "tr": _words("p td th tr"),
    "tbody": _words("p td th tr tbody thead tfoot"),
    "thead": _words("p td th tr tbody thead tfoot"),
    "tfoot": _words("p td th tr tbody thead tfoot"),
}
"""What an opening tag closes, if it is the innermost open element; other tags close a paragraph."""
REGION_TAGS: Final = {
    "footer": "furniture",
    "nav": "furniture",
    "aside": "furniture",
    "dialog": "furniture",
    "datalist": "furniture",
}
"""Elements that are a region by their name."""

BYLINE_WORDS: Final = _words("meta byline author info infos subtitle source property postmeta articleinfo")
"""Class and id words of the element that holds a byline."""

REGION_WORDS: Final = {
    "comment": _words(
        "comment comments commentlist reply replies replys pinglun pingjia disqus guestbook gentie tiepost"
    ),
    "related": _words(
        "related relate relates relation recommend recommends recommended recommendation tuijian xiangguan hotnews rank ranking "
        "morenews hotlist readmore toplist guess xgyd"
    ),
    "furniture": _words(
        "nav navbar navigation navi menu footer foot copyright sidebar aside breadcrumb breadcrumbs crumb crumbs share shares "
        "sharing toolbar ad ads adv advert adverts advertisement advertising banner pagination pager pagenav paging tags taglist "
        "login register search searchbox qrcode qr disclaimer statement signature sigline subscribe popup modal dialog toast tooltip bdshare "
        "jiathis feedback report weather links friendlink friendlinks sponsor cookie topbar header toc"
    ),
}
"""Class and id words that name a region's purpose; the first kind that fits counts."""

OTHER_LABELS: Final = (
    furniture.SOURCE_LABELS
    | furniture.DATE_LABELS
    | furniture.VIEW_LABELS
    | furniture.SECTION_NAME_LABELS
    | furniture.TAG_LABELS
    | _words(
        "信区 发信站 标题 稿源 本文来源 来源网站 发布 发表 更新 上传时间 点击率 访问 评论 评论数 回复 字号 字体 字数 分享 分享到 收藏 点赞 复核 时长 编号 原标题 ip属地 属地"
    )
)
"""Labels of a byline that name no person; their values are no prose either."""

BYLINE_FILLERS: Final = frozenset(
    word.lower()
    for word in furniture.SHARE_WORDS
    | furniture.COMMENT_ACTIONS
    | furniture.PAGING_WORDS
    | furniture.BADGES
    | furniture.VIEW_LABELS
    | furniture.DATE_LABELS
    | _words(
        "首发于 首发 最后修改于 最后编辑于 最后更新于 修改于 次 次阅读 次浏览 人阅读 人浏览 来源 作者 发布在 发表在 更新 发布 发表 打印本页 打印本文 关闭窗口 大号 中号 小号 字号减小 字号增大 字体放大 字体缩小 小字号 大字号 "
        "我要评论 发表评论 评论 条评论 网友评论 分享到: 反馈 举报/反馈 正文 播报文章 纠错 关注我们 订阅 阅 t t+ t- a a+ a- 人人 空间 听新闻 已有 人参与 跟贴 喜欢 "
        "站内 站内信件 出自 译 摄影 摄 只看楼主 发消息 加关注 星期一 星期二 星期三 星期四 星期五 星期六 星期日 周一 周二 周三 周四 周五 周六 周日 上午 下午 mon tue wed thu fri sat sun monday tuesday wednesday thursday friday "
        "saturday sunday on by posted submitted published updated"
    )
)
"""What else a byline is made of, in folded form and lower case."""

CONTROL_LABELS: Final = _words("字号 字体 字体大小 分享 分享到 手机看")
"""Labels in a byline that say nothing of the article: what stands beside them is not labelled by them."""

BODY_BUTTONS: Final = frozenset(
    word.lower()
    for word in (
        furniture.SHARE_WORDS
        | furniture.PAGING_WORDS
        | {
            "广告",
            "我有更好的答案",
            "已采纳",
            "举报",
            "展开",
            "收起",
            "打印本页",
            "关闭窗口",
            "阅读全文",
            "展开全文",
            "详情",
            "返目录",
            "点击查看",
            "我来答",
            "我要提问",
            "写回答",
            "邀请回答",
            "添加评论",
        }
    )
    - {"大", "中", "小"}
)
"""Lines that are buttons, wherever in a body they stand."""

NOTICE_PHRASES: Final = (
    "版权所有", "许可证", "icp备", "ICP备", "公网安备", "举报电话", "举报邮箱", "未经许可", "未经授权", "未经书面授权", "不得转载", "请勿转载", "免责声明", "版权声明",
    "法律责任", "Copyright", "copyright", "AllRightsReserved", "不代表", "信息存储", "版权协议", "原创文章,遵循", "转载请附", "原文出处链接", "署名-",  "上传并发布", "平台创作者", "informationstorage", "contentabove", "uploadedandposted", "侵权", "本网注明", "客服电话", "违法和不良信息", "联系我们", "版权归", "转载自", "凡本",
    "法律顾问", "版权合作", "本网联系", "转载请注明", "本站所有", "网友上传", "著作权归", "商业转载请",
)  # fmt: skip
"""Phrases of a site's legal notices, folded; one alone proves nothing."""

IMPRINT_LABELS: Final = ("地址:", "电话:", "传真:", "邮编:")
"""What stands beside the owner in a company's imprint."""

NOTICE_STARTS: Final = ("版权所有", "copyright", "©", "(c)")
"""How a site's notice begins, folded and in lower case, whatever stands behind it."""

NO_SECTION: Final = _words("正文 首页 主页 文章 详情 内容 文章正文 文章详情 当前位置 您的位置 浏览文章 查看文章")
"""Segments of a breadcrumb that name no section, folded."""
