"""How wrong merging is: from the stewards' blind sample if there is one, and it is said which."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import tables
from pipeline.match.model import shipped
from pipeline.model import Decision, Pair
from pipeline.resolve import Judgement, blind
from pipeline.resolve.blind import Counted
from pipeline.resolve.intervals import Estimate, mean, wilson
from pipeline.resolve.merge_error import (
    BLIND,
    COLUMNS,
    LABELLED,
    TABLE,
    UNKNOWN,
    blind_error,
    labelled_error,
    merge_error,
)
from tests.merge.build import pair

WHEN = datetime(2026, 11, 21, tzinfo=UTC)
MODEL = shipped().name


def pairs(band: str, count: int) -> list[Pair]:
    made = (pair(f"{band}-{n:03}", f"{band}-{n:03}x", band) for n in range(count))
    return [replace(each, evidence_hash="h") for each in made]


def drawn(*found: Pair, most: int = 1000, decisions: tuple[Decision, ...] = ()) -> Any:
    return blind.draw(found, decisions, release="2026-11-21.1", model=MODEL, most=most)


def answer(of: blind.Drawn, verdict: str, minute: int = 0, text: str = "seen") -> Judgement:
    return Judgement(
        decided_at=WHEN + timedelta(minutes=minute),
        steward="s",
        left_mention_id=of.left,
        right_mention_id=of.right,
        verdict=verdict,
        because=f"{blind.mark(of)} {text}",
    )


# --------------------------------------------------------------------------- the draw


def test_each_band_is_drawn_on_its_own_and_mixed() -> None:
    found = drawn(*pairs("same", 30), *pairs("review", 5), *pairs("different", 40), most=10)
    assert {band: sum(d.band == band for d in found) for band in blind.STRATA} == {
        "same": 10,
        "review": 5,
        "different": 10,
    }
    assert [d.band for d in found] != sorted(d.band for d in found)
    assert {d.of for d in found if d.band == "different"} == {40}


def test_a_smaller_draw_is_the_beginning_of_a_larger_one_whatever_the_order_of_pairs() -> None:
    some = pairs("same", 40)
    large, small = drawn(*some, most=20), drawn(*random.Random(1).sample(some, 40), most=7)
    assert [d for d in large if d.place <= 7] == small


def test_pairs_judged_before_are_not_drawn() -> None:
    some = pairs("same", 3)
    known = Decision(
        decided_at=WHEN,
        steward="s",
        left_mention_id=some[1].left_mention_id,
        right_mention_id=some[1].right_mention_id,
        verdict="same",
        because="",
        left_title="",
        right_title="",
        evidence_hash="",
        status="applied",
    )
    assert len(drawn(*some, decisions=(known,))) == 2


@given(st.text(max_size=60))
def test_a_mark_is_read_back_whatever_follows_it(text: str) -> None:
    (one,) = drawn(*pairs("review", 1))
    assert blind.marked(answer(one, "same", text=text)) == one


@pytest.mark.parametrize(
    "because",
    ["", "a reason", "[blind r same 5/4 m]", "[blind r grey 1/4 m]", "x [blind r same 1/4 m]"],
)
def test_other_reasons_are_no_blind_answers(because: str) -> None:
    (one,) = drawn(*pairs("review", 1))
    assert blind.marked(replace(answer(one, "same"), because=because)) is None


# --------------------------------------------------------------------------- what is counted


def test_answers_count_only_from_the_first_on_without_a_gap() -> None:
    sample = drawn(*pairs("same", 9))
    said = [answer(d, "same" if d.place % 2 else "different") for d in sample if d.place != 6]
    assert blind.counted(said, MODEL) == {"same": Counted(of=9, answered=5, same=3, unsure=0)}


def test_unsure_is_an_answer_that_is_neither() -> None:
    sample = drawn(*pairs("same", 3))
    said = [answer(d, "unsure" if d.place == 2 else "edition") for d in sample]
    assert blind.counted(said, MODEL) == {"same": Counted(of=3, answered=2, same=0, unsure=1)}


def test_an_undone_answer_is_none_and_a_later_one_that_saw_the_evidence_is_not_blind() -> None:
    one, two = drawn(*pairs("same", 2))
    seen = replace(answer(one, "different", 2), because="looked again")
    undone = replace(answer(two, "undo", 3), because="a slip")
    found = blind.counted([answer(one, "same"), answer(two, "same"), seen, undone], MODEL)
    assert sum(each.answered for each in found.values()) == (1 if one.place == 1 else 0)


def test_answers_on_another_models_pairs_do_not_count() -> None:
    (one,) = drawn(*pairs("same", 1))
    assert blind.counted([answer(one, "same")], "another 0123") == {}


def test_samples_of_several_releases_are_counted_together() -> None:
    first = drawn(*pairs("same", 4))
    later = [replace(d, left=d.left + "l", release="2026-11-21.10", of=6) for d in first]
    between = [replace(d, left=d.left + "b", release="2026-11-21.9", of=5) for d in first]
    said = [answer(d, "same") for d in (*later, *between, *first)]
    assert blind.counted(said, MODEL) == {"same": Counted(of=6, answered=12, same=12, unsure=0)}


# --------------------------------------------------------------------------- the estimate


def counts(same: tuple[int, int, int], review: Any, different: Any) -> dict[str, Counted]:
    values = dict(zip(blind.STRATA, (same, review, different), strict=True))
    return {
        band: Counted(of=of, answered=answered, same=yes, unsure=0)
        for band, (of, answered, yes) in values.items()
    }


def test_recall_weighs_each_band_by_its_size() -> None:
    found = blind_error(counts((100, 50, 50), (40, 20, 10), (1000, 100, 2)), MODEL)
    assert found is not None
    assert found.precision is not None
    assert found.recall is not None
    assert found.precision.value == 1.0
    assert found.recall.value == pytest.approx(100 / (100 + 20 + 20))
    assert found.recall.low < found.recall.value < found.recall.high
    assert "170 blind answers on 1140 compared pairs" in found.note


def test_a_band_with_too_few_answers_is_no_sample() -> None:
    assert blind_error(counts((100, 19, 19), (5, 5, 1), (50, 20, 0)), MODEL) is None
    assert blind_error(counts((100, 20, 19), (5, 5, 1), (50, 20, 0)), MODEL) is not None


def test_the_estimate_is_right_on_average_and_its_interval_holds() -> None:
    rng = random.Random(11)
    size = {"same": 400, "review": 120, "different": 3000}
    share = {"same": 0.97, "review": 0.5, "different": 0.01}
    truth = {b: [n < round(size[b] * share[b]) for n in range(size[b])] for b in size}
    right = sum(truth["same"])
    precision, recall = right / 400, right / sum(sum(t) for t in truth.values())
    errors, held, rounds = [0.0, 0.0], [0, 0], 300
    for _ in range(rounds):
        drawn = {band: rng.sample(truth[band], 60) for band in size}
        found = blind_error(
            {b: Counted(of=size[b], answered=60, same=sum(d), unsure=0) for b, d in drawn.items()},
            MODEL,
        )
        assert found is not None
        for at, (estimate, true) in enumerate(
            ((found.precision, precision), (found.recall, recall))
        ):
            assert estimate is not None
            errors[at] += (estimate.value - true) / rounds
            held[at] += estimate.low <= true <= estimate.high
    assert abs(errors[0]) < 0.005
    assert abs(errors[1]) < 0.02
    assert min(held) >= 0.93 * rounds


@given(st.integers(0, 200), st.integers(1, 200))
def test_an_interval_holds_its_share_and_stays_a_share(hits: int, n: int) -> None:
    found = wilson(min(hits, n), n)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high


def test_wilsons_interval_is_the_one_in_the_books() -> None:
    found = wilson(81, 263)  # Newcombe 1998, table I
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=5))
def test_a_mean_of_shares_lies_in_its_interval(parts: list[tuple[int, int]]) -> None:
    found = mean([wilson(min(hits, n), n) for hits, n in parts])
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


# --------------------------------------------------------------------------- which one is stated


def test_the_blind_sample_goes_before_the_labelled_sets() -> None:
    sample = drawn(*pairs("same", 30), *pairs("review", 3), *pairs("different", 25))
    said = [answer(d, "same" if d.band == "same" else "different") for d in sample]
    assert merge_error(said, MODEL).basis == BLIND
    assert merge_error(said[:10], MODEL).basis == LABELLED
    assert "no blind sample" in merge_error((), MODEL).sentence


def test_the_measured_figures_are_those_of_the_shipped_version() -> None:
    versions = {row["model"] for row in tables.rows(TABLE, *COLUMNS)}
    assert versions == {shipped().version}, "run `make merge-error`"


def test_measured_figures_add_up() -> None:
    for row in tables.rows(TABLE, *COLUMNS):
        right, merged, wanted = (int(row[name]) for name in ("right", "merged", "wanted"))
        assert right <= min(merged, wanted), row["set"]
    found = labelled_error(MODEL)
    assert isinstance(found.precision, Estimate)
    assert found.as_dict()["measured"].keys() == {r["set"] for r in tables.rows(TABLE, *COLUMNS)}


def test_weights_that_nobody_measured_are_said_to_be_so() -> None:
    found = merge_error((), "mine 0123456789ab")
    assert (found.basis, found.precision, found.as_dict()["recall"]) == (UNKNOWN, None, None)
    assert "nobody measured" in found.sentence
