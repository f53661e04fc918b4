from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import model, schema
from pipeline.release.build import tables
from pipeline.release.diff import Side, as_text, changes, compare, diff
from pipeline.release.digest import observed
from tests.release.rows import (
    Entry,
    decision,
    digest,
    entries,
    few,
    inputs,
    published,
    redirect,
    rows,
)


def side(made: Mapping[str, Any], **other: Any) -> Side:
    return Side(tables=tables(made), inputs=inputs(made, **other))


def told(found: list[model.Change]) -> list[tuple[str | None, ...]]:
    return [(row.work_id, row.op, row.field, row.before, row.after) for row in found]


works = st.builds(
    Entry,
    work=st.sampled_from(["w-1", "w-2", "w-3", "w-4"]),
    title=st.sampled_from(["One", "Two", "Three", "Four", "Five"]),
    year=st.none() | st.integers(2000, 2002),
    countries=st.sampled_from([(), ("TT",), ("BA", "TT"), ("BA",)]),
    abstract=st.none() | st.sampled_from(["", "Text"]),
)
releases = st.lists(works, max_size=5, unique_by=lambda entry: entry.title).map(rows)


@few
@given(made=releases)
def test_a_release_does_not_differ_from_itself(made: dict[str, Any]) -> None:
    assert compare(side(made), side(made)) == []


@few
@given(before=releases, after=releases)
def test_changes_applied_to_one_release_give_the_other(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = compare(side(before), side(after))

    then = {row.work_id: row for row in before["works"]}
    now = {row.work_id: row for row in after["works"]}
    come = {row.work_id for row in found if row.op in {"added", "split"}}
    gone = {row.work_id for row in found if row.op in {"withdrawn", "merged"}}
    assert (then.keys() - gone) | come == now.keys()
    said = {(row.work_id, row.field): row.after for row in found if row.op == "changed"}
    for work_id in then.keys() & now.keys():
        for spec in schema.columns(model.Work):
            if spec.name not in observed("works"):
                old = as_text(getattr(then[work_id], spec.name))
                new = as_text(getattr(now[work_id], spec.name))
                assert said.get((work_id, spec.name), old) == new


@few
@given(before=releases, after=releases)
def test_changes_fit_their_table(before: dict[str, Any], after: dict[str, Any]) -> None:
    found = compare(side(before), side(after))

    assert schema.table(model.Change, found).num_rows == len(found)


def test_a_first_release_adds_every_work() -> None:
    made = rows(entries(2))

    assert told(changes(None, tables(made), inputs(made))) == [
        ("w-0001", "added", "", None, "Title 1"),
        ("w-0002", "added", "", None, "Title 2"),
    ]


def test_works_come_and_go() -> None:
    found = compare(side(rows(entries(2))), side(rows(entries(2, start=2))))

    assert told(found) == [
        ("w-0001", "withdrawn", "", "Title 1", None),
        ("w-0003", "added", "", None, "Title 3"),
    ]


def test_each_column_that_changed_is_told() -> None:
    before = side(rows(entries(1)))
    after = side(rows(entries(1, year=None, countries=("BA", "TT"))))

    assert told(compare(before, after)) == [
        ("w-0001", "changed", "country_codes", '["TT"]', '["BA", "TT"]'),
        ("w-0001", "changed", "year", "2015", None),
    ]


def test_when_a_work_was_seen_is_no_change() -> None:
    made = rows(entries(1))
    later = dict(
        made,
        works=[
            replace(row, last_seen_on=row.last_seen_on.replace(day=22)) for row in made["works"]
        ],
    )

    assert compare(side(made), side(later)) == []


ONE, TWO = Entry(work="w-1", title="One"), Entry(work="w-2", title="Two")
TOGETHER = [ONE, replace(TWO, work="w-1")]


@pytest.mark.parametrize("redirects", [[redirect("w-2", "w-1")], []], ids=["told", "deduced"])
def test_a_merge_says_what_the_work_is_now(redirects: list[model.Redirect]) -> None:
    found = compare(side(rows([ONE, TWO])), side(rows(TOGETHER, redirects=redirects)))

    assert ("w-2", "merged", "", "Two", "w-1") in told(found)
    assert Counter(row.op for row in found)["withdrawn"] == 0


def test_a_split_says_where_the_work_comes_from() -> None:
    found = compare(side(rows(TOGETHER)), side(rows([ONE, TWO])))

    assert ("w-2", "split", "", "w-1", "Two") in told(found)


def test_a_redirect_to_nowhere_is_a_withdrawal_even_where_the_mentions_live_on() -> None:
    after = rows([ONE, replace(TWO, work="w-3")], redirects=[redirect("w-2", None)])

    assert ("w-2", "withdrawn", "", "Two", None) in told(
        compare(side(rows([ONE, TWO])), side(after))
    )


@pytest.mark.parametrize(
    ("what", "cause"),
    [
        ({"code": "code-2"}, "parser"),
        ({"tables": "tables-2"}, "table"),
        ({"model": "model-2"}, "model"),
        ({"decisions": "decisions-2"}, "judgement"),
        ({}, "parser"),
    ],
    ids=str,
)
def test_the_one_input_that_differs_is_the_cause(what: dict[str, str], cause: str) -> None:
    found = compare(side(rows(entries(1))), side(rows(entries(1, year=2016)), **what))

    assert {row.cause for row in found} == {cause}


def test_a_new_page_is_the_cause_when_nothing_else_differs() -> None:
    found = compare(side(rows(entries(1))), side(rows(entries(1, year=2016, page="page-2"))))

    assert {row.cause for row in found} == {"page"}


def test_where_several_inputs_differ_each_work_has_its_own_cause() -> None:
    judged, paged, parsed = (Entry(work=f"w-{n}", title=f"T{n}", page=f"p{n}") for n in (1, 2, 3))
    after = [
        replace(judged, year=2016),
        replace(paged, year=2016, page="p2-again"),
        replace(parsed, year=2016),
    ]
    made = rows(after, decisions=[decision(judged.mention_id, "m-other", "different")])

    found = compare(
        side(rows([judged, paged, parsed])), side(made, code="code-2", decisions="decisions-2")
    )

    assert {row.work_id: row.cause for row in found} == {
        "w-1": "judgement",
        "w-2": "page",
        "w-3": "parser",
    }


def test_stored_releases_are_compared_by_name(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1)))
    published(tmp_path, rows(entries(2)))

    assert [row.op for row in diff("2026-11-21.1", root=tmp_path)] == ["added"]
    assert diff("latest", "latest", root=tmp_path) == []


def test_a_column_that_only_one_release_has_is_no_change() -> None:
    before = side(rows(entries(1)))
    older = dict(before.tables, works=before.tables["works"].drop_columns(["series"]))

    assert compare(replace(before, tables=older), before) == []


def test_a_column_whose_type_changed_is_compared_by_value() -> None:
    before = side(rows(entries(1)))
    works = before.tables["works"]
    place = works.column_names.index("year")
    other = works.set_column(place, "year", works.column("year").cast(pa.string()))

    found = compare(replace(before, tables=dict(before.tables, works=other)), before)

    assert told(found) == [("w-0001", "changed", "year", "2015", "2015")]


def test_pages_have_bytes_and_not_names(tmp_path: Path) -> None:
    made = rows(entries(1))
    renamed = dict(made, listings=[replace(row, page="other.txt") for row in made["listings"]])

    assert digest("page-1") in side(made).pages.to_pylist()
    assert compare(side(made), side(renamed)) == []
