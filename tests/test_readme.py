"""What README.md says is what the program does."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
_CHANGING_RE = re.compile(
    r"Last failures.*?(?=Release )"  # the newest first: their order is that of the answers
    r"|(?<=bytes)[ \d,]+"  # an archive holds the times of its records, packed
    r"|\d{4}[-.]\d\d[-.]\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?"  # days and times
    r"| +",  # columns are as wide as what stands in them
    re.DOTALL,
)
"""What differs between two runs of the same thing."""


def lasting(text: str) -> str:
    """The part of an output that is the same whenever the program is."""
    lines = (line.rstrip() for line in text.splitlines())
    return _CHANGING_RE.sub("#", "\n".join(lines))


@pytest.fixture(scope="module")
def readme() -> ModuleType:
    """The script that makes the generated parts."""
    spec = importlib.util.spec_from_file_location("readme", ROOT / "tests" / "readme.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["repair", "row", "columns", "commands", "summary"])
def test_a_generated_part_is_what_the_program_says_now(readme: ModuleType, name: str) -> None:
    """Run `make readme` when this fails: a part is older than the code."""
    made = readme.fill(README, {name: readme.PARTS[name]})
    assert f"<!-- generated: {name} -->" in README
    assert lasting(made) == lasting(README)


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_every_python_block_runs(code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A reader may paste any of them."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path))
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - the README's own code, as a reader runs it


@pytest.mark.parametrize("line", re.findall(r"^\$ make (\w+)$", README, re.MULTILINE))
def test_every_make_command_is_there(line: str) -> None:
    """The Makefile has each target the README names."""
    assert re.search(rf"^{line}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_the_way_for_saved_pages_works(tmp_path: Path) -> None:
    """The two commands under 'Your own sources' make a release of a folder of saved pages."""
    pages = tmp_path / "saved-pages"
    pages.mkdir()
    shutil.copy(ROOT / "tests" / "fixtures" / "saved" / "complaint.txt", pages)
    block = re.search(r"```console\n(\$ lendersms import .*?)```", README, re.DOTALL)
    assert block
    for line in block[1].replace("$ lendersms", str(Path(sys.executable).parent / "lendersms")).splitlines():
        assert os.system(f"cd {tmp_path} && {line} > {tmp_path}/out 2>&1") == 0, (tmp_path / "out").read_text()  # noqa: S605 - as a reader types it
    assert (tmp_path / "datasets" / "mine" / "latest" / "manifest.json").is_file()


@pytest.mark.parametrize("section", ["Export", "Keep up with what is new"])
def test_the_ways_to_the_data_work(section: str, tmp_path: Path) -> None:
    """The commands of these sections run one after another, on a folder that holds a release."""
    sample = ROOT / "datasets" / "practice" / "sample"
    shutil.copytree(sample, tmp_path / "datasets" / "mine" / "releases" / "2026.11.21")
    block = re.search(rf"## {section}\n.*?```console\n(.*?)```", README, re.DOTALL)
    assert block
    for line in block[1].replace("$ lendersms", str(Path(sys.executable).parent / "lendersms")).splitlines():
        done = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S602 - as a reader types it
        assert done.returncode == 0, done.stderr
    made = {"Export": "severe.csv", "Keep up with what is new": "changes.jsonl"}[section]
    assert (tmp_path / made).stat().st_size
