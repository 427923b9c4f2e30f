"""Follow a page that refreshes itself elsewhere, unless its markup names no address.

Scrapy takes the `<base>` and the refresh of every page apart, and raises where one of them is no address
(`http://farm.example:8o80/`): a page that can be read would fail for what no browser minds.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Response


class MetaRefresh(MetaRefreshMiddleware):
    """Scrapy's, which leaves a page where it is if it leads nowhere."""

    def process_response(  # type: ignore[override]  # Scrapy gives no spider any more
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the request that a page leads on to, or the page."""
        try:
            return super().process_response(request, response)
        except ValueError:  # a host in brackets that is no IPv6 address, a port that is no number, half a character
            return response
