"""Entries that a page corrects: which newcomer is an entry that is gone, with one slip mended.

A mention is named by what its source prints to tell it from others: title, years, identifiers.
A page that corrects one of them takes one mention away and brings another, and the work would
lose its id. So a newcomer inherits, by the rule ``a correction on its page``, where

- title, years and identifiers are the same but for one of the three;
- nothing says that it is another entry: the abstract reads on as it did, and a title changed
  by letters within its words. Where neither has an abstract, all the rest is the same, and no
  later year came, which may be the next number of a serial;
- the two are each other's only candidates among all that went and came on the source's pages.

The order of the entries makes no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.model import Standard
from pipeline.normalise.fold import fold
from pipeline.normalise.slips import is_slip

WHY = "the pages, as a correction of an entry"
_TELLING = 40  # letters of an abstract that can stand for an entry
_READ = 20_000  # characters of an abstract
_WORD = 4  # letters of a word in which a slip is a slip: of "II" and "III" it is none
_MOST = 50  # entries with one title, or one abstract: of more, none is told from the others


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry says, as far as it can be told from another by it."""

    mention_id: str
    source: str
    title: str  # folded
    years: tuple[int, ...]
    identifiers: frozenset[tuple[str, str]]
    abstract: str  # folded
    rest: Hashable
    is_by_people: bool


def corrected(gone: Iterable[Standard], came: Iterable[Standard]) -> dict[str, str]:
    """Return for each entry that is gone and was corrected the mention that it is now."""
    left, right = [_entry(each) for each in gone], [_entry(each) for each in came]
    follows: defaultdict[str, set[str]] = defaultdict(set)
    precedes: defaultdict[str, set[str]] = defaultdict(set)
    for before, after in _candidates(left, right):
        follows[before].add(after)
        precedes[after].add(before)
    return {
        before: after
        for before, found in sorted(follows.items())
        for after in found
        if len(found) == len(precedes[after]) == 1
    }


def _candidates(left: list[_Entry], right: list[_Entry]) -> Iterator[tuple[str, str]]:
    """Yield the ids of candidates; those of a crowd have two at least, whoever they are."""
    mine, theirs = _by_key(left), _by_key(right)
    for key in mine.keys() & theirs.keys():
        before, after = mine[key], theirs[key]
        if max(len(before), len(after)) > _MOST:
            yield from ((one.mention_id, at) for one in before for at in "12")
            yield from ((at, other.mention_id) for other in after for at in "12")
            continue
        for one in before:
            for other in after:
                if is_correction(one, other):
                    yield one.mention_id, other.mention_id


def _by_key(entries: Iterable[_Entry]) -> Mapping[Hashable, list[_Entry]]:
    found: defaultdict[Hashable, list[_Entry]] = defaultdict(list)
    for entry in entries:
        for key in _keys(entry):
            found[key].append(entry)
    return found


def _keys(entry: _Entry) -> Iterator[Hashable]:
    yield entry.source, "title", entry.title
    if len(entry.abstract) >= _TELLING:
        yield entry.source, "abstract", entry.abstract


def is_correction(before: _Entry, after: _Entry) -> bool:
    """Tell whether the one entry is the other with one slip mended."""
    new_title = before.title != after.title
    new_years = before.years != after.years
    new_identifiers = before.identifiers != after.identifiers
    if new_title + new_years + new_identifiers > 1:
        return False
    if new_title:
        return before.abstract == after.abstract and _is_misprint(before.title, after.title)
    if _reads_on(before.abstract, after.abstract):
        return True
    if before.abstract or after.abstract or before.rest != after.rest:
        return False
    return not new_years or before.is_by_people or not _is_later(before.years, after.years)


def _entry(standard: Standard) -> _Entry:
    mention = standard.mention
    years = {mention.year, *(edition.year for edition in mention.editions)}
    named = tuple((one.name, one.given, one.kind, one.role) for one in mention.contributors)
    places = mention.country_codes, mention.region_codes, mention.is_worldwide
    return _Entry(
        mention_id=mention.mention_id,
        source=mention.source,
        title=fold(mention.title),
        years=tuple(sorted(year for year in years if year is not None)),
        identifiers=frozenset((one.scheme, one.value) for one in standard.identifiers),
        abstract=fold((mention.abstract or "")[:_READ]),
        rest=(named, places, fold(mention.series or "")),
        is_by_people=any(one.kind == "person" for one in mention.contributors),
    )


def _is_misprint(left: str, right: str) -> bool:
    """Tell whether two titles are one but for spaces, or for slips within long words."""
    if left.replace(" ", "") == right.replace(" ", ""):
        return True
    there, back = left.split(), right.split()
    if len(there) != len(back) or not is_slip(left, right):
        return False
    differ = [(a, b) for a, b in zip(there, back, strict=True) if a != b]
    return all(min(len(a), len(b)) >= _WORD for a, b in differ)


def _reads_on(before: str, after: str) -> bool:
    """Tell whether one abstract is the other, or its beginning."""
    shorter, longer = sorted((before, after), key=len)
    return len(shorter) >= _TELLING and longer.startswith(shorter)


def _is_later(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    return bool(before and after) and max(after) > max(before)
