"""Whoever reads `latest` while releases are made, and killed while they are made, never fails and never sees half of one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

from pipelines.publish.releases import release
from pipelines.store.ledger import Ledger
from tests.pipelines.conftest import MakeKept
from tests.pipelines.store.faults import die_at, in_child

READER = """
import json, sys
from pathlib import Path
import pyarrow.parquet as pq
latest = Path(sys.argv[1])
reads, versions = 0, set()
print("reading", flush=True)
while not Path(sys.argv[2]).exists():
    folder = latest.resolve(strict=True)
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    for file in told["files"]:
        if file["path"].endswith(".parquet"):
            rows = pq.read_table(folder / file["path"], page_checksum_verification=True).num_rows
            assert rows == file["rows"], file
    reads, versions = reads + 1, versions | {told["version"]}
print(json.dumps([reads, sorted(versions)]))
"""
STEPS = (5, 35, 65, 80)
"""Of a release: while files are written, before the folder has its name, before `latest` leads to it, behind that."""


def publish(data: Path, version: str) -> None:
    """The release under test."""
    release(data, version=version)


def test_no_reader_fails(data: Path, kept: MakeKept) -> None:
    """Each release is killed once and then made; readers meet all of them, whole, and nothing else."""
    release(data, version="2026.02.01")
    over = data.parent / "over"
    command = [sys.executable, "-c", READER, str(data / "latest"), str(over)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    ends = []
    for number, step in enumerate(STEPS, 2):
        with Ledger.open(data) as ledger:
            ledger.finish("", kept(number, title="另一个标题"), run=None)
        version = f"2026.02.{number:02}"
        ends.append(in_child(partial(die_at, step), partial(publish, version=version), data=data))
        release(data, version=None if (data / "releases" / version).is_dir() else version)
    over.touch()
    told = [reader.communicate(timeout=60) for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0], [errors for _, errors in told]
    for out, _ in told:
        reads, versions = json.loads(out)
        assert reads > len(STEPS)
        assert len(versions) > 1
    assert ends.count(-signal.SIGKILL) == len(STEPS)
