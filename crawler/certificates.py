"""Which servers' certificates hold: every one is checked, and a host whose certificate does not is asked all the same, and told.

Farms let certificates run out and serve those of other hosts; their pages are as public as ever, and nothing secret is sent to
them. So the first connection that fails for its certificate makes its host one that is not checked for the rest of the run, and
every page from there on carries why, into its archive record and the run's report. The next run checks anew.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader import tls
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.http import Response
from service_identity import CertificateError, VerificationError
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]  # it ships no types

FLAG: Final = "certificate: "
"""Begins the flag of a response whose certificate does not hold."""
_NOT_VERIFIED: Final = "certificate verify failed"
"""What OpenSSL says of a chain that ends nowhere, of one that ran out, of a server that signed for itself."""

logger = logging.getLogger(__name__)


@implementer(IPolicyForHTTPS)
class Certificates:
    """Checks the certificates of all hosts but those that were let off."""

    def __init__(self, checked: Any) -> None:  # noqa: ANN401 - zope's interface
        self._checked = checked
        self._unchecked: Any = _ScrapyClientContextFactory(verify_certificates=False)
        self._let_off: dict[str, str] = {}
        logging.getLogger(tls.__name__).setLevel(logging.ERROR)  # it warns of each connection; a host is told of once

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: ANN401, N802 - Twisted's interface
        """Return what makes connections to a host."""
        host = hostname.decode("ascii", "replace").lower()
        return (self._unchecked if host in self._let_off else self._checked).creatorForNetloc(hostname, port)

    def let_off(self, request: Request, error: BaseException) -> bool:
        """Return whether a request failed for its host's certificate only, which is no longer checked then."""
        host, why = _host_of(request), fault_of(error)
        if not why or host in self._let_off:
            return False
        self._let_off[host] = why
        logger.warning("%s: its certificate does not hold (%s): its pages are taken and marked", host, why)
        return True

    def marked(self, request: Request, response: Response) -> Response:
        """Return the response, marked where its host was let off."""
        why = self._let_off.get(_host_of(request)) if request.url.startswith("https:") else None
        return response.replace(flags=[*response.flags, FLAG + why]) if why else response


def _host_of(request: Request) -> str:
    return (urlsplit(request.url).hostname or "").lower()


def fault_of(error: BaseException) -> str:
    """Return what is wrong with a certificate that a connection failed for: `untrusted`, `other_host`; empty for other failures.

    >>> fault_of(VerificationError(errors=[])), fault_of(SSL.Error([("SSL routines", "", "certificate verify failed")]))
    ('other_host', 'untrusted')
    >>> fault_of(SSL.Error([("SSL routines", "", "wrong version number")])), fault_of(TimeoutError())
    ('', '')
    """
    for each in _causes(error):
        if isinstance(each, (VerificationError, CertificateError)):
            return "other_host"
        if isinstance(each, SSL.Error) and _NOT_VERIFIED in str(each):
            return "untrusted"
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, what it was raised from, and the failures that Twisted gathers in it."""
    yield error
    for failure in getattr(error, "reasons", ()):
        yield from _causes(failure.value)
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)


def certificate_fault(response: Response) -> str:
    """Return why the certificate that a response came under does not hold; empty where it does.

    >>> certificate_fault(Response("https://farm.example.com/", flags=["certificate: untrusted"]))
    'untrusted'
    """
    return next((flag.removeprefix(FLAG) for flag in response.flags if flag.startswith(FLAG)), "")
