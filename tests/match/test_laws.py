"""What holds for any records: order, symmetry, sums, and what the evidence hash depends on."""

import random
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.match import Record, compare, match, model
from pipeline.match.columns import columns
from pipeline.match.verdicts import Thresholds
from pipeline.model import BANDS, RELATIONS, Evidence, Pair
from pipeline.schema import check

WORDS = "trafficking persons review legal guide part second 2 annual report georgia".split()  # noqa: SIM905
# Words that mean a number, a part, a month, an edition, a language, a kind of document.
TABLED = (
    *WORDS, "vol.", "no.", "number", "II", "2nd", "A", "2010", "may", "mai", "labour", "labor",
    "summary", "facilitator's guide", "(2nd ed.)", "[French]", "traficking", "trafficcking", "Mali",
)  # fmt: skip
ANY_TITLE = st.one_of(
    st.builds(
        str.join,
        st.sampled_from((" ", ": ", ":", " – ", ". ", " / ")),
        st.lists(st.sampled_from(TABLED), max_size=30),
    ),
    st.text(max_size=40),
    st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).map(": ".join),
)
ANY_RECORD = st.builds(
    Record,
    rid=st.just(""),
    source=st.sampled_from(("one", "two")),
    pages=st.frozensets(st.sampled_from("pqr"), max_size=2),
    title=ANY_TITLE,
    year=st.sampled_from((None, 2010, 2011, 2015)),
    authors=st.sampled_from(
        (
            "",
            "Lee, A. and Kim, B.",
            "A. Lee; B. Kim",
            "Kim B, Lee A",
            "Koenig; Knig",
            "IOM",
            "IOM; IOM",
        )
    ),
    abstract=st.sampled_from(("", "short", "some words that go on " * 30)),
    isbns=st.sampled_from(((), (("9789290682509", "en"),), (("9789290686552", None),))),
    doi=st.sampled_from(("", "10.1000/1", "https://doi.org/10.1000/2")),
    volume=st.sampled_from(("", "7", "vol. 8")),
    page_range=st.sampled_from(("", "1-9", "30-39")),
    venue=st.sampled_from(("", "One Journal", "Proc. of One Conference", "O J")),
)
SOME_RECORDS = st.lists(ANY_RECORD, max_size=9).map(
    lambda records: [replace(record, rid=f"r{at}") for at, record in enumerate(records)]
)


@settings(max_examples=15, deadline=None)
@given(SOME_RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(records: list[Record], rng: random.Random) -> None:
    shuffled = rng.sample(records, len(records))
    assert match(shuffled) == match(records)


NUMBER_WORD = (Record(rid="", title="SECOND"), Record(rid="", title="SECOND:2"))


@settings(max_examples=15, deadline=None)
@given(ANY_RECORD, ANY_RECORD)
@example(*NUMBER_WORD)
def test_exchanging_two_records_changes_nothing_but_the_sides(a: Record, b: Record) -> None:
    there = match([replace(a, rid="1"), replace(b, rid="2")])
    back = match([replace(a, rid="2"), replace(b, rid="1")])
    assert there.pairs == back.pairs
    assert [(e.level, e.weight, e.left_value, e.right_value) for e in there.evidence] == [
        (e.level, e.weight, e.right_value, e.left_value) for e in back.evidence
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY_RECORD, min_size=2, max_size=30))
@example([*NUMBER_WORD])
def test_all_that_is_compared_is_the_same_from_either_side(records: list[Record]) -> None:
    c = columns([replace(record, rid=f"r{at:02d}") for at, record in enumerate(records)])
    left, right = np.triu_indices(len(records), 1)
    there, back = compare.compared(c, left, right), compare.compared(c, right, left)
    assert [name for name in there if not np.array_equal(there[name], back[name])] == []


@settings(max_examples=15, deadline=None)
@given(SOME_RECORDS)
def test_what_is_published_keeps_its_declaration(records: list[Record]) -> None:
    found = match(records)
    rows: list[Pair | Evidence] = [*found.pairs, *found.evidence]
    for row in rows:
        check(row)
        assert row.left_mention_id < row.right_mention_id
    assert {pair.band for pair in found.pairs} <= BANDS
    assert {related.kind for related in found.related} <= RELATIONS


@settings(max_examples=15, deadline=None)
@given(SOME_RECORDS)
def test_the_evidence_of_a_pair_adds_up_to_its_weight(records: list[Record]) -> None:
    found = match(records)
    sums: defaultdict[tuple[str, str], float] = defaultdict(float)
    for item in found.evidence:
        sums[item.left_mention_id, item.right_mention_id] += item.weight
    for pair in found.pairs:
        total = sums.pop((pair.left_mention_id, pair.right_mention_id))
        assert total == pytest.approx(pair.weight, abs=0.01)
    assert not sums


def test_no_records_and_one_record_have_no_pairs() -> None:
    assert match([]).pairs == match([Record(rid="a", title="Alone")]).pairs == ()


TITLE = "Legal Review on Trafficking in Persons in the Caribbean"


def test_the_evidence_hash_forgets_spelling_that_changes_no_level() -> None:
    a, b = Record(rid="a", title=TITLE, year=2010), Record(rid="b", title=TITLE, year=2010)
    before = match([a, b]).pairs[0].evidence_hash
    assert match([a, replace(b, title=TITLE.upper())]).pairs[0].evidence_hash == before


def test_the_evidence_hash_changes_with_the_evidence() -> None:
    a, b = Record(rid="a", title=TITLE, year=2010), Record(rid="b", title=TITLE, year=2010)
    before = match([a, b]).pairs[0].evidence_hash
    assert match([a, replace(b, year=2015)]).pairs[0].evidence_hash != before


def test_a_higher_threshold_asks_instead_of_merging() -> None:
    records = [Record(rid="a", title=TITLE, year=2010), Record(rid="b", title=TITLE, year=2010)]
    strict = Thresholds(same=50.0, review=0.0)
    assert match(records).pairs[0].band == "same"
    assert match(records, thresholds=strict).pairs[0].band == "review"


def test_every_level_of_the_model_is_a_sentence_and_the_last_catches_the_rest() -> None:
    for comparison in model.shipped().comparisons:
        assert comparison.levels[-1].when == ""
        assert all(level.when for level in comparison.levels[:-1])
        assert len({level.says for level in comparison.levels}) == len(comparison.levels)
        assert all(
            0 < (level.m or 1) <= 1 and 0 < (level.u or 1) <= 1 for level in comparison.levels
        )


def test_the_model_is_splinks_and_its_weights_are_ours() -> None:
    shape = model.shipped()
    made = model.settings(shape).get_settings("duckdb")
    for ours, theirs in zip(shape.comparisons, made.comparisons, strict=True):
        for gamma, level in zip(ours.gammas, ours.levels, strict=True):
            found = next(
                one for one in theirs.comparison_levels if one.comparison_vector_value == gamma
            )
            assert found.label_for_charts == level.says
            if level.m is not None:
                assert found._log2_bayes_factor == pytest.approx(level.weight)
