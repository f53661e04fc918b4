"""Places: names of countries and regions become codes, or ``Unknown`` with a suggestion.

Countries are ISO 3166-1 alpha-2, ``XK`` for Kosovo, ISO 3166-3 alpha-4 for countries that no
longer exist; regions are UN M49 or ``x-`` codes of groupings. Every function is total, and
nothing is ever matched by likeness: what no table and no rule knows is an ``Unknown``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pipeline.model import Unknown
from pipeline.normalise import place_lists
from pipeline.normalise import regions as region_lists
from pipeline.normalise.place_codes import (
    members,
    name,
    renamed_from,
    scheme,
    successors,
    valid_between,
)
from pipeline.normalise.place_rules import listed_code, read
from pipeline.normalise.place_suggest import suggestion
from pipeline.normalise.running_adjectives import described
from pipeline.normalise.running_text import mentioned
from pipeline.normalise.worldwide import is_worldwide

__all__ = [
    "Found", "countries", "country", "described", "explain", "explain_list", "is_worldwide",
    "members", "mentioned", "name", "read_countries", "read_regions", "regions", "scheme",
    "successors", "valid_between",
]  # fmt: skip

_CACHE_SIZE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Found:
    """What neighbouring values of one field are read as.

    Attributes:
        value: A code, or what could not be read.
        raw: The values as the page cut them, joined by " · " where there are several.
        start: The first value it covers; ``texts[start:stop]``.
        stop: The value after the last it covers.
        also: Other honest readings, as codes, for a steward to look at.
        why: The table or rule that says so, in words.
    """

    value: str | Unknown
    raw: str
    start: int
    stop: int
    also: tuple[str, ...] = ()
    why: str = ""


@lru_cache(maxsize=_CACHE_SIZE)
def country(text: str) -> str | Unknown:
    """Return the code of the country that ``text`` names, read as a country field's value.

    >>> country("Congo, Dem. Rep."), country("Netherlands Antilles"), country("Kosovo (UNSCR 1244)")
    ('CD', 'ANHH', 'XK')
    >>> country("Atlanta, Georgia").suggestion
    'GE'
    """
    if (code := listed_code(text)) is not None:
        return code
    reading = read(text)
    if reading.code is not None and reading.kind in ("name", "part"):
        return reading.code
    return Unknown(text=text, kind="place", suggestion=suggestion(text, reading))


def countries(texts: Sequence[str]) -> list[str | Unknown]:
    """Return the countries of one field, cut names joined again, in page order, each once.

    Worldwide is a scope and no country: it gives nothing.

    >>> countries(["Guyana", "Trinidad", "Tobago", "Korea", "Republic of", "Worldwide"])
    ['GY', 'TT', 'KR']
    """
    return list(dict.fromkeys(found.value for found in read_countries(texts)))


def read_countries(texts: Sequence[str]) -> tuple[Found, ...]:
    """Return what each stretch of a country field's values is read as, in page order."""
    found: list[Found] = []
    for segment in place_lists.segments(texts):
        pieces = [text.strip() for text in texts[segment.start : segment.stop]]
        if not any(pieces) or (len(pieces) == 1 and is_worldwide(pieces[0])):
            continue
        found.extend(_found(" · ".join(pieces), segment))
    return tuple(found)


def _found(raw: str, segment: place_lists.Segment) -> list[Found]:
    start, stop, reading = segment.start, segment.stop, segment.reading
    if reading.code is not None and reading.kind in ("name", "part"):
        heirs = _heirs_listed(raw, reading.code) if stop - start == 1 else []
        whole = Found(reading.code, raw, start, stop, _others(segment, raw), reading.why)
        return [replace(one, start=start, stop=stop) for one in heirs] or [whole]
    parts = place_lists.split(raw)
    if parts:
        inner = place_lists.segments(parts)
        return [
            Found(one.reading.code, ", ".join(parts[one.start : one.stop]), start, stop,
                  why=f"one of several in {raw!r}; {one.reading.why}")
            for one in inner
            if one.reading.code is not None
        ]  # fmt: skip
    meant = region_lists.region(raw) or suggestion(raw)  # a region in a field of countries
    unknown = Unknown(text=raw, kind="place", suggestion=meant)
    return [Found(unknown, raw, start, stop, why=reading.why)]


