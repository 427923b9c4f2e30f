"""Processes that are watched: none makes anything of pickled bytes, none listens at a port."""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

UNPICKLED: Final = 99
"""The exit status of a process that unpickled something."""


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
        forbid_unpickling()

    @property
    def watched(self) -> set[int]:
        """The processes it was forbidden to that the command has started."""
        return {int(file.name) for file in self.folder.iterdir() if file.name.isdecimal()}


def listening(pid: int) -> list[str]:
    """The addresses a process listens at."""
    links = [each.readlink().name for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink()]
    own = {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:")}
    tables = (Path(f"/proc/{pid}/net/{name}").read_text("ascii").splitlines()[1:] for name in ("tcp", "tcp6"))
    sockets = [line.split() for lines in tables for line in lines]
    return [fields[1] for fields in sockets if fields[3] == "0A" and fields[9] in own]
