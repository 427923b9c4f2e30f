"""What was asked of the practice server, so that a test can say what a crawl did and did not do."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(slots=True)
class Counters:
    """Counts since the server began; URLs without port."""

    requests: Counter[str] = field(default_factory=Counter)
    """Requests by URL."""
    disallowed: Counter[str] = field(default_factory=Counter)
    """Requests by URL for what robots.txt forbids."""
    conditional: Counter[str] = field(default_factory=Counter)
    """Requests by URL with If-None-Match or If-Modified-Since."""
    not_modified: int = 0
    """Answers of status 304."""
    strangers: Counter[str] = field(default_factory=Counter)
    """Requests by host for hosts that the practice web does not have."""

    def to_json(self) -> str:
        """Return the counts as a JSON object."""
        return json.dumps({column.name: getattr(self, column.name) for column in fields(self)})

    @classmethod
    def from_json(cls, text: str | bytes) -> Counters:
        """Read what `to_json` wrote.

        >>> Counters.from_json(Counters(requests=Counter(["http://farm-a.example.com/"])).to_json()).requests
        Counter({'http://farm-a.example.com/': 1})
        """
        values: dict[str, Any] = json.loads(text)
        counts: dict[str, Any] = {key: Counter(value) for key, value in values.items() if isinstance(value, dict)}
        return cls(not_modified=values["not_modified"], **counts)
