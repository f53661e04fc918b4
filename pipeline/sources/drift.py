"""What of a source's pages is not as it used to be, told as sentences that say where to look.

What is usual is learned from the source's own nights: the median of a measure in the last few,
and how far one night lies from the next (the median of the steps, which a few odd nights do not
move). A night is odd in a measure where it lies far from that median and far from the night
before, so that a source that grows for months says nothing, and what changed once is told once.
How far is far is bounded from below by what chance alone does to so few entries, and by a
floor that is lower for a source whose nights are known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

from pipeline.sources.habits import Habit, Habits

NIGHTS = 8  # that a history needs before what is usual replaces the floors
MEMORY = 30  # nights that are looked at
WARNING, SEVERE = "warning", "severe"
_LATELY = 5  # nights whose median is compared
_FAR = 4.0  # times the usual step from night to night
_TO_SIGMA = 1.4826  # from the median of distances to a standard deviation
_NEW_LABEL = 0.05  # share of entries with a label never seen, from which it is told
_MOST = 0.5  # of the entries of pages that are still there: fewer are left, and that is severe
_FEW = 5  # entries; of fewer nothing severe is said,
_COME, _GONE = 3, 2  # and of fewer that came, or went, nothing at all
_KNOWN = 0.5  # of what chance does alone is left, once nights are known: most entries stay
_SLOW = 3.0  # times the longest of the usual times between two changes
_GATED = frozenset({"a year", "abstract", "authors", "country", "region", "isbn", "series"})
_GATED_SHARE, _GATED_FROM = 0.3, 10  # as `release.gate` has it: points lost, entries
_LONGEST = 120  # characters of a label or an address in a sentence
_SHOWN = 5  # pages or labels that one sentence names


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One way in which tonight's pages of a source are not as they used to be.

    Attributes:
        kind: ``source``, ``labels``, ``entries``, ``fields``, ``values``, ``titles``,
            ``abstracts``, ``language``, ``claims``, ``duplicates`` or ``silence``.
        severity: ``warning``, or ``severe``: what was read is not to be believed.
        sentence: What is odd, and what to look at.
    """

    source: str
    kind: str
    severity: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    """How one kind of measure is watched.

    Attributes:
        way: -1 where only less is odd, 1 where only more is, 0 where both are.
        floor: The least distance that matters.
        is_share: Whether it is a share of entries, for what chance does to it.
        chance: How many standard deviations of chance it must be off.
    """

    kind: str
    way: int
    floor: float
    is_share: bool
    chance: float = 3.0


_WATCHED: Mapping[str, _Watch] = {
    "entries": _Watch(kind="entries", way=0, floor=0.3, is_share=False, chance=1.0),
    "page": _Watch(kind="entries", way=-1, floor=0.6, is_share=False, chance=1.0),
    "claimed": _Watch(kind="claims", way=-1, floor=0.08, is_share=True, chance=0.0),
    "unread": _Watch(kind="claims", way=1, floor=0.05, is_share=True, chance=0.0),
    "same": _Watch(kind="duplicates", way=1, floor=0.1, is_share=True, chance=1.5),
    "fill": _Watch(kind="fields", way=-1, floor=0.25, is_share=True),
    "values": _Watch(kind="values", way=0, floor=1.0, is_share=False),
    "title": _Watch(kind="titles", way=0, floor=0.9, is_share=False),
    "titles": _Watch(kind="titles", way=0, floor=0.3, is_share=True),
    "abstract": _Watch(kind="abstracts", way=0, floor=1.2, is_share=False),
    "language": _Watch(kind="language", way=-1, floor=0.3, is_share=True),
}


