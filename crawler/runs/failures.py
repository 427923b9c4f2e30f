"""Name what went wrong with a request, in words that `status` can count."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.middlewares.obey_robots import Forbidden, Unreachable
from crawler.middlewares.on_public_networks import InnerAddress
from crawler.middlewares.on_site import OffSite
from crawler.middlewares.pace import OnHold
from pipelines.errors import UnreadablePage

_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (OffSite, "off_site"),
    (Forbidden, "robots"),
    (Unreachable, "robots_unreachable"),
    (OnHold, "on_hold"),
    (InnerAddress, "inner_address"),
    (CannotResolveHostError, "dns"),
    (DownloadTimeoutError, "timeout"),
    (DownloadConnectionRefusedError, "refused"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "cut_off"),
    (DownloadFailedError, "connection"),
    (UnsupportedURLSchemeError, "scheme"),
    (OSError, "connection"),
)
"""From narrow to broad: the first that fits names the failure. Scrapy cancels a download only for its size."""
_IGNORED = (("redirections", "redirects"), ("DOWNLOAD_MAXSIZE", "too_large"))
"""Scrapy tells these two apart by message only."""


def name_failure(error: BaseException | None) -> str:
    """Return a stable id for `error`: `http_404`, `timeout`, `robots`; `other` for what nobody foresaw.

    >>> name_failure(DownloadTimeoutError()), name_failure(Forbidden("http://x.example/a: forbidden by robots.txt"))
    ('timeout', 'robots')
    >>> name_failure(KeyError("x"))
    'other'
    """
    if isinstance(error, UnreadablePage):
        return error.reason
    if isinstance(error, HttpError):
        return f"http_{error.response.status}"
    named = next((reason for kind, reason in _REASONS if isinstance(error, kind)), None)
    if named is None and isinstance(error, IgnoreRequest):
        named = next((reason for words, reason in _IGNORED if words in str(error)), None)
    return named or "other"
