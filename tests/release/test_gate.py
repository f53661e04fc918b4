from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipeline import model
from pipeline.errors import GateError
from pipeline.release.build import tables
from pipeline.release.diff import Side, changes, compare
from pipeline.release.gate import Limits, gate, render
from pipeline.release.inputs import SnapshotRef
from tests.release.rows import NOON, Entry, digest, entries, inputs, rows, unknown


def side(said: Sequence[Entry], *, also: Sequence[str] = (), **more: Any) -> Side:
    """Return a side; ``also`` names pages that were given and gave nothing."""
    made = rows(said, **more)
    silent = tuple(
        SnapshotRef(
            sha256=digest(f"{page}, silent"),
            page=f"{page}.txt",
            url=None,
            fetched_at=NOON,
            source=None,
        )
        for page in also
    )
    given = inputs(made)
    return Side(tables=tables(made), inputs=replace(given, snapshots=(*given.snapshots, *silent)))


def held_against(new: Side, parent: Side | None) -> str:
    found = compare(parent, new) if parent else changes(None, new.tables, new.inputs)
    try:
        return "; ".join(gate(new, parent, found))
    except GateError as error:
        return "; ".join(error.reasons)


def test_a_first_release_of_one_entry_passes() -> None:
    assert held_against(side(entries(1)), None) == ""


@pytest.mark.parametrize("accept", [None, "it is fine"])
def test_an_empty_release_is_never_published(accept: str | None) -> None:
    with pytest.raises(GateError, match="no entry was read from 1 page"):
        gate(side([], also=["page-1"]), None, [], accept=accept)


def test_an_unchanged_release_passes() -> None:
    assert held_against(side(entries(40)), side(entries(40))) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (entries(3), entries(2)),
        (entries(8), entries(5)),
        (entries(3), entries(3, year=None, abstract=None)),
        (entries(5) + entries(5, start=6, page="page-2"), entries(5)),
        (entries(5), entries(5) + entries(30, start=6, page="page-2")),
        (entries(5), entries(5, page="page-2")),
    ],
    ids=[
        "an entry less",
        "three less",
        "values gone",
        "a page less",
        "a page more",
        "page renewed",
    ],
)
def test_small_changes_pass(before: list[Entry], after: list[Entry]) -> None:
    assert held_against(side(after), side(before)) == ""


def test_a_page_that_falls_silent_fails() -> None:
    before = side(entries(5) + entries(2, start=6, page="page-2"))

    found = held_against(side(entries(5), also=["page-2"]), before)

    assert found == "page-2.txt gave 2 listings and gives none now"


def test_a_page_whose_bytes_now_have_another_name_is_not_silent() -> None:
    before = side(entries(5))
    made = rows(entries(5))
    made["listings"] = [replace(row, page="renamed.txt") for row in made["listings"]]
    silent = SnapshotRef(
        sha256=digest("no list"), page="page-1.txt", url=None, fetched_at=NOON, source=None
    )
    given = inputs(made)
    new = Side(tables=tables(made), inputs=replace(given, snapshots=(*given.snapshots, silent)))

    assert held_against(new, before) == ""


def test_the_same_pages_giving_much_less_fails() -> None:
    found = held_against(side(entries(12)), side(entries(20)))

    assert found == "bookstore: the same pages gave 20 listings and give 12 now"


def test_a_source_that_shrinks_behind_one_that_grows_fails() -> None:
    other = entries(60, start=100, source="catalogue", page="page-2")

    found = held_against(side(entries(5) + other), side(entries(20) + other[:30]))

    assert "bookstore: the same pages gave 20 listings and give 5 now" in found


def test_many_listings_of_a_source_going_with_their_pages_fails() -> None:
    other = entries(100, start=100, source="catalogue", page="page-2")

    found = held_against(side(other), side(entries(60) + other))

    assert "pages that are no longer given held 60 of its 60 listings" in found


def test_a_page_that_held_half_of_all_works_is_not_dropped_in_silence() -> None:
    before = entries(30) + entries(30, start=31, page="page-2")

    found = held_against(side(entries(30)), side(before))

    assert found == "30 of 60 works would be withdrawn at once"


def test_nearly_everything_vanishing_fails() -> None:
    found = held_against(side(entries(12, start=50, page="page-9")), side(entries(12)))

    assert found == "12 of 12 works would be withdrawn at once"


def test_a_field_that_runs_empty_fails() -> None:
    found = held_against(side(entries(20, year=None)), side(entries(20)))

    assert found == "bookstore: year stood in 100% of the entries and stands in 0% now"


def test_entries_of_new_pages_do_not_count_against_a_field() -> None:
    new = entries(20) + entries(60, start=100, page="page-2", year=None)

    assert held_against(side(new), side(entries(20))) == ""


def test_unknowns_that_multiply_on_the_same_pages_fail() -> None:
    said = entries(10)
    many = [unknown(said[0], f"odd line {number}") for number in range(30)]

    found = held_against(side(said, unknowns=many), side(said, unknowns=many[:5]))

    assert found == "the same pages left 5 things unread and leave 30 now"


def test_a_first_release_that_left_most_lines_unread_fails() -> None:
    said = entries(10)
    lines = [
        model.ClaimRow(
            snapshot_sha256=said[0].snapshot,
            locator=f"L{number}",
            claimed_by="unknown",
            listing_id=None,
        )
        for number in range(100, 200)
    ]

    assert "100 of 110 lines" in held_against(side(said, claims=lines), None)


def test_lines_of_a_page_set_aside_whole_do_not_count() -> None:
    lines = [
        model.ClaimRow(
            snapshot_sha256=digest("strange, silent"),
            locator=f"L{number}",
            claimed_by="unknown",
            listing_id=None,
        )
        for number in range(100)
    ]

    assert held_against(side(entries(3), also=["strange"], claims=lines), None) == ""


def merged(said: Sequence[Entry], count: int) -> list[Entry]:
    """Put every second of the first ``2 * count`` entries into the work before it."""
    pairs = [
        replace(entry, work=said[place - 1].work) if place % 2 and place < 2 * count else entry
        for place, entry in enumerate(said)
    ]
    return list(pairs)


def test_many_merges_at_once_fail_and_a_few_do_not() -> None:
    said = entries(100)

    assert held_against(side(merged(said, 10)), side(said)) == ""
    assert "30 of 100 works would be merged" in held_against(side(merged(said, 30)), side(said))


def test_merges_by_stewards_are_theirs() -> None:
    said = entries(100)
    before, after = side(said), side(merged(said, 30))
    after = replace(after, inputs=replace(after.inputs, decisions="decisions-2"))

    assert held_against(after, before) == ""


def test_a_work_that_swallows_the_others_fails() -> None:
    said = [replace(entry, work="w-0001") for entry in entries(60)]

    assert "w-0001 is made of 60 of 60 mentions" in held_against(side(said), None)


def test_who_accepts_is_told_what_was_accepted() -> None:
    new, parent = side(entries(12)), side(entries(20))

    assert gate(new, parent, [], accept="the site removed them") == (
        "bookstore: the same pages gave 20 listings and give 12 now",
    )
    with pytest.raises(GateError):
        gate(new, parent, [], accept="  ")


def test_limits_can_be_set() -> None:
    new, parent = side(entries(12)), side(entries(20))

    assert gate(new, parent, [], limits=Limits(fewer_listings=(0.9, 5))) == ()


def test_reasons_are_rendered_with_what_to_do() -> None:
    assert render(["a", "b"]).endswith("--accept REASON.")
    assert "Nothing" in render([])