def drift(
    history: Sequence[Habits], tonight: Habits, now: datetime | None = None
) -> tuple[Drift, ...]:
    """Return what is not as it used to be, by source; nothing for a source never read before.

    Args:
        history: The habits of earlier nights, the latest last.
        tonight: The habits of what was read tonight.
        now: The instant of the run, UTC; ``None`` where nobody asks whether a source fell silent.
    """
    found: list[Drift] = []
    last = history[-1] if history else {}
    found += [_gone(source, last[source]) for source in sorted(last.keys() - tonight.keys())]
    for source, habit in sorted(tonight.items()):
        past = [night[source] for night in history[-MEMORY:] if source in night]
        if past:
            found += _of_source(source, past, habit)
        if now is not None:
            found += _silent(source, habit, now)
    return tuple(found)


def _gone(source: str, last: Habit) -> Drift:
    pages = "page" if last.pages == 1 else f"{last.pages} pages"
    return Drift(
        source=source,
        kind="source",
        severity=WARNING,
        sentence=f"{source}: its {pages} with {last.entries} entries are not read as its any more; "
        "see whether they were fetched, were set aside, or are taken for another source's",
    )


def severe(found: Sequence[Drift]) -> dict[str, str]:
    """Return the sources whose pages of tonight are not to be believed, and why."""
    told: dict[str, list[str]] = {}
    for each in found:
        if each.severity == SEVERE:
            told.setdefault(each.source, []).append(each.sentence)
    return {source: "; ".join(said) for source, said in told.items()}


def _of_source(source: str, past: Sequence[Habit], now: Habit) -> Iterator[Drift]:
    odd = list(_odd(past, now))
    yield from _new_labels(source, past, now)
    for kind in dict.fromkeys(watch.kind for watch in _WATCHED.values()):
        some = [each for each in odd if each.watch.kind == kind]
        if some:
            yield Drift(
                source=source,
                kind=kind,
                severity=SEVERE if _is_severe(kind, some, past, now) else WARNING,
                sentence=f"{source}: {_SENTENCES[kind](some)}",
            )


# ------------------------------------------------------------------------------ measures


@dataclass(frozen=True, slots=True)
class _Odd:
    """A measure that is far from what it was."""

    watch: _Watch
    name: str  # of the measure, less its kind
    usual: float
    value: float


def _odd(past: Sequence[Habit], now: Habit) -> Iterator[_Odd]:
    names = {name for habit in past for name in habit.measures} | set(now.measures)
    for name in sorted(names):
        kind, _, rest = name.partition(" ")
        watch = _WATCHED.get(kind)
        known = [_value(habit, name, watch) for habit in past] if watch else []
        values = [value for value in known if value is not None]
        value = _value(now, name, watch) if watch else None
        if watch is None or value is None or not values:
            continue
        if not _is_far(value, values, watch, min(now.entries, past[-1].entries)):
            continue
        usual = median(values[-_LATELY:])
        if watch.kind != "entries" or _has_lost(kind, 2**usual - 2**value, past[-1], now):
            yield _Odd(watch, rest or kind, usual, value)


def _has_lost(kind: str, fewer: float, last: Habit, now: Habit) -> bool:
    """Tell whether enough entries came or went: not with a new page, nor to another page."""
    if kind == "page":
        return fewer >= _COME and (last.entries - now.entries) * 2 >= fewer
    if fewer <= -_COME:
        return (_left(last, now) - 1) * 2 * last.entries >= now.entries - last.entries
    return fewer >= _GONE


def _value(habit: Habit, name: str, watch: _Watch | None) -> float | None:
    """Return a measure of a night; a share that nobody measured is of none of its entries."""
    absent = 0.0 if watch is not None and watch.is_share and habit.entries else None
    return habit.measures.get(name, absent)


def _is_far(value: float, values: Sequence[float], watch: _Watch, entries: int) -> bool:
    usual, last = median(values[-_LATELY:]), values[-1]
    off = [value - usual, value - last]
    if watch.way:
        off = [max(each * watch.way, 0.0) for each in off]
    limit = _limit(values, usual, watch, entries, up=value > last)
    same_side = (off[0] > 0) == (off[1] > 0)
    return same_side and min(map(abs, off)) > limit


