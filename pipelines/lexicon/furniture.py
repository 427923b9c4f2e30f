"""Words of the furniture around an article: labels, headings, cues of lines that are not its text.

All entries are keys as `pipelines.text.fold.fold` makes them: simplified, half-width, without white space, and without
the colon or the brackets a page may print around them. Which lines a table speaks of stands under it: whole lines
(headings, buttons, badges), how a line begins (`…_STARTS`), what stands before a value (`…_LABELS`), or what only adds
to other evidence wherever it stands in a line (`…_CUES`).
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    """The words of a text that is only a list of them."""
    return frozenset(text.split())


DECORATION: Final = " :：-—–=_*#~·•|>»▶►◆◇■□●○★☆【】[]「」『』《》<>()（）。.、"
"""What is drawn around furniture."""

SECTION_LABELS: Final = _words(
    "小编导语 小编导读 编辑导语 编者导语 导语 导读 文章导读 本文导读 内容导读 阅读导读 编者按 小编按 核心提示 内容提要 "
    "文章正文 正文 正文如下 全文如下 全文内容 正文部分 正文内容 文章内容 详细内容 内容详情 文章详情 正文开始 以下为正文 文章开头 "
    "摘要 文章摘要 内容摘要 本文摘要 内容简介 文章简介 标题 文章标题 "
    "标准答案 最佳答案 满意回答 优质回答 推荐答案 参考答案 精选回答 专业解答 律师解答 网友回答 "
    "文章目录 本文目录 目录导航 本文标签 文章标签 关键词"
)
"""Labels of a part of the article; what stands under them decides what it is."""

RELATED_HEADINGS: Final = _words(
    "其他文章 其它文章 相关文章 相关阅读 相关推荐 相关内容 相关资讯 相关新闻 相关问题 相关链接 相关话题 相关知识 "
    "延伸阅读 扩展阅读 拓展阅读 推荐阅读 推荐文章 更多推荐 更多文章 更多阅读 更多内容 更多资讯 更多相关文章 "
    "猜你喜欢 您可能感兴趣 你可能感兴趣 您可能感兴趣的文章 你可能还喜欢 大家都在看 大家还在看 大家都在搜 看了又看 "
    "最新文章 最新资讯 最新发布 最新内容 最新推荐 最近更新 最近发表 热门文章 热门推荐 热门资讯 热门阅读 热门内容 热点推荐 "
    "精选文章 精彩推荐 精选推荐 编辑推荐 主编推荐 主编精选 主编精选推荐 延伸阅读主编精选推荐 为您推荐 为你推荐 "
    "随机看看 随机推荐 随机文章 随便看看 随机阅读 站长推荐 本栏推荐 本类推荐 同类文章 栏目推荐 点击排行 阅读排行 "
    "热门排行 文章排行 排行榜 本周热门 往期回顾 往期文章 上一篇 下一篇 友情链接 热门标签 标签云 "
    "相关咨询 相关问答 相关帖子 相似问题 同类问题 热门问题 最新问题 待解决问题 热门帖子 热门咨询 大家都在问"
)
"""Headings over links to other articles."""

APPARATUS_HEADINGS: Final = _words(
    "注释 注解 脚注 附注 备注 参见 另见 参看 参阅 参考 参考文献 参考资料 参考来源 参考书目 参考链接 资料来源 引用 引文 相关条目 外部链接 外部连结 "
    "扩展阅读 延伸阅读"
)
"""Headings of what follows a treatise: notes, sources, links."""

COMMENT_HEADINGS: Final = _words(
    "精彩评论 网友评论 最新评论 热门评论 全部评论 所有评论 用户评论 读者评论 文章评论 评论列表 评论区 评论 精选评论 "
    "大家评论 热评 网友点评 网友留言 读者留言 精选留言 最新留言 留言列表 留言板 发表评论 我要评论 参与评论 相关评论 "
    "热门跟帖 热门跟贴 跟帖 跟贴 全部回复 最新回复 网友回复"
)
"""Headings over readers' comments."""

