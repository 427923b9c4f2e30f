"""What pages say of posting, as pieces of patterns in both scripts: verbs, who it was, and what joins them to a day.

Each reader of bylines, stamps and comments' heads puts the pieces together for itself; the words stand here once.
"""

from __future__ import annotations

from typing import Final

POSTED: Final = "[发發][表布佈]"
ANSWERED: Final = "回[复復答]|[评評][论論]|留言"
EDITED: Final = "[编編][辑輯]"
AT: Final = "[于於]"
WHEN: Final = "[时時][间間]|日期"
HOST: Final = "[楼樓层層]主"
VIEWED: Final = "[瀏浏][覽览]|[點点][擊击]|[閱阅][讀读]"
SEEN: Final = rf"{VIEWED}|人[氣气]|[訪访][問问]|查看|[圍围][觀观]"
"""What readers did with a page: what may stand behind a number, and what before one. `furniture.VIEW_LABELS` are the keys of these."""
OF_TIMES: Final = "量|次?[數数]|率"
POSTER: Final = "[发發](?:帖|言|表)人"
