"""Look-alikes become relations: how many of the listed pairs do, and that no others do.

All listings are matched together, so that a relation between two that are not listed as a
pair shows as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import pytest

from pipeline.match import match
from tests.resolve.related_listed import CASES

KNOWN_TO_FAIL = {  # a draft is another version, and is told for a paper about the work
    "Migration Crisis Operational Framework: Draft | Migration Crisis Operational Framework"
}

Found = Mapping[frozenset[str], set[str]]


@pytest.fixture(scope="module")
def found() -> Found:
    """The kinds of relation of each pair that has one; ``same`` where it is merged."""
    records = [
        replace(record, rid=f"{at:02}{record.rid}")
        for at, case in enumerate(CASES)
        for record in case.records
    ]
    made = match(records)
    kinds: defaultdict[frozenset[str], set[str]] = defaultdict(set)
    for related in made.related:
        kinds[frozenset({related.left, related.right})].add(related.kind)
    for pair in made.pairs:
        if pair.band == "same":
            kinds[frozenset({pair.left_mention_id, pair.right_mention_id})].add("same")
    return kinds


def listed(at: int) -> frozenset[str]:
    return frozenset({f"{at:02}a", f"{at:02}b"})


def test_works_that_belong_together_are_related_as_they_are(found: Found) -> None:
    wrong = {
        case.name
        for at, case in enumerate(CASES)
        if case.kinds and not found.get(listed(at), set()) & case.kinds
    }
    assert wrong == KNOWN_TO_FAIL


def test_works_that_only_look_alike_are_neither_related_nor_merged(found: Found) -> None:
    own = {listed(at) for at, case in enumerate(CASES) if case.kinds}
    assert {tuple(sorted(ids)): kinds for ids, kinds in found.items() if ids not in own} == {}


def test_no_related_work_is_merged(found: Found) -> None:
    merged = [case for at, case in enumerate(CASES) if "same" in found.get(listed(at), set())]
    assert all("same" in case.kinds for case in merged)
