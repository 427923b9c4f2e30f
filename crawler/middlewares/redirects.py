"""Follow where an answer or a page leads on to, unless that is no address.

Scrapy raises where a `Location`, a refresh or the `<base>` of a page is none (`http://farm.example:8o80/`), so that a page that
can be read would fail for what no browser minds, and one that moved nowhere for nothing anybody could name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import Response

_Led: TypeAlias = Request | Response


class Redirect(RedirectMiddleware):
    """Scrapy's; an answer that leads nowhere stays what it is, as one that leads to a file does."""

    def process_response(self, request: Request, response: Response) -> _Led:  # type: ignore[override]  # gets no spider any more
        """Return the request that an answer leads on to, or the answer."""
        return _led(super().process_response, request, response)


class MetaRefresh(MetaRefreshMiddleware):
    """Scrapy's; a page that leads nowhere is where it is."""

    def process_response(self, request: Request, response: Response) -> _Led:  # type: ignore[override]  # gets no spider any more
        """Return the request that a page leads on to, or the page."""
        return _led(super().process_response, request, response)


def _led(follow: Callable[[Request, Response], _Led], request: Request, response: Response) -> _Led:
    try:
        return follow(request, response)
    except ValueError:  # a host in brackets that is no IPv6 address, a port that is no number, half a character
        return response
