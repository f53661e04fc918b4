"""What is worked out for many records at once is what each of them has by itself."""

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.match import Record, spoken
from pipeline.match.columns import part
from pipeline.match.words import title_key, words
from tests.match.test_laws import SOME_RECORDS

WORDS = st.sampled_from(
    ("the", "and", "second", "2", "ii", "part", "b", "may", "guide", "labour", "labor", "without")
)
TITLES = st.lists(st.lists(WORDS, max_size=30), max_size=6)


@settings(max_examples=60)
@given(TITLES)
@example([[], ["the"], []])
@example([["second", "2", "the", "second"], []])
def test_what_words_tell_together_is_what_they_tell_one_by_one(titles: list[list[str]]) -> None:
    told = spoken.told(titles)
    for at, title in enumerate(titles):
        known = [spoken.token(word) for word in title]
        kinds = [each.kind for each in known]
        assert told.in_any[at] == reduce(or_, kinds, 0)
        assert told.in_all[at] == reduce(and_, kinds, -1)
        assert told.turns[at] == reduce(or_, (each.turns for each in known), 0)
        assert told.keys[at] == title_key([each.spelt for each in known])
        telling = [each for each in known if not each.kind & spoken.STOP] or known
        once = {each.word: each.letters for each in telling}
        _is_row(told.words[at], [*once][: spoken.TITLE_WORDS])
        _is_row(told.spelt[at], [*once.values()][: spoken.TITLE_WORDS])


def _is_row(found: np.ndarray, expected: Sequence[int]) -> None:
    assert found.tolist() == [*expected, *[0] * (spoken.TITLE_WORDS - len(expected))]


@settings(max_examples=25, deadline=None)
@given(SOME_RECORDS)
@example([Record(rid=str(at), title="") for at in range(3)])
def test_a_record_has_its_features_whatever_records_it_is_read_with(records: list[Record]) -> None:
    together = part(records)
    for at, record in enumerate(records):
        alone = part([record])
        for name, values in together.items():
            if name == "abstract_bits" and not alone["has_abstract"][0]:
                assert not values.size or not values[at].any()
            else:
                assert np.array_equal(alone[name][0], values[at]), name


def test_a_process_that_has_read_too_many_words_begins_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    titles = [words("Notes on safe return, part 2"), words("Seafarers without papers")]
    before = spoken.told(titles)
    monkeypatch.setattr("pipeline.match.spoken.MOST_WORDS", 0)
    after = spoken.told(titles)
    assert before.keys == after.keys
    assert np.array_equal(before.words, after.words)
    assert np.array_equal(before.spelt, after.spelt)


def test_a_title_may_name_more_than_is_compared() -> None:
    years = " ".join(str(year) for year in range(1990, 2015))
    numbers = " ".join(f"part {number}" for number in range(1, 40))
    found = part([Record(rid="a", title=f"Tables {years} {numbers}")])
    assert all(found[name].all() for name in ("title_years", "numbers", "parts"))
