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
POSTER: Final = "[发發](?:帖|言|表)人"
