"""The flow as the command `collate run` starts it: quiet until its dozen lines."""

from flows import settings
from pipeline.stages import Outcome, Request
from pipeline.telling import LOG


def run(request: Request) -> Outcome:
    """Run the nightly flow here and now; on a temporary server where none is named.

    Raises:
        PipelineError: The data or the call is at fault; the last good release stands.
    """
    # Prefect reads its settings when it is first imported, which takes two seconds.
    settings.use(settings.OFFLINE, settings.QUIET)
    from flows.nightly import nightly

    _keep_off_the_terminal()
    return nightly(  # type: ignore[return-value]  # the state it ends in holds the outcome
        as_of=request.as_of,
        pages=request.pages,
        raw=str(request.raw),
        curated=str(request.curated),
        accept=request.accept,
        wait=request.wait,
        prove=request.prove,
        model=request.model,
        engine=request.engine,
        is_cached=request.is_cached,
        crawl=request.crawl,
        only=request.only,
        page_seconds=request.limits.page,
        source_seconds=request.limits.part,
    )


def _keep_off_the_terminal() -> None:
    """Leave it to the command where what is told is shown; the run's page has it all the same."""
    from prefect.logging.handlers import PrefectConsoleHandler

    LOG.propagate = False
    for handler in [each for each in LOG.handlers if isinstance(each, PrefectConsoleHandler)]:
        LOG.removeHandler(handler)
