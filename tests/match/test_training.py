"""The next model: near the one we have, sane, and measured where it was not trained."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.match.model import Comparison, Level, shipped
from pipeline.match.scores import weights
from pipeline.match.training import Labelled, decided, labelled, train
from pipeline.match.training.fit import falling, fitted
from pipeline.match.training.measure import measured
from pipeline.match.training.next_model import ranked
from tests.benchmarks import planted


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return list(planted.rows(400))


@pytest.fixture(scope="module")
def known(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Labelled:
    return labelled(write(tmp_path_factory.mktemp("sets") / "planted.jsonl", rows), shipped())


def year_levels(agreeing: bool, count: int) -> list[tuple[dict[str, str], bool]]:
    """Answers that speak of the year alone: the same where ``agreeing``, else other years."""
    same, other = {"year": "the same year"}, {"year": "many years apart"}
    first, second = (same, other) if agreeing else (other, same)
    return [(first, True)] * count + [(second, False)] * count


def bits(shape: Any, comparison: str, says: str) -> float:
    levels = next(c.levels for c in shape.comparisons if c.name == comparison)
    return float(next(level.weight for level in levels if level.says == says))


def test_the_bits_of_a_pair_are_those_of_matching(known: Labelled) -> None:
    assert np.allclose(weights(known.found.levels, shipped()), known.found.weight)


def test_every_part_of_a_set_is_measured_held_out_by_old_and_new_weights(known: Labelled) -> None:
    made = train([known], [], shipped())
    assert len(made.held_out) == 5
    whole = measured(known, shipped())
    assert sum(part.present.wanted for part in made.held_out) == whole.wanted
    assert made.model.version != shipped().version
    for part in made.held_out:
        assert part.trained.f1 >= part.present.f1 - 0.05


def test_three_sets_are_left_out_one_at_a_time(known: Labelled) -> None:
    sets = [replace(known, examples=replace(known.examples, name=name)) for name in ("a", "b", "c")]
    made = train(sets, [], shipped())
    assert [part.name for part in made.held_out] == ["a", "b", "c"]


def test_the_order_of_records_and_sets_makes_no_difference(
    rows: list[dict[str, Any]], known: Labelled, tmp_path: Path
) -> None:
    shuffled = random.Random(3).sample(rows, len(rows))
    other = labelled(write(tmp_path / "planted.jsonl", shuffled), shipped())
    answers = decided("d", year_levels(agreeing=True, count=60), shipped())
    assert train([known], [answers], shipped()) == train([other], [answers], shipped())


def test_what_no_example_speaks_of_keeps_its_weight(known: Labelled) -> None:
    made = fitted([known.examples], shipped(), 200)
    for comparison, level in (("DOI", "the same DOI"), ("ISBN", "a shared ISBN")):
        assert bits(made, comparison, level) == pytest.approx(
            bits(shipped(), comparison, level), abs=0.01
        )


def test_many_examples_move_a_weight_and_few_do_not() -> None:
    few, many = (
        fitted([decided("d", year_levels(agreeing=True, count=count), shipped())], shipped(), 20)
        for count in (2, 2000)
    )
    present = bits(shipped(), "year", "the same year")
    assert abs(bits(few, "year", "the same year") - present) < 0.5
    assert bits(many, "year", "the same year") > present + 0.5


def test_a_stronger_hold_moves_weights_less() -> None:
    answers = decided("d", year_levels(agreeing=True, count=200), shipped())
    present = bits(shipped(), "year", "the same year")
    found = [
        abs(bits(fitted([answers], shipped(), strength), "year", "the same year") - present)
        for strength in (10, 100, 1000)
    ]
    assert found == sorted(found, reverse=True)


def test_a_trained_model_can_be_trained_on(known: Labelled) -> None:
    once = train([known], [], shipped(), version="one").model
    assert train([known], [], once).model.version == "one.2"


@pytest.mark.parametrize("count", [0, 49])
def test_too_few_examples_are_refused_with_their_number(count: int) -> None:
    answers = decided("d", year_levels(agreeing=True, count=count), shipped())
    with pytest.raises(UsageError, match=f"There are {count} pairs of one work and {count}"):
        train([], [answers], shipped())


def test_labels_turned_about_are_refused() -> None:
    answers = decided("turned", year_levels(agreeing=False, count=100), shipped())
    with pytest.raises(UsageError, match="turned: its labels contradict the evidence"):
        train([], [answers], shipped())


def test_labels_drawn_by_lot_are_refused(known: Labelled) -> None:
    by_lot = np.random.default_rng(5).permutation(known.examples.same)
    examples = replace(known.examples, name="lot", same=by_lot)
    with pytest.raises(UsageError, match="lot: its labels contradict"):
        train([replace(known, examples=examples)], [], shipped())


def test_a_fit_in_another_mode_is_refused(monkeypatch: pytest.MonkeyPatch, known: Labelled) -> None:
    def inverted(*_: object) -> Any:
        turned = [
            replace(c, levels=tuple(replace(x, m=x.u, u=x.m) for x in c.levels))
            for c in shipped().comparisons
        ]
        return replace(shipped(), comparisons=tuple(turned))

    monkeypatch.setattr("pipeline.match.training.next_model.fitted", inverted)
    with pytest.raises(UsageError, match="The fit went wrong"):
        train([known], [], shipped())


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"rid": "a", "title": "t"}], "has no cluster"),
        ([{"rid": "a", "cluster": "1"}, {"rid": "a", "cluster": "1"}], "stands twice"),
        ([{"cluster": "1"}], "rid"),
    ],
)
def test_a_set_that_is_not_labelled_is_refused(
    tmp_path: Path, rows: list[dict[str, Any]], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        labelled(write(tmp_path / "set.jsonl", rows), shipped())


def test_a_threshold_is_proposed_for_a_precision_or_said_to_be_out_of_reach(
    known: Labelled,
) -> None:
    lax, strict = (train([known], [], shipped(), precision=p) for p in (0.5, 1.0))
    assert lax.is_reached
    assert lax.model.same < shipped().same
    assert lax.model.same <= strict.model.same
    every_merge_is_false = replace(known, works=tuple(map(str, range(len(known.works)))))
    none = train([every_merge_is_false], [], shipped(), precision=0.9)
    assert (none.is_reached, none.model.same) == (False, shipped().same)


def test_ranking_is_the_share_of_pairs_the_right_way_round() -> None:
    right, wrong = (
        decided("d", year_levels(agreeing=a, count=3), shipped()) for a in (True, False)
    )
    assert (ranked(right, shipped()), ranked(wrong, shipped())) == (1.0, 0.0)
    even = decided("d", [({}, True), ({}, False)], shipped())
    assert ranked(even, shipped()) == 0.5


numbers = st.lists(st.floats(-12, 12), min_size=2, max_size=6)


@given(numbers)
@settings(deadline=None)
def test_declared_levels_fall_and_the_rest_stays(given: list[float]) -> None:
    said = [f"level {at}" for at in range(len(given))]
    comparison = Comparison(
        name="c",
        levels=tuple(Level(says=says, when="", m=0.5, u=0.5) for says in said),
        falls=tuple(said[:-1]),
    )
    made = falling(comparison, np.array(given))
    assert all(one >= other - 1e-9 for one, other in pairwise(made[:-1]))
    assert made[-1] == given[-1]
    assert sum(made) == pytest.approx(sum(given), abs=1e-6)
    if given[:-1] == sorted(given[:-1], reverse=True):
        assert made.tolist() == given


def test_the_shipped_weights_fall_as_the_model_declares() -> None:
    for comparison in shipped().comparisons:
        present = np.array([level.weight for level in comparison.levels])
        assert falling(comparison, present).tolist() == present.tolist(), comparison.name
