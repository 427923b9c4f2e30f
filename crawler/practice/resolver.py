"""Names of the practice web, and no others: a crawl of it cannot leave the machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # it ships no types

from crawler.practice.hosts import HOSTS
from crawler.practice.wide import WIDE_HOSTS
from crawler.registry import lies_on

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress


@implementer(IHostResolution)
class Resolution:
    """The resolution of one name; it is over at once, so there is nothing to cancel."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Do nothing: it is over."""


@implementer(IHostnameResolver)
class PracticeResolver:
    """For `TWISTED_DNS_RESOLVER`: practice host names lead to 127.0.0.1, port PRACTICE_PORT; every other name is unknown.

    Those of the wide webs (`crawler.practice.wide`) are practice names too, and whatever lies under them.

    Twisted connects to the port of the address it is given, so practice URLs need none.
    """

    def __init__(self, reactor: ReactorBase, port: int) -> None:
        self.reactor = reactor
        self.port = port

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PracticeResolver:
        """Make it from a crawler's settings."""
        return cls(reactor, crawler.settings.getint("PRACTICE_PORT"))

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver of names."""
        self.reactor.installNameResolver(cast("IHostnameResolver", self))

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: ARG002, N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: ARG002, N803
        transportSemantics: str = "TCP",  # noqa: ARG002, N803
    ) -> IHostResolution:
        """Answer a practice host with its address, any other name with none (Twisted then raises DNSLookupError)."""
        receiver: Any = resolutionReceiver  # zope's interfaces are no types that mypy can follow
        resolution: Any = Resolution(hostName)
        receiver.resolutionBegan(resolution)
        if hostName in HOSTS or lies_on(f"http://{hostName}/", WIDE_HOSTS):
            receiver.addressResolved(IPv4Address("TCP", "127.0.0.1", self.port))
        receiver.resolutionComplete()
        return cast("IHostResolution", resolution)
