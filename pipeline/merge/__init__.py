"""ONE WORK OUT OF MANY MENTIONS: one survivorship rule per field, conflicts kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from datetime import UTC
from typing import Any

from pipeline.cache import OFF, Cache, carried, hashed
from pipeline.merge import editions as variants
from pipeline.merge import overrides
from pipeline.merge.choose import Choice, choices, union
from pipeline.merge.conflicts import conflicts
from pipeline.merge.group import Group, groups
from pipeline.merge.provenance import DERIVED, provenance
from pipeline.model import (
    TABLES,
    Conflict,
    ContributorRow,
    Coverage,
    Edition,
    IdentifierRow,
    Listing,
    Mention,
    Override,
    Provenance,
    Standard,
    UnknownRow,
    Work,
)
from pipeline.resolve import Resolution
from pipeline.schema import in_order

__all__ = ["DERIVED", "Merged", "merge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The tables that merging makes, each sorted by its key; mentions know their work."""

    works: Sequence[Work]
    mentions: Sequence[Mention]
    listings: Sequence[Listing]
    editions: Sequence[Edition]
    coverage: Sequence[Coverage]
    contributors: Sequence[ContributorRow]
    identifiers: Sequence[IdentifierRow]
    provenance: Sequence[Provenance]
    conflicts: Sequence[Conflict]
    unknowns: Sequence[UnknownRow]  # of values; where lines were not read is told elsewhere
    overrides: Sequence[Override]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Questions:
    """Mentions of pairs that wait for a steward, and of pairs that one joined."""

    open: frozenset[str]
    answered: frozenset[str]


_KINDS = {each.name: TABLES[each.name] for each in fields(Merged)}


def merge(standards: Iterable[Standard], resolution: Resolution, cache: Cache = OFF) -> Merged:
    """Return one golden record per work, and the rows that say where it comes from.

    The order of ``standards`` makes no difference.

    Args:
        standards: The mentions.
        resolution: Which of them are one work.
        cache: What earlier runs made; the result is the same without.
    """
    found = list(groups(standards, resolution.work_of))
    questions = _questions(resolution)
    by_hand = overrides.of_works(resolution.overrides, resolution.work_of)
    of_no_work = overrides.as_applied(overrides.others(resolution.overrides, by_hand), {})

    def rows(at: int) -> dict[str, Sequence[Any]]:
        return _rows(found[at], questions, by_hand.get(found[at].work_id, ()))

    keys = [_key(group, questions, by_hand.get(group.work_id, ())) for group in found]
    parts = [key for key in keys if key is not None]
    if cache is not OFF and len(parts) == len(keys):
        merged = Merged(
            **carried(cache, "works", _KINDS, parts, rows, repeated=frozenset({"unknowns"}))
        )
        return replace(merged, overrides=_sorted(Override, [*merged.overrides, *of_no_work]))
    made: list[Mapping[str, Sequence[Any]]] = [*map(rows, range(len(found)))]
    made.append({"overrides": of_no_work})
    return Merged(
        **{
            name: _sorted(kind, (row for rows in made for row in rows.get(name, ())))
            for name, kind in _KINDS.items()
        }
    )


def _key(group: Group, questions: _Questions, by_hand: Sequence[Override]) -> bytes | None:
    """Return a key for all that the rows of a work depend on; ``None`` where that is not known."""
    told = [group.work_id, *sorted(group.borrowed), *map(repr, by_hand)]
    for book in (questions.open, questions.answered):
        told += ["", *(each.mention_id for each in group.standards if each.mention_id in book)]
    standings = [each.standing for each in group.standards if each.standing is not None]
    if len(standings) < len(group.standards):
        return None
    return hashed("\x1f".join(told).encode("utf-8", "surrogatepass"), *standings)


def _rows(
    group: Group, questions: _Questions, by_hand: Sequence[Override]
) -> dict[str, Sequence[Any]]:
    """Return the rows of one work by table."""
    chosen, became = overrides.chosen(group, choices(group), by_hand)
    disagreements = conflicts(group, chosen)
    editions = tuple(variants.editions(group))
    work_id, standards = group.work_id, group.standards
    return {
        "works": [_work(group, chosen, len(editions), disagreements, questions)],
        "mentions": [replace(each.mention, work_id=work_id) for each in standards],
        "listings": group.listings,
        "editions": editions,
        "coverage": [row for each in standards for row in coverage(work_id, each)],
        "contributors": [row for each in standards for row in contributors(work_id, each)],
        "identifiers": [row for each in standards for row in identifiers(work_id, each)],
        "provenance": tuple(provenance(group, chosen)),
        "conflicts": disagreements,
        "unknowns": tuple(row for each in standards for row in unknowns(each)),
        "overrides": overrides.as_applied(by_hand, became),
    }


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


def _needs_review(
    group: Group, disagreements: list[Conflict], questions: _Questions, decided: Set[str]
) -> bool:
    """Tell whether a steward is awaited; one who joined the two saw how they disagree."""
    if any(mention.mention_id in questions.open for mention in group.mentions):
        return True
    return any(
        conflict.severity == "high"
        and conflict.field not in decided
        and not {conflict.kept_mention_id, conflict.lost_mention_id} <= questions.answered
        for conflict in disagreements
    )


def _work(
    group: Group,
    chosen: Mapping[str, Choice],
    edition_count: int,
    disagreements: list[Conflict],
    questions: _Questions,
) -> Work:
    values = {name: choice.value for name, choice in chosen.items()}
    decided = {name for name, choice in chosen.items() if choice.rule == overrides.RULE}
    seen = [listing.fetched_at.astimezone(UTC).date() for listing in group.listings]
    return Work(
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
        edition_count=edition_count,
        has_conflict=bool(disagreements),
        needs_review=_needs_review(group, disagreements, questions, decided),
        first_seen_on=min(seen),
        last_seen_on=max(seen),
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


def unknowns(standard: Standard) -> Iterator[UnknownRow]:
    """Yield what could not be read of a mention, each once."""
    listings = {listing.listing_id: listing for listing in standard.listings}
    found: dict[tuple[str, str, str, str], UnknownRow] = {}
    for unknown in standard.unknowns:
        listing = listings.get(unknown.listing_id, standard.listings[0])
        row = UnknownRow(
            snapshot_sha256=listing.snapshot_sha256,
            page=listing.page,
            locator=unknown.locator,
            kind=unknown.kind,
            text=unknown.text,
            suggestion=unknown.suggestion,
        )
        found.setdefault((row.snapshot_sha256, row.locator, row.kind, row.text), row)
    yield from found.values()


def _sorted(row_type: type, rows: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(in_order(row_type, rows))
