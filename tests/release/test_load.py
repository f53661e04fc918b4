from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import pipeline
from pipeline import model
from pipeline.errors import ReleaseError
from pipeline.release.load import load, releases, resolve
from pipeline.schema import columns
from tests.release.rows import entries, published, rows


def test_every_table_loads_with_its_columns(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(3)))

    for name, row_type in model.TABLES.items():
        frame = pipeline.load(name, root=tmp_path)
        assert list(frame.columns) == [spec.name for spec in columns(row_type)]


def test_lists_are_lists_and_years_are_whole_numbers(tmp_path: Path) -> None:
    one, two = entries(2, countries=("TT", "BA"))
    gap = entries(1, start=3, year=None, countries=())
    published(tmp_path, rows([one, two, *gap]))

    frame = load("works", root=tmp_path)

    assert frame["country_codes"].tolist() == [["BA", "TT"], ["BA", "TT"], []]
    assert frame["year"].dtype == "Int64"
    assert frame["year"].tolist() == [2015, 2015, pd.NA]
    assert frame["first_seen_on"].dtype.kind == "M"


def test_structs_in_lists_are_dictionaries(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1)))

    fields = load("listings", root=tmp_path)["fields"].iloc[0]

    assert fields[0]["role"] == "year"
    assert fields[0]["values"] == ["2015"]


def test_a_list_that_is_null_is_none(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(2)))

    assert load("mentions", root=tmp_path)["availability"].tolist() == [None, None]


def test_a_frame_says_which_release_it_is(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1)))

    assert load("works", root=tmp_path).attrs["release"] == "2026-11-21.1"


def test_an_older_release_can_be_loaded(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1)))
    published(tmp_path, rows(entries(2)))

    assert len(load("works", root=tmp_path)) == 2
    assert len(load("works", "2026-11-21.1", tmp_path)) == 1
    assert releases(tmp_path) == ["2026-11-21.1", "2026-11-21.2"]


def test_a_file_that_was_altered_is_not_loaded(tmp_path: Path) -> None:
    folder = published(tmp_path, rows(entries(1)))
    table = load("works", root=tmp_path)
    table.to_parquet(folder / "works.parquet")

    with pytest.raises(ReleaseError, match="not the file that was published"):
        load("works", root=tmp_path)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    folder = published(tmp_path, rows(entries(1)))
    (folder / "works.parquet").unlink()

    with pytest.raises(ReleaseError, match=r"works.parquet cannot be read"):
        load("works", root=tmp_path)


@pytest.mark.parametrize(
    ("table", "version", "says"),
    [
        ("wroks", "latest", "it has works, editions"),
        ("../works", "latest", "no table"),
        ("works", "2020-01-01.1", "the newest are: 2026-11-21.1"),
        ("works", "../../elsewhere", "is no version"),
    ],
)
def test_an_error_says_what_to_do(tmp_path: Path, table: str, version: str, says: str) -> None:
    published(tmp_path, rows(entries(1)))

    with pytest.raises(ReleaseError, match=says):
        load(table, version, tmp_path)


def test_without_a_release_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="make one with `collate run`"):
        resolve("latest", tmp_path)


def test_importing_the_package_stays_light() -> None:
    code = "import sys, pipeline; print(sorted({'pandas', 'pyarrow'} & set(sys.modules)))"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"


def test_duckdb_reads_a_release_and_unfolds_its_lists(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(2, countries=("TT", "BA"))))
    path = tmp_path / "latest" / "works.parquet"

    unfolded = f"select unnest(country_codes) as code from '{path}'"
    found = duckdb.connect().execute(
        f"select code, count(*) from ({unfolded}) group by 1 order by 1"
    )

    assert found.fetchall() == [("BA", 2), ("TT", 2)]
