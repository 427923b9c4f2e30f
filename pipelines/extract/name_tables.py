"""Words around authors' names: labels and how much each is believed, surnames, and what is no name. Tables only.

All are folded: simplified, half-width, without white space.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    """The words of a text that is only a list of them."""
    return frozenset(text.split())


AUTHOR, REPORTER, POSTER, MARKED, EDITOR = 5, 4, 3, 2, 1
"""How much a name is believed: an author, a reporter, who posted it, one that only its place marks, an editor."""

DATE_LABELS: Final = _words("发布 发表 上传 发起")
"""Labels of who posted it where no time stands behind them."""

AUTHOR_LABELS: Final = dict.fromkeys(
    _words(
        "作者 作者署名 作者名 作者姓名 作者名称 撰文 撰稿 撰稿人 撰写 撰写人 撰文者 执笔 执笔人 主笔 写手 文 文字 文图 图文 文/图 图/文 文/摄影 文字/图片 作家 专栏作家 "
        "采写 采写者 采访 采编 采访撰文 采访整理 原文作者 author writer writtenby by 笔者 特约撰稿 特约撰稿人 撰文/摄影"
    ),
    AUTHOR,
) | dict.fromkeys(
    _words("记者 特派员 通讯员 见习生 实习生 评论员 报道 报道人 报道者 观察员 特约撰稿 特约撰稿人 博主 楼主 发信人"),
    REPORTER,
) | dict.fromkeys(
    _words(
        "供稿 供稿人 供稿者 来稿 投稿 投稿人 投稿者 撰稿单位 发布者 发布人 发布员 发表者 发表人 发帖人 发帖者 发贴人 发贴者 上传者 上传人 上传用户 张贴者 张贴 提交者 发起人 "
        "用户 用户名 会员 会员名 昵称 博主昵称 送交者 送交人 提问者 提问人 咨询人 投诉人 录入 录入者 录入人 录入员 信息员 信息录入 文章录入 发稿人 发稿 整理 文字整理 整理者 编写 编写者 编撰 编著 分享者 小编 postedby poster submittedby"
    ),
    POSTER,
) | dict.fromkeys(
    DATE_LABELS,
    POSTER,
) | dict.fromkeys(
    _words("编辑 编辑发布 责编 网编 主编 编审 编者 编辑人 编辑员 编辑者 责任编缉 责任 值班 editor"),
    EDITOR,
)  # fmt: skip
"""Labels in front of a name, and how much each is believed: an editor is named where no author is."""

LABEL_ENDS: Final = {"作者": AUTHOR, "记者": REPORTER, "通讯员": REPORTER, "实习生": REPORTER, "评论员": REPORTER, "撰稿人": AUTHOR, "发布人": POSTER, "发布者": POSTER, "发起者": POSTER, "提交者": POSTER, "编辑": EDITOR, "责编": EDITOR}  # fmt: skip
"""How longer labels end: 特约记者, 某某晚报记者, 稿件作者, 网络编辑."""

NO_LABEL_STARTS: Final = ("联系", "关注", "打赏", "支持", "感谢", "写给", "致", "给", "图片", "视频", "美术", "摄影", "版面", "技术", "音频", "版权归", "归", "其他", "更多", "合作", "成为", "图", "摄", "向", "在线", "可")  # fmt: skip
"""How a word begins that ends like a label and is none: 联系作者, 版权归原作者, or names who made the pictures."""

AUTHOR_STARTS: Final = (
    *"原该本其", "本文", "原文", "文章", "稿件", "帖子", "本帖", "本贴", "本书", "新闻", "内容", "主题", "作品", "日志", "博客", "博文", "投稿", "专栏", "特约", "特邀", "签约", "驻站", "第一", "署名", "约稿", "评论",
)  # fmt: skip
"""What stands before 作者 where both are a label. A verb makes it a button - 查看作者, 只看该作者, 推荐作者 -, and verbs have no end."""

BUTTON_VERBS: Final = (
    "查看",
    "只看",
    "点击",
    "点这",
    "点此",
    "倒序",
    "正序",
    "私信",
    "进入",
    "返回",
    "显示",
    "发送",
    "发消息",
    "加好友",
    "加关注",
    "展开",
    "收起",
    "打开",
    "取消",
    "删除",
    "举报",
    "引用",
)
"""How the text of a button begins that stands where a name would: 倒序浏览, 查看全部."""

RANK_ENDS: Final = ("会员", "版主", "管理员")
"""How the rank ends that a board prints under a poster's name."""

SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛"
    "林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封储靳段富巫乌焦巴弓牧车侯班仰秋仲伊宫宁仇"
    "甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲台从鄂索赖卓蔺屠蒙池乔阴胥能苍闻党翟谭贡劳姬申扶冉雍桑桂牛边扈燕冀尚农温别庄晏柴瞿阎充慕连茹习艾鱼"
    "容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广东欧沃利蔚越师巩聂晁勾敖冷辛那简饶曾关佘岳肖闫涂付代覃丛曲谌谯尧仝逄祖由仵兰栾郏"
)
"""Characters a Chinese name begins with, simplified."""

TWO_CHARACTER_SURNAMES: Final = _words(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 长孙 宇文 夏侯 端木 南宫 独孤 轩辕 呼延 西门 百里 申屠 太史 闻人 澹台 濮阳 淳于 单于 完颜 赫连 钟离 鲜于 司空"
)

NO_NAME_ENDS: Final = (
    *"网报社台部室局站界省市县区刊评券贷讯号版页", "银行", "公司", "协会", "学会", "商会", "在线", "频道", "观察", "会员", "企业", "理事", "资讯", "新闻", "日报", "晚报",
    "大学", "学院", "法院", "律师", "记者", "编辑", "作者", "时间", "来源", "报道", "中心", "论坛", "客户端", "杂志", "周刊", "博客", "某", "某某", "女士", "先生", "小姐", "老师", "教授", "主任", "经理", "同学", "大爷", "大妈", "阿姨", "医生",
)  # fmt: skip
"""What a word that begins like a name ends with where it is a site, an office or a place."""

NOT_NAMES: Final = _words(
    "由 于 在 与 by 佚名 匿名 综合报道 综合消息 编辑部 本报讯 图 摄 文 本条目 此条目 本日志 匿名用户 匿名网友 热心网友 游客 未知 无 网络 互联网 本站 本站原创 原创 转载 转载文章 转贴 未注明 网友 网友投稿 暂无 不详 不明 null none undefined unknown anonymous guest posted submitted published n/a 来源 时间 日期 编辑 作者 "
    "文章 文集 单位 简介 主页 专栏 联系 博客 本网 本报 综合 整理 网络整理 来源网络 网络来源 来自网络 佚 本站编辑 本站整理 本站会员 有删减 关于我们 其他 更多 投稿 文中 关注 订阅 "
    "公司 公告 明天 安全 高清 万元 和平 平台 应用 方法 方式 文化 成功 从业 白领 国际 国内 国家 江湖 都市 东西 向上 广告 广州 广东 广西 安徽 安阳 云南 江苏 江西 宁夏 宁波 海南 "
    "成都 温州 杭州 郑州 苏州 常州 福州 贵州 金华 金融 金台 石家庄 马鞍山 平顶山 张家口 张家界 秦皇岛 石嘴山 景德镇 连云港 包头 乌鲁木齐 武汉 衡阳 洛阳 沈阳 台北 台湾 高雄 华人 华北 华东 华南 明星 时评 平安 高考 宣传 宣传部 "
    "都市报 农业 农民 师范 景点 阴历 应届 居民 路透 路透社 法新社 新华社 中新社 中新网 新华网 人民网 光明网 央视 央广 记者 通讯员 摄影 图片 字体 字号 点击 浏览 阅读 评论 分享 收藏 打印 关闭 发表 发布 更新"
)
"""Values of an author label that name nobody, and words that begin like a name."""

SAID_AFTER: Final = (
    "报道", "综合报道", "发自", "摄影报道", "摄", "图", "整理", "采写", "编辑", "通讯员", "实习生", "见习记者", "实习记者", "本报记者", "记者", "摄影", "现场", "电", "专电", "特稿", "专稿", "来源", "编译", "撰稿", "责任编辑", "责编",
)  # fmt: skip
"""What stands right behind a reporter's name."""
