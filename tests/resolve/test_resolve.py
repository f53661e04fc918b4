"""Pairs, judgements and the parent's ledger become works with lasting ids."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Pair, Relation
from pipeline.resolve import Judgement, ParentState, Resolution, resolve
from pipeline.schema import table
from tests.merge.build import pair, standard


@dataclass(frozen=True)
class Look:
    left: str
    right: str
    kind: str
    basis: str


@dataclass(frozen=True)
class Matched:
    pairs: tuple[Pair, ...] = ()
    related: tuple[Look, ...] = ()


STANDARDS = [standard(name, title=f"Title {name}") for name in "abcd"]


def says(left: str, right: str, verdict: str, minute: int = 0) -> Judgement:
    return Judgement(
        decided_at=datetime(2026, 11, 21, 12, minute, tzinfo=UTC),
        steward="Steward One",
        left_mention_id=left,
        right_mention_id=right,
        verdict=verdict,
        line=minute + 2,
    )


def resolved(
    *pairs: Pair,
    said: tuple[Judgement, ...] = (),
    related: tuple[Look, ...] = (),
    parent: ParentState = ParentState(),  # noqa: B008  frozen
    release: str = "r1",
) -> Resolution:
    return resolve(STANDARDS, Matched(pairs, related), said, parent, release)


def together(found: Resolution) -> set[str]:
    return {"".join(cluster) for cluster in found.clusters if len(cluster) > 1}


def bands(found: Resolution) -> dict[str, str]:
    return {p.left_mention_id + p.right_mention_id: p.band for p in found.pairs}


def test_what_the_weights_call_the_same_is_one_work() -> None:
    found = resolved(pair("a", "b", "same", weight=9.0), pair("b", "c", "review"))
    assert together(found) == {"ab"}
    assert found.work_of["a"] == found.work_of["b"]
    assert bands(found) == {"ab": "same", "bc": "review"}


def test_a_steward_joins_what_the_weights_keep_apart() -> None:
    found = resolved(pair("a", "b", "different"), said=(says("a", "b", "same"),))
    assert together(found) == {"ab"}
    assert bands(found) == {"ab": "same"}


def test_a_steward_joins_what_was_never_compared() -> None:
    found = resolved(said=(says("a", "d", "same"),))
    assert together(found) == {"ad"}
    assert bands(found) == {"ad": "same"}


@pytest.mark.parametrize("verdict", ["different", "part", "version"])
def test_a_steward_parts_what_the_weights_join(verdict: str) -> None:
    found = resolved(pair("a", "b", "same", weight=20.0), said=(says("a", "b", verdict),))
    assert together(found) == set()
    assert bands(found) == {"ab": "different"}


def test_an_unsure_steward_leaves_the_pair_in_the_queue() -> None:
    found = resolved(pair("a", "b", "same", weight=20.0), said=(says("a", "b", "unsure"),))
    assert (together(found), bands(found)) == (set(), {"ab": "review"})


def test_an_undo_hands_the_pair_back_to_the_weights() -> None:
    said = says("a", "b", "different"), says("a", "b", "undo", 1)
    assert together(resolved(pair("a", "b", "same", weight=9.0), said=said)) == {"ab"}


def test_different_holds_between_whole_groups() -> None:
    found = resolved(
        pair("a", "b", "same", weight=20.0),
        pair("b", "c", "same", weight=9.0),
        pair("c", "d", "same", weight=20.0),
        said=(says("a", "d", "different"),),
    )
    assert found.work_of["a"] != found.work_of["d"]
    assert bands(found)["bc"] != "same"


def test_stewards_who_contradict_each_other_are_asked() -> None:
    said = says("a", "b", "same"), says("b", "c", "same", 1), says("a", "c", "different", 2)
    found = resolved(said=said)
    assert found.work_of["a"] != found.work_of["c"]
    assert "review" in bands(found).values()


def test_a_look_alike_is_a_relation_between_works() -> None:
    found = resolved(
        pair("a", "b", "same", weight=9.0),
        related=(Look("c", "a", "companion", "guide"), Look("b", "c", "companion", "guide b")),
    )
    left, right = sorted((found.work_of["a"], found.work_of["c"]))
    assert found.relations == (
        Relation(left_work_id=left, right_work_id=right, kind="companion", basis="guide"),
    )


def test_a_relation_inside_one_work_is_none() -> None:
    related = (Look("a", "b", "edition", "rule"),)
    assert resolved(pair("a", "b", "same", weight=9.0), related=related).relations == ()


def test_a_stewards_relation_replaces_that_of_a_rule() -> None:
    found = resolved(said=(says("a", "b", "part"),), related=(Look("a", "b", "edition", "rule"),))
    assert [(r.kind, r.basis) for r in found.relations] == [("part", "steward Steward One")]


def test_ids_last_from_release_to_release() -> None:
    first = resolved()
    second = resolved(
        pair("a", "b", "same", weight=9.0), parent=ParentState(ledger=first.ledger), release="r2"
    )
    assert second.work_of["a"] == second.work_of["b"] == first.work_of["a"]
    assert [(r.old_work_id, r.work_id, r.since, r.why) for r in second.redirects] == [
        (first.work_of["b"], first.work_of["a"], "r2", "merged, by the evidence")
    ]


def test_the_ledger_says_when_a_steward_took_a_verdict_back() -> None:
    said = says("a", "b", "same"), says("a", "b", "undo", 1)
    first = resolved()
    second = resolved(said=said[:1], parent=ParentState(ledger=first.ledger), release="r2")
    third = resolved(said=said, parent=ParentState(ledger=second.ledger), release="r3")
    assert (third.work_of, third.redirects) == (first.work_of, ())
    assert [(row.event, row.why) for row in third.ledger[len(second.ledger) :]] == [
        ("restore", "a steward")
    ]


bands_of = st.sampled_from(["same", "review", "different"])
pairings = st.dictionaries(
    st.sampled_from(["ab", "ac", "ad", "bc", "bd", "cd"]),
    st.tuples(bands_of, st.integers(-20, 20)),
)
verdicts = st.lists(
    st.tuples(
        st.sampled_from(["ab", "ac", "bd", "cd"]),
        st.sampled_from(["same", "different", "unsure", "undo", "part"]),
    ),
    max_size=4,
)


@settings(deadline=None, max_examples=60)
@given(pairings, verdicts, st.randoms(use_true_random=False))
def test_the_order_of_mentions_and_pairs_makes_no_difference(
    given: dict[str, tuple[str, int]], said: list[tuple[str, str]], rng: random.Random
) -> None:
    pairs = tuple(pair(ids[0], ids[1], band, weight=float(w)) for ids, (band, w) in given.items())
    lines = [says(ids[0], ids[1], verdict, n) for n, (ids, verdict) in enumerate(said)]
    there = resolve(STANDARDS, Matched(pairs), lines, ParentState(), "r1")
    shuffled = Matched(tuple(rng.sample(pairs, len(pairs))))
    assert there == resolve(rng.sample(STANDARDS, 4), shuffled, lines, ParentState(), "r1")


@settings(deadline=None, max_examples=60)
@given(pairings, verdicts)
def test_a_standing_verdict_is_kept_or_asked_about(
    given: dict[str, tuple[str, int]], said: list[tuple[str, str]]
) -> None:
    pairs = tuple(pair(ids[0], ids[1], band, weight=float(w)) for ids, (band, w) in given.items())
    lines = [says(ids[0], ids[1], verdict, n) for n, (ids, verdict) in enumerate(said)]
    found = resolve(STANDARDS, Matched(pairs), lines, ParentState(), "r1")
    for ids, verdict in dict(said).items():
        is_one = found.work_of[ids[0]] == found.work_of[ids[1]]
        if verdict in ("different", "part"):
            assert not is_one
        if verdict == "same":
            assert is_one or bands(found)[ids] == "review"


@settings(deadline=None, max_examples=60)
@given(pairings, verdicts)
def test_no_pair_is_called_the_same_across_two_works(
    given: dict[str, tuple[str, int]], said: list[tuple[str, str]]
) -> None:
    pairs = tuple(pair(ids[0], ids[1], band, weight=float(w)) for ids, (band, w) in given.items())
    lines = [says(ids[0], ids[1], verdict, n) for n, (ids, verdict) in enumerate(said)]
    found = resolve(STANDARDS, Matched(pairs), lines, ParentState(), "r1")
    for row in found.pairs:
        is_one = found.work_of[row.left_mention_id] == found.work_of[row.right_mention_id]
        assert is_one or row.band != "same"
    for name, rows in (("pairs", found.pairs), ("relations", found.relations)):
        if rows:
            assert table(type(rows[0]), rows).num_rows == len(rows), name


def test_a_mention_seen_on_an_older_page_founds_the_work() -> None:
    older = replace(
        STANDARDS[1],
        listings=(replace(STANDARDS[1].listings[0], fetched_at=datetime(2020, 1, 1, tzinfo=UTC)),),
    )
    pairs = Matched((pair("a", "b", "same", weight=9.0),))
    found = resolve([STANDARDS[0], older], pairs, (), ParentState(), "r1")
    assert [row.mention_id for row in found.ledger] == ["b", "a"]


@pytest.mark.parametrize(("verdict", "band"), [("same", "same"), ("different", "different")])
def test_an_answer_on_one_pair_settles_all_pairs_of_the_two_works(verdict: str, band: str) -> None:
    pairs = (
        pair("a", "b", "same", weight=9.0),
        pair("c", "d", "same", weight=9.0),
        *(pair(left, right, "review", weight=3.0) for left in "ab" for right in "cd"),
    )
    asked = bands(resolved(*pairs))
    assert {ids for ids, kept in asked.items() if kept == "review"} == {"ac", "ad", "bc", "bd"}
    answered = bands(resolved(*pairs, said=(says("a", "d", verdict),)))
    assert {answered[ids] for ids in ("ac", "ad", "bc", "bd")} == {band}
