"""What the listings of a mention say, whatever page says it and wherever it stands there.

Before the values of listings are read, everything that names a page or a place on it is put
aside: addresses, digests and times go, and each locator and listing id becomes a short sign.
So an entry that moves down its page, or to another page, reads as it did, and a form worked out
on an earlier night is found again. Then the signs are put back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from pipeline.cache import (
    BODY,
    UNREADABLE,
    Cache,
    as_keys,
    hashed,
    pack,
    recalled,
    unpack,
)
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

T = TypeVar("T")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The listings of one mention, and who publishes their source.

    Attributes:
        standing: A key for all that can be said of it: its id, its publisher, and where each of
            its listings stands on which page.
        fetched: The digest of each page that lists it, and when that was fetched.
    """

    mention_id: str
    listings: Sequence[Listing]
    publisher: str | None
    standing: bytes
    fetched: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a group says, as JSON, and what each sign in it stands for."""

    text: str
    signs: Mapping[str, str]  # of locators and listing ids


class Known(Standard):
    """A standard form that is unpacked as far as somebody asks for it."""

    __slots__ = ("_form", "_group", "_parts", "_title")
    _group: Group
    _form: bytes | list[Any]
    _title: str | None
    _parts: dict[str, Any]

    def __init__(self, group: Group, form: bytes | list[Any], title: str | None = None) -> None:
        for name, value in (("_group", group), ("_form", form), ("_title", title), ("_parts", {})):
            object.__setattr__(self, name, value)  # its kind is frozen

    @property
    def mention_id(self) -> str:
        """The id of the mention."""
        return self._group.mention_id

    @property
    def title(self) -> str:
        """The title of the mention."""
        return self.mention.title if self._title is None else self._title

    @property
    def pages(self) -> frozenset[str]:
        """The digests of the pages that list it."""
        return frozenset(sha256 for sha256, _ in self._group.fetched)

    @property
    def first_fetched(self) -> datetime:
        """When the oldest page that lists it was fetched."""
        return min(when for _, when in self._group.fetched)

    def may_ask(self, kind: str) -> bool:
        """Tell whether an unknown of this kind may be among its own, without unpacking."""
        if isinstance(self._form, bytes):
            return f'"{kind}"'.encode() in self._form
        return any(unknown.kind == kind for unknown in self.unknowns)

    @property
    def standing(self) -> bytes:
        """A key for all of this."""
        return self._group.standing

    @property
    def mention(self) -> Mention:
        """The mention."""
        return self._part(
            "mention", lambda: unpack(Mention, [self.mention_id, *self._unpacked()[0][1:]])
        )

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Its listings, sorted by id."""
        return self._part("listings", lambda: _listings(self._group))

    @property
    def places(self) -> tuple[Place, ...]:
        """The places it is about."""
        found: tuple[Place, ...] = self._rows("places")
        return found

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """Its identifiers."""
        found: tuple[Identifier, ...] = self._rows("identifiers")
        return found

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """What could not be read of it."""
        found: tuple[Unknown, ...] = self._rows("unknowns")
        return found

    @property
    def traces(self) -> tuple[Trace, ...]:
        """Where its values were read."""
        found: tuple[Trace, ...] = self._rows("traces")
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Standard) and all(
            getattr(self, each.name) == getattr(other, each.name) for each in fields(Standard)
        )

    def __hash__(self) -> int:
        return hash(self.mention_id)

    def _part(self, name: str, make: Callable[[], T]) -> T:
        if name not in self._parts:
            self._parts[name] = make()
        found: T = self._parts[name]
        return found

    def _rows(self, name: str) -> Any:
        return self._part(name, lambda: self._put_back(name))

    def _put_back(self, name: str) -> tuple[Any, ...]:
        signs = self._part("signs", lambda: _told(self._group).signs)
        values = self._unpacked()[1 + list(_LISTS).index(name)]
        return tuple(_put_back(_LISTS[name], signs, each) for each in values)

    def _unpacked(self) -> list[Any]:
        return self._part("form", lambda: _read(self._form, self._group))


def _read(form: bytes | list[Any], group: Group) -> list[Any]:
    """Return a form; one that was kept and cannot be read is made again."""
    if isinstance(form, list):
        return form
    try:
        return _checked(json.loads(form))
    except UNREADABLE:
        return _form(_told(group).text)


_KEPT = pa.schema([pa.field("said", pa.binary(16)), pa.field("title", pa.large_binary())])


def standards(groups: Sequence[Group], cache: Cache) -> list[Standard]:
    """Return the standard form of each group, in order; each form is kept.

    What a group says is looked up by where it stands, and its form by what it says: so an entry
    that stands where it stood is not even looked at.
    """
    section = cache.section("standings", _KEPT)
    keys = as_keys([group.standing for group in groups])
    rows = section.find(keys)
    known = np.flatnonzero(rows >= 0)
    kept = {name: section.column(name).take(pa.array(rows[known])) for name in _KEPT.names}
    said = dict(zip(known.tolist(), kept["said"].to_pylist(), strict=True))
    titles = dict(zip(known.tolist(), kept["title"].to_pylist(), strict=True))
    new = [at for at in range(len(groups)) if at not in said]
    said |= {at: hashed(_told(groups[at]).text.encode()) for at in new}
    forms = recalled(
        cache.section("mentions", BODY),
        [said[at] for at in range(len(groups))],
        read=lambda _, body: body,
    )
    made: dict[int, Any] = {at: _form(_told(groups[at]).text) for at in forms.missing}
    found = [
        Known(group, form, titles[at].decode("utf-8", "surrogatepass") if at in titles else None)
        for at, (group, form) in enumerate(
            zip(groups, forms.completed(made, write=lambda form: form), strict=True)
        )
    ]
    told = [found[at].title.encode("utf-8", "surrogatepass") for at in new]
    columns = {
        "said": pa.array([said[at] for at in new], pa.binary(16)),
        "title": pa.array(told, pa.large_binary()),
    }
    section.keep(rows, keys[new], columns)
    return list(found)


def _checked(form: Any) -> list[Any]:
    """Return a form that was kept, if it has the parts of one.

    Raises:
        ValueError: It has not.
    """
    mention, *lists = form
    if len(lists) != len(_LISTS) or not isinstance(mention, list):
        raise ValueError("no form of a mention")
    return [mention, *lists]


def _listings(group: Group) -> tuple[Listing, ...]:
    rows = sorted(group.listings, key=_id)
    return tuple(replace(row, mention_id=group.mention_id) for row in rows)


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
