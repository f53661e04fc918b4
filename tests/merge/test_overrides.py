"""A value chosen by hand stands as long as its sources say what they said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.merge import Merged, merge
from pipeline.merge.overrides import RULE, as_text, seen
from pipeline.model import Override, Standard
from tests.merge.build import pair, person, resolution, standard

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PEOPLE = (person("Craggs", "Sarah"), person("Martens", "Ruzayda"))


def work(**later: Any) -> list[Standard]:
    one = standard("m-1", title="A report", year=2014, contributors=PEOPLE[:1])
    other = standard("m-2", title="A report: on a thing", year=2015, contributors=PEOPLE)
    return [one, replace(other, mention=replace(other.mention, **later))]


def override(field: str, among: list[Standard], mention: int, **said: Any) -> Override:
    mentions = [each.mention for each in among]
    plain = Override(
        decided_at=NOW,
        steward="s",
        work_id="w-m-1",
        field=field,
        mention_id=mentions[mention].mention_id,
        value=as_text(field, mentions[mention]),
        seen=seen(field, mentions),
        because="the imprint",
        line=2,
    )
    return replace(plain, **said)


def merged(among: list[Standard], *overrides: Override) -> Merged:
    names = [each.mention_id for each in among]
    made = resolution(names, pairs=(pair(*names),)) if len(names) == 2 else resolution(names)
    return merge(among, replace(made, overrides=overrides))


@pytest.mark.parametrize(
    ("field", "mention", "value"),
    [("year", 1, 2015), ("title", 0, "A report"), ("contributors", 0, ("Sarah Craggs",))],
)
def test_the_chosen_value_stands_and_leads_to_its_page(
    field: str, mention: int, value: object
) -> None:
    among = work()
    found = merged(among, override(field, among, mention))
    assert getattr(found.works[0], field) == value
    assert getattr(found.works[0], field) != getattr(merged(among).works[0], field)
    rules = {
        (row.mention_id, row.rule.rpartition("; ")[2])
        for row in found.provenance
        if row.field == field
    }
    assert rules == {(among[mention].mention_id, RULE)}
    assert [each.status for each in found.overrides] == ["applied"]


def test_the_value_that_lost_is_a_conflict_as_before() -> None:
    among = work()
    (row,) = (c for c in merged(among, override("year", among, 1)).conflicts if c.field == "year")
    assert (row.kept, row.lost) == ("2015", "2014")


def test_a_choice_among_other_values_has_expired() -> None:
    chosen = override("year", work(), 1)
    for later in ({"year": 2016}, {"year": None}):
        found = merged(work(**later), chosen)
        assert found.works[0].year == 2014
        assert [each.status for each in found.overrides] == ["expired"]


def test_another_entry_that_says_the_same_changes_nothing() -> None:
    chosen = override("year", work(), 1)
    third = standard("m-3", title="A report", year=2015)
    found = merged([*work(), third], chosen)
    assert found.works[0].year == 2015
    new = standard("m-3", title="A report", year=2013)
    assert merged([*work(), new], chosen).overrides[0].status == "expired"


def test_a_choice_whose_entry_is_gone_is_absent_and_what_was_taken_back_does_nothing() -> None:
    among = work()
    chosen = override("year", among, 1)
    gone = replace(chosen, mention_id="m-9")
    back = override("year", among, 1, value="", mention_id="", line=3)
    old = override("year", among, 1, status="superseded", line=4)
    odd = replace(chosen, field="mention_count", line=5)
    found = merged(among, gone, back, old, odd)
    assert [each.status for each in found.overrides] == [
        "absent", "applied", "superseded", "absent",
    ]  # fmt: skip
    assert replace(found, overrides=()) == replace(merged(among), overrides=())


def test_of_two_works_that_became_one_the_later_choice_counts() -> None:
    among = work()
    found = merged(among, override("year", among, 1), override("year", among, 0, line=3))
    assert found.works[0].year == 2014
    assert [each.status for each in found.overrides] == ["superseded", "applied"]


def test_what_a_steward_chose_asks_no_steward() -> None:
    one = standard("m-1", title="A survey of harbours")
    among = [one, standard("m-2", title="On the mining of salt")]
    before = merged(among)
    assert [c.severity for c in before.conflicts if c.field == "title"] == ["high"]
    assert before.works[0].needs_review
    assert not merged(among, override("title", among, 0)).works[0].needs_review


@given(st.permutations(range(3)))
def test_the_order_of_entries_makes_no_difference(order: list[int]) -> None:
    among = [*work(), standard("m-3", title="Another", year=2015)]
    chosen = override("year", among, 1)
    assert merged([among[at] for at in order], chosen) == merged(among, chosen)
