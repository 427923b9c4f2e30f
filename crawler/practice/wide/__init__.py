"""Webs to find one's way in: most pages are about something else, or are traps. For tests and benchmarks, on loopback."""

from __future__ import annotations

from typing import Final

HOSTS: Final = ("wide-a.example.com", "wide-b.example.net", "wide-c.example.org")
"""Hosts of a wide web."""
TRAP_DOMAIN: Final = "traps.example.com"
"""Under which each trap has a host of its own."""
WIDE_HOSTS: Final = (*HOSTS, TRAP_DOMAIN)
