"""The report's sections: what stands in each, in what order, and how much is left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from markupsafe import Markup

from pipeline.model import Change, Decision, Pair, Relation, UnknownRow, Work
from pipeline.report.cards import (
    ConflictCard,
    Desk,
    PairCard,
    WorkCard,
    conflict_card,
    heaviest_first,
    pair_card,
    work_card,
    work_link,
    worst,
    worst_first,
)
from pipeline.report.data import PageRead, ReportData
from pipeline.report.index import Index, anchor, language_name
from pipeline.report.text import LINE, TITLE, plain, shown
from pipeline.schema import column

T = TypeVar("T")
Shown = TypeVar("Shown")

PLACES = 8  # of a work, in the list of all works
NEAR = 6.0  # bits below the lower threshold within which a pair counts as a look-alike
KINDS = ("place", "contributor", "date", "identifier", "language", "label", "line")
OPS = ("withdrawn", "merged", "split", "changed", "added")
_DIGITS = re.compile(r"(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Section(Generic[Shown]):
    """The rows of one section that are shown, and how many are not."""

    rows: tuple[Shown, ...]
    more: int

    @property
    def count(self) -> int:
        """All rows, shown or not."""
        return len(self.rows) + self.more


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """A work in the list of all works."""

    work_id: Markup
    anchor: str
    merged: str | None  # anchor of its card, where it has one
    title: Markup
    year: int | None
    languages: tuple[str, ...]
    places: tuple[Markup, ...]
    more_places: int
    sources: tuple[Markup, ...]
    mention_count: int
    has_conflict: bool
    needs_review: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """What came in from one source."""

    source: Markup
    state: str
    pages: int
    listings: int
    mentions: int
    works: int
    unknowns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Generic[Shown]):
    """Rows of one kind within a section."""

    name: str
    section: Section[Shown]


def cap(rows: Sequence[T], most: int, view: Callable[[T], Shown]) -> Section[Shown]:
    """Return the first ``most`` rows as they are shown, and the number of the others."""
    return Section(tuple(map(view, rows[:most])), max(0, len(rows) - most))


def merged(data: ReportData, desk: Desk) -> Section[WorkCard]:
    """Works with more than one mention: gravest conflict first, then the least certain."""
    look = desk.look

    def doubt(work: Work) -> tuple[Any, ...]:
        conflicts = look.conflicts_of.get(work.work_id, ())
        weights = [pair.weight for pair in look.pairs_of.get(work.work_id, ())]
        grave = ("high", "medium", "low", "").index(worst(conflicts))
        return grave, min(weights, default=0.0), work.title.casefold()[:TITLE], work.work_id

    works = sorted((work for work in data.works if work.mention_count > 1), key=doubt)
    look.ahead(works=works[: desk.limits.merged])
    return cap(works, desk.limits.merged, lambda work: work_card(work, desk))


def waiting(data: ReportData) -> list[Pair]:
    """Return the pairs that wait for a steward, the likeliest first."""
    return sorted((pair for pair in data.pairs if pair.band == "review"), key=heaviest_first)


def questions(data: ReportData, desk: Desk) -> list[tuple[Pair, int]]:
    """Return one pair for each two works that wait, and how many more the answer settles.

    What joins two entries joins their works, and what holds them apart holds their works
    apart; so the likeliest pair of two works stands for all of them.
    """
    found: dict[tuple[str, ...], list[Pair]] = {}
    for pair in waiting(data):
        ids = pair.left_mention_id, pair.right_mention_id
        works = {work_id for name in ids if (work_id := desk.look.work_of.get(name))}
        key = tuple(sorted(works)) if len(works) == len(ids) else ids
        found.setdefault(key, []).append(pair)
    return [(first, len(others)) for first, *others in found.values()]


def review(data: ReportData, desk: Desk) -> Section[PairCard]:
    """Pairs that wait for a steward, one of each two works."""
    asked = questions(data, desk)
    desk.look.ahead(pair for pair, _ in asked[: desk.limits.review])
    return cap(
        asked,
        desk.limits.review,
        lambda asked: pair_card(asked[0], desk, with_entries=True, settles=asked[1]),
    )


def apart(data: ReportData, desk: Desk) -> Section[PairCard]:
    """Look-alikes: pairs kept apart although their weight comes near, the nearest first."""
    floor = desk.thresholds.lower - NEAR
    near = sorted(
        (pair for pair in data.pairs if pair.band == "different" and pair.weight >= floor),
        key=heaviest_first,
    )
    desk.look.ahead(near[: desk.limits.apart])
    return cap(
        near,
        desk.limits.apart,
        lambda pair: pair_card(pair, desk, with_entries=True),
    )


def conflicts(data: ReportData, desk: Desk) -> Section[ConflictCard]:
    """All conflicts, the gravest first."""
    rows = sorted(data.conflicts, key=worst_first)
    first = rows[: desk.limits.conflicts]
    desk.look.mentions.ahead([row.kept_mention_id for row in first])
    desk.look.mentions.ahead([row.lost_mention_id for row in first])
    return cap(rows, desk.limits.conflicts, lambda row: conflict_card(row, desk.look))


def relations(data: ReportData, desk: Desk) -> Section[dict[str, Any]]:
    """Works that belong together without being one."""

    def view(row: Relation) -> dict[str, Any]:
        return {
            "left": work_link(row.left_work_id, desk.look),
            "right": work_link(row.right_work_id, desk.look),
            "kind": shown(row.kind, 60),
            "basis": shown(row.basis, LINE),
        }

    return cap(data.relations, desk.limits.relations, view)


def unknowns(data: ReportData, desk: Desk) -> tuple[Group[dict[str, Any]], ...]:
    """Text that nothing could read, by kind, in page order."""
    groups: defaultdict[str, list[UnknownRow]] = defaultdict(list)
    for row in sorted(data.unknowns, key=_page_order):
        groups[row.kind].append(row)

    def view(row: UnknownRow) -> dict[str, Any]:
        return {
            "page": shown(row.page, 80),
            "locator": shown(row.locator, 60),
            "text": shown(row.text, LINE),
            "suggestion": shown(row.suggestion, LINE) if row.suggestion else None,
        }

    order = [*KINDS, *sorted(set(groups) - set(KINDS))]
    return tuple(
        Group(name=plain(kind, 40), section=cap(groups[kind], desk.limits.unknowns, view))
        for kind in order
        if groups.get(kind)
    )


def changes(data: ReportData, desk: Desk) -> tuple[Group[dict[str, Any]], ...]:
    """What changed since the parent, by what happened; losses first."""
    groups: defaultdict[str, list[Change]] = defaultdict(list)
    for row in data.changes:
        groups[row.op].append(row)

    def view(row: Change) -> dict[str, Any]:
        return {
            "work": work_link(row.work_id, desk.look),
            "field": shown(row.field, 60) if row.field else None,
            "before": shown(row.before, LINE) if row.before else None,
            "after": shown(row.after, LINE) if row.after else None,
            "cause": plain(row.cause),
        }

    order = [*OPS, *sorted(set(groups) - set(OPS))]
    return tuple(
        Group(name=plain(op, 40), section=cap(groups[op], desk.limits.changes, view))
        for op in order
        if groups.get(op)
    )


def decisions(data: ReportData, desk: Desk) -> Section[dict[str, Any]]:
    """Stewards' verdicts, the newest first; those that ask to be looked at again before them."""
    rows = sorted(data.decisions, key=lambda row: row.decided_at, reverse=True)
    rows.sort(key=lambda row: row.status != "reopened")

    def view(row: Decision) -> dict[str, Any]:
        left, right = shown(row.left_title, LINE), shown(row.right_title, LINE)
        return {
            "left": left,
            "right": right,
            "verdict": plain(row.verdict),
            "because": shown(row.because, LINE),
            "steward": shown(row.steward, 60),
            "on": row.decided_at.date().isoformat(),
            "status": plain(row.status),
        }

    return cap(rows, desk.limits.decisions, view)


