"""What was asked of the practice server, so that a test can say what a crawl did and did not do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


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

    def to_dict(self) -> dict[str, object]:
        """Return the counts as plain values for JSON."""
        return {
            "requests": dict(self.requests),
            "disallowed": dict(self.disallowed),
            "conditional": dict(self.conditional),
            "not_modified": self.not_modified,
            "strangers": dict(self.strangers),
        }

    @classmethod
    def from_dict(cls, values: dict[str, dict[str, int]]) -> Counters:
        """Read what `to_dict` wrote.

        >>> Counters.from_dict(Counters(not_modified=3).to_dict()).not_modified
        3
        """
        return cls(
            requests=Counter(values["requests"]),
            disallowed=Counter(values["disallowed"]),
            conditional=Counter(values["conditional"]),
            not_modified=values["not_modified"],
            strangers=Counter(values["strangers"]),
        )