def _heirs_listed(raw: str, former: str) -> list[Found]:
    """Return the countries of a value that lists all that a former one fell into, else nothing.

    "Serbia, Montenegro" in one value are two, as they are in two values.
    """
    parts = _COMMA.split(raw)
    if len(parts) < 2 or not successors(former):
        return []
    found = read_countries(parts)
    return [*found] if {one.value for one in found} == set(successors(former)) else []


_COMMA: Final = re.compile(r"[,;/|]")


def _others(segment: place_lists.Segment, raw: str) -> tuple[str, ...]:
    """Return the other honest readings: two countries apart, a state under its former code."""
    code = segment.reading.code or ""
    readings = (*segment.also, renamed_from(raw, code))
    return tuple(dict.fromkeys(one for one in readings if one not in ("", code)))


def regions(texts: Sequence[str], publisher: str | None = None) -> list[str | Unknown]:
    """Return the regions of one field as M49 and ``x-`` codes, in page order, each once.

    Args:
        texts: The field's values as the page cuts them.
        publisher: Whose listing it is, where that is known: a cut name is read by the
            publisher's own region names.

    >>> regions(["Central", "North America", "Caribbean"], publisher="IOM")
    ['013', '021', '029']
    >>> regions(["West Africa", "South Eastern Europe", "Worldwide"])
    ['011', 'x-south-eastern-europe', '001']
    """
    return list(dict.fromkeys(found.value for found in read_regions(texts, publisher)))


def read_regions(
    texts: Sequence[str], publisher: str | None = None, own: region_lists.Own | None = None
) -> tuple[Found, ...]:
    """Return what each stretch of a region field's values is read as, in page order."""
    found: list[Found] = []
    for one in region_lists.stretches(texts, publisher, own):
        raw = " · ".join(text.strip() for text in texts[one.start : one.stop])
        if not raw:
            continue
        values = one.codes or region_lists.split(raw)
        if values:
            found += [Found(code, raw, one.start, one.stop, one.also, one.why) for code in values]
        else:
            unknown = Unknown(text=raw, kind="place", suggestion=_meant(raw))
            found.append(Found(unknown, raw, one.start, one.stop, why=one.why))
    return tuple(found)


def _meant(raw: str) -> str | None:
    """Return what an unknown region may have meant: one cut from it, or a country."""
    return region_lists.suggestion(raw) or suggestion(raw)


def explain(text: str) -> str:
    """Return what one text is read as, and why, for people.

    >>> print(explain("Congo, Dem. Rep."))
    Congo, Dem. Rep.
      country  CD  Democratic Republic of the Congo (iso3166-1)
               listed in place_aliases.tsv: US State Department, World Bank
    """
    lines = [text, *_told("country", read_countries([text]), text)]
    if region_lists.region(text):
        lines += _told("region", read_regions([text]), text)
    for code, start, end in described(text):
        lines.append(f"  adjective  {code}  {name(code)}  from {text[start:end]!r}: no name")
    return "\n".join(lines)


def explain_list(texts: Sequence[str]) -> str:
    """Return what a cut list of names is read as, and why, for people."""
    return "\n".join([" · ".join(texts), *_told("country", read_countries(texts), "")])


def _told(field: str, found: Sequence[Found], text: str) -> list[str]:
    if not found:
        return [f"  {field}  -  a scope, no place in particular" if text.strip() else "  nothing"]
    lines = []
    for one in found:
        where = "" if one.raw == text else f"  from {one.raw!r}"
        lines.append(f"  {field}  {_shown(one.value)}{where}")
        indent = " " * (len(field) + 4)
        lines.append(f"{indent}{one.why}")
        lines += [f"{indent}or {code}  {name(code)}: ask a steward" for code in one.also]
    return lines


def _shown(value: str | Unknown) -> str:
    if isinstance(value, Unknown):
        hint = f"; perhaps {value.suggestion} {name(value.suggestion)}" if value.suggestion else ""
        return f"?  unknown{hint}"
    parts = [f"{value}  {name(value)} ({scheme(value)})"]
    if heirs := successors(value):
        first, last = valid_between(value) or ("", "")
        parts.append(f"{first} to {last}, then {' '.join(heirs)}")
    return "; ".join(str(part) for part in parts)
