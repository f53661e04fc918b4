"""Work in several processes gives what it gives in one, in the order of the batches."""

import json
import os
import signal
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.errors import UsageError
from pipeline.match import table, workers
from pipeline.match.columns import columns
from pipeline.match.records import Record
from pipeline.match.rows import record
from pipeline.match.verdicts import match
from tests.benchmarks.planted import rows


def killed(batch: int) -> int:
    """End the process, unless it is the one that runs the tests."""
    if batch >> 32 != os.getpid():
        os.kill(os.getpid(), signal.SIGKILL)
    return batch & 0xFF


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_batches_and_errors_are_raised(processes: int) -> None:
    batches: list[tuple[Any, ...]] = [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), ("six",)]
    found = workers.in_order(sum, batches, processes=processes)
    assert list(islice(found, 5)) == [3, 5, 7, 9, 11]
    with pytest.raises(TypeError, match="unsupported operand"):
        next(found)


@pytest.mark.heavy
def test_what_a_lost_process_cannot_do_is_done_here() -> None:
    batches = [os.getpid() << 32 | at for at in range(6)]
    assert list(workers.in_order(killed, batches, processes=2)) == [0, 1, 2, 3, 4, 5]


@pytest.mark.heavy
def test_batches_are_drawn_a_few_ahead() -> None:
    drawn = count()
    batches = ((next(drawn),) for _ in range(1000))
    found = workers.in_order(sum, batches, processes=2)
    assert next(found) == 0
    found.close()  # type: ignore[attr-defined]
    assert next(drawn) < 20


def test_features_do_not_depend_on_how_many_processes_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = list(rows(500))
    monkeypatch.setattr("pipeline.match.columns.AT_ONCE", 100)
    records = [record(row, Path("made"), at) for at, row in enumerate(made)]
    one, two = (columns(records, processes=processes) for processes in (1, 2))
    assert one.rids == two.rids
    for name in one.__slots__:
        mine, theirs = getattr(one, name), getattr(two, name)
        assert np.array_equal(mine, theirs) if hasattr(mine, "dtype") else mine == theirs, name


@pytest.mark.heavy
def test_a_table_in_many_batches_is_matched_as_its_records_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list(rows(600))
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in made), encoding="utf-8")
    monkeypatch.setattr("pipeline.match.rows.AT_ONCE", 100)
    monkeypatch.setattr("pipeline.match.workers.cores", lambda: 2)
    table.match_file(path, tmp_path / "out.jsonl", tmp_path / "pairs.jsonl")
    records = [record(row, path, at) for at, row in enumerate(made)]
    found = (tmp_path / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    assert [(p["left"], p["right"], p["weight"]) for p in map(json.loads, found)] == [
        (p.left_mention_id, p.right_mention_id, p.weight) for p in match(records).pairs
    ]


def test_a_table_says_where_an_rid_stands_twice_across_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in.csv"
    path.write_text("rid,title\n" + "".join(f"r{at % 25},x\n" for at in range(30)))
    monkeypatch.setattr("pipeline.match.rows.AT_ONCE", 10)
    with pytest.raises(UsageError, match="rid 'r0' stands twice"):
        table.match_file(path, tmp_path / "out.csv")


def test_no_records_have_columns() -> None:
    assert len(columns([])) == 0
    assert len(columns([Record(rid="a")], processes=2)) == 1
