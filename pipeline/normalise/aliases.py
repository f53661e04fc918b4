"""What stewards said that texts mean which no table could read: applied to all that print them.

An alias answers an unknown, whoever prints it: a place with codes, a language with codes, a
label with the role of what follows it. It never changes what a table reads by itself, but for
a place that was read and marked as open to another reading. ``-`` says that a text is no
place, no language, or no label of anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipeline.cache import hashed
from pipeline.model import (
    Alias,
    Entry,
    Field,
    Mention,
    MentionEdition,
    Place,
    Reading,
    Standard,
    Trace,
    Unknown,
)
from pipeline.normalise import languages, places
from pipeline.normalise.fold import fold
from pipeline.normalise.variants import folded_editions
from pipeline.sources.base import ROLES
from pipeline.sources.labels import cut

NOTHING = "-"
WORLD = "001"  # UN M49

Known = Mapping[tuple[str, str], Alias]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Standard):
    """A standard form with some of its unknowns answered."""

    key: bytes | None

    @property
    def standing(self) -> bytes | None:
        """A key for all of this."""
        return self.key


def problem(kind: str, value: str) -> str | None:
    """Say what is wrong with what an alias means, if anything is.

    >>> problem("place", "KE x-sahel"), problem("label", "year"), problem("language", "-")
    (None, None, None)
    >>> problem("place", "Kenya")
    "'Kenya' is no code of a country, region or grouping"
    """
    if value == NOTHING:
        return None
    if kind == "label":
        return None if value in ROLES else f"{value!r} is no role; there are {_listed(ROLES)}"
    known = _is_place if kind == "place" else _is_language
    what = "country, region or grouping" if kind == "place" else "language"
    codes = value.split()
    return next((f"{code!r} is no code of a {what}" for code in codes if not known(code)), None)


def known(aliases: Iterable[Alias]) -> Known:
    """Return what stands of the aliases, by kind and folded text."""
    return {
        (alias.kind, fold(alias.text)): alias
        for alias in aliases
        if alias.status == "applied" and alias.value
    }


def weighed(aliases: Iterable[Alias]) -> tuple[Alias, ...]:
    """Return aliases with those refused that mean nothing which this version knows."""
    return tuple(
        replace(alias, status="refused")
        if alias.status == "applied" and alias.value and problem(alias.kind, alias.value)
        else alias
        for alias in aliases
    )


def relabelled(readings: Iterable[Reading], aliases: Iterable[Alias]) -> tuple[Reading, ...]:
    """Return readings with the roles that stewards gave to labels."""
    roles = {text: alias for (kind, text), alias in known(aliases).items() if kind == "label"}
    if not roles:
        return tuple(readings)
    return tuple(_relabelled(reading, roles) for reading in readings)


def answered(standards: Iterable[Standard], aliases: Iterable[Alias]) -> list[Standard]:
    """Return standard forms with what stewards said of their places and languages."""
    said = {key: alias for key, alias in known(aliases).items() if key[0] != "label"}
    if not said:
        return list(standards)
    kinds = sorted({kind for kind, _ in said})
    return [
        _answered(standard, said) if any(map(standard.may_ask, kinds)) else standard
        for standard in standards
    ]


def _relabelled(reading: Reading, roles: Mapping[str, Alias]) -> Reading:
    if not any(each.kind == "label" and fold(each.text) in roles for each in reading.unread):
        return reading
    return Reading(
        source=reading.source,
        snapshot=reading.snapshot,
        entries=tuple(_entry(entry, roles) for entry in reading.entries),
        claims=reading.claims,
        unread=tuple(
            each for each in reading.unread if each.kind != "label" or fold(each.text) not in roles
        ),
    )


def _entry(entry: Entry, roles: Mapping[str, Alias]) -> Entry:
    return replace(entry, fields=tuple(_field(field, roles) for field in entry.fields))


def _field(field: Field, roles: Mapping[str, Alias]) -> Field:
    alias = roles.get(fold(field.label)) if field.role == "other" else None
    if alias is None or alias.value == NOTHING:
        return field
    parts = [cut(value, alias.value) for value in field.values]
    places_of = zip(parts, field.value_locators, strict=False)
    return replace(
        field,
        role=alias.value,
        values=tuple(chain.from_iterable(parts)),
        value_locators=tuple(place for cuts, place in places_of for _ in cuts),
    )


def _answered(standard: Standard, said: Known) -> Standard:
    answers = [
        (unknown, said[unknown.kind, fold(unknown.text)])
        for unknown in standard.unknowns
        if (unknown.kind, fold(unknown.text)) in said
    ]
    if not answers:
        return standard
    mention, found, traces = standard.mention, list(standard.places), list(standard.traces)
    for unknown, alias in answers:
        codes = () if alias.value == NOTHING else tuple(alias.value.split())
        if alias.kind == "place":
            mention, found = _placed(mention, found, unknown, codes)
            traces += _traces(unknown, alias, codes)
        else:
            mention = replace(mention, editions=_spoken(mention.editions, codes))
            traces += [_trace("languages", code, unknown, alias) for code in codes]
    done = {id(unknown) for unknown, _ in answers}
    key = standard.standing
    told = "\n".join(repr(alias) for _, alias in answers)
    return Answered(
        key=hashed(key, told.encode("utf-8", "surrogatepass")) if key else None,
        mention=mention,
        listings=standard.listings,
        places=tuple(found),
        identifiers=standard.identifiers,
        unknowns=tuple(each for each in standard.unknowns if id(each) not in done),
        traces=tuple(traces),
    )


def _placed(
    mention: Mention, found: Sequence[Place], unknown: Unknown, codes: Sequence[str]
) -> tuple[Mention, list[Place]]:
    """Return a mention and its places with a text read as these codes, and as no other."""
    text = fold(unknown.text)

    def is_of_text(place: Place) -> bool:
        return place.basis == "stated" and fold(place.raw) == text

    kept = [place for place in found if not is_of_text(place) or place.code in codes]
    there = {place.code for place in kept if is_of_text(place)}
    kept += [_place(code, unknown) for code in codes if code not in there]
    stated = {place.code for place in kept if place.basis == "stated"}
    gone = {place.code for place in found if is_of_text(place)} - stated
    new = [code for code in codes if code not in gone]
    return (
        replace(
            mention,
            country_codes=_codes(mention.country_codes, gone, new, are_regions=False),
            region_codes=_codes(mention.region_codes, gone, new, are_regions=True),
            is_worldwide=WORLD in codes or mention.is_worldwide,
        ),
        kept,
    )


def _codes(
    old: Sequence[str], gone: set[str], new: Sequence[str], *, are_regions: bool
) -> tuple[str, ...]:
    own = [code for code in new if _is_region(code) is are_regions]
    return tuple(dict.fromkeys([*(code for code in old if code not in gone), *own]))


def _place(code: str, unknown: Unknown) -> Place:
    return Place(
        code=code,
        scheme=places.scheme(code),
        name=places.name(code),
        basis="stated",
        raw=unknown.text,
        listing_id=unknown.listing_id,
        locator=unknown.locator,
        successor_codes=tuple(places.successors(code)),
    )


def _spoken(
    editions: tuple[MentionEdition, ...], codes: Sequence[str]
) -> tuple[MentionEdition, ...]:
    """Return editions with languages added; the only one without gets the only language."""
    silent = [edition for edition in editions if edition.language is None]
    if len(silent) == len(editions) == len(codes) == 1:
        return (replace(silent[0], language=codes[0]),)
    bare = MentionEdition(language=None, isbn=None, pages=None, year=None, formats=())
    return tuple(folded_editions([*editions, *(replace(bare, language=c) for c in codes)]))


def _traces(unknown: Unknown, alias: Alias, codes: Sequence[str]) -> list[Trace]:
    names = ("country_codes", "region_codes")
    return [_trace(names[_is_region(code)], code, unknown, alias) for code in codes]


def _trace(field: str, value: str, unknown: Unknown, alias: Alias) -> Trace:
    return Trace(
        field=field,
        value=value,
        listing_id=unknown.listing_id,
        locator=unknown.locator,
        rule=f"aliases.csv, line {alias.line}: {alias.steward}",
    )


def _is_region(code: str) -> bool:
    return places.scheme(code) in ("m49", "grouping")


def _is_place(code: str) -> bool:
    try:
        return bool(places.scheme(code))
    except KeyError:
        return False


def _is_language(code: str) -> bool:
    return languages.language(code) == code


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
