"""Real pages made harder: what is left of extraction where a page has no class or id, or no `<title>`.

Each takes what `pipelines.extract.extract` takes, so that any scorer can call it by name:
`benchmarks.page_variants:without_classes`.
"""

from __future__ import annotations

import re

from pipelines.extract import extract
from pipelines.types import Article

# Each anchors on a literal and reads to the next quote, bracket or space: linear.
_CLASS_RE = re.compile(rb"""\s(?:class|id)\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)""", re.IGNORECASE)
_TITLE_RE = re.compile(rb"<title[^>]*>.*?</title\s*>", re.IGNORECASE | re.DOTALL)


def without_classes(body: bytes, url: str = "") -> Article:
    """Extract a page whose elements have lost every class and id."""
    return extract(_CLASS_RE.sub(b"", body), url)


def without_title(body: bytes, url: str = "") -> Article:
    """Extract a page that has lost its `<title>`."""
    return extract(_TITLE_RE.sub(b"", body), url)