def _limit(
    values: Sequence[float], usual: float, watch: _Watch, entries: int, *, up: bool
) -> float:
    """Return from which distance a measure is odd, upwards or downwards."""
    chance = watch.chance * _by_chance(usual, watch, max(entries, 1))
    if len(values) < NIGHTS:
        return max(watch.floor, chance)
    steps = (after - before if up else before - after for before, after in pairwise(values))
    spread = _TO_SIGMA * median(max(step, 0.0) for step in steps)
    learned = min(max(_FAR * spread, watch.floor / 2), 2 * watch.floor)
    return max(learned, chance * _KNOWN)


def _by_chance(usual: float, watch: _Watch, entries: int) -> float:
    """Return how far chance moves a measure of so many entries."""
    if not watch.is_share:
        return 0.7 / math.sqrt(entries)
    share = (min(max(usual, 0.0), 1.0) * entries + 1) / (entries + 2)
    return math.sqrt(share * (1 - share) / entries)


def _is_severe(kind: str, odd: Sequence[_Odd], past: Sequence[Habit], now: Habit) -> bool:
    """Tell whether most of what a source gave is gone, or became the same."""
    if max(now.entries, past[-1].entries) < _FEW:
        return False
    if kind == "entries":
        pages = [each for each in odd if each.name != "entries"]
        broken = any(2**each.usual - 2**each.value >= _FEW and _half(each) for each in pages)
        return broken or _left(past[-1], now) < _MOST
    if kind == "fields":
        used = {
            name
            for name, share in past[-1].measures.items()
            if name[:5] == "fill " and share >= 0.5
        }
        lost = {f"fill {each.name}" for each in odd if each.value < each.usual / 5}
        most = len(lost & used) >= 2 and len(lost & used) * 2 >= len(used)
        return most or _would_be_refused(odd, past[-1], now)
    return kind == "duplicates" and any(each.value >= 0.6 for each in odd)


def _would_be_refused(odd: Sequence[_Odd], last: Habit, now: Habit) -> bool:
    """Tell whether a field emptied that the gate would refuse the whole release for.

    One source less is better than no release.
    """
    if min(last.entries, now.entries) < _GATED_FROM:
        return False
    lost = {each.name for each in odd if each.usual - each.value > _GATED_SHARE}
    return bool(lost & _GATED)


def _half(odd: _Odd) -> bool:
    """Tell whether a page lost most of its entries."""
    return odd.value - odd.usual < math.log2(_MOST)


def _left(last: Habit, now: Habit) -> float:
    """Return the share of the entries that is left on pages that are still there."""
    pages = [name for name in last.measures if name.startswith("page ") and name in now.measures]
    if pages:
        then, left = (sum(2 ** night.measures[name] for name in pages) for night in (last, now))
        return left / then
    if not last.entries:
        return 1.0
    return (now.entries / max(now.pages, 1)) / (last.entries / max(last.pages, 1))


# ------------------------------------------------------------------------------ labels, silence


def _new_labels(source: str, past: Sequence[Habit], now: Habit) -> Iterator[Drift]:
    seen = {label for habit in past for label in habit.labels}
    new = [
        label for label, share in now.labels.items() if label not in seen and _is_told(share, now)
    ]
    if new and seen:
        named = ", ".join(f"“{_shown(label)}”" for label in sorted(new)[:_SHOWN])
        more = f" and {len(new) - _SHOWN} more" if len(new) > _SHOWN else ""
        which = f"labels {named}{more} were" if len(new) > 1 else f"label {named} was"
        yield Drift(
            source=source,
            kind="labels",
            severity=WARNING,
            sentence=f"{source}: the {which} never seen; see whether the site renamed a field, and "
            "add what it means to `labels` of the source",
        )


def _is_told(share: float, now: Habit) -> bool:
    return share >= _NEW_LABEL and share * now.entries >= min(2, now.entries)


