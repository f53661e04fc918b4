"""Entries that a page corrects: which newcomer is an entry that is gone, with one slip mended.

A mention is named by what its source prints to tell it from others: title, years, identifiers.
A page that corrects one of them takes one mention away and brings another, and the work would
lose its id. So a newcomer inherits, by the rule ``a correction on its page``, where

- title, years and identifiers are the same but for one of the three;
- nothing says that it is another entry: the abstract reads on as it did, and a title changed
  by letters within its words, or by words such as "of". Where abstracts tell nothing, all the
  rest is the same;
- no later year, and no other valid identifier, came that may be the next number's of a serial:
  where abstracts tell nothing, or the title names one ("Annual Report");
- the two are each other's only candidates among all that went and came on the source's pages.

The order of the entries makes no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.match import words as wording
from pipeline.match.records import title_places
from pipeline.model import Standard
from pipeline.normalise.fold import fold
from pipeline.normalise.slips import is_slip

WHY = "the pages, as a correction of an entry"
_TELLING = 40  # letters of an abstract that can stand for an entry
_READ = 20_000  # characters of an abstract
_MOST = 50  # entries with one title, or one abstract: of more, none is told from the others


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry says, as far as it can be told from another by it."""

    mention_id: str
    source: str
    title: str  # folded
    years: tuple[int, ...]
    identifiers: frozenset[tuple[str, str]]
    valid: frozenset[tuple[str, str]]  # those of them that are no slip by themselves
    abstract: str  # folded
    rest: Hashable
    is_by_people: bool
    is_serial: bool


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
    is_next = _is_later(before.years, after.years) or _is_replaced(before.valid, after.valid)
    if _reads_on(before.abstract, after.abstract):
        return not (is_next and before.is_serial)
    if before.abstract != after.abstract or before.rest != after.rest:
        return False
    return not is_next or (before.is_by_people and not before.is_serial)


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
        valid=frozenset((one.scheme, one.value) for one in standard.identifiers if one.is_valid),
        abstract=fold((mention.abstract or "")[:_READ]),
        rest=(named, places, fold(mention.series or "")),
        is_by_people=any(one.kind == "person" for one in mention.contributors),
        is_serial=wording.is_serial(wording.words(mention.title)),
    )


def _is_misprint(left: str, right: str) -> bool:
    """Tell whether two titles are one but for spaces, small words, or slips within long words.

    What matching knows to be another word ("employers", "employees") is no slip, and neither is
    another number, month or country.
    """
    if left.replace(" ", "") == right.replace(" ", ""):
        return True
    there, back = wording.words(left), wording.words(right)
    if any(one(there) != one(back) for one in (wording.numbers, wording.months, _turns)):
        return False
    one, other = _telling(there), _telling(back)
    if len(one) != len(other) or not is_slip(" ".join(one), " ".join(other)):
        return False
    differ = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if not all(wording.slips(a, b) <= wording.SLIP for a, b in differ):
        return False
    named = [set(title_places(title)) for title in (left, right)]
    return not differ or not all(named) or named[0] == named[1]


def _telling(tokens: Sequence[str]) -> list[str]:
    """Return words in one spelling, less small ones and what was printed twice in a row."""
    spelt = [wording.spelling(word) for word in tokens if word not in wording.STOP]
    return [word for before, word in pairwise(("", *spelt)) if word != before]


def _turns(tokens: Iterable[str]) -> frozenset[int]:
    return frozenset(map(wording.turns, tokens)) - {0}


def _reads_on(before: str, after: str) -> bool:
    """Tell whether one abstract is the other, or its beginning."""
    shorter, longer = sorted((before, after), key=len)
    return len(shorter) >= _TELLING and longer.startswith(shorter)


def _is_later(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    return bool(before and after) and max(after) > max(before)


def _is_replaced(before: frozenset[tuple[str, str]], after: frozenset[tuple[str, str]]) -> bool:
    """Tell whether other identifiers stand where those of a scheme stood, and none of them."""
    schemes = {scheme for scheme, _ in before} & {scheme for scheme, _ in after}
    kept = {scheme for scheme, _ in before & after}
    return bool(schemes - kept)