def set_aside(data: ReportData, desk: Desk) -> Section[dict[str, Any]]:
    """Pages that no source could read."""
    return cap(
        data.set_aside,
        desk.limits.set_aside,
        lambda page: {
            "page": shown(page.page, 120),
            "sha256": shown(page.snapshot_sha256, 64),
            "reason": shown(page.reason, 400),
        },
    )


def all_works(data: ReportData, desk: Desk, cards: Iterable[WorkCard]) -> Section[WorkRow]:
    """Every work by title."""
    with_card = {card.work.work_id for card in cards}
    works = sorted(data.works, key=lambda work: (work.title.casefold()[:TITLE], work.work_id))
    return cap(
        works,
        desk.limits.works,
        lambda work: _work_row(work, desk.look, has_card=work.work_id in with_card),
    )


def sources(data: ReportData, desk: Desk) -> Section[SourceRow]:
    """What came in, by source."""
    pages = pages_read(data)
    source_of = {page.snapshot_sha256: page.source for page in pages}
    page_counts = Counter(page.source for page in pages)
    listing_counts = Counter(column(data.listings, "source"))
    mention_counts = Counter(column(data.mentions, "source"))
    work_counts = Counter(name for work in data.works for name in set(work.sources))
    unknown_counts = Counter(source_of.get(row.snapshot_sha256, "") for row in data.unknowns)
    states = {row.source: row.state for row in data.sources}
    names = sorted({*page_counts, *listing_counts, *mention_counts, *states})

    def view(name: str) -> SourceRow:
        return SourceRow(
            source=shown(name, 80),
            state=states.get(name, "fresh"),
            pages=page_counts[name],
            listings=listing_counts[name],
            mentions=mention_counts[name],
            works=work_counts[name],
            unknowns=unknown_counts[name],
        )

    return cap(names, desk.limits.sources, view)


def pages_read(data: ReportData) -> tuple[PageRead, ...]:
    """Return the pages that were read: those given, and any that a listing stands on."""
    listed = (column(data.listings, name) for name in ("snapshot_sha256", "source", "page"))
    pages = {(sha256, source): page for sha256, source, page in zip(*listed, strict=True)}
    pages |= {(row.snapshot_sha256, row.source): row.page for row in data.pages}
    return tuple(
        PageRead(page=page, source=source, snapshot_sha256=sha256)
        for (sha256, source), page in sorted(pages.items())
    )


def _work_row(work: Work, look: Index, *, has_card: bool) -> WorkRow:
    places = look.names(work.country_codes, work.region_codes, work.is_worldwide)
    return WorkRow(
        work_id=shown(work.work_id, 60),
        anchor=anchor("work", work.work_id),
        merged=anchor("merged", work.work_id) if has_card else None,
        title=shown(work.title, TITLE),
        year=work.year,
        languages=tuple(map(language_name, work.languages)),
        places=tuple(shown(name, 60) for name in places[:PLACES]),
        more_places=max(0, len(places) - PLACES),
        sources=tuple(shown(name, 60) for name in work.sources),
        mention_count=work.mention_count,
        has_conflict=work.has_conflict,
        needs_review=work.needs_review,
    )


def _page_order(row: UnknownRow) -> tuple[Any, ...]:
    """Sort key: line 9 before line 10, whatever else a locator says."""
    parts = _DIGITS.split(row.locator[:LINE])
    natural = tuple((int(part), "") if at % 2 else (-1, part) for at, part in enumerate(parts))
    return row.page, row.snapshot_sha256, natural, row.text
