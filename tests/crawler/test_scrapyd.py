"""A crawl under a real scrapyd, where one is installed."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import closing
from io import BytesIO
from pathlib import Path
from socket import create_server
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from zipfile import ZipFile

import pytest

from pipelines.store.ledger import Ledger

ROOT = Path(__file__).parents[2]
IS_HERE = importlib.util.find_spec("scrapyd") is not None
PATIENCE = 120.0


def egg() -> bytes:
    """What a deployment sends: no code, only the entry point that names the settings, as the project has it."""
    entry = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["scrapy"]
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("EGG-INFO/PKG-INFO", "Metadata-Version: 1.0\nName: lendersms\nVersion: 1\n")
        archive.writestr("EGG-INFO/entry_points.txt", f"[scrapy]\nsettings = {entry['settings']}\n")
    return file.getvalue()


def ask(url: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> dict[str, Any]:
    """Ask scrapyd, which answers in JSON."""
    request = Request(url, data=body, headers={"Content-Type": kind})  # noqa: S310 - our own server
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
        told: dict[str, Any] = json.loads(answer.read())
    assert told["status"] == "ok", told
    return told


def deploy(url: str, project: str) -> None:
    """Send the egg as deployment tools do."""
    parts = [("project", project.encode()), ("version", b"1"), ("egg", egg())]
    lines = [
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in parts
    ]
    ask(f"{url}/addversion.json", b"".join([*lines, b"--x--\r\n"]), "multipart/form-data; boundary=x")


@pytest.fixture
def scrapyd(tmp_path: Path) -> Iterator[str]:
    """The address of a scrapyd that runs in an empty folder."""
    with closing(create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    (tmp_path / "scrapyd.conf").write_text(
        f"[scrapyd]\nhttp_port = {port}\nbind_address = 127.0.0.1\npoll_interval = 0.2\n", encoding="utf-8"
    )
    with subprocess.Popen(
        [sys.executable, "-m", "scrapyd"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ,
    ) as server:
        try:
            yield wait_for(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def wait_for(url: str) -> str:
    """Return the address once it answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            ask(f"{url}/daemonstatus.json")
        except (URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return url


def test_the_project_says_where_it_is_deployed() -> None:
    """`[deploy]` names a server of this machine and the project; nothing is sent anywhere by default."""
    config = ConfigParser()
    config.read(ROOT / "scrapy.cfg")
    assert dict(config["deploy"]) == {"url": "http://127.0.0.1:6800/", "project": "lendersms"}


@pytest.mark.slow
@pytest.mark.skipif(not IS_HERE, reason="scrapyd is not installed; CONTRIBUTING.md says how")
def test_a_deployed_project_collects(scrapyd: str, tmp_path: Path) -> None:
    """Scrapyd lists the spiders, runs one with its own words in the arguments, and the ledger holds a finished run."""
    deploy(scrapyd, "lendersms")
    assert ask(f"{scrapyd}/listspiders.json?project=lendersms")["spiders"] == ["articles", "files"]
    job = {"project": "lendersms", "spider": "articles", "sources": "practice", "setting": "PRACTICE_PAGES=100"}
    ask(f"{scrapyd}/schedule.json", urlencode({**job, "data": str(tmp_path / "d")}).encode())
    deadline = time.monotonic() + PATIENCE
    while not ask(f"{scrapyd}/listjobs.json?project=lendersms")["finished"]:
        assert time.monotonic() < deadline, "the job does not end"
        time.sleep(0.2)
    with Ledger.open(tmp_path / "d", read_only=True) as ledger:
        assert ledger.runs(1)[0].reason == "finished"
        assert ledger.counts().kept > 0
