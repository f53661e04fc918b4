"""`collate match`: any table of records in, rid and cluster out, clear errors."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from pipeline.errors import UsageError
from pipeline.match.table import match_file

ROWS = [
    {
        "rid": "b",
        "title": "Legal Review on Trafficking in Persons in the Caribbean",
        "year": "2010",
    },
    {
        "rid": "a",
        "title": "LEGAL REVIEW on trafficking in persons in the Caribbean",
        "year": "2010",
    },
    {"rid": "c", "title": "Needs Assessment Tool for one country", "year": "2017"},
]
CLUSTERS = {"a": "a", "b": "a", "c": "c"}


def write(path: Path) -> Path:
    if path.suffix == ".parquet":
        pa.parquet.write_table(pa.Table.from_pylist(ROWS), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.DictWriter(file, ["rid", "title", "year"])
            rows.writeheader()
            rows.writerows(ROWS)
    return path


def read(path: Path) -> dict[str, str]:
    if path.suffix == ".parquet":
        rows = pa.parquet.read_table(path).to_pylist()
    elif path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    return {row["rid"]: row["cluster"] for row in rows}


@pytest.mark.parametrize("extension", [".csv", ".jsonl", ".parquet"])
def test_each_format_is_read_and_written(tmp_path: Path, extension: str) -> None:
    out = tmp_path / f"out{extension}"
    summary = match_file(write(tmp_path / f"in{extension}"), out)
    assert read(out) == CLUSTERS
    assert (summary.records, summary.clusters, summary.merged) == (3, 2, 2)


def test_a_page_lists_a_work_once(tmp_path: Path) -> None:
    path, out = tmp_path / "records.jsonl", tmp_path / "clusters.jsonl"
    rows = [{**row, "listed_on": "one page"} for row in ROWS[:2]]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    match_file(path, out)
    found = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert [row["cluster"] for row in found] == ["a", "b"]


def test_the_evidence_says_why(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    match_file(write(tmp_path / "in.csv"), tmp_path / "out.csv", pairs)
    (row,) = [json.loads(line) for line in pairs.read_text(encoding="utf-8").splitlines()]
    assert (row["left"], row["right"], row["band"]) == ("a", "b", "same")
    assert (
        "the same title" in row["reason"].lower() or "the same long title" in row["reason"].lower()
    )


def test_lists_numbers_and_nothing_are_values(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = [
        {"rid": 1, "title": ROWS[0]["title"], "year": 2010, "author": ["Lee, A.", "Kim, B."]},
        {"rid": 2, "title": ROWS[0]["title"], "year": 2010.0, "author": "A. Lee and B. Kim",
         "isbn": None, "unheard_of": {"a": 1}},
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    match_file(path, tmp_path / "out.csv")
    assert read(tmp_path / "out.csv") == {"1": "1", "2": "1"}


HEAD, A, B = (
    ("rid", "title", "year"),
    ("1", ROWS[0]["title"], "2010"),
    ("2", ROWS[1]["title"], "2010"),
)


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_a_csv_may_be_divided_as_spreadsheets_do(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "in.csv"
    lines = [mark.join(cells) for cells in (HEAD, A, B)]
    path.write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    match_file(path, tmp_path / "out.csv")
    assert read(tmp_path / "out.csv") == {"1": "1", "2": "1"}


def test_a_json_file_may_be_one_list(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps([dict(zip(HEAD, row, strict=True)) for row in (A, B)], indent=1))
    match_file(path, tmp_path / "out.csv")
    assert read(tmp_path / "out.csv") == {"1": "1", "2": "1"}


def test_short_rows_long_rows_and_quotes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('rid,title,year\n1,"a ""quoted"" title\nof two lines"\n2,b,2010,more,more\n')
    match_file(path, tmp_path / "out.csv")
    assert read(tmp_path / "out.csv") == {"1": "1", "2": "2"}


@pytest.mark.parametrize(
    "row", ['{"rid": "a", "year": ' + "9" * 5000 + "}", '{"rid": "a", "title": "\\ud800 x"}']
)
def test_values_that_nothing_could_hold_do_no_harm(tmp_path: Path, row: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(row)
    assert match_file(path, tmp_path / "out.jsonl", tmp_path / "pairs.csv").records == 1


def test_an_empty_table_makes_an_empty_table(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("rid,title\n", encoding="utf-8")
    assert match_file(path, tmp_path / "out.csv").records == 0
    assert read(tmp_path / "out.csv") == {}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("in.csv", "title\nx\n", "no column `rid`"),
        ("in.csv", "rid,title\na,x\na,y\n", "'a' stands twice"),
        ("in.csv", "rid,title\n,x\n", "record 1: has no rid"),
        ("in.jsonl", '{"rid": "a"}\n{nonsense\n', "line 2: is no JSON"),
        ("in.jsonl", "[1]\n", "line 1: is no JSON object"),
        ("in.jsonl", "[" * 100_000, "line 1: is nested too deeply"),
        ("in.csv", "", "no column `rid`"),
        ("in.parquet", "no parquet at all", "cannot be read as parquet"),
        ("in.xlsx", "", "no format for '.xlsx'"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        match_file(path, tmp_path / "out.csv")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        match_file(tmp_path / "none.csv", tmp_path / "out.csv")


def test_bytes_that_are_not_utf_8_are_said(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"rid,title\na,\xff\xfe\n")
    with pytest.raises(UsageError, match="not UTF-8"):
        match_file(path, tmp_path / "out.csv")


@pytest.mark.parametrize("out", ["out", "out.txt", "nowhere/out.csv"])
def test_a_target_that_cannot_be_written_is_said_before_the_work(tmp_path: Path, out: str) -> None:
    with pytest.raises(UsageError):
        match_file(write(tmp_path / "in.csv"), tmp_path / out)
    assert list(tmp_path.iterdir()) == [tmp_path / "in.csv"]
