"""Follow where an answer or a page leads on to, unless that is no address.

Scrapy raises where a `Location`, a refresh or the `<base>` of a page is none (`http://farm.example:8o80/`), so that a page that
can be read would fail for what no browser minds, and one that moved nowhere for nothing anybody could name.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import Response

# ValueError: a host in brackets that is no IPv6 address, a port that is no number, half a character.


class Redirect(RedirectMiddleware):
    """Scrapy's; an answer that leads nowhere stays what it is, as one that leads to a file does."""

    def process_response(  # type: ignore[override]  # Scrapy gives no spider any more
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the request that an answer leads on to, or the answer."""
        try:
            return super().process_response(request, response)
        except ValueError:
            return response


class MetaRefresh(MetaRefreshMiddleware):
    """Scrapy's; a page that leads nowhere is where it is."""

    def process_response(  # type: ignore[override]  # Scrapy gives no spider any more
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the request that a page leads on to, or the page."""
        try:
            return super().process_response(request, response)
        except ValueError:
            return response
