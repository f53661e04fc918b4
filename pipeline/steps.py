"""The stages as a run takes them: each tells what it made, and how long that took."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from pipeline import rebuild, stages
from pipeline.cache import Cache
from pipeline.ingest.fetched import Fetched
from pipeline.match import Matched
from pipeline.merge import Merged
from pipeline.model import Reading, Standard
from pipeline.release.issue import Between
from pipeline.resolve import Resolution
from pipeline.sources import apart
from pipeline.sources.apart import Limits, Part, Read
from pipeline.stages import Outcome, Pages, Readings, Request
from pipeline.telling import Counts, tell, told


def _fetched(ended: Sequence[Fetched]) -> Counts:
    return {
        "sources": len(ended),
        "not_good": ",".join(each.source for each in ended if not each.is_good),
        "pages": sum(each.pages for each in ended),
        "new": sum(each.new for each in ended),
    }


def _pages(found: Pages) -> Counts:
    return {"pages": len(found.snapshots), "set_aside": len(found.aside)}


def _part(read: Sequence[Read]) -> Counts:
    good = [each for each in read if isinstance(each, Reading)]
    return {
        "pages": len(read),
        "listings": sum(len(each.entries) for each in good),
        "failed": len(read) - len(good),
    }


def _standing(found: Readings) -> Counts:
    return {
        "pages": len(found.readings),
        "listings": sum(len(each.entries) for each in found.readings),
        "set_aside": len(found.aside),
        "stood": len(found.stood),
        "stale": ",".join(each.source for each in found.stale),
    }


def _mentions(made: Sequence[Standard]) -> Counts:
    return {"mentions": len(made)}


def _evidence(made: Matched) -> Counts:
    return {"model": made.weights.name}


def _pairs(made: Resolution) -> Counts:
    return {
        "pairs": len(made.pairs),
        "waiting": sum(pair.band == "review" for pair in made.pairs),
        "decisions": len(made.decisions),
    }


def _works(made: Merged) -> Counts:
    return {"works": len(made.works), "conflicts": len(made.conflicts)}


def _outcome(made: Outcome) -> Counts:
    return {
        "release": made.version,
        "published": made.published,
        "warnings": len(made.warnings),
    }


def read_part(part: Part, limits: Limits) -> list[Read]:
    """Read some pages of one source; the line names it."""

    def counts(read: list[Read]) -> Counts:
        return {"source": part.name, **_part(read)}

    return told("read", counts)(apart.read_part)(part, limits)


def read(pages: Pages, cache: Cache, request: Request, fetched: Sequence[Fetched] = ()) -> Readings:
    """Read every page, and let the last good listings stand in for what failed."""
    found = stages.read(pages, cache, request.limits, by=read_part)
    return stand_in(found, request, fetched, cache)


def warn(outcome: Outcome) -> Outcome:
    """Tell each warning of a run on a line of its own."""
    for each in outcome.warnings:
        tell("warning", {"text": each}, logging.WARNING)
    return outcome


@told("fetch", _fetched)
def fetch(request: Request) -> tuple[Fetched, ...]:
    """Fetch the sources that are due."""
    return stages.fetch(request)


@told("ingest", _pages)
def ingest(request: Request) -> Pages:
    """Return the pages of the run."""
    return stages.ingest(request)


@told("gather", _standing)
def stand_in(
    found: Readings, request: Request, fetched: Sequence[Fetched], cache: Cache
) -> Readings:
    """Let the last good listings stand in for what failed."""
    return stages.stand_in(found, request, fetched, cache)


@told("normalise", _mentions)
def normalise(read_pages: Readings, cache: Cache) -> list[Standard]:
    """Put the listings in standard form."""
    return stages.normalise(read_pages, cache)


@told("match", _evidence)
def match(standards: Sequence[Standard], request: Request, cache: Cache) -> Matched:
    """Compare the mentions."""
    return stages.match(standards, request, cache)


@told("resolve", _pairs)
def resolve(
    standards: Sequence[Standard], matched: Matched, request: Request, cache: Cache
) -> Resolution:
    """Say which mentions are one work."""
    return stages.resolve(standards, matched, request, cache)


@told("merge", _works)
def merge(standards: Sequence[Standard], resolution: Resolution, cache: Cache) -> Merged:
    """Make one record per work."""
    return stages.merge(standards, resolution, cache)


@told("publish", _outcome)
def publish(
    request: Request,
    read_pages: Readings,
    matched: Matched,
    resolution: Resolution,
    merged: Merged,
    between: Between | None,
    cache: Cache,
) -> Outcome:
    """Check the rows and publish them."""
    return stages.publish(request, read_pages, matched, resolution, merged, between, cache)


@told("prove", _outcome)
def prove_one(request: Request, outcome: Outcome) -> Outcome:
    """Make one release before this one again."""
    return rebuild.prove_one(request, outcome)
