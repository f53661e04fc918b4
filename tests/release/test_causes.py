from __future__ import annotations

from dataclasses import replace

from pipeline.release.build import tables
from pipeline.release.causes import traced
from pipeline.release.diff import Side, compare
from tests.release.rows import Entry, inputs, rows

ONE = Entry(work="w-1", title="One", year=2015)


def side(*said: Entry) -> Side:
    made = rows(said)
    return Side(tables=tables(made), inputs=inputs(made))


def test_each_column_has_the_cause_of_the_step_that_changed_it_last() -> None:
    a = side(ONE)
    coded = side(replace(ONE, year=2016))
    paged = side(replace(ONE, year=2017, countries=("BA",)))
    b = side(replace(ONE, year=2017, countries=("BA",), abstract="Other"))

    steps = [("parser", coded), ("page", paged), ("judgement", b)]
    found = traced(compare(a, b), a, steps)

    assert {change.field: change.cause for change in found} == {
        "abstract": "judgement",
        "country_codes": "page",
        "year": "page",
    }


def test_what_two_steps_undo_is_no_change() -> None:
    a, other = side(ONE), side(replace(ONE, year=2016))

    assert traced(compare(a, a), a, [("parser", other), ("page", a)]) == []


def test_what_no_step_made_alone_keeps_the_likely_cause() -> None:
    a, b = side(ONE), side(replace(ONE, year=2016))
    found = compare(a, b)

    assert traced(found, a, [("page", a)]) == found
