"""Words of adverts that strangers' scripts put above and below an article: vice, gambling, brokers of loans.

All entries are keys as `pipelines.text.fold.fold` makes them. No word of these makes a line an advert by itself:
articles speak of all of them.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    """The words of a text that is only a list of them."""
    return frozenset(text.split())


VICES: Final = _words(
    "百家乐 老虎机 六合彩 时时彩 快三 赛车PK10 北京赛车 幸运飞艇 真人荷官 娱乐城 葡京 威尼斯人 博彩 棋牌 捕鱼 牛牛 炸金花 电子竞猜 "
    "体育投注 彩票 外围 赌场 皇冠体育 时时乐 一夜情 约炮 裸聊 楼凤 援交 上门服务 同城约会 包夜 福利姬 成人电影 成人视频 "
    "成人网站 成人小说 黄色视频 激情视频 无码 三级片 伦理片 情色 大尺度 美女直播 寂寞少妇 空姐兼职"
)
"""What such adverts offer."""

VICE_CALLS: Final = _words(
    "注册 下载 入口 官网 网址 网站 在线 免费 开户 送彩金 送现金 送礼金 首充 首存 点击 加微信 加V 加QQ 登录 登陆 APP app 平台 高清 观看 "
    "有码 试玩 返水 返利 代理加盟 体验金"
)
"""What they ask of the reader."""

BROKERAGE: Final = _words(
    "急用钱 急需用钱 缺钱 无抵押 免抵押 免征信 不看征信 不查征信 无视征信 黑户 秒批 秒下 秒到账 下款 放款 当天到账 当天放款 当场拿钱 "
    "包过 包下 必下 口子 低息 低利率 代办 办理 贷款 信用贷 空放 私人放款 资金周转 额度高 凭身份证 身份证即可 停息挂账 协商还款 "
    "债务优化 征信修复 强制下款 套现 提额 垫还 代还"
)
"""What brokers of loans offer; two of them beside a way to reach the broker make an advert."""

TELLING: Final = _words(
    "怎么 如何 为什么 为何 吗 被骗 诈骗 骗局 骗子 骗人 骗术 骗 报警 报案 警方 警察 民警 法院 判决 举报 投诉 警惕 提醒 曝光 揭秘 揭露 打击 查处 整治 违法 "
    "非法 犯罪 戒 输了 输光 欠债 是什么 什么是 受害 后果 风险 短信 来电 收到 接到 自称 冒充 声称 对方 他 她 我 您 客服电话 官方客服 记者 "
    "新闻 调查 研究 规定"
)
"""Words of those who tell about such things, and of lenders' messages: with one of them a line is the article's."""
