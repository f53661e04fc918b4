"""ONE WORK OUT OF MANY MENTIONS: one survivorship rule per field, conflicts kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TypeVar

from pipeline.merge import editions as variants
from pipeline.merge.choose import choices, union
from pipeline.merge.conflicts import conflicts
from pipeline.merge.group import Group, groups
from pipeline.merge.provenance import DERIVED, provenance
from pipeline.model import (
    Conflict,
    ContributorRow,
    Coverage,
    Edition,
    IdentifierRow,
    Mention,
    Provenance,
    Standard,
    Work,
)
from pipeline.resolve import Resolution
from pipeline.schema import in_order

__all__ = ["DERIVED", "Merged", "merge"]

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The tables that merging makes, each sorted by its key; mentions know their work."""

    works: tuple[Work, ...]
    mentions: tuple[Mention, ...]
    editions: tuple[Edition, ...]
    coverage: tuple[Coverage, ...]
    contributors: tuple[ContributorRow, ...]
    identifiers: tuple[IdentifierRow, ...]
    provenance: tuple[Provenance, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The rows of one work."""

    work: Work
    editions: tuple[Edition, ...]
    provenance: tuple[Provenance, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Questions:
    """Mentions of pairs that wait for a steward, and of pairs that one joined."""

    open: frozenset[str]
    answered: frozenset[str]


def merge(standards: Iterable[Standard], resolution: Resolution) -> Merged:
    """Return one golden record per work, and the rows that say where it comes from.

    The order of ``standards`` makes no difference.
    """
    found = list(groups(standards, resolution.work_of))
    questions = _questions(resolution)
    parts = [_parts(group, questions) for group in found]
    of_each = [(group.work_id, standard) for group in found for standard in group.standards]
    return Merged(
        works=tuple(part.work for part in parts),
        mentions=_sorted(Mention, (replace(s.mention, work_id=work_id) for work_id, s in of_each)),
        editions=_sorted(Edition, (row for part in parts for row in part.editions)),
        coverage=_sorted(Coverage, (row for each in of_each for row in coverage(*each))),
        contributors=tuple(row for each in of_each for row in contributors(*each)),
        identifiers=_sorted(IdentifierRow, (row for each in of_each for row in identifiers(*each))),
        provenance=tuple(row for part in parts for row in part.provenance),
        conflicts=tuple(row for part in parts for row in part.conflicts),
    )


def _questions(resolution: Resolution) -> _Questions:
    return _Questions(
        open=frozenset(
            mention_id
            for pair in resolution.pairs
            if pair.band == "review"
            for mention_id in (pair.left_mention_id, pair.right_mention_id)
        ),
        answered=frozenset(
            mention_id
            for decision in resolution.decisions
            if decision.status == "applied" and decision.verdict == "same"
            for mention_id in (decision.left_mention_id, decision.right_mention_id)
        ),
    )


def _needs_review(group: Group, disagreements: list[Conflict], questions: _Questions) -> bool:
    """Tell whether a steward is awaited; one who joined the two saw how they disagree."""
    if any(mention.mention_id in questions.open for mention in group.mentions):
        return True
    return any(
        conflict.severity == "high"
        and not {conflict.kept_mention_id, conflict.lost_mention_id} <= questions.answered
        for conflict in disagreements
    )


def _parts(group: Group, questions: _Questions) -> _Parts:
    chosen = choices(group)
    disagreements = conflicts(group, chosen)
    rows = tuple(variants.editions(group))
    values = {name: choice.value for name, choice in chosen.items()}
    seen = [listing.fetched_at.astimezone(UTC).date() for listing in group.listings]
    work = Work(
        work_id=group.work_id,
        title=values["title"],
        alternative_titles=tuple(sorted({m.title for m in group.mentions} - {values["title"]})),
        abstract=values.get("abstract"),
        year=values.get("year"),
        series=values.get("series"),
        languages=union(group, "languages"),
        contributors=values.get("contributors", ()),
        country_codes=union(group, "country_codes"),
        region_codes=union(group, "region_codes"),
        is_worldwide=values.get("is_worldwide"),
        isbns=union(group, "isbns"),
        sources=union(group, "sources"),
        mention_count=len(group.standards),
        edition_count=len(rows),
        has_conflict=bool(disagreements),
        needs_review=_needs_review(group, disagreements, questions),
        first_seen_on=min(seen),
        last_seen_on=max(seen),
    )
    return _Parts(
        work=work,
        editions=rows,
        provenance=tuple(provenance(group, chosen)),
        conflicts=tuple(disagreements),
    )


def coverage(work_id: str, standard: Standard) -> Iterator[Coverage]:
    """Yield the places of one mention: one row per place and basis, where it stands first."""
    found: dict[tuple[str, str], Coverage] = {}
    places = sorted(standard.places, key=lambda place: (place.listing_id, place.locator, place.raw))
    for place in places:
        row = Coverage(
            work_id=work_id,
            mention_id=standard.mention.mention_id,
            place_code=place.code,
            scheme=place.scheme,
            name=place.name,
            successor_codes=place.successor_codes,
            basis=place.basis,
            raw=place.raw,
            locator=place.locator,
        )
        found.setdefault((place.code, place.basis), row)
    yield from found.values()


def contributors(work_id: str, standard: Standard) -> Iterator[ContributorRow]:
    """Yield the contributors of one mention in page order."""
    for ordinal, person in enumerate(standard.mention.contributors, start=1):
        yield ContributorRow(
            work_id=work_id,
            mention_id=standard.mention.mention_id,
            ordinal=ordinal,
            name=person.name,
            given=person.given,
            kind=person.kind,
            role=person.role,
            raw=person.raw,
        )


def identifiers(work_id: str, standard: Standard) -> Iterator[IdentifierRow]:
    """Yield the identifiers of one mention, each once; a printing that says more goes first."""
    found: dict[tuple[str, str], IdentifierRow] = {}
    printed = sorted(
        standard.identifiers,
        key=lambda i: (not i.is_valid, i.language is None, i.language or "", i.raw, i.listing_id),
    )
    for number in printed:
        row = IdentifierRow(
            work_id=work_id,
            mention_id=standard.mention.mention_id,
            scheme=number.scheme,
            value=number.value,
            is_valid=number.is_valid,
            is_electronic=number.is_electronic,
            language=number.language,
            raw=number.raw,
        )
        found.setdefault((number.scheme, number.value), row)
    yield from found.values()


def _sorted(row_type: type[Row], rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(in_order(row_type, rows))
