"""The nightly run, on one screen."""

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.utilities.annotations import quote

from flows import tasks
from pipeline import stages
from pipeline.stages import Outcome, Request


@flow(name="nightly", flow_run_name="nightly-{as_of}", validate_parameters=False)
def nightly(
    as_of: datetime | None = None,
    pages: tuple[Path, ...] = (),
    raw: Path = Path("raw"),
    curated: Path = Path("curated"),
    accept: str | None = None,
    wait: float = 60.0,
) -> Outcome:
    """Read every page, resolve them together, and publish one release.

    ``quote`` keeps Prefect from walking through every record in search of futures.
    """
    request = Request(
        as_of=as_of or datetime.now(UTC),
        pages=tuple(map(Path, pages)),
        raw=Path(raw),
        curated=Path(curated),
        accept=accept,
        wait=wait,
    )
    with stages.alone(request):
        found = tasks.ingest(quote(request))
        readings = tasks.read(quote(found))
        standards = tasks.normalise(quote(readings))
        matched = tasks.match(quote(standards))
        resolution = tasks.resolve(quote(standards), quote(matched), quote(request))
        merged = tasks.merge(quote(standards), quote(resolution))
        outcome = tasks.publish(
            quote(request),
            quote(readings),
            quote(standards),
            quote(matched),
            quote(resolution),
            quote(merged),
        )
    create_markdown_artifact(
        key="release", markdown=outcome.markdown, description="What the night made"
    )
    return outcome


def run(request: Request) -> Outcome:
    """Run the flow for the command `collate run`."""
    return nightly(
        as_of=request.as_of,
        pages=request.pages,
        raw=request.raw,
        curated=request.curated,
        accept=request.accept,
        wait=request.wait,
    )
