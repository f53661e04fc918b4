"""What the listings of a mention say, whatever page says it and wherever it stands there.

Before the values of listings are read, everything that names a page or a place on it is put
aside: addresses, digests and times go, and each locator and listing id becomes a short sign.
So an entry that moves down its page, or to another page, reads as it did, and a form worked out
on an earlier night is found again. Then the signs are put back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from pipeline.cache import BODY, Cache, hashed, pack, recall, unpack
from pipeline.model import (
    Field,
    Identifier,
    Listing,
    Mention,
    Place,
    Standard,
    Trace,
    Unknown,
)
from pipeline.normalise.mention_union import union

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The listings of one mention, and who publishes their source."""

    mention_id: str
    listings: tuple[Listing, ...]
    publisher: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a group says, as JSON, and what each sign in it stands for."""

    text: str
    signs: Mapping[str, str]  # of locators and listing ids


def standards(groups: Sequence[Group], cache: Cache) -> list[Standard]:
    """Return the standard form of each group, in order; each form is kept."""
    told = [_told(group) for group in groups]

    def work(at: int) -> tuple[Standard, list[Any]]:
        form = _form(told[at].text)
        return _placed(groups[at], told[at].signs, form), form

    found = recall(
        cache.section("mentions", BODY),
        [hashed(one.text.encode()) for one in told],
        work=work,
        write=lambda made: made[1],
        read=lambda at, kept: (_placed(groups[at], told[at].signs, kept), kept),
    )
    return [standard for standard, _ in found]


# --- signs for places


def _told(group: Group) -> _Told:
    signs: dict[str, str] = {}  # what it stands for, to its sign

    def sign(locator: str | None) -> str | None:
        return signs.setdefault(locator, f"@{len(signs)}") if locator else locator

    said = [
        [
            row.source,
            row.title,
            sign(row.title_locator),
            row.abstract,
            sign(row.abstract_locator),
            [
                [f.label, f.role, f.values, sign(f.locator), list(map(sign, f.value_locators))]
                for f in row.fields
            ],
        ]
        for row in sorted(group.listings, key=_id)
    ]
    stands_for = {short: locator for locator, short in signs.items()}
    for at, row in enumerate(sorted(group.listings, key=_id)):
        stands_for[_listing_sign(at)] = row.listing_id
    return _Told(text=json.dumps([group.publisher, said]), signs=stands_for)


def _id(row: Listing) -> str:
    return row.listing_id


def _listing_sign(at: int) -> str:
    """Return a sign that sorts as the ids do, since an id may decide between equals."""
    return f"{at:08d}"


# --- forms


def _form(text: str) -> list[Any]:
    """Return the standard form of what a group says: mention, then each of ``_LISTS``."""
    publisher, said = json.loads(text)
    found = union("", [_listing(at, *row) for at, row in enumerate(said)], publisher)
    return [pack(found.mention), *(list(map(pack, getattr(found, name))) for name in _LISTS)]


def _listing(
    at: int,
    source: str,
    title: str,
    title_locator: str,
    abstract: str | None,
    abstract_locator: str | None,
    fields: Sequence[Any],
) -> Listing:
    return Listing(
        listing_id=_listing_sign(at),
        mention_id="",
        source=source,
        page="",
        url=None,
        entry_url=None,
        snapshot_sha256="",
        ordinal=at,
        locator="",
        title=title,
        title_locator=title_locator,
        abstract=abstract,
        abstract_locator=abstract_locator,
        fields=tuple(
            Field(
                label=label,
                role=role,
                values=tuple(values),
                locator=locator,
                value_locators=tuple(value_locators),
            )
            for label, role, values, locator, value_locators in fields
        ),
        fetched_at=_NEVER,
    )


def _placed(group: Group, signs: Mapping[str, str], form: Sequence[Any]) -> Standard:
    """Return a form as that of a group: signs become ids and locators again."""
    mention, *lists = form
    parts: dict[str, Any] = {
        name: tuple(_put_back(row_type, signs, values) for values in rows)
        for (name, row_type), rows in zip(_LISTS.items(), lists, strict=True)
    }
    return Standard(
        mention=unpack(Mention, [group.mention_id, *mention[1:]]),
        listings=tuple(
            replace(row, mention_id=group.mention_id) for row in sorted(group.listings, key=_id)
        ),
        **parts,
    )


def _put_back(row_type: type, signs: Mapping[str, str], values: Sequence[Any]) -> Any:
    own = list(values)
    locator, listing_id = _PLACES[row_type]
    own[locator] = signs.get(own[locator]) or ";".join(
        signs.get(part, part) for part in own[locator].split(";")
    )
    own[listing_id] = signs[own[listing_id]]
    return unpack(row_type, own)


_LISTS = {"places": Place, "identifiers": Identifier, "unknowns": Unknown, "traces": Trace}
_PLACES = {
    row_type: (names.index("locator"), names.index("listing_id"))
    for row_type in _LISTS.values()
    for names in [[each.name for each in fields(row_type)]]
}
