"""Promises of the project as a whole: what a wheel holds, what `datasets` means, what the lock names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from pipelines.schema import PIPELINE_VERSION

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The project's wheel, built from the files git knows."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(out),
        ".",
    ]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return zipfile.ZipFile(next(out.glob("*.whl")))


def test_a_wheel_holds_the_two_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    """Data, tests and benchmarks stay in the repository."""
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"crawler", "pipelines"}


def test_a_wheel_holds_every_table(wheel: zipfile.ZipFile) -> None:
    """Each data file beside the code travels with it, or an installed program would miss it."""
    tables = {
        str(path.relative_to(ROOT))
        for room in ("crawler", "pipelines")
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts
    }
    assert tables <= set(wheel.namelist())


def test_a_wheel_bears_the_version_of_its_rows(wheel: zipfile.ZipFile) -> None:
    """What is installed says the same number as `pipeline_version` in every row it makes."""
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    assert f"\nVersion: {PIPELINE_VERSION}\n" in wheel.read(metadata).decode()


def test_no_python_lies_under_datasets() -> None:
    """Python there would shadow the package `datasets` that users of the data import."""
    assert not list((ROOT / "datasets").rglob("*.py"))


def test_hugging_face_datasets_imports_from_the_project_folder() -> None:
    """Started in the project folder, `import datasets` finds the installed package, not our folder."""
    code = "import datasets; print(datasets.__file__)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "site-packages" in done.stdout


def test_the_lock_pins_with_hashes_and_names_no_host() -> None:
    """Every requirement is exact and hashed; where it comes from is the machine's business."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    blocks = re.split(r"\n(?=[a-z0-9])", lock)
    assert all("==" in block and "--hash=sha256:" in block for block in blocks)


def test_the_lock_holds_every_dependency() -> None:
    """What pyproject.toml asks for is pinned."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    assert {re.split(r"[=<>]", name)[0] for name in asked} <= pinned


def test_every_dependency_has_its_reason() -> None:
    """CONTRIBUTING.md says in a line of its own why each dependency is there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {
        re.split(r"[=<>]", name)[0] for name in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    }
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    reasons = set(re.findall(r"^\| `([a-z0-9-]+)` \|", contributing, re.MULTILINE))
    assert asked <= reasons


def test_opencc_stands_alone() -> None:
    """`opencc` and `opencc-python-reimplemented` install the same folder: only one may be locked."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.search(r"^opencc==", lock, re.MULTILINE)


def test_imports_obey_the_architecture() -> None:
    """The contracts of pyproject.toml hold: data flows one way, rooms keep to themselves."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_item_pipelines_are_adapters_of_at_most_ten_lines() -> None:
    """What a page becomes is the library's business; Scrapy's side only hands it over."""
    tree = ast.parse((ROOT / "crawler" / "item_pipelines.py").read_text("utf-8"))
    bodies = {
        each.name: [
            part for part in each.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        ]
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef)
    }
    lengths = {name: (body[-1].end_lineno or 0) - body[0].lineno + 1 for name, body in bodies.items()}
    assert {name: lines for name, lines in lengths.items() if lines > 10} == {}


def test_soak_runs_all_that_it_makes_longer() -> None:
    """Every test file that kills at more steps, or fills more disks, for `KILL_EVERY` is run by it, and all that inject faults beside stores."""
    told = subprocess.run(["make", "-n", "soak"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    asks = re.compile(r'environ\.get\("KILL_EVERY"')
    longer = {path for path in (ROOT / "tests").rglob("test_*.py") if asks.search(path.read_text("utf-8"))}
    faults = {*(ROOT / "tests/pipelines").rglob("test_*faults.py")}
    assert len(longer) > 2
    assert {str(path.relative_to(ROOT)) for path in longer | faults} <= {*told.split()}
    assert " -k " not in told, "a name that no longer fits leaves tests out without a word"
