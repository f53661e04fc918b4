"""Drift measured: what is noticed of the ways in which sites break, and what clean nights raise.

    python -m tests.benchmarks.drift [--nights N]

The sites and the ways are made up in ``drifting``. Each site has ``N`` clean nights; then, on a
night like the others, it breaks in each of the ways, once with a history of one night and once
with all of them. A break is ``told`` by a warning, ``aside`` where the pages were set aside (the
run says so, and the last good listings stand), ``severe`` where the source is not believed,
``same`` where the very entries are read as before (there is nothing to tell), else ``missed``.
A clean night that raises anything is a false alarm. Last come the project's own saved pages, as
they are, known for one night: some have two entries, and say little.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipeline.errors import PageError
from pipeline.model import Reading
from pipeline.read import charset
from pipeline.sources import read_page
from pipeline.sources.drift import Drift, drift, severe
from pipeline.sources.habits import Habits, habits
from tests.benchmarks.drifting import (
    BREAKS,
    FIRST,
    SAVED,
    SITES,
    Break,
    Made,
    Site,
    nights,
    pages,
    read,
)
from tests.sources.pages import HERE, MEDIA, snapshot


@dataclass(frozen=True, slots=True)
class Years:
    """A site's clean nights: what was learned of them, and what they raised."""

    site: Site
    history: tuple[Habits, ...]
    alarms: tuple[tuple[int, Drift], ...]
    entries: list[Made]  # of the night that follows
    readings: list[Reading]


def years(site: Site, count: int) -> Years:
    """Return what a site's clean nights come to; one on which nothing changed teaches nothing."""
    drawn = random.Random(site.name)
    history: list[Habits] = []
    alarms: list[tuple[int, Drift]] = []
    before: set[str] = set()
    for night, entries in enumerate(nights(site, drawn, count + 1)):
        found, _ = read(pages(site, entries), night)  # a page of one entry may be set aside
        shas = {each.snapshot.sha256 for each in found}
        tonight = habits(found, history[-1] if history else None)
        if night == count:
            break
        alarms += [(night, each) for each in drift(history, tonight, FIRST + timedelta(days=night))]
        if shas != before:
            history.append(tonight)
        before = shas
    return Years(site, tuple(history), tuple(alarms), entries, found)


def verdict(past: Years, broken: Break, memory: int | None = None) -> str:
    """Return what becomes of one break: ``severe``, ``told``, ``aside``, ``same`` or ``missed``."""
    history = past.history[-memory:] if memory else past.history
    found, aside = read(broken(past.site, past.entries), len(past.history) + 1)
    return ended(history, found, aside, past.readings)


def ended(
    history: Sequence[Habits], found: Sequence[Reading], aside: object, before: Sequence[Reading]
) -> str:
    """Return what becomes of pages that are read as ``found`` where they were as ``before``."""
    if aside and not found:
        return "aside"
    told = drift(history, habits(found, history[-1]))
    if severe(told):
        return "severe"
    if told:
        return "told"
    if aside:
        return "aside"
    return "same" if said(found) == said(before) else "missed"


def saved_pages() -> dict[str, tuple[str, str]]:
    """Return the saved pages under ``tests/sources`` that are text or HTML: media type and text."""
    paths = sorted(path for kind in ("txt", "html") for path in HERE.glob(f"*/*/page.{kind}"))
    return {
        f"{path.parent.parent.name}/{path.parent.name}": (
            MEDIA[path.suffix],
            charset.decode(path.read_bytes(), is_html=path.suffix == ".html"),
        )
        for path in paths
    }


def saved_verdict(page: str, media_type: str, broken: Callable[[str], str]) -> str:
    """Return what becomes of a saved page that breaks; ``-`` where it has nothing that could."""
    other = broken(page)
    if other == page:
        return "-"
    before = [read_page(snapshot(page, media_type))]
    try:
        found, aside = [read_page(snapshot(other, media_type))], []
    except PageError as error:
        found, aside = [], [error.reason]
    return ended([habits(before)], found, aside, before)


def said(readings: Sequence[Reading]) -> Counter[object]:
    """Return what the entries say, whatever their order."""
    return Counter(
        (entry.title, entry.abstract, tuple((f.role, f.values) for f in entry.fields if f.values))
        for reading in readings
        for entry in reading.entries
    )


def main() -> None:
    """Print a row for each break, and what the clean nights raised."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--nights", type=int, default=100)
    count = options.parse_args().nights
    known = [years(site, count) for site in SITES]
    ends = ("severe", "told", "aside", "same", "missed", "-")
    for title, memory in (("one night", 1), (f"{count} nights", None)):
        sys.stdout.write(f"\n{f'{len(SITES)} sites, known for {title}':36}")
        sys.stdout.write("".join(f"{end:>8}" for end in ends) + "  missed on\n")
        for name, broken in BREAKS.items():
            found = {past.site.name: verdict(past, broken, memory) for past in known}
            counts = Counter(found.values())
            missed = " ".join(site for site, end in found.items() if end == "missed")
            line = "".join(f"{counts[end]:>8}" for end in ends)
            sys.stdout.write(f"{name:36}{line}  {missed}\n")
    kept = saved_pages()
    sys.stdout.write(f"\n{f'{len(kept)} saved pages, known for one night':36}")
    sys.stdout.write("".join(f"{end:>8}" for end in ends) + "  missed on\n")
    for name, change in SAVED.items():
        said_of = {page: saved_verdict(body, kind, change) for page, (kind, body) in kept.items()}
        counts = Counter(said_of.values())
        missed = " ".join(page for page, end in said_of.items() if end == "missed")
        line = "".join(f"{counts[end]:>8}" for end in ends)
        sys.stdout.write(f"{name:36}{line}  {missed}\n")
    alarms = [(past.site.name, night, each) for past in known for night, each in past.alarms]
    odd = len({(name, night) for name, night, _ in alarms})
    sys.stdout.write(f"\n{odd} of {count * len(SITES)} clean nights raised a false alarm\n")
    for name, night, each in alarms:
        sys.stdout.write(f"  {name}, night {night}: {each.sentence}\n")


if __name__ == "__main__":
    main()