DISCLAIMER_STARTS: Final = (
    "声明:", "免责声明", "版权声明", "郑重声明", "特别声明", "本站声明", "本网声明", "平台声明", "作品声明", "内容声明",
    "法律声明", "风险提示:", "特别提示:", "免责条款", "版权说明", "转载声明", "原创声明", "文章声明", "声明本文",
)  # fmt: skip
"""How a disclaimer begins; the rest of the line must speak for the site too (`DISCLAIMER_CUES`)."""

DISCLAIMER_CUES: Final = _words(
    "本站 本网 本平台 该作品 该文 本文 作者 转载 侵权 版权 删除 整合 仅供参考 不代表 不构成 投资建议 来源于网络 "
    "互联网 网络整理 网络资料 观点 如若 如有 若有 联系我们 立场 真实性 授权 以上内容 以上作品 以上文章 不实 差错 更正 撤下 编写"
)
"""What a disclaimer speaks of; two of them beside a start make one."""

SITE_CUES: Final = _words(
    "本站 本网 本平台 该作品 该文 本文 转载 来源于网络 网络整理 网络资料 以上内容 以上作品 以上文章 不代表 不构成 仅供参考 "
    "投资建议 整合 版权 立场 编写 关注我们 阅读原文"
)
"""What only a site says of itself and its texts: a disclaimer, contact or call with one of these is furniture anywhere."""

CONTACT_STARTS: Final = (
    "内容侵权", "如有侵权", "如若侵权", "侵权联系", "侵权删除", "侵权举报", "侵权投诉", "删帖举报", "删帖联系", "删稿联系",
    "投稿邮箱", "投稿联系", "商务合作", "广告合作", "合作联系", "合作邮箱", "站长邮箱", "站长QQ", "站长微信", "联系站长",
    "举报邮箱", "举报电话", "举报联系", "违法和不良信息举报", "不良信息举报", "联系我们", "联系方式", "客服QQ", "客服微信",
    "业务咨询", "业务合作", "友链", "友情链接交换", "侵权删帖", "侵权删稿", "侵权处理", "侵权请", "版权联系", "版权投诉", "稿件投诉",
    *(f"{what}{how}" for what in ("投稿", "删稿", "删帖", "撤稿", "爆料") for how in ("请", "加", "QQ", "微信", "热线", "电话", "信箱", "方式", ":")),
)  # fmt: skip
"""How the site's own contact line begins; with a number or an address on it, it is one."""

PUBLIC_CONTACT_STARTS: Final = ("举报", "违法和不良", "不良信息", "联系我们", "联系方式", "客服", "业务")
"""How contacts begin of which an article tells too: of authorities, lenders, banks."""

CONTACT_CUES: Final = _words("侵权 删帖 删稿 举报 投稿 商务合作 广告合作 站长 本站 本网 友链")
"""Words in which the site speaks of itself; a lender's hotline in the article has none of them."""

FOLLOW_STARTS: Final = (
    "本文地址", "本文链接", "本文网址", "文章地址", "文章链接", "原文地址", "原文链接", "长按关注", "长按扫码", "转载请", "微信搜索", "搜索公众号",
    "更多", "请关注", "欢迎关注", "敬请关注", "扫码关注", "扫描二维码", "扫一扫", "长按识别", "长按二维码", "识别二维码", "关注公众号",
    "关注我们", "关注微信公众号", "点击上方", "点击下方", "点击蓝字", "点击阅读原文", "阅读原文", "转载请注明", "未经授权", "未经许可", "未经允许", "添加微信", "点击下载",
)  # fmt: skip
"""How a call to follow, scan, credit begins; the line must name what is to be followed too (`FOLLOW_CUES`)."""

RESERVING_STARTS: Final = ("未经授权", "未经许可", "未经允许")
"""How a site keeps its rights, and how sentences on what is forbidden begin."""

FOLLOW_CUES: Final = _words(
    "公众号 二维码 本站 本网 关注我们 阅读原文 转载 出处 www. http .com .cn 微博 头条号 抖音号 客户端下载"
)
"""What such a line speaks of."""

SPAM_PHRASES: Final = _words(
    "在线观看|入口 在线观看|免费 注册|送彩金 注册|送现金 交友|加微信 交友|看照片 加微信|看照片 彩票|开户 棋牌|下载 博彩|平台 同城|约会 成人|视频 高清|无码 真人|娱乐城"
)
"""Words that together, on a short line without punctuation, advertise films, gambling or company."""

