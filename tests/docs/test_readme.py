"""What the README says can be typed in: its Python runs, its commands and links are there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import typer.main
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs" / "howto").glob("*.md")))
RUNS = ("README.md", "export.md")  # the Python of other pages needs what is not here: a store
READING = {"show", "diff", "why", "export", "place", "sources"}


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)


def _commands(page: Path) -> list[list[str]]:
    lines = "\n".join(_blocks(page, "sh")).replace("\\\n", " ").splitlines()
    words = [shlex.split(line, comments=True) for line in lines]
    return [line[1:] for line in words if line and Path(line[0]).name == "collate"]


COMMANDS = [(page.name, line) for page in PAGES for line in _commands(page)]


def _id(value: str | list[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)[:60]


@pytest.fixture
def here(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as a reader has it after `make run`, and the working folder."""
    (tmp_path / "curated").symlink_to(demonstration)
    (tmp_path / "raw").symlink_to(ROOT / "raw")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name in RUNS], ids=lambda p: p.name
)
def test_the_python_of_a_page_runs(page: Path, here: Path) -> None:
    said: dict[str, Any] = {}
    blocks = _blocks(page, "python")
    assert blocks
    for block in blocks:
        exec(compile(block, page.name, "exec"), said)
    if page.name == "README.md":
        assert len(said["works"]) == len(pipeline.load("works"))
        assert len(said["per_country"].fetchall()) > 20
        assert set(said["per_language"].columns) == {"languages", "len"}


def test_polars_has_lists_as_lists(here: Path) -> None:
    import polars as pl

    works = pl.read_parquet("curated/latest/works.parquet")
    assert works.schema["country_codes"] == pl.List(pl.String)
    assert works["year"].dtype == pl.Int64
    whole = pq.read_table("curated/latest/works.parquet")
    assert works["country_codes"].to_list() == whole.column("country_codes").to_pylist()


def _has_arrow_for_r() -> bool:
    if not shutil.which("Rscript"):
        return False
    asked = ["Rscript", "-e", 'quit(status = !requireNamespace("arrow", quietly = TRUE))']
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _has_arrow_for_r(), reason="R with its package arrow is not installed")
def test_the_r_of_the_readme_runs(here: Path) -> None:
    [block] = _blocks(ROOT / "README.md", "r")
    check = f"stopifnot(nrow(works) == {len(pipeline.load('works'))}, is.list(works$languages))"
    subprocess.run(["Rscript", "-e", f"{block}\n{check}"], check=True)


@pytest.mark.parametrize(("page", "line"), COMMANDS, ids=_id)
def test_a_command_of_a_page_is_there(page: str, line: list[str]) -> None:
    name, *rest = line
    known: Any = typer.main.get_command(app)
    assert name in known.commands
    options = {option for each in known.commands[name].params for option in each.opts}
    given = {
        word.strip("[]").partition("=")[0] for word in rest if word.strip("[]").startswith("--")
    }
    assert given <= options


@pytest.mark.parametrize(
    ("page", "line"),
    [(page, line) for page, line in COMMANDS if line[0] in READING and page in RUNS],
    ids=_id,
)
def test_a_command_that_only_reads_runs(page: str, line: list[str], here: Path) -> None:
    version = pipeline.latest()
    real = {
        "A": version,
        "B": version,
        "WORK_ID": str(pipeline.load("works").work_id[0]),
        "[FIELD]": "title",
    }
    words = [real.get(word, word) for word in line]

    done = CliRunner().invoke(app, words)

    assert done.exit_code == 0, done.output
    assert done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
