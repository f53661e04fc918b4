"""Regions: UN M49 codes for the world's parts, ``x-`` codes for groupings that M49 lacks.

A region field is read apart from a country field: "Micronesia" is a country there and M49
057 here, "Southern Africa" is no spelling of South Africa. A publisher's cut region
("Central", "North America", "Caribbean") is read by that publisher's own region names.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from pipeline.errors import TableError, UsageError
from pipeline.normalise.fold import fold
from pipeline.normalise.worldwide import is_worldwide
from pipeline.tables import rows

WORLD: Final = "001"
_LONGEST_JOIN: Final = 6
_LONGEST: Final = 120  # characters of a region's name
_STOPWORDS: Final = frozenset(
    {"the", "and", "of", "et", "y", "e", "und", "и", "region", "la", "les", "los", "las", "die"}
)
_LEADING: Final = frozenset({"the", "region", "и", "und", "et"})
_UNKNOWN, _JOIN, _AGAINST_NAMES = 1000, 10, 100


Own = Mapping[str, Sequence[str]]  # a region's name to its codes


@dataclass(frozen=True, slots=True)
class Region:
    """A region or grouping as the tables have it; ``members`` are country codes, sorted."""

    code: str
    name: str
    scheme: str  # m49 or grouping
    members: tuple[str, ...]
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring values read together; ``codes`` is empty where they are unknown."""

    start: int
    stop: int
    codes: tuple[str, ...]
    also: tuple[str, ...] = ()
    why: str = ""


@cache
def table() -> dict[str, Region]:
    """Return every region and grouping by code.

    Raises:
        TableError: A code stands twice, or a parent is missing.
    """
    found: dict[str, Region] = {}
    for row in rows("regions.tsv", "code", "name", "parent", "members", "source"):
        parent = "" if row["parent"] == "-" else row["parent"]
        members = tuple(sorted(row["members"].split()))
        _put(found, "regions.tsv", Region(row["code"], row["name"], "m49", members, parent))
    for row in rows("groupings.tsv", "code", "name", "source", "as_of", "checked"):
        members = tuple(sorted(row["members"].split()))
        _put(found, "groupings.tsv", Region(row["code"], row["name"], "grouping", members))
    for region in found.values():
        if region.parent and region.parent not in found:
            raise TableError("regions.tsv", f"{region.code} lies in {region.parent}, not there")
    return found


def _put(found: dict[str, Region], source: str, region: Region) -> None:
    if region.code in found:
        raise TableError(source, f"{region.code} stands twice")
    found[region.code] = region


@cache
def _names() -> dict[str, str]:
    """Return the key of every region's name with its code.

    Raises:
        TableError: One name stands for two regions.
    """
    found: dict[str, str] = {}
    for row in rows("region_names.tsv", "code", "language", "name", "source"):
        key, code = region_key(row["name"]), row["code"]
        if code not in table():
            raise TableError("region_names.tsv", f"{code} of {row['name']!r} is no region")
        if found.setdefault(key, code) != code:
            raise TableError("region_names.tsv", f"{row['name']!r}: {found[key]} or {code}")
    return found


def region_key(text: str) -> str:
    """Return the words of a region's name that carry meaning, in order.

    >>> region_key("The Caribbean Region") == region_key("CARIBBEAN")
    True
    """
    words = fold(text).split()
    if len(words) > 2 and len(words[0]) == len(words[1]) == 1:  # "S.E. Asia"
        words = [words[0] + words[1], *words[2:]]
    first = words[:1]  # "E. Africa": no "and" in any language when it stands first
    words = first + [word for word in words[1:] if word not in _STOPWORDS]
    if first and first[0] in _LEADING and len(words) > 1:
        words = words[1:]
    return " ".join(words)


_SUFFIX: Final = re.compile(
    r"\s*[(\[]\s*(?:UN|M49|UN M49|UNSD|\d{3})\s*[)\]]|\*+\s*$", re.IGNORECASE
)


_SWAPPED: Final = re.compile(
    r"^([^,&/:()]{3,40}?)(?:\s*[,&/:(]\s*|\s+and\s+|\s+[-–—]\s+)([^,&/:()]{3,40})\)?$"
)  # "Africa, Western", "Africa (West)"
_ADJECTIVE: Final = re.compile(
    r"\b(Africa|Europe|Asia|America)n?\s+(?:region|sub-?region|countries|states|area)s?$",
    re.IGNORECASE,
)  # "Western African region"


