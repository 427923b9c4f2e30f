"""Say of a request that it led inward, where Twisted only says that its name is unknown."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest

from crawler.addresses import PublicResolver


class InnerAddress(IgnoreRequest):
    """A host's name leads into a network that is not public."""


class OnPublicNetworks:
    """Names the failure of a connection that the check of addresses refused."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell a refused address from an unknown name.

        Raises:
            InnerAddress: the name led inward only.
        """
        host = urlsplit(request.url).hostname or ""
        if isinstance(exception, CannotResolveHostError) and host in PublicResolver.refused:
            raise InnerAddress(
                f"{host} leads into a network that is not public: OPEN_NETWORKS opens one"
            ) from exception
