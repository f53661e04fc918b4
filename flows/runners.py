"""Where the parts of reading are done: on threads of this machine, or by the workers of Dask.

Which one is a matter of configuration, not of the flow: ``COLLATE_RUNNER`` is ``threads`` or
``dask``; ``COLLATE_DASK`` is the address of a Dask scheduler, and where it is not given a cluster
is started on this machine for the night.
"""

import os
from typing import Any, cast

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from pipeline.errors import UsageError
from pipeline.helpers import cores

RUNNER, ADDRESS = "COLLATE_RUNNER", "COLLATE_DASK"


def chosen() -> TaskRunner[Any]:
    """Return the runner that the environment names.

    Raises:
        UsageError: It names another, or one that is not installed.
    """
    name = os.environ.get(RUNNER) or "threads"
    if name == "threads":
        return ThreadPoolTaskRunner(max_workers=cores())
    if name != "dask":
        raise UsageError(f"{RUNNER} is {name!r}; say threads or dask.")
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError:
        raise UsageError(
            "Dask is not installed. Install it: pip install 'collate[dask]', or `make dask`."
        ) from None
    local = {"n_workers": cores(), "threads_per_worker": 1, "dashboard_address": None}
    address = os.environ.get(ADDRESS)
    options = {"address": address} if address else {"cluster_kwargs": local}
    return cast(TaskRunner[Any], DaskTaskRunner(**options))
