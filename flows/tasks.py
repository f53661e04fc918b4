"""Pipeline stages as Prefect tasks: names, retries and caching live only here.

One task run costs 15 to 60 ms, so a task is a source or a stage, never a record. Retrying
does not help a pure stage; what can fail for a passing reason is fetching.
"""

from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar, cast

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.utilities.annotations import quote

from pipeline import steps
from pipeline.sources.apart import Limits, Part, Read

RETRY_AFTER = 5  # seconds; what fails for a passing reason is a worker that was lost

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


def whole(value: T) -> T:
    """Return ``value`` marked so that Prefect does not walk its records in search of futures."""
    return cast(T, quote(value))


def _step(name: str, work: Callable[P, R]) -> Task[P, R]:
    return task(name=name, task_run_name=name, cache_policy=NO_CACHE)(work)


def read(part: Part, limits: Limits) -> PrefectFuture[list[Read]]:
    """Begin to read a part of a source, beside the others."""
    return read_part.submit(part, limits)  # Dask would make a plain tuple of what is quoted


def ended(begun: Iterable[PrefectFuture[list[Read]]]) -> list[list[Read] | BaseException]:
    """Return what came of each task in the end: its result, or what it failed with."""
    return [each.result(raise_on_failure=False) for each in begun]


fetch = _step("fetch", steps.fetch)
ingest = _step("ingest", steps.ingest)
read_part = task(
    name="read",
    task_run_name="read {part.name}",
    cache_policy=NO_CACHE,
    retries=1,
    retry_delay_seconds=RETRY_AFTER,
)(steps.read_part)
normalise = task(name="normalise", task_run_name="normalise", cache_policy=NO_CACHE)(
    steps.normalise
)
match = _step("match", steps.match)
resolve = _step("resolve", steps.resolve)
merge = _step("merge", steps.merge)
publish = _step("publish", steps.publish)
prove_one = _step("prove", steps.prove_one)
