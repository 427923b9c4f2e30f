"""Values as lines of JSON that are safe to look at."""

from __future__ import annotations

import json
import re
from datetime import date, datetime

# C0 and C1 control characters but tab and newline (escape sequences start with one), characters that turn or hide
# text (bidi controls, zero widths), and lone surrogates, which no terminal can print.
UNSAFE_RE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def json_line(value: object) -> str:
    r"""Return `value` as JSON in one line, Chinese as it is, every unsafe character as an escape, times in ISO 8601.

    >>> json_line({"text": "逾期\x1b[31m\u202e"})
    '{"text": "逾期\\u001b[31m\\u202e"}'
    >>> json_line({"posted_on": date(2024, 1, 2)})
    '{"posted_on": "2024-01-02"}'
    >>> json_line({1, 2})
    Traceback (most recent call last):
    TypeError: JSON holds no set
    """
    text = json.dumps(value, ensure_ascii=False, default=_iso)
    return UNSAFE_RE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _iso(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"JSON holds no {type(value).__name__}")
