"""Where each published value of a work was read, and why it won."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.merge.choose import UNIONS, Choice
from pipeline.merge.group import Group, home
from pipeline.model import Field, Listing, Provenance, Standard, Trace

DERIVED: Mapping[str, str] = {
    "mention_count": "counted: mentions with this work_id",
    "edition_count": "counted: editions with this work_id",
    "has_conflict": "there is a row in conflicts",
    "needs_review": "a pair in review has one of its mentions, or no steward saw a high conflict",
    "first_seen_on": "the oldest fetched_at of its listings",
    "last_seen_on": "the newest fetched_at of its listings",
}
"""The columns of `works` that are computed from other tables: they have no place on a page."""

_ROLES: Mapping[str, frozenset[str]] = {
    "year": frozenset({"year", "date", "imprint", "series"}),
    "series": frozenset({"series"}),
    "contributors": frozenset({"authors", "author", "contributors"}),
    "is_worldwide": frozenset({"country", "region"}),
    "country_codes": frozenset({"country"}),
    "region_codes": frozenset({"region"}),
    "languages": frozenset({"language", "languages", "imprint"}),
    "isbns": frozenset({"isbn", "identifier", "imprint"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The place a value was read from, and how."""

    listing_id: str
    locator: str
    rule: str


def provenance(group: Group, choices: Mapping[str, Choice]) -> Iterator[Provenance]:
    """Yield a row for every value of a work that was read from a page.

    A value that several mentions give, and that all of them keep, has a row for each. The
    computed columns (``DERIVED``) have none.
    """
    found: dict[tuple[str, str, str], Provenance] = {}
    for field, value, standard, won in _values(group, choices):
        row = _row(group, field, value, standard, won)
        found.setdefault((field, value, row.mention_id), row)
    yield from (row for _, row in sorted(found.items()))


def _values(
    group: Group, choices: Mapping[str, Choice]
) -> Iterator[tuple[str, str, Standard, str]]:
    """Yield field, value, the mention it stands for, and the rule by which it won."""
    by_id = {standard.mention.mention_id: standard for standard in group.standards}
    for field, choice in choices.items():
        values = choice.value if isinstance(choice.value, tuple) else (choice.value,)
        for value in values:
            yield field, str(value), by_id[choice.mention.mention_id], choice.rule
    for standard in group.standards:
        if standard.mention.title != choices["title"].value:
            yield "alternative_titles", standard.mention.title, standard, "every_other_title"
        for field, (rule, values_of) in UNIONS.items():
            for value in values_of(standard.mention):
                yield field, value, standard, rule


def _row(group: Group, field: str, value: str, standard: Standard, won: str) -> Provenance:
    origin = read_at(standard, field, value)
    return Provenance(
        work_id=group.work_id,
        field=field,
        value=value,
        mention_id=standard.mention.mention_id,
        listing_id=origin.listing_id,
        locator=origin.locator,
        rule=f"{origin.rule}; {won}",
    )


def read_at(standard: Standard, field: str, value: str) -> Origin:
    """Return where a value of a mention was read: its trace, else the nearest thing to one."""
    name = "title" if field == "alternative_titles" else field
    traces = [t for t in standard.traces if t.field == name and t.value == value]
    if trace := _at_home(standard, traces):
        return Origin(listing_id=trace.listing_id, locator=trace.locator, rule=trace.rule)
    return _found(standard, field, value) or _field(home(standard), field)


def _at_home(standard: Standard, traces: list[Trace]) -> Trace | None:
    if len(traces) < 2:
        return traces[0] if traces else None
    first = home(standard).listing_id
    return min(
        traces, key=lambda trace: (trace.listing_id != first, trace.listing_id, trace.locator),
        default=None,
    )  # fmt: skip


def _found(standard: Standard, field: str, value: str) -> Origin | None:
    """Look among the places and the identifiers, which know where they stand."""
    if field in ("country_codes", "region_codes"):
        found = [
            Origin(listing_id=place.listing_id, locator=place.locator, rule=f"read {place.raw!r}")
            for place in standard.places
            if place.code == value and place.basis == "stated"
        ]
    elif field == "isbns":
        found = [
            Origin(listing_id=number.listing_id, locator=number.locator, rule="an ISBN")
            for number in standard.identifiers
            if number.value == value and number.listing_id
        ]
    else:
        return None
    first = home(standard).listing_id
    return min(
        found, key=lambda origin: (origin.listing_id != first, origin.listing_id, origin.locator),
        default=None,
    )  # fmt: skip


def _field(listing: Listing, field: str) -> Origin:
    """Fall back on the field of the entry that holds such values, or on the entry."""
    return Origin(
        listing_id=listing.listing_id,
        locator=_locator(listing, field),
        rule=_AS_PRINTED.get(field, "read from the entry"),
    )


_AS_PRINTED = {
    "title": "as printed",
    "alternative_titles": "as printed",
    "abstract": "as printed",
    "sources": "recognised from the page's content or address",
}


def _locator(listing: Listing, field: str) -> str:
    if field in ("title", "alternative_titles"):
        return listing.title_locator
    if field == "abstract" and listing.abstract_locator:
        return listing.abstract_locator
    roles = _ROLES.get(field, frozenset())
    holding: Iterator[Field] = (part for part in listing.fields if part.role in roles)
    return next((part.locator for part in holding), listing.locator)
