"""The run without a scheduler: the stages one after the other (`collate run --plain`)."""

from __future__ import annotations

from pipeline import stages
from pipeline.rebuild import between, prove_one
from pipeline.stages import Outcome, Request


def run(request: Request) -> Outcome:
    """Read the pages, match, merge and publish one release.

    Raises:
        PipelineError: The data or the call is at fault; the last good release stands.
    """
    with stages.alone(request):
        cache = stages.cache(request)
        fetched = stages.fetch(request) if request.crawl else ()
        pages = stages.ingest(request)
        readings = stages.stand_in(stages.read(pages, cache, request.limits), request, fetched)
        standards = stages.normalise(readings, cache)
        matched = stages.match(standards, request, cache)
        resolution = stages.resolve(standards, matched, request, cache)
        merged = stages.merge(standards, resolution)
        in_between = between(request, readings, standards, matched)
        outcome = stages.publish(
            request, readings, standards, matched, resolution, merged, in_between
        )
    outcome = stages.after_fetching(outcome, fetched, request.as_of)
    return prove_one(request, outcome)
