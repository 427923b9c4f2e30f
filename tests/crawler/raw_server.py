"""A server that writes the bytes it is told to, in pieces, with pauses, and ends as it is told: what no library would send."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of no time: to close is to reset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What is written for a request, and how."""

    pieces: Callable[[], Iterator[bytes]]
    pause: float = 0.0
    """Seconds between two pieces."""
    resets: bool = False


class RawServer(ThreadingTCPServer):
    """Answers each path as `wires` says; what is not there is a 404.

    `asked` are the paths in the order they came, `given_up` those whose client left before the end.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, host: str, port: int = 0, *, tls: ssl.SSLContext | None = None) -> None:
        super().__init__((host, port), _Answer)
        self._tls = tls
        self.wires: dict[str, Wire] = {}
        self.asked: list[str] = []
        self.given_up: list[str] = []
        self.is_over = threading.Event()

    @property
    def site(self) -> str:
        """Its scheme, host and port."""
        host, port = self.socket.getsockname()
        return f"{'https' if self._tls else 'http'}://{host}:{port}"

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's
        """Answer, over TLS where there is a certificate; who does not like it goes away."""
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        with suppress(OSError), self._tls.wrap_socket(request, server_side=True) as stream:
            super().finish_request(stream, client_address)


class _Answer(BaseRequestHandler):
    server: RawServer

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            if not (more := self.request.recv(4096)):
                return
            head += more
        path = head.split()[1].decode("ascii")
        self.server.asked.append(path)
        wire = self.server.wires.get(path, _MISSING)
        try:
            for piece in wire.pieces():
                self.request.sendall(piece)
                if wire.pause and self.server.is_over.wait(wire.pause):
                    return
        except OSError:
            self.server.given_up.append(path)
            return
        if wire.resets:
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


def told(body: bytes, *headers: str, length: int | None = None) -> bytes:
    """An answer of 200 with its length; a length of -1 is not told."""
    said = [*headers, *([] if length == -1 else [f"Content-Length: {len(body) if length is None else length}"])]
    if not any(header.lower().startswith("content-type") for header in headers):
        said.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join(["HTTP/1.1 200 OK", "Connection: close", *said, "", ""]).encode() + body


def whole(content: bytes, *, resets: bool = False) -> Wire:
    """An answer that is written at once."""
    return in_pieces(lambda: iter([content]), resets=resets)


def in_pieces(pieces: Callable[[], Iterator[bytes]], pause: float = 0.0, *, resets: bool = False) -> Wire:
    """An answer that is written piece by piece."""
    return Wire(pieces=pieces, pause=pause, resets=resets)


_MISSING = Wire(pieces=lambda: iter([b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"]))


@contextmanager
def serving(*servers: RawServer) -> Iterator[None]:
    """The servers while they serve."""
    threads = [threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.is_over.set()
            server.shutdown()
            server.server_close()
            thread.join()
