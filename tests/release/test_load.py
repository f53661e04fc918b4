from __future__ import annotations

import subprocess
import sys
import warnings
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

import pipeline
from pipeline import model
from pipeline.errors import PipelineError, ReleaseError
from pipeline.release import prune
from pipeline.release.load import CATEGORIES, STALE_AFTER, load, releases, resolve, to_frame
from pipeline.release.publish import lock
from pipeline.release.versions import next_version
from pipeline.schema import columns
from tests.release.rows import NOON, entries, published, rows

DAY = timedelta(days=1)


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


def test_columns_of_few_codes_are_categories(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(3, countries=("TT", "BA"))))

    coverage = load("coverage", root=tmp_path)

    assert coverage["place_code"].cat.categories.tolist() == ["BA", "TT"]
    assert sorted(coverage["place_code"]) == ["BA"] * 3 + ["TT"] * 3
    assert coverage["basis"].value_counts().to_dict() == {"stated": 6}
    assert coverage["raw"].dtype != "category"


def test_a_category_in_many_chunks_is_one_category() -> None:
    column = pa.chunked_array([["b", None], [], ["a", "b"]])

    frame = to_frame(
        pa.table({"source": column, "none": pa.array([None] * 4)}), categories=CATEGORIES
    )

    assert frame["source"].astype(object).where(frame["source"].notna(), None).tolist() == [
        "b", None, "a", "b",
    ]  # fmt: skip
    assert frame["source"].cat.categories.tolist() == ["a", "b"]


def _years_and_doubts(curated: Path, **said: Any) -> None:
    made = rows(entries(3))
    made["works"] = [replace(made["works"][0], **said), *made["works"][1:]]
    published(curated, made)


@pytest.mark.parametrize("doubt", ["has_conflict", "needs_review"])
def test_disputed_rows_are_told_in_one_line(tmp_path: Path, doubt: str) -> None:
    _years_and_doubts(tmp_path, **{doubt: True})

    with pytest.warns(pipeline.DisputedWarning) as told:
        pipeline.load("works", root=tmp_path)

    assert [str(each.message) for each in told] == [
        "works 2026-11-21.1: 1 of 3 rows are disputed (has_conflict, needs_review)"
    ]
    assert told[0].filename == __file__


def test_stale_rows_are_told_in_one_line(tmp_path: Path) -> None:
    _years_and_doubts(
        tmp_path, first_seen_on=date(2026, 1, 1), last_seen_on=NOON.date() - STALE_AFTER - DAY
    )

    with pytest.warns(pipeline.StaleWarning, match="1 of 3 rows were not seen for 90 days or more"):
        pipeline.load("works", root=tmp_path)


def test_rows_seen_of_late_and_undisputed_are_not_warned_of(tmp_path: Path) -> None:
    _years_and_doubts(
        tmp_path, first_seen_on=date(2026, 1, 1), last_seen_on=NOON.date() - STALE_AFTER
    )

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in model.TABLES:
            pipeline.load(name, root=tmp_path)


def test_each_kind_of_warning_can_be_filtered(tmp_path: Path) -> None:
    _years_and_doubts(tmp_path, has_conflict=True)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", category=pipeline.DisputedWarning)
        assert len(pipeline.load("works", root=tmp_path)) == 3


@pytest.fixture
def three_nights(tmp_path: Path) -> Path:
    for night, count in ((0, 1), (0, 2), (5, 3)):
        made, at = rows(entries(count)), NOON + night * DAY
        version = next_version(tmp_path, at.date())
        published(tmp_path, made, version=version, created_at=at)
    return tmp_path


@pytest.mark.parametrize(
    ("as_of", "version"),
    [
        ("2026-11-21", "2026-11-21.2"),
        (date(2026, 11, 25), "2026-11-21.2"),
        ("2026-11-26", "2026-11-26.1"),
        (NOON, "2026-11-21.2"),
        ("2026-11-26T11:59:59", "2026-11-21.2"),
        ("2026-11-26T13:00:00+01:00", "2026-11-26.1"),
        ("9999-12-31", "2026-11-26.1"),
    ],
)
def test_the_release_of_a_day_can_be_loaded(
    three_nights: Path, as_of: date | str, version: str
) -> None:
    assert pipeline.load("works", root=three_nights, as_of=as_of).attrs["release"] == version


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"as_of": "2026-11-20"}, "holds no release made by 2026-11-20T23:59:59"),
        ({"as_of": "2026-11-21T11:59:59"}, "no release made by"),
        ({"as_of": "last week"}, "'last week' is no time"),
        ({"as_of": "2026-11-21", "version": "2026-11-21.1"}, "not both"),
    ],
)
def test_a_day_without_a_release_is_told(
    three_nights: Path, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(PipelineError, match=says):
        pipeline.load("works", root=three_nights, **given)


def test_the_release_of_a_day_that_was_pruned_is_not_replaced_by_another(
    three_nights: Path,
) -> None:
    with lock(three_nights):
        prune.prune(three_nights, prune.Policy(keep_days=0, keep_monthly=0), NOON + 90 * DAY)

    with pytest.raises(PipelineError, match=r"2026-11-21.2, was pruned; name a version"):
        pipeline.load("works", root=three_nights, as_of="2026-11-22")
    assert pipeline.load("works", root=three_nights, as_of="2026-12-01").attrs["release"] == (
        "2026-11-26.1"
    )


def test_a_release_whose_descriptor_was_altered_is_not_loaded(tmp_path: Path) -> None:
    path = published(tmp_path, rows(entries(3))) / "datapackage.json"
    path.write_text(path.read_text().replace("bookstore", "another", 1))

    with pytest.raises(ReleaseError, match=r"datapackage\.json is not the file that was published"):
        load("works", root=tmp_path)
