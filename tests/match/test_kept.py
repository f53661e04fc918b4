"""Features and scores that were kept give what working them out again would give."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from inspect import getsource
from pathlib import Path

import numpy as np
import pytest

from pipeline.cache import OFF, Store
from pipeline.match import compare, features, kept, model, scores, vetoes
from pipeline.match.columns import Columns, Ints, columns
from pipeline.match.features import Part
from pipeline.match.model import Model
from pipeline.match.records import Record, key
from pipeline.match.scores import Scored
from pipeline.match.verdicts import match
from tests.benchmarks import planted

PROSE = "Recruitment fees are paid by workers who leave their village for the coast. " * 8


def _drawn(n: int, seed: int) -> list[Record]:
    """Return planted records; a few on pages, with abstracts, ISBNs or a title of many works."""
    drawn = random.Random(seed)
    made = []
    for row in planted.rows(n, seed):
        record = Record(
            rid=row["rid"],
            source=row["source"],
            title="Annual report" if drawn.random() < 0.02 else row["title"],
            year=int(row["year"]) if row["year"] else None,
            authors=row["author"],
            venue=row["venue"],
            volume=row["volume"],
            page_range=row["pages"],
            pages=frozenset({str(drawn.randrange(n // 10))}),
            abstract=row["title"] + PROSE if drawn.random() < 0.05 else "",
            isbns=(("9789290686866", None),) if drawn.random() < 0.01 else (),
        )
        made.append(record)
    return made


@pytest.mark.parametrize("n", [90, pytest.param(1_200, marks=pytest.mark.heavy)])
def test_a_sequence_of_nights_matches_as_if_nothing_were_kept(n: int, tmp_path: Path) -> None:
    store, drawn = Store.of(tmp_path, "this code"), random.Random(n)
    there, others = _drawn(3 * n, 1), _drawn(n, 2)
    for night in range(4):
        tonight = drawn.sample(there, len(there) - n // 10)
        at = drawn.randrange(len(others) - 5)
        tonight += [replace(record, rid=f"new{night}{record.rid}") for record in others[at:][:5]]
        moved = drawn.randrange(len(tonight))
        tonight[moved] = replace(tonight[moved], pages=frozenset({"another page"}))
        assert match(tonight, cache=store) == match(tonight)
        there = tonight


def test_another_model_does_not_read_the_scores_of_this_one(tmp_path: Path) -> None:
    store, there = Store.of(tmp_path, "this code"), _drawn(300, 1)
    shape = model.shipped()
    other = replace(shape, version="other", prior=shape.prior / 2, floor=shape.floor - 1)
    for one in (shape, other, shape):
        assert match(there, shape=one, cache=store) == match(there, shape=one)


def test_records_and_pairs_that_are_known_are_not_worked_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, there = Store.of(tmp_path, "this code"), _drawn(400, 1)
    match(there, cache=store)
    worked: list[str] = []
    compared: list[int] = []
    plainly, scored = features.features, scores.scored

    def noted(records: Sequence[Record]) -> tuple[Part, list[bytes], list[bytes]]:
        worked.extend(record.rid for record in records)
        return plainly(records)

    def counted(c: Columns, left: Ints, right: Ints, shape: Model) -> Scored:
        compared.append(len(left))
        return scored(c, left, right, shape)

    monkeypatch.setattr("pipeline.match.columns.features", noted)
    monkeypatch.setattr(scores, "scored", counted)
    match(there, cache=store)
    assert (worked, compared) == ([], [])
    match([*there, replace(there[7], rid="new", year=1999)], cache=store)
    assert worked == ["new"]
    assert 0 < compared[0] < 60


def test_what_is_compared_depends_on_other_records_only_as_the_keys_say() -> None:
    c = columns(_drawn(400, 3))
    left, right = np.triu_indices(len(c), 1)
    rarer = replace(c, rarity=np.where(c.rarity > 0, c.rarity**2 + 1, 0).astype(np.float32))
    here, there = compare.compared(c, left, right), compare.compared(rarer, left, right)
    assert here.keys() == there.keys()
    given = compare.shares(rarer, left, right)
    for name, values in given.items():
        assert np.array_equal(there[name], values)
        assert not np.array_equal(here[name], values)
    same = np.all([here[name] == there[name] for name in given], axis=0)
    for name in here:
        assert np.array_equal(here[name][same], there[name][same]), name


def test_shares_of_words_are_asked_about_in_steps() -> None:
    asked = [level.when for each in model.shipped().comparisons for level in each.levels]
    told = "\n".join([*asked, *map(getsource, (vetoes, compare))])
    found = re.findall(r"title_(?:shared|within)(?:\"\])? *(?:[<>]=?|==?) *([\d.]+|[A-Z]+)", told)
    limits = [getattr(compare, limit) if limit.isupper() else float(limit) for limit in found]
    assert len(limits) > 10
    assert all(round(limit * compare.STEPS, 9).is_integer() for limit in limits), limits


def test_a_key_tells_records_apart_by_all_they_say_but_their_name_and_pages() -> None:
    record = Record(rid="a", title="Title", pages=frozenset({"p"}))
    assert key(replace(record, rid="b", pages=frozenset())) == key(record)
    others = [
        replace(record, title="Title "),
        replace(record, title="", venue="Title"),
        replace(record, year=1),
        replace(record, isbns=(("1", None),)),
        replace(record, isbns=(("1", "None"),)),
        replace(record, title="\ud800"),
        Record(rid="a"),
    ]
    assert len({key(each) for each in (record, *others)}) == len(others) + 1


def test_with_nothing_kept_nothing_is_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "known", None)
    assert match(_drawn(10, 1), cache=OFF).pairs is not None
