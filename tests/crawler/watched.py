"""Processes that are watched: none makes anything of pickled bytes, none listens anywhere, none loads what it has no use for."""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

UNPICKLED: Final = 99
"""The exit status of a process that unpickled something."""
LOADED: Final = 98
"""The exit status of a process that loaded what it was not to."""


def forbid_unpickling() -> None:
    """End this process as soon as anything in it reads a pickle, or makes an object out of one."""

    def watch(event: str, _: object) -> None:
        if event == "pickle.find_class":
            os._exit(UNPICKLED)

    def end(*_: object, **__: object) -> NoReturn:
        os._exit(UNPICKLED)

    sys.addaudithook(watch)
    pickle.load = pickle.loads = end  # a pickle of plain values finds no class


@dataclass(frozen=True, slots=True)
class ForbidUnpickling:
    """Forbids it to a command and to every Python process that this starts; those write their numbers into the folder."""

    folder: Path

    def __call__(self) -> None:
        """Have what is started run this module first: it looks for modules where its parent does."""
        (self.folder / "sitecustomize.py").write_text(
            f"import os, pathlib, sys\nsys.path.append({str(Path(__file__).parent)!r})\nimport watched\n"
            f"watched.forbid_unpickling()\npathlib.Path({str(self.folder)!r}, str(os.getpid())).touch()\n",
            encoding="utf-8",
        )
        sys.path.insert(0, str(self.folder))
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # so that the first they write is what they say
        forbid_unpickling()

    @property
    def watched(self) -> set[int]:
        """The processes it was forbidden to that the command has started."""
        return {int(file.name) for file in self.folder.iterdir() if file.name.isdecimal()}


def forbid_pandas() -> None:
    """End this process as soon as anything in it looks for pandas."""

    def watch(event: str, args: tuple[object, ...]) -> None:
        if event == "import" and args[0] == "pandas":
            os._exit(LOADED)

    if "pandas" in sys.modules:
        os._exit(LOADED)
    sys.addaudithook(watch)


def listening(pid: int) -> list[str]:
    """Where anybody can reach a process: the ports of TCP and UDP, in hexadecimal behind their address, and Unix sockets by name."""
    links = [each.readlink().name for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink()]
    own = {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:")}
    ports = [
        fields[1]
        for table, state in _OPEN.items()
        for fields in _sockets(pid, table)
        if fields[3] == state and fields[9] in own
    ]
    return ports + [fields[7] for fields in _sockets(pid, "unix") if fields[6] in own and _is_reachable(fields)]


_OPEN: Final = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}
"""The state of a socket that listens; one of UDP that is bound to nobody takes what comes from anybody."""
_ACCEPTS: Final = "00010000"
"""The flags of a Unix socket that listens."""
_OF_DATAGRAMS: Final = "0002"


def _sockets(pid: int, table: str) -> list[list[str]]:
    """The sockets that the process's network has of one kind."""
    return [line.split() for line in Path(f"/proc/{pid}/net/{table}").read_text("utf-8").splitlines()[1:]]


def _is_reachable(fields: list[str]) -> bool:
    """Whether a Unix socket has a name, by which it listens or takes datagrams."""
    return len(fields) > 7 and (fields[3] == _ACCEPTS or fields[4] == _OF_DATAGRAMS)
