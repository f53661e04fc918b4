"""Which lines of the log stand tonight, and which questions are asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.model import Pair
from pipeline.resolve.judgements import Judgement
from pipeline.resolve.verdicts import Verdicts, asked, settled, uncompared, weigh
from tests.merge.build import pair

TITLES = {"a": "One title", "b": "Other title", "c": "Third title"}
SAID = Judgement(
    decided_at=datetime(2026, 11, 21, tzinfo=UTC),
    steward="Steward One",
    left_mention_id="a",
    right_mention_id="b",
    verdict="same",
    because="the same ISBN",
    left_title="One title",
    right_title="Other title",
    evidence_hash="h1",
)


def weighed(*said: Judgement, pairs: tuple[Pair, ...] = ()) -> Verdicts:
    lines = [replace(judgement, line=n) for n, judgement in enumerate(said, start=2)]
    return weigh(lines, TITLES, {(p.left_mention_id, p.right_mention_id): p for p in pairs})


def statuses(*said: Judgement, pairs: tuple[Pair, ...] = ()) -> list[str]:
    return [decision.status for decision in weighed(*said, pairs=pairs).decisions]


def test_a_later_line_supersedes_an_earlier_one_whichever_way_round_it_names_the_pair() -> None:
    other = replace(
        SAID, verdict="different", left_mention_id="b", right_mention_id="a", left_title="",
        right_title="",
    )  # fmt: skip
    found = weighed(SAID, other)
    assert [decision.status for decision in found.decisions] == ["superseded", "applied"]
    assert (found.same, found.different) == (frozenset(), frozenset({("a", "b")}))


def test_a_decision_names_the_smaller_id_first_with_its_own_title() -> None:
    (found,) = weighed(
        replace(SAID, left_mention_id="c", left_title="Third title", right_mention_id="b")
    ).decisions
    assert (found.left_mention_id, found.left_title) == ("b", "Other title")
    assert (found.right_mention_id, found.right_title) == ("c", "Third title")


def test_an_undo_leaves_the_pair_without_a_verdict() -> None:
    found = weighed(SAID, replace(SAID, verdict="undo"))
    assert [decision.status for decision in found.decisions] == ["superseded", "applied"]
    assert (found.standing, found.reopened) == ({}, {})


def test_a_verdict_on_a_mention_that_is_not_there_waits_for_it() -> None:
    assert statuses(replace(SAID, right_mention_id="z")) == ["absent"]


@pytest.mark.parametrize("verdict", ["different", "part", "translation", "edition"])
def test_a_relation_holds_two_works_apart(verdict: str) -> None:
    assert weighed(replace(SAID, verdict=verdict)).different == {("a", "b")}


@pytest.mark.parametrize(
    ("then", "status"),
    [("One title", "applied"), ("ONE  TITLE!", "applied"), ("Another title", "reopened")],
)
def test_a_title_that_reads_otherwise_asks_again(then: str, status: str) -> None:
    said = replace(SAID, left_title=then)
    assert statuses(said, pairs=(pair("a", "b", "review", seen="h2"),)) == [status]
    assert statuses(said) == [status]


@pytest.mark.parametrize(
    ("verdict", "band", "status"),
    [
        ("same", "same", "applied"),
        ("same", "review", "applied"),
        ("same", "different", "reopened"),
        ("different", "same", "reopened"),
        ("companion", "same", "reopened"),
        ("different", "review", "applied"),
        ("unsure", "same", "applied"),
    ],
)
def test_other_values_ask_again_only_if_the_weights_now_say_the_contrary(
    verdict: str, band: str, status: str
) -> None:
    said = replace(SAID, verdict=verdict)
    assert statuses(said, pairs=(pair("a", "b", band, seen="h2"),)) == [status]
    assert statuses(said, pairs=(pair("a", "b", band, seen="h1"),)) == ["applied"]


def test_a_line_that_does_not_say_what_was_seen_is_never_reopened() -> None:
    said = replace(SAID, left_title="", right_title="", evidence_hash="")
    assert statuses(said, pairs=(pair("a", "b", "different"),)) == ["applied"]


def test_a_reopened_verdict_goes_to_the_queue_and_joins_nothing() -> None:
    before = pair("a", "b", "same", seen="h2")
    found = weighed(replace(SAID, left_title="Another"), pairs=(before,))
    after = settled(before, found, is_one=True)
    assert (after.band, found.same) == ("review", frozenset())
    assert "Steward One said same on 2026-11-21: the same ISBN" in after.reason


def test_a_reopened_different_still_holds_apart() -> None:
    found = weighed(replace(SAID, left_title="Another", verdict="different"))
    assert found.different == {("a", "b")}


def test_a_verdict_gives_the_pair_its_band_and_says_who() -> None:
    after = settled(pair("a", "b", "different"), weighed(SAID), is_one=True)
    assert after.band == "same"
    assert after.reason == "Steward One said same on 2026-11-21: the same ISBN"


def test_a_pair_that_nobody_judged_keeps_its_band() -> None:
    assert settled(pair("a", "c"), weighed(SAID), is_one=True) == pair("a", "c")


def test_a_pair_that_was_to_be_merged_and_could_not_be_goes_to_the_queue() -> None:
    assert settled(pair("a", "c"), weighed(SAID), is_one=False).band == "review"


def test_an_open_question_joins_nothing() -> None:
    assert asked(pair("a", "b"), weighed(replace(SAID, verdict="unsure"))).band == "review"
    assert asked(pair("a", "b"), weighed(SAID)).band == "same"


def test_a_verdict_on_mentions_that_no_rule_compared_makes_a_pair() -> None:
    assert [(p.left_mention_id, p.right_mention_id) for p in uncompared(weighed(SAID), {})] == [
        ("a", "b")
    ]


@pytest.mark.parametrize(
    ("title", "is_kept"), [("A legal review", True), ("Annual Report", False), ("نشرة", False)]
)
def test_a_verdict_on_a_number_of_a_serial_is_asked_again_of_its_heir(
    title: str, is_kept: bool
) -> None:
    said = replace(SAID, left_mention_id="gone", left_title=title, line=2)
    pairs = {("b", "heir"): replace(pair("b", "heir", "review"), evidence_hash="h1")}
    titles = {"heir": title, "b": "Other title"}
    found = weigh([said], titles, pairs, {"gone": ("heir",)})
    assert (found.same == frozenset({("b", "heir")})) is is_kept
    assert (found.reopened.keys() == {("b", "heir")}) is not is_kept
