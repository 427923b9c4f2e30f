"""Ask for a page that is here already in such a way that its server may say that nothing changed (RFC 9110, 13.1)."""

from __future__ import annotations

from typing import Final

from scrapy import Request

from pipelines.store.validators import Validator

VALIDATOR: Final = "validator"
"""Key of a request's meta: what its page was last read with; left out where it is to come whole."""
NOT_MODIFIED: Final = 304


class Revisit:
    """Makes a request conditional that carries a validator, and lets the answer 304 through to whoever asked.

    A redirect carries it on: where the page has moved the new place answers, by what it gave before.
    """

    def process_request(self, request: Request) -> None:
        """Put the validator into headers."""
        validator: Validator | None = request.meta.get(VALIDATOR)
        if validator is not None:
            request.meta["handle_httpstatus_list"] = [NOT_MODIFIED]
            for name, value in validator.headers:
                request.headers[name] = value.encode("latin-1")
