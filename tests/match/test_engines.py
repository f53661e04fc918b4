"""An engine that is not there is one clear error; the levels are those that Splink tells."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.match import Record, engines, match, model


def test_an_engine_that_nobody_has_is_said() -> None:
    with pytest.raises(UsageError, match="no engine 'abacus'; use duckdb or spark"):
        engines.compared([], list, model.shipped(), "abacus")


def test_without_pyspark_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.match.spark.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'collate\[spark\]'"):
        match([Record(rid="a")], engine="spark")


def test_without_java_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.match.spark.find_spec", lambda name: name)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match=r"needs Java 17 or newer.*openjdk-17-jre-headless"):
        match([Record(rid="a")], engine="spark")


def test_weights_are_those_that_splink_gives() -> None:
    shape = model.shipped()
    sql = model.scoring_sql(shape, "duckdb")
    for comparison in shape.comparisons:
        for level in comparison.levels:
            if level.m is not None:
                assert f"cast({level.weight!r} as float8)" in sql


def test_the_conditions_that_duckdb_is_asked_are_the_text_that_splink_makes() -> None:
    shipped = model.shipped()
    turned = tuple(replace(c, levels=c.levels[-3:]) for c in reversed(shipped.comparisons))
    for shape in (shipped, replace(shipped, comparisons=turned)):
        assert _plain(model.levels_sql(shape)) == _plain(model.splinks_levels_sql(shape, "duckdb"))


def _plain(sql: str) -> str:
    return re.sub(r"\s*,\s*", ",", " ".join(sql.split()))


def test_who_matches_imports_neither_splink_nor_pandas(tmp_path: Path) -> None:
    made = tmp_path / "in.jsonl"
    made.write_text('{"rid": "a", "title": "Return"}\n{"rid": "b", "title": "Return"}\n')
    asked = (
        "import sys; from pipeline.match.table import match_file; match_file(*sys.argv[1:]);"
        " print(*{'splink', 'pandas', 'sqlglot'} & sys.modules.keys())"
    )
    files = (made, tmp_path / "out.jsonl", tmp_path / "pairs.csv")
    command = [sys.executable, "-c", asked, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
