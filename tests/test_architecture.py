"""Imports go one way, and the pipeline does not know who runs it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIPELINE = ROOT / "pipeline"
STAGES = (
    "ingest",
    "read",
    "sources",
    "normalise",
    "match",
    "resolve",
    "merge",
    "release",
    "report",
    "desk",
)
COMMON = {"model", "schema", "errors", "tables", "cache", "helpers", "telling"}
EDGE = {
    "accounts",
    "cli",
    "__main__",
    "run",
    "stages",
    "steps",
    "rebuild",
    "decide",
    "serve",
    "doctor",
    "train",
    "lost",
    "new_source",
    "standing",
    "noticing",
    "__init__",
}
MODULES = sorted(PIPELINE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module that a file imports, dotted, with `from a import b` as both `a` and `a.b`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def stage(path: Path) -> str:
    return path.relative_to(PIPELINE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_pipeline_does_not_know_who_runs_it(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & {"prefect", "flows"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_stage_uses_only_the_stages_before_it(path: Path) -> None:
    here = stage(path)
    if here in EDGE:
        return
    earlier = set(STAGES[: STAGES.index(here)]) if here in STAGES else set()
    used = {name.split(".")[1] for name in imported(path) if name.startswith("pipeline.")} & {
        *STAGES,
        *EDGE,
    }
    assert used <= earlier | {here}, f"{here} uses {sorted(used - earlier - {here})}"


def test_every_module_has_its_place() -> None:
    assert {stage(path) for path in MODULES} <= {*STAGES, *COMMON, *EDGE}


def test_flows_hold_nothing_but_orchestration() -> None:
    for path in (ROOT / "flows").glob("*.py"):
        used = {name.split(".")[0] for name in imported(path)}
        assert not used & {"lxml", "bs4", "pandas", "pyarrow", "splink", "duckdb"}, path


def test_no_file_is_written_with_relative_imports() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), path
