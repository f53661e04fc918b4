"""Spark answers as DuckDB does: the same ids, pairs, levels, weights, evidence and clusters.

A real Spark on this machine; `make test-spark` installs it and Python's part beside `.venv`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.errors import UsageError
from pipeline.match import engines, model, rows, spark, table
from pipeline.match.records import Record
from pipeline.match.verdicts import match
from tests.benchmarks import planted

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("default"),  # Spark warns of much that is not ours
]


@pytest.fixture(scope="module", autouse=True)
def started() -> Iterator[None]:
    session = spark.session()
    yield
    session.stop()


def made(n: int) -> list[Record]:
    return [rows.record(row, Path("made"), at) for at, row in enumerate(planted.rows(n), 1)]


def skewed(n: int) -> list[Record]:
    """Most bear one title, one author, one venue; abstracts, ISBNs and pages come again too."""
    return [
        replace(
            record,
            title="Annual report" if at % 3 else record.title,
            authors="One Organization" if at % 4 else record.authors,
            venue="Journal of One" if at % 5 else record.venue,
            year=2000 + at % 7 if at % 6 else None,
            abstract=f"{record.title} and what it says of {record.venue}. " * (at % 4),
            isbns=(("9789290682509", "en"),) if at % 50 == 0 else (),
            pages=frozenset({f"p{at % 9}"} if at % 8 == 0 else ()),
            extent=((None, at),),
            places=("ML",),
            source="one" if at % 2 else "two",
        )
        for at, record in enumerate(made(n))
    ]


def bare(n: int) -> list[Record]:
    """Nothing is given, or one thing only."""
    names = ("title", "authors", "venue", "doi", "volume", "abstract")
    given: list[dict[str, Any]] = [{}, *({name: "one"} for name in names)]
    return [Record(rid=f"r{at:04d}", **given[at % len(given)]) for at in range(n)]


CASES = {
    "planted": made(2500),
    "skewed": skewed(1500),
    "bare": bare(400),
    "few": skewed(60),
    "one": made(1),
    "none": [],
}


@pytest.mark.parametrize("records", CASES.values(), ids=CASES)
def test_spark_finds_what_duckdb_finds(records: Sequence[Record]) -> None:
    batches = [records[at : at + 700] for at in range(0, len(records), 700)]
    ours, theirs = (
        engines.compared(batches, list, model.shipped(), engine) for engine in engines.ENGINES
    )
    assert ours.rids == theirs.rids
    for name in ours.found.__slots__:
        assert np.array_equal(getattr(ours.found, name), getattr(theirs.found, name)), name


def test_pairs_evidence_and_relations_are_the_same() -> None:
    records = skewed(300)
    assert match(records, engine="spark") == match(records)


def test_a_table_is_clustered_the_same_by_configuration_alone(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    lines = ["rid,title,year,author,venue,volume,pages"]
    lines += [
        f'{r["rid"]},"{r["title"]}",{r["year"]},"{r["author"]}",{r["venue"]},{r["volume"]},{r["pages"]}'
        for r in planted.rows(600)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    for engine in engines.ENGINES:
        table.match_file(
            path, tmp_path / f"{engine}.csv", tmp_path / f"{engine}-pairs.csv", engine=engine
        )
    for name in ("{}.csv", "{}-pairs.csv"):
        ours, theirs = ((tmp_path / name.format(engine)).read_bytes() for engine in engines.ENGINES)
        assert ours == theirs


@pytest.mark.parametrize(
    ("text", "says"),
    [("rid,title\na,x\n,y\n", "record 2: has no rid"), ("rid,title\na,x\na,y\n", "stands twice")],
)
def test_what_is_wrong_with_a_file_is_said_all_the_same(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "in.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        table.match_file(path, tmp_path / "out.csv", engine="spark")
