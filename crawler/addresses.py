"""Connect to public addresses only, so that no page can send the crawl into the network it runs in.

The check sits where names become the addresses that are then connected to, on every connection: an address written as a
number in any base, a name that leads inward, one that does so only the second time, and every hop of a redirect all pass
here. `OPEN_NETWORKS` opens networks by name for tests and for crawls of one's own servers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # it ships no types

from pipelines.errors import InputError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress, IHostResolution

Network: TypeAlias = IPv4Network | IPv6Network

_NAT64: Final = ip_network("64:ff9b::/96")
_MOST_REFUSED: Final = 10_000


def is_public(address: str, opened: Iterable[Network] = ()) -> bool:
    """Whether an address may be connected to: it is on the public internet, or in an opened network.

    An IPv4 address that stands in an IPv6 one (mapped, 6to4, NAT64) counts as itself.

    >>> is_public("93.184.216.34"), is_public("2606:4700::1")
    (True, True)
    >>> [is_public(each) for each in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "0.0.0.0")]
    [False, False, False, False, False, False]
    >>> is_public("127.0.0.1", [ip_network("127.0.0.0/8")])
    True
    """
    asked = _innermost(ip_address(address.partition("%")[0]))
    if any(asked.version == network.version and asked in network for network in opened):
        return True
    return asked.is_global and not asked.is_multicast


def _innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address leads to, if it leads to one."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address


def opened_networks(names: Sequence[str]) -> tuple[Network, ...]:
    """The networks of `OPEN_NETWORKS`.

    Raises:
        InputError: one is no network.
    """
    try:
        return tuple(ip_network(name.strip()) for name in names if name.strip())
    except ValueError as error:
        raise InputError(f"OPEN_NETWORKS: {error}: write it like 127.0.0.0/8") from error


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Hands on the public addresses of a name, and notes the name where one was not."""

    def __init__(self, receiver: Any, opened: Sequence[Network], refused: set[str]) -> None:  # noqa: ANN401 - zope's interface
        self._receiver = receiver
        self._opened = opened
        self._refused = refused
        self._name = ""

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: ANN401, N802 - Twisted's interface
        """Hand on."""
        self._name = resolution.name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: ANN401, N802 - Twisted's interface
        """Hand on what is public."""
        if is_public(address.host, self._opened):
            self._receiver.addressResolved(address)
        elif len(self._refused) < _MOST_REFUSED:
            self._refused.add(self._name)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's interface
        """Hand on; a name of which nothing is left is then as unknown as one that is not there."""
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class PublicResolver:
    """For `TWISTED_DNS_RESOLVER`: the reactor's own resolver, without what leads inward."""

    refused: Final[set[str]] = set()
    """Names that led inward in this process, for the failure's reason."""

    def __init__(self, reactor: ReactorBase, opened: Sequence[Network]) -> None:
        self._reactor = reactor
        self._under: Any = reactor.nameResolver
        self._opened = opened

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicResolver:
        """Make it from a crawler's settings.

        Raises:
            InputError: OPEN_NETWORKS is wrong.
        """
        return cls(reactor, opened_networks(crawler.settings.getlist("OPEN_NETWORKS")))

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver of names."""
        self._reactor.installNameResolver(cast("IHostnameResolver", self))

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve a name; Twisted connects to the addresses it is given here and to no others."""
        checked = _PublicOnly(resolutionReceiver, self._opened, self.refused)
        found = self._under.resolveHostName(checked, hostName, portNumber, addressTypes, transportSemantics)
        return cast("IHostResolution", found)