@lru_cache(maxsize=1 << 14)
def region(text: str) -> str | None:
    """Return the code of the region that ``text`` names, or ``None``.

    >>> region("West Africa"), region("Africa (UN)"), region("142"), region("South Africa")
    ('011', '002', '142', None)
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if is_worldwide(text):
        return WORLD
    if text in table():
        return text
    for candidate in (
        text,
        _SUFFIX.sub("", text),
        _SWAPPED.sub(r"\2 \1", text),
        _ADJECTIVE.sub(r"\1", text),
    ):
        if code := _names().get(region_key(candidate)):
            return code
    words = fold(text).split()
    if len(words) > 1 and words[0] in _ARTICLES:
        return _names().get(region_key(" ".join(words[1:])))
    return None


_ARTICLES: Final = frozenset(
    {"l", "la", "le", "les", "el", "los", "las", "o", "a", "os", "as", "der"}
)


def stretches(
    texts: Sequence[str], publisher: str | None = None, own: Own | None = None
) -> tuple[Stretch, ...]:
    """Return what each stretch of a region field's values is read as, covering all of them.

    Args:
        texts: The values.
        publisher: Whose listing it is.
        own: Further names that the source declares, whole, with the codes that each stands for.

    Raises:
        UsageError: A name that the source declares stands for a code that is in no table.
    """
    found: list[Stretch] = []
    position = 0
    for cut in _publishers_own(texts, publisher, own or {}):
        found.extend(_best(texts, position, cut[0].start))
        found.extend(cut)
        position = cut[-1].stop
    found.extend(_best(texts, position, len(texts)))
    return tuple(found)


# ------------------------------------------------------------------- a publisher's names


@cache
def _publishers() -> dict[tuple[str, str], dict[str, str]]:
    """Return the pieces of each publisher's region by publisher and whole name."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows("publisher_regions.tsv", "publisher", "name", "pieces", "codes", "source"):
        pieces, codes = row["pieces"].split("|"), row["codes"].split()
        if len(pieces) != len(codes) or not set(codes) <= set(table()):
            raise TableError("publisher_regions.tsv", f"{row['name']!r}: pieces and codes differ")
        key = (fold(row["publisher"]), region_key(row["name"]))
        own = {region_key(piece): code for piece, code in zip(pieces, codes, strict=True)}
        if found.setdefault(key, own) != own:
            raise TableError("publisher_regions.tsv", f"{row['name']!r} is cut in two ways")
    return found


def _publishers_own(
    texts: Sequence[str], publisher: str | None, own: Own
) -> list[tuple[Stretch, ...]]:
    """Return the runs of values that are one of the publisher's regions, cut or whole."""
    found: list[tuple[Stretch, ...]] = []
    declared = {region_key(name): (name, codes) for name, codes in own.items()}
    start = 0
    while (publisher or declared) and start < len(texts):
        cut = next(
            (
                cut
                for stop in range(min(len(texts), start + _LONGEST_JOIN), start, -1)
                if (cut := _as_declared(texts, start, stop, declared))
                or (publisher and (cut := _as_own(texts, start, stop, fold(publisher))))
            ),
            (),
        )
        if cut:
            found.append(cut)
        start = cut[-1].stop if cut else start + 1
    return found


def _as_declared(
    texts: Sequence[str], start: int, stop: int, declared: Mapping[str, tuple[str, Sequence[str]]]
) -> tuple[Stretch, ...]:
    """Return a name that the source itself declares, wherever its listing cuts it."""
    whole = " ".join(texts[start:stop])
    if len(whole) > _LONGEST or region_key(whole) not in declared:
        return ()
    name, codes = declared[region_key(whole)]
    if wrong := [code for code in codes if code not in table()]:
        raise UsageError(
            f"sources.toml, `regions`: {name!r} stands for {wrong[0]}, no region's code."
        )
    return (Stretch(start, stop, tuple(codes), why=f"the source's own region {name!r}"),)


