"""The nightly run, on one screen."""

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State

from flows import ending, runners, tasks
from flows.tasks import whole
from pipeline import stages, steps
from pipeline.ingest import store
from pipeline.rebuild import between
from pipeline.sources.apart import Limits
from pipeline.stages import Outcome, Request


@flow(
    name="nightly",
    flow_run_name=ending.name,
    persist_result=False,
    task_runner=runners.chosen(),
)
def nightly(
    as_of: datetime | None = None,
    pages: tuple[Path, ...] = (),
    raw: str | Path = "raw",
    curated: str | Path = "curated",
    accept: str | None = None,
    wait: float = 60.0,
    model: Path | None = None,
    engine: str = "duckdb",
    is_cached: bool = True,
    prove: float = 300.0,
    crawl: bool = False,
    only: tuple[str, ...] = (),
    page_seconds: float = 60.0,
    source_seconds: float = 1800.0,
) -> State[Outcome]:
    """Fetch, read every page, resolve them together, and publish one release.

    What fails of one source does not stop the night: its last good listings stand, and it is said.
    """
    request = Request(
        as_of=as_of or datetime.now(UTC),
        pages=tuple(map(Path, pages)),
        raw=store.folder(raw),
        curated=store.folder(curated),
        accept=accept,
        wait=wait,
        model=Path(model) if model else None,
        engine=engine,
        is_cached=is_cached,
        prove=prove,
        crawl=crawl,
        only=tuple(only),
        limits=Limits(page=page_seconds, part=source_seconds),
    )
    with stages.alone(request):
        cache = stages.cache(request)
        fetched = tasks.fetch(whole(request)) if crawl else ()
        found = tasks.ingest(whole(request))
        plan = stages.plan_reading(found, cache)
        read = [tasks.read(part, request.limits) for part in plan.parts]
        came = stages.gather(found, plan, tasks.ended(read))
        readings = steps.stand_in(came, request, fetched, cache)
        standards = tasks.normalise(whole(readings), whole(cache))
        matched = tasks.match(whole(standards), whole(request), whole(cache))
        resolution = tasks.resolve(whole(standards), whole(matched), whole(request), whole(cache))
        merged = tasks.merge(whole(standards), whole(resolution), whole(cache))
        outcome = tasks.publish(
            whole(request),
            whole(readings),
            whole(matched),
            whole(resolution),
            whole(merged),
            whole(between(request, readings, standards, matched)),
            whole(cache),
        )
    outcome = stages.after_fetching(outcome, fetched, request.as_of)
    outcome = tasks.prove_one(whole(request), whole(outcome))
    ending.note(steps.warn(outcome))
    return ending.state(outcome)
