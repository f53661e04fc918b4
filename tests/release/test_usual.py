"""A hundred ordinary nights give no alarm; what is not ordinary for a source does."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.release.build import tables
from pipeline.release.diff import Side, compare
from pipeline.release.gate import NIGHTS, Limits, Measure, measures, reasons
from pipeline.release.issue import issue
from pipeline.release.lineage import measured
from pipeline.release.publish import lock, next_version
from tests.release.rows import NOON, Entry, entries, inputs, rows, unknown

SOURCES = ("bookstore", "catalogue", "library")
Night = dict[str, Entry]


def first() -> Night:
    return {
        f"{source}-{number}": Entry(
            work=f"w-{source}-{number}",
            title=f"{source} title {number}",
            source=source,
            page=f"{source}-{number % 4}",
            year=2015 if number % 10 else None,
        )
        for source in SOURCES
        for number in range(100)
    }


def ordinary(night: Night, drawn: random.Random) -> Night:
    """Return the next night: entries go and come, years are filled in or lost, works merge."""
    now = {}
    for name, entry in night.items():
        if drawn.random() < 0.04 * drawn.random():
            continue  # gone
        if drawn.random() < 0.02:
            entry = replace(entry, year=drawn.choice([None, 2015, 2016]))
        now[name] = entry
    for source in SOURCES:
        for _ in range(drawn.randrange(4)):
            number = drawn.randrange(1000, 10**9)
            now[f"{source}-{number}"] = Entry(
                work=f"w-{source}-{number}",
                title=f"{source} title {number}",
                source=source,
                page=f"{source}-{number % 4}",
            )
    one, other = drawn.sample(sorted(now), 2)
    if now[one].source != now[other].source:
        now[one] = replace(now[one], work=now[other].work)
    return now


def restless(night: Night, drawn: random.Random) -> Night:
    """Return a night of a library that lists between 65 and 100 of its hundred works."""
    share = drawn.uniform(0.65, 1.0)
    return {
        name: entry
        for name, entry in first().items()
        if entry.source != "library" or drawn.random() < share
    }


def side(night: Night, unread: int) -> Side:
    said = list(night.values())
    made = rows(said, unknowns=[unknown(said[0], f"odd line {n}") for n in range(unread)])
    return Side(tables=tables(made), inputs=inputs(made))


class Years:
    """A hundred nights: what the gate measured, and what it held against them."""

    def __init__(self, follow: Callable[[Night, random.Random], Night]) -> None:
        drawn = random.Random(7)
        self.night, self.unread = first(), 40
        self.past: list[dict[str, float]] = []
        self.alarms: list[str] = []
        self.by_limits_alone: list[str] = []
        before = side(self.night, self.unread)
        for _ in range(100):
            self.night = follow(self.night, drawn)
            self.unread = max(self.unread + drawn.randrange(-4, 5), 20)
            now = side(self.night, self.unread)
            found = measures(now, before, compare(before, now))
            failed = list(reasons(now, before, found, Limits(), self.past[-30:]))
            self.alarms += failed
            self.by_limits_alone += reasons(now, before, found, Limits())
            if not failed:
                self.past.append({each.name: each.share for each in found})
            before = now
        self.last = before

    def held_against(self, change: Callable[[Night], Night], *, unread: int = 1) -> str:
        now = side(change(self.night), self.unread * unread)
        found = measures(now, self.last, compare(self.last, now))
        return "; ".join(reasons(now, self.last, found, Limits(), self.past[-30:]))


@pytest.fixture(scope="module")
def calm() -> Years:
    return Years(ordinary)


def without(share: float, source: str) -> Callable[[Night], Night]:
    def change(night: Night) -> Night:
        names = [name for name, entry in night.items() if entry.source == source]
        gone = set(names[: int(share * len(names))])
        return {name: entry for name, entry in night.items() if name not in gone}

    return change


def yearless(share: float) -> Callable[[Night], Night]:
    def change(night: Night) -> Night:
        limit = int(share * len(night))
        return {
            name: replace(entry, year=None) if place < limit else entry
            for place, (name, entry) in enumerate(sorted(night.items()))
        }

    return change


def merged(night: Night) -> Night:
    names = sorted(name for name in night if name.startswith("library"))[:44]
    pairs = dict(zip(names[1::2], names[::2], strict=True))
    return {
        name: replace(entry, work=night[pairs[name]].work) if name in pairs else entry
        for name, entry in night.items()
    }


@pytest.mark.heavy
def test_a_hundred_ordinary_nights_give_no_alarm(calm: Years) -> None:
    assert calm.alarms == []
    assert len(calm.past) == 100


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("change", "unread", "told"),
    [
        (without(0.25, "library"), 1, "library: the same pages gave"),
        (yearless(0.6), 1, "bookstore: year stood in"),
        (lambda night: night, 2, "things unread"),
        (merged, 1, "would be merged into others at once"),
    ],
    ids=["listings", "fill rate", "unknowns", "merges"],
)
def test_what_is_not_usual_for_a_source_is_held_against_it(
    calm: Years, change: Callable[[Night], Night], unread: int, told: str
) -> None:
    assert told in calm.held_against(change, unread=unread)


@pytest.mark.heavy
def test_a_loss_that_fixed_limits_let_pass_is_caught_by_history(calm: Years) -> None:
    now = side(without(0.25, "library")(calm.night), calm.unread)
    found = measures(now, calm.last, compare(calm.last, now))

    assert list(reasons(now, calm.last, found, Limits())) == []
    assert "library" in calm.held_against(without(0.25, "library"))


@pytest.mark.heavy
def test_a_source_that_always_comes_and_goes_gives_no_alarm_once_it_is_known() -> None:
    library = Years(restless)

    assert len(library.by_limits_alone) > len(library.alarms)
    assert library.alarms == []


def fell(share: float) -> list[Measure]:
    return [Measure(name="fewer_listings s", share=share, count=50, reason="less")]


@pytest.mark.parametrize(
    ("past", "share", "is_held"),
    [
        ([], 0.2, False),
        ([], 0.31, True),
        ([0.01] * NIGHTS, 0.2, True),
        ([0.01] * NIGHTS, 0.09, False),
        ([0.1] * NIGHTS, 0.2, False),
        ([0.9] * NIGHTS, 0.61, True),
    ],
    ids=[
        "no past: as usual",
        "no past: too much",
        "calm: closely watched",
        "calm: a tenth is always let pass",
        "restless: let pass",
        "wild: never more than twice the usual",
    ],
)
def test_limits_follow_the_past_within_bounds(
    past: list[float], share: float, is_held: bool
) -> None:
    known = [{"fewer_listings s": each} for each in past]
    one = side(dict(list(first().items())[:3]), 1)

    assert list(reasons(one, None, fell(share), Limits(), known)) == ["less"] * is_held


def test_releases_record_what_was_measured_and_accepted_nights_teach_nothing(tmp_path) -> None:  # type: ignore[no-untyped-def]
    def night(count: int, accept: str | None = None) -> None:
        made = rows(entries(count))
        with lock(tmp_path):
            issue(
                made,
                curated=tmp_path,
                version=next_version(tmp_path, NOON.date()),
                inputs=inputs(made),
                report=lambda *_: "",
                accept=accept,
            )

    night(20)
    night(19)
    night(12, accept="the site took them away")

    assert [each["fewer_listings bookstore"] for each in measured(tmp_path, "2026-11-21.3")] == [
        0.05
    ]
