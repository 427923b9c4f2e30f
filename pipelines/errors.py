"""What can go wrong, as one tree; every message names the file, key or URL and the cure.

    LenderSmsError
    ├── InputError            a file, folder or stream that cannot be used
    │   └── UnreadablePage    one page: no text in it, or a body in no known charset
    ├── SourceError           a source file of the registry, or a source nobody knows
    │   └── SourceClosed      a source that is not to be asked at this hour
    ├── DataError             the data folder
    │   ├── NewerData         made by a newer version of this program
    │   ├── DataBusy          another run is writing there
    │   ├── StaleCursor       a cursor of the feed from which there is no way to the newest release
    │   └── DamagedData       a checksum or count does not hold
    └── ReleaseError          a release that must not be published

Commands print the message in one line and leave with a status that is not 0; nothing else is lost.
"""

from __future__ import annotations


class LenderSmsError(Exception):
    """Anything this project raises on purpose."""


class InputError(LenderSmsError):
    """An input cannot be used."""


class UnreadablePage(InputError):  # noqa: N818 - reads as what it is
    """A page holds nothing that can be read; `reason` is a stable id such as `empty` or `unknown_charset`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class SourceError(LenderSmsError):
    """A source of the registry is wrong or unknown."""


class SourceClosed(SourceError):  # noqa: N818 - reads as what it is
    """A source is not to be asked at this hour."""


class DataError(LenderSmsError):
    """The data folder cannot be used."""


class NewerData(DataError):  # noqa: N818 - reads as what it is
    """The data folder was made by a newer version."""


class DataBusy(DataError):  # noqa: N818 - reads as what it is
    """Another run is writing to the data folder."""


class StaleCursor(DataError):  # noqa: N818 - reads as what it is
    """There is no way from a feed's cursor to the newest release: its reader starts anew."""


class DamagedData(DataError):  # noqa: N818 - reads as what it is
    """Stored data does not match its checksum or count."""


class ReleaseError(LenderSmsError):
    """A release must not be published as it stands."""