def _as_own(texts: Sequence[str], start: int, stop: int, publisher: str) -> tuple[Stretch, ...]:
    whole = " ".join(texts[start:stop])
    if len(whole) > _LONGEST:
        return ()
    own = _publishers().get((publisher, region_key(whole)))
    if own is None:
        return ()
    why = f"{publisher.upper()}'s own region {whole!r}"
    if stop - start == 1:
        return (Stretch(start, stop, tuple(own.values()), why=why),)
    codes = [own.get(region_key(texts[at])) for at in range(start, stop)]
    if None in codes:
        return ()
    return tuple(
        Stretch(at, at + 1, (code,), why=why)
        for at, code in zip(range(start, stop), codes, strict=True)
        if code
    )


# ------------------------------------------------------------------- cut names


def _best(texts: Sequence[str], first: int, last: int) -> tuple[Stretch, ...]:
    """Return the segmentation of ``texts[first:last]`` with the fewest unknowns, then joins."""
    costs = [0]
    best: list[Stretch] = []
    for stop in range(first + 1, last + 1):
        choices = []
        for start in range(stop - 1, max(first - 1, stop - 1 - _LONGEST_JOIN), -1):
            if (weighed := _weighed(tuple(texts[start:stop]))) is not None:
                cost, codes, also, why = weighed
                stretch = Stretch(start, stop, codes, also, why)
                choices.append((costs[start - first] + cost, stretch))
        cost, chosen = min(choices, key=lambda choice: choice[0])
        costs.append(cost)
        best.append(chosen)
    found = []
    stop = last
    while stop > first:
        found.append(best[stop - first - 1])
        stop = found[-1].start
    return tuple(reversed(found))


def _weighed(
    pieces: tuple[str, ...],
) -> tuple[int, tuple[str, ...], tuple[str, ...], str] | None:
    if len(pieces) == 1:
        code = region(pieces[0])
        if code is None:
            return _UNKNOWN, (), (), "no table knows it"
        return 0, (code,), (), f"listed as {table()[code].name}"
    if not all(fold(piece) for piece in pieces):
        return None
    code = region(" and ".join(pieces))
    alone = tuple(region(piece) for piece in pieces)
    if code is None:
        shared = _sharing(pieces) if alone[:-1] == (None,) * (len(pieces) - 1) else ()
        why = f"parts of the world that share {pieces[-1]!r}"
        return (_JOIN + len(pieces), shared, (), why) if shared else None
    why = f"cut from {table()[code].name}"
    if None in alone:
        return _JOIN + len(pieces), (code,), (), why
    others = tuple(one for one in alone if one and one != code)
    if table()[code].scheme == "m49":  # the United Nations' own name, cut at its "and"
        return -1, (code,), others, why
    return _JOIN + _AGAINST_NAMES, (code,), others, why


# ------------------------------------------------------------------- several, or a piece

_CUT: Final = re.compile(r"\s*[;|/]\s*|\s*,\s*(?:(?:and|et|y|e)\s+)?|\s+(?:and|&|et|y|e|und|и)\s+")


def _sharing(pieces: Sequence[str]) -> tuple[str, ...]:
    """Return the regions of pieces that share their last word ("South" · "Central Asia")."""
    shared = pieces[-1].split()[-1:]
    codes = [region(" ".join([piece, *shared])) for piece in pieces[:-1]]
    codes.append(region(pieces[-1]))
    is_short = all(len(piece.split()) == 1 for piece in pieces[:-1])
    return tuple(code for code in codes if code) if is_short and None not in codes else ()


_PIECES: Final = {
    "central": "013", "west": "011", "western": "011", "east": "014", "eastern": "014",
}  # fmt: skip


def split(text: str) -> tuple[str, ...]:
    """Return the codes of one value that lists several regions, where each is known."""
    if len(text) > 4 * _LONGEST or " · " in text:
        return ()
    pieces = [piece for piece in _CUT.split(text) if piece and fold(piece)]
    codes = [region(piece) for piece in pieces]
    if len(codes) < 2 or None not in codes:
        return tuple(code for code in codes if code) if len(codes) > 1 else ()
    return _sharing(pieces)


def suggestion(text: str) -> str | None:
    """Return the region an unknown piece may be cut from, for people."""
    return _PIECES.get(fold(text))
