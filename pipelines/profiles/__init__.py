"""What recurs on the pages of a site, learned from all of its pages that were read.

    pages of a site ──counts──> how often each line shape stands at an edge ──learn──> SiteProfile

A profile is a value: it depends on the pages alone, not on their order or on what was learned before, and a row records
the digest of the one it was cleaned with. `pipelines.text.site_lines` holds the profile and applies it to texts,
`pipelines.records` to rows.
"""

from __future__ import annotations

from pipelines.profiles.counts import Page, Pages
from pipelines.profiles.learn import Learned, learn, learn_more, learn_sites

__all__ = ["Learned", "Page", "Pages", "learn", "learn_more", "learn_sites"]
