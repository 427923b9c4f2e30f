"""The bundled practice web: invented sites with known truth, served over real HTTP on loopback.

    with PracticeWeb(pages=300, seed=7).serve() as server:
        ...  # TWISTED_DNS_RESOLVER = crawler.practice.resolver.PracticeResolver, PRACTICE_PORT = server.port

Lenders bear real names; everything said about them is made up by a grammar, and marked synthetic wherever it lands.
"""

from __future__ import annotations

from crawler.practice.hosts import HOSTS
from crawler.practice.server import PracticeServer
from crawler.practice.truth import PracticePage, TrueComment, TrueMessage, Truth
from crawler.practice.web import PracticeWeb

__all__ = ["HOSTS", "PracticePage", "PracticeServer", "PracticeWeb", "TrueComment", "TrueMessage", "Truth"]
