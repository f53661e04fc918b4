"""Look-alikes become relations: how many of the listed pairs do, and that no others do."""

from __future__ import annotations

from functools import cache

from pipeline.match import match
from tests.resolve.related_listed import CASES, Case

KNOWN_TO_FAIL = {  # a draft is another version, and is told for a paper about the work
    "Migration Crisis Operational Framework: Draft | Migration Crisis Operational Framework"
}


@cache
def _found(at: int) -> frozenset[str]:
    made = match(CASES[at].records)
    merged = {"same"} if any(pair.band == "same" for pair in made.pairs) else set()
    return frozenset({related.kind for related in made.related} | merged)


def found(case: Case) -> frozenset[str]:
    """The kinds of relation that are published of a case; ``same`` where it is merged."""
    return _found(CASES.index(case))


def test_works_that_belong_together_are_related_as_they_are() -> None:
    wrong = {case.name for case in CASES if case.kinds and not found(case) & case.kinds}
    assert wrong == KNOWN_TO_FAIL


def test_works_that_only_look_alike_are_neither_related_nor_merged() -> None:
    assert {case.name: found(case) for case in CASES if not case.kinds and found(case)} == {}


def test_no_related_work_is_merged() -> None:
    assert not [c.name for c in CASES if "same" in found(c) and "same" not in c.kinds]
