"""Works: searching them, and the list that is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from pipeline.desk.asked import Asked
from pipeline.desk.opened import SEARCHED
from pipeline.normalise.fold import fold
from pipeline.report.text import LINE, shown

A_PAGE = 50
WORDS = 12  # of a search that count
ONLY = {
    "conflict": "w.has_conflict",
    "review": "w.needs_review",
    "merged": "w.mention_count > 1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A work in the list."""

    work_id: str
    title: Markup
    year: int | None
    sources: tuple[Markup, ...]
    entries: int
    has_conflict: bool
    needs_review: bool


def show(asked: Asked) -> Response:
    """Return the works that a search finds, a page of them."""
    opened = asked.served.opened
    opened.need(SEARCHED)
    where, values = _wanted(asked)
    joined = f"FROM {SEARCHED} w WHERE {where}"
    total = int(opened.dicts(f"SELECT count(*) AS n {joined}", values)[0]["n"])
    first = max(0, min(asked.number("from"), total - 1)) // A_PAGE * A_PAGE
    found = opened.dicts(
        "SELECT w.work_id, w.title, w.year, w.sources, w.mention_count, w.has_conflict, "
        f"w.needs_review {joined} ORDER BY w.rowid LIMIT {A_PAGE} OFFSET {first:d}",
        values,
    )
    return asked.show(
        "works.html",
        nav="works",
        rows=[_row(each) for each in found],
        total=total,
        first=first,
        a_page=A_PAGE,
        only=asked.value("only") if asked.value("only") in ONLY else "",
        words=asked.value("q"),
        sources=[name for name, _ in asked.served.sources],
        source=asked.value("source"),
        year=asked.value("year"),
    )


def _wanted(asked: Asked) -> tuple[str, list[Any]]:
    """Return the condition of a search, and the values in it."""
    tests, values = ["true"], list[Any]()
    for word in fold(asked.value("q")).split()[:WORDS]:
        tests.append("contains(w.text, ?)")
        values.append(word)
    if source := asked.value("source"):
        tests.append("list_contains(w.sources, ?)")
        values.append(source)
    if year := asked.number("year"):
        tests.append("w.year = ?")
        values.append(year)
    if asked.value("only") in ONLY:
        tests.append(ONLY[asked.value("only")])
    return " AND ".join(tests), values


def _row(found: dict[str, Any]) -> Row:
    return Row(
        work_id=found["work_id"],
        title=shown(found["title"], LINE),
        year=found["year"],
        sources=tuple(shown(name, 60) for name in found["sources"]),
        entries=found["mention_count"],
        has_conflict=found["has_conflict"],
        needs_review=found["needs_review"],
    )
