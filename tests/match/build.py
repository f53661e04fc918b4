"""Records for tests, with nothing given but what the test is about."""

from typing import Any

from pipeline.match import Matched, Record, match
from pipeline.model import Pair


def record(rid: str, title: str, **given: Any) -> Record:
    return Record(rid=rid, title=title, **given)


def pair(a: Record, b: Record) -> Pair | None:
    """The pair of two records that are matched alone, or None below the floor."""
    return next(iter(match([a, b]).pairs), None)


def band(a: Record, b: Record) -> str:
    found = pair(a, b)
    return "different" if found is None else found.band


def kinds(matched: Matched) -> set[str]:
    return {related.kind for related in matched.related}
