"""Listings of grey literature in all kinds that look alike: nothing is merged that is two works."""

from dataclasses import replace
from itertools import permutations

import pytest

from pipeline.match import Record, match
from pipeline.match.titles import companions, may_be_companion
from pipeline.match.words import words
from pipeline.resolve.clusters import cluster
from tests.match.build import band
from tests.match.listed_again import AGAIN
from tests.match.listed_more import MORE
from tests.match.listed_pairs import APART, ASK, SAME, Listed
from tests.match.listed_pairs import CASES as FIRST
from tests.match.listed_scripts import SCRIPTS
from tests.match.listed_turned import TURNED
from tests.match.listed_unseen import UNSEEN

CASES = (*FIRST, *MORE, *TURNED, *UNSEEN, *AGAIN, *SCRIPTS)

ASKED_IN_VAIN = 0.1  # share of the pairs of two works that a steward may have to look at


@pytest.fixture(scope="module")
def bands() -> dict[str, dict[str, str]]:
    """The band of each pair matched alone, by what is expected of it."""
    found: dict[str, dict[str, str]] = {SAME: {}, APART: {}, ASK: {}}
    for case in CASES:
        found[case.expected][case.name] = band(*case.records)
    return found


@pytest.mark.heavy
def test_nothing_is_merged_that_is_two_works_or_may_be(bands: dict[str, dict[str, str]]) -> None:
    given = bands[APART] | bands[ASK]
    assert [name for name, found in given.items() if found == "same"] == []


@pytest.mark.heavy
def test_plain_duplicates_are_merged(bands: dict[str, dict[str, str]]) -> None:
    assert [name for name, found in bands[SAME].items() if found != "same"] == []


@pytest.mark.heavy
def test_what_nobody_can_tell_is_asked(bands: dict[str, dict[str, str]]) -> None:
    assert [name for name, found in bands[ASK].items() if found != "review"] == []


@pytest.mark.heavy
def test_stewards_are_seldom_asked_in_vain(bands: dict[str, dict[str, str]]) -> None:
    asked = [name for name, found in bands[APART].items() if found == "review"]
    assert len(asked) <= ASKED_IN_VAIN * len(bands[APART]), asked


def named(at: int, case: Listed) -> tuple[Record, Record]:
    left, right = case.records
    return replace(left, rid=f"{at:03d}a"), replace(right, rid=f"{at:03d}b")


@pytest.mark.heavy
def test_no_two_works_meet_in_one_table_of_all_cases() -> None:
    pairs = {named(at, case): case for at, case in enumerate(CASES)}
    entries = [record for pair in pairs for record in pair]
    groups = cluster([entry.rid for entry in entries], match(entries).pairs).clusters
    group_of = {rid: group for group in groups for rid in group}
    wrong = [
        case.name
        for (left, right), case in pairs.items()
        if case.expected == APART and group_of[left.rid] is group_of[right.rid]
    ]
    assert wrong == []


def test_no_title_that_names_a_companion_is_passed_over_by_the_quick_look() -> None:
    told = [words(record.title) for case in CASES for record in case.records]
    named = [tokens for tokens in told if companions(tokens)]
    assert len(named) > len(CASES) / 5
    assert [tokens for tokens in named if not any(map(may_be_companion, tokens))] == []


TITLE = "Essentials of Migration Management for Policy Makers"
CHAINS: dict[str, tuple[Record, Record, Record]] = {
    "two parts and the whole": (
        Record(rid="a", title=f"{TITLE}, Volume One", year=2004, source="x"),
        Record(rid="b", title=TITLE, year=2004, source="y"),
        Record(rid="c", title=f"{TITLE}, Volume Two", year=2004, source="z"),
    ),
    "two editions and one that names none": (
        Record(rid="a", title=f"{TITLE} (1st edition)", year=2004, source="x"),
        Record(rid="b", title=TITLE, year=2004, source="y"),
        Record(rid="c", title=f"{TITLE} (2nd edition)", year=2004, source="z"),
    ),
    "two countries and a title that names none": (
        Record(rid="a", title=f"{TITLE}: Ghana", year=2004, source="x"),
        Record(rid="b", title=TITLE, year=2004, source="y"),
        Record(rid="c", title=f"{TITLE}: Togo", year=2004, source="z"),
    ),
}


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
def test_an_entry_between_two_works_does_not_glue_them(
    chain: tuple[Record, Record, Record],
) -> None:
    found = {
        cluster([entry.rid for entry in order], match(order).pairs).clusters
        for order in permutations(chain)
    }
    (clusters,) = found
    assert not any({"a", "c"} <= set(group) for group in clusters)
