"""Bodies freed of their codings: whole, within bounds of size and memory, or not at all."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import UnreadablePage
from pipelines.warc.bodies import unfolded

CODINGS = Path(__file__).parents[2] / "fixtures" / "codings"
BOMBS = {
    "gzip": lambda: gzip.compress(bytes(64 * 2**20)),
    "deflate": lambda: zlib.compress(bytes(64 * 2**20)),
    "br": (CODINGS / "bomb.br").read_bytes,
    "zstd": (CODINGS / "bomb.zstd").read_bytes,
}
_MEASURE = """
import json, resource, sys
from pathlib import Path
from pipelines.errors import UnreadablePage
from pipelines.warc.bodies import unfolded
bomb = Path(sys.argv[2]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    unfolded(bomb, sys.argv[1], 8 * 2**20)
except UnreadablePage as error:
    print(json.dumps([error.reason, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before]))
"""


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_costs_little_memory(coding: str, tmp_path: Path) -> None:
    """What unfolds without end is given up at the bound, with less than 32 MB more than before."""
    (tmp_path / "bomb").write_bytes(BOMBS[coding]())
    command = [sys.executable, "-c", _MEASURE, coding, str(tmp_path / "bomb")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    reason, kilobytes = json.loads(done.stdout)
    assert (reason, kilobytes < 32 * 1024) == ("too_large", True)


@given(st.binary(min_size=1, max_size=300), st.integers(0, 400))
def test_a_cut_coding_is_no_page(body: bytes, kept: int) -> None:
    """Of each layer all bytes, or nothing: gzip in gzip comes back whole, and with a byte less not at all."""
    packed = gzip.compress(gzip.compress(body))
    assert unfolded(packed, "gzip, gzip", 1000) == body
    with pytest.raises(UnreadablePage):
        unfolded(packed[: 18 + kept % (len(packed) - 18)], "gzip, gzip", 1000)


def test_members_of_gzip_are_one_body() -> None:
    """Servers that join packed pieces mean all of them."""
    assert unfolded(gzip.compress(b"<p>one") + gzip.compress(b"</p>"), "x-gzip", 100) == b"<p>one</p>"


@pytest.mark.parametrize(
    ("coding", "reason"), [("compress", "not_text"), ("br", "bad_record"), ("deflate", "bad_record")]
)
def test_what_is_not_in_its_coding_is_refused(coding: str, reason: str) -> None:
    """A coding nobody asked for, or a body that is none of the two that have no mark."""
    with pytest.raises(UnreadablePage) as caught:
        unfolded(b"<html>plain</html>", coding, 100)
    assert caught.value.reason == reason
