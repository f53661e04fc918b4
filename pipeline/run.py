"""The run without a scheduler: the stages one after the other (`collate run --plain`)."""

from __future__ import annotations

from pipeline import stages, steps
from pipeline.rebuild import between
from pipeline.stages import Outcome, Request


def run(request: Request) -> Outcome:
    """Read the pages, match, merge and publish one release.

    Raises:
        PipelineError: The data or the call is at fault; the last good release stands.
    """
    with stages.alone(request):
        cache = stages.cache(request)
        fetched = steps.fetch(request) if request.crawl else ()
        pages = steps.ingest(request)
        readings = steps.read(pages, cache, request, fetched)
        standards = steps.normalise(readings, cache)
        matched = steps.match(standards, request, cache)
        resolution = steps.resolve(standards, matched, request, cache)
        merged = steps.merge(standards, resolution, cache)
        in_between = between(request, readings, standards, matched)
        outcome = steps.publish(request, readings, matched, resolution, merged, in_between, cache)
    outcome = stages.after_fetching(outcome, fetched, request.as_of)
    return steps.warn(steps.prove_one(request, outcome) if request.prove else outcome)
