"""Log lines that name a page by its address and never show its text."""

from __future__ import annotations

from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class NoPageText(LogFormatter):
    """Scrapy's lines, without the items.

    Scrapy prints whole items, which are pages here: bytes and texts by strangers, with terminal escapes for all we
    know and people's telephone numbers.
    """

    def scraped(self, item: object, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """Name the kept page."""
        return super().scraped(_name(item), response, spider)

    def dropped(
        self, item: object, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Name the dropped page and the reason."""
        return super().dropped(_name(item), exception, response, spider)

    def item_error(
        self, item: object, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Name the page that met a bug; its traceback follows."""
        return super().item_error(_name(item), exception, response, spider)


def _name(item: Any) -> str:  # noqa: ANN401 - whatever a spider yields
    return str(getattr(item, "path", None) or getattr(item, "url", None) or type(item).__name__)
