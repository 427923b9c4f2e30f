"""Addresses: the page's own address, and the site it belongs to."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import tldextract
from w3lib.html import get_base_url

# The list that ships with the package: no look-up over the network, so the same row on every machine.
_suffixes: Final = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """Return the registrable domain of a URL, its host where it has none (an IP address), or "".

    >>> site_of("https://news.example.com.cn/a.html"), site_of("http://127.0.0.1:8000/x"), site_of("")
    ('example.com.cn', '127.0.0.1', '')
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return (_suffixes(host).top_domain_under_public_suffix or host) if host else ""


def base_of(markup: str, url: str) -> str:
    """Return what the links of a page lead on from: what its `<base>` says, its own address where that is none.

    >>> base_of('<base href="/deep/">', "http://example.com/1"), base_of('<base href="http://x:8o80/">', "http://example.com/1")
    ('http://example.com/deep/', 'http://example.com/1')
    """
    try:
        return get_base_url(markup, url)
    except ValueError:  # a host in brackets that is no IPv6 address, a port that is no number, half a character
        return url


def canonical_url(url: str, stated: str | None, base: str | None = None) -> str:
    """Return the address the page states for itself if it is on the same site, else `url` without its fragment.

    A page that claims an address elsewhere is a copy with a forgotten tag, or one that would pose as another site.

    >>> canonical_url("http://m.example.com/1?from=x#top", "http://www.example.com/1")
    'http://www.example.com/1'
    >>> canonical_url("http://example.com/1#top", "http://other.example.net/1")
    'http://example.com/1'
    >>> canonical_url("http://example.com/1", "javascript:void(0)")
    'http://example.com/1'
    """
    own = urldefrag(url).url
    if not stated or not own:
        return own
    try:
        target = urldefrag(urljoin(urljoin(url, base or ""), stated.strip())).url
        is_web = urlsplit(target).scheme in {"http", "https"}
    except ValueError:
        return own
    return target if is_web and site_of(target) == site_of(url) else own
