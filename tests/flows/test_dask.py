"""A night whose pages are read by the workers of Dask makes the release of any other night.

Needs `make dask`: `make test-dask` runs this in the environment that has it.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from flows.runners import ADDRESS, RUNNER, chosen
from pipeline.errors import UsageError
from pipeline.release import manifest, verify, versions
from tests.flows.api import ROOT

pytestmark = [pytest.mark.heavy, pytest.mark.flow]
has_dask = pytest.mark.skipif(find_spec("prefect_dask") is None, reason="`make dask` installs it")

RUN = "import sys; from pipeline.cli import main; sys.argv[0] = 'collate'; main()"


def _release(curated: Path, *options: str, **settings: str) -> str:
    command = [
        sys.executable,
        "-c",
        RUN,
        "run",
        "--curated",
        str(curated),
        "--raw",
        str(ROOT / "raw"),
    ]
    told = subprocess.run(
        [*command, "--log", "text", *options],
        env={
            **os.environ,
            "PREFECT_HOME": str(curated.parent / "prefect"),
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
            "PYTHONPATH": str(ROOT),
            **settings,
        },
        cwd=curated.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    release = versions.resolve(root=curated)
    assert verify.verify(release) == []
    return manifest.read(release).content_digest


@has_dask
def test_a_local_cluster_reads_the_same(tmp_path: Path) -> None:
    there = _release(tmp_path / "plain", "--plain")
    assert _release(tmp_path / "dask", "--runner", "dask") == there


@has_dask
def test_a_scheduler_that_is_named_reads_the_same(tmp_path: Path) -> None:
    from distributed import LocalCluster

    there = _release(tmp_path / "plain", "--plain")
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        found = _release(tmp_path / "dask", "--runner", "dask", **{ADDRESS: address})
    assert found == there


@pytest.mark.skipif(find_spec("prefect_dask") is not None, reason="it is installed here")
def test_without_dask_it_is_said_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RUNNER, "dask")
    with pytest.raises(UsageError, match="make dask"):
        chosen()


def test_another_runner_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RUNNER, "ponies")
    with pytest.raises(UsageError, match="say threads or dask"):
        chosen()
