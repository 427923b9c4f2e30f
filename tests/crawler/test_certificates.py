"""Hosts over TLS on loopback: certificates are checked, and those that do not hold are told of, page by page."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_address
from os import environ
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipelines.store.ledger import Ledger
from pipelines.warc.pages import Captured, read_captures
from tests.crawler.conftest import Console
from tests.crawler.raw_server import RawServer, serving, told, whole
from tests.crawler.test_network_faults import LIMITS, listing, page, write_source

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.conftest import Told

HOSTS = {
    "trusted": "127.0.3.1",
    "other_host": "127.0.3.2",
    "untrusted": "127.0.3.3",
    "ran_out": "127.0.3.4",
}
WANTED = {"trusted": "", "other_host": "other_host", "untrusted": "untrusted", "ran_out": "untrusted"}
"""What is told of the certificate of each host."""


@dataclass(frozen=True)
class Signed:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def write(self, path: Path) -> Path:
        """Write both to a file, and return it."""
        plain = serialization.NoEncryption()
        key = self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM) + key)
        return path


def signed(host: str, by: Signed | None = None, days: int = 1) -> Signed:
    """A certificate for a host, signed by another one's key or its own, that runs out in so many days."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, f"host {host}")])
    builder = x509.CertificateBuilder(by.certificate.subject if by else name, name, key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=9)).not_valid_after(now + timedelta(days=days))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    return Signed(builder.sign(by.key if by else key, hashes.SHA256()), key)


def server_of(host: str, certificate: Path) -> RawServer:
    """A server that has this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return RawServer(host, tls=context)


def trust_in(authority: str) -> None:
    """Have this process trust one authority and no other."""
    environ["SSL_CERT_FILE"] = authority


def servers_in(folder: Path) -> dict[str, RawServer]:
    """A server for each kind of certificate; the file `authority` holds whom the crawl is to trust."""
    authority = signed("127.0.3.9")
    authority.write(folder / "authority")
    chains = {
        "trusted": signed(HOSTS["trusted"], authority),
        "other_host": signed("127.0.3.8", authority),
        "untrusted": signed(HOSTS["untrusted"]),
        "ran_out": signed(HOSTS["ran_out"], authority, days=-1),
    }
    return {name: server_of(HOSTS[name], chain.write(folder / name)) for name, chain in chains.items()}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """One crawl of a page of each host."""
    console = Console(tmp_path_factory.mktemp("crawled"))
    servers, front = servers_in(console.folder), RawServer("127.0.3.7")
    for name, server in servers.items():
        server.wires = {f"/page/{name}": whole(told(page(name)))}
    front.wires = {"/list": listing(f"{server.site}/page/{name}" for name, server in servers.items())}
    write_source(console.folder, f"{front.site}/list")
    source = console.folder / "mine" / "site.toml"
    domains = ", ".join(f'"{host}"' for host in ("127.0.3.7", *HOSTS.values()))
    source.write_text(f"allowed_domains = [{domains}]\n" + source.read_text("utf-8"), "utf-8")
    with serving(front, *servers.values()):
        trust = partial(trust_in, str(console.folder / "authority"))
        done = console("collect", "site", "--sources", "mine", "--data", "d", *LIMITS, before=trust)
    return console.folder / "d", done


def test_a_host_whose_certificate_does_not_hold_is_asked_and_told(crawled: tuple[Path, Told]) -> None:
    """Each page with a certificate is a row; what is wrong stands in its archive record, the report and the run's counts."""
    data, done = crawled
    captures = [each for path in sorted((data / "raw").glob("*.warc.gz")) for each in read_captures(path)]
    pages = [each.page for each in captures if isinstance(each, Captured)]
    assert {each.url.rpartition("/")[2]: each.certificate for each in pages} == WANTED
    with Ledger.open(data, read_only=True) as ledger:
        stats = ledger.runs(1)[0].stats
        rows = {row["url"].rpartition("/")[2] for row in ledger.waiting().to_pylist()}
    assert rows == set(WANTED)
    bad = sorted(HOSTS[name] for name, fault in WANTED.items() if fault)
    assert sorted(name for name in stats if name.startswith("unverified.")) == [f"unverified.{host}" for host in bad]
    assert "pages of hosts whose certificates do not hold: " in done.out
    assert done.status == 0, done.err


def test_each_such_host_is_warned_of_once(crawled: tuple[Path, Told]) -> None:
    """One line for a host, however many connections; nothing of what a certificate says reaches the terminal."""
    lines = [line for line in crawled[1].err.splitlines() if "certificate" in line]
    wanted = [
        f"WARNING: {HOSTS[name]}: its certificate does not hold ({fault})" for name, fault in WANTED.items() if fault
    ]
    assert sorted(line.partition(": its pages")[0] for line in lines) == sorted(wanted)