def _silent(source: str, habit: Habit, now: datetime) -> Iterator[Drift]:
    """Yield that a source's pages did not change for far longer than they used to."""
    if habit.changed_at is None or len(habit.gaps) < NIGHTS:
        return
    waited = (now - habit.changed_at).total_seconds() / 86400
    usual = median(habit.gaps)
    if waited > max(_SLOW * max(usual, 1.0), 1.5 * max(habit.gaps)):
        yield Drift(
            source=source,
            kind="silence",
            severity=WARNING,
            sentence=f"{source}: its pages did not change for {waited:.0f} days, and used to every "
            f"{max(usual, 1):.0f} or so; see whether the site moved, or serves old pages",
        )


# ------------------------------------------------------------------------------ sentences


def _entries_told(odd: Sequence[_Odd]) -> str:
    whole = [each for each in odd if each.name == "entries"]
    said = [
        f"{'it' if whole else _shown(each.name)} has {2**each.value:.0f} entries where it had "
        f"{2**each.usual:.0f}"
        for each in (whole or odd[:_SHOWN])
    ]
    return (
        f"{'; '.join(said)}; see whether every page came whole, and whether its layout still finds "
        "each entry"
    )


def _claims_told(odd: Sequence[_Odd]) -> str:
    said = [
        f"its layout accounts for {each.value:.0%} of the text, and used to for {each.usual:.0%}"
        if each.name == "claimed"
        else f"nobody accounts for {each.value:.0%} of the lines, where it was {each.usual:.0%}"
        for each in odd
    ]
    return f"{'; '.join(said)}; see the unknowns of kind `line`"


def _fields_told(odd: Sequence[_Odd]) -> str:
    said = [
        f"{each.name} stands in {each.value:.0%} of the entries, and used to in {each.usual:.0%}"
        for each in odd[:_SHOWN]
    ]
    return f"{'; '.join(said)}; see whether the page still prints it, and under which label"


def _values_told(odd: Sequence[_Odd]) -> str:
    said = [
        f"a filled {each.name} has {2**each.value:.1f} values, and used to have {2**each.usual:.1f}"
        for each in odd[:_SHOWN]
    ]
    return f"{'; '.join(said)}; see how the page cuts lists now"


def _titles_told(odd: Sequence[_Odd]) -> str:
    said = [
        f"titles are {2**each.value:.0f} letters long, and used to be {2**each.usual:.0f}"
        if each.name == "title"
        else f"{each.value:.0%} of the titles are {_LOOKS[each.name]}, and it used to be "
        f"{each.usual:.0%}"
        for each in odd
    ]
    return f"{'; '.join(said)}; see what is taken for a title now"


def _abstracts_told(odd: Sequence[_Odd]) -> str:
    then, now = 2 ** odd[0].usual, 2 ** odd[0].value
    return (
        f"abstracts have {now:.0f} letters, and used to have {then:.0f}; see whether the page "
        "shortens them, or a layout joins what are several"
    )


def _language_told(odd: Sequence[_Odd]) -> str:
    said = [
        f"{each.value:.0%} of the entries are in {each.name}, and it used to be {each.usual:.0%}"
        for each in odd[:_SHOWN]
    ]
    return f"{'; '.join(said)}; see whether the site serves another language"


def _duplicates_told(odd: Sequence[_Odd]) -> str:
    return (
        f"{odd[0].value:.0%} of the entries have the title of another on their page, and it used "
        f"to be {odd[0].usual:.0%}; see whether the page prints its list twice"
    )


def _shown(text: str) -> str:
    """Return what a page says as a sentence may hold it: short, nothing that a terminal obeys."""
    return "".join(char if char.isprintable() else " " for char in text[:_LONGEST])


_LOOKS = {
    "dated": "dated",
    "upper": "all in capitals",
    "low": "begun with a small letter",
    "stopped": "ended as sentences are",
    "numbered": "begun with a number",
}
_SENTENCES: Mapping[str, Callable[[Sequence[_Odd]], str]] = {
    "entries": _entries_told,
    "claims": _claims_told,
    "fields": _fields_told,
    "values": _values_told,
    "titles": _titles_told,
    "abstracts": _abstracts_told,
    "language": _language_told,
    "duplicates": _duplicates_told,
}
