"""The flow as the command `collate run` starts it: quiet until its dozen lines."""

import os

from pipeline.stages import Outcome, Request

# The same as [tool.prefect] in pyproject.toml says for a run in the project's own folder, and
# quiet: an error reaches the terminal as one sentence, not as a traceback before it.
SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}


def run(request: Request) -> Outcome:
    """Run the nightly flow here and now; on a temporary server where none is named.

    Raises:
        PipelineError: The data or the call is at fault; the last good release stands.
    """
    # Prefect reads its settings when it is first imported, which takes two seconds.
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    from flows.nightly import nightly

    return nightly(
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
    )
