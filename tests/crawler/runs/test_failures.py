"""Failures get stable names."""

from __future__ import annotations

import pytest
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
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.middlewares.obey_robots import Forbidden, Unreachable
from crawler.middlewares.on_public_networks import InnerAddress
from crawler.middlewares.on_site import OffSite
from crawler.middlewares.pace import OnHold
from crawler.runs.failures import name_failure
from pipelines.errors import UnreadablePage


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (CannotResolveHostError("x"), "dns"),
        (DownloadTimeoutError("x"), "timeout"),
        (DownloadConnectionRefusedError("x"), "refused"),
        (DownloadCancelledError("x"), "too_large"),
        (DownloadFailedError("x"), "connection"),
        (ConnectionResetError("x"), "connection"),
        (ResponseDataLossError("x"), "cut_off"),
        (UnsupportedURLSchemeError("x"), "scheme"),
        (OffSite("x"), "off_site"),
        (Forbidden("x"), "robots"),
        (Unreachable("x"), "robots_unreachable"),
        (OnHold("x", 30), "on_hold"),
        (InnerAddress("x"), "inner_address"),
        (IgnoreRequest("max redirections reached"), "redirects"),
        (IgnoreRequest("body exceeded DOWNLOAD_MAXSIZE (8 B) during decompression."), "too_large"),
        (IgnoreRequest("somebody else's"), "other"),
        (HttpError(Response("http://example.com/", status=404)), "http_404"),
        (HttpError(Response("http://example.com/", status=503)), "http_503"),
        (UnreadablePage("no_feed", "x"), "no_feed"),
        (ZeroDivisionError(), "other"),
        (None, "other"),
    ],
)
def test_each_failure_has_its_name(error: BaseException | None, name: str) -> None:
    """`status` counts failures by these names, so they must not shift."""
    assert name_failure(error) == name
