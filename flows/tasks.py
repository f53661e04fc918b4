"""Pipeline stages as Prefect tasks: names, retries and caching live only here.

One task run costs 15 to 60 ms, so a task is a source or a stage, never a record. Retrying
does not help a pure stage; what can fail for a passing reason is fetching.
"""

from typing import TypeVar, cast

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from pipeline import rebuild, stages

T = TypeVar("T")


def whole(value: T) -> T:
    """Return ``value`` marked so that Prefect does not walk its records in search of futures."""
    return cast(T, quote(value))


ingest = task(name="ingest", cache_policy=NO_CACHE)(stages.ingest)
read = task(name="read", cache_policy=NO_CACHE)(stages.read)
normalise = task(name="normalise", cache_policy=NO_CACHE)(stages.normalise)
match = task(name="match", cache_policy=NO_CACHE)(stages.match)
resolve = task(name="resolve", cache_policy=NO_CACHE)(stages.resolve)
merge = task(name="merge", cache_policy=NO_CACHE)(stages.merge)
publish = task(name="publish", cache_policy=NO_CACHE)(stages.publish)
prove_one = task(name="prove", cache_policy=NO_CACHE)(rebuild.prove_one)