BADGES: Final = _words(
    "资深用户 认证用户 普通用户 优质用户 高级用户 活跃用户 新手用户 金牌用户 VIP用户 VIP会员 会员用户 认证作者 签约作者 "
    "优质作者 优质创作者 原创作者 特约作者 专栏作者 特邀作者 认证律师 官方账号 官方认证 实名认证 "
    "原创 转载 置顶 推荐 热门 精华 精选 头条"
)
"""Marks beside an author or a title; a line of its own in the head of a page."""

FIELD_WORDS: Final = _words("标题 摘要 关键词 正文 导语 排行榜 原创 转载 置顶 推荐 热门 精华 精选 头条")
"""Labels and badges that are ordinary words too: headings of manuals, columns of tables, entries of menus."""

AUTHOR_LABELS: Final = _words(
    "作者 文章作者 原作者 本文作者 撰文 文 小编 编辑 责任编辑 责编 记者 发布者 发布人 编者 整理 投稿 投稿人 来稿 供稿"
)
SOURCE_LABELS: Final = _words("来源 文章来源 信息来源 稿件来源 转自 出处 来自")
DATE_LABELS: Final = _words(
    "日期 时间 发布时间 发布日期 发表时间 发表日期 发布于 发表于 更新时间 更新日期 更新于 修改时间 最后更新 最后更新时间 "
    "编辑于 添加时间 录入时间 创建时间 写于 提问时间 刊发时间"
)
VIEW_LABELS: Final = _words(
    "浏览 浏览量 浏览次数 浏览数 阅读 阅读量 阅读次数 阅读数 人气 点击 点击量 点击数 点击次数 查看 查看次数 访问量 围观 热度 已阅读"
)
SECTION_NAME_LABELS: Final = _words(
    "分类 栏目 所属栏目 所属分类 频道 类别 标签 当前位置 您的位置 您当前的位置 您现在的位置 所在位置"
)
"""What stands before a value in a byline or a breadcrumb."""

RECORD_LABEL_ENDS: Final = (
    "内容", "地点", "地址", "事由", "事项", "经过", "结果", "号码", "电话", "金额", "时长", "对方", "发件人", "收件人", "发送人", "方式",
    "记录", "证据", "情况", "备注",
)  # fmt: skip
"""How the labels of a record end that somebody keeps of messages, calls and payments."""

BREADCRUMB_ROOTS: Final = _words("首页 主页 网站首页 本站首页 返回首页")

COMMENTER_ROLES: Final = _words(
    "律师 实习律师 执业律师 专业律师 资深律师 主任律师 法律顾问 律师助理 法务 法律咨询师 法律工作者 公证员 法学博士 法学专家 "
    "债务顾问 逾期顾问 金融顾问 理财顾问 债务规划师 金融分析师 信用卡专家 网友 用户 游客 匿名用户 热心网友 资深网友"
)
"""What a page prints behind a commenter's name."""

AVATAR_WORDS: Final = _words("头像 用户头像 默认头像 头像图片")

COMMENT_ACTIONS: Final = _words(
    "回复 赞 点赞 踩 举报 顶 收藏 分享 引用 评论 打赏 埋红包 送花 使用道具 展开 收起 查看更多 加载更多 展开全部 登录后评论 发表 提交评论 沙发 板凳 楼主"
)
"""Buttons around a comment."""

PAGING_WORDS: Final = _words(
    "上一页 下一页 尾页 末页 首页 上一章 下一章 章节目录 回目录 目录 加入书签 上一节 下一节 返回 顶部 回顶部 返回列表 返回目录 返回顶部 共页 跳转 余下全文 阅读全文 显示全文"
)

SHARE_WORDS: Final = _words(
    "分享 分享到 分享至 分享本文 分享此文 分享文章 共享此文章 分享此文章 分享到微信 微信 朋友圈 微博 新浪微博 QQ空间 QQ好友 腾讯微博 人人网 收藏 打印 字号 大 中 小 关闭 "
    "复制链接 扫一扫 点赞 打赏 赞赏 关注 手机看 字体"
)
"""Buttons for sharing, printing, letter sizes."""

TAG_LABELS: Final = _words("标签 Tags Tag TAG tags 关键词 关键字 话题 文章标签 本文标签")
