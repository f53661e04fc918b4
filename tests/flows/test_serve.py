"""`collate serve`: one command for a schedule, a server and its pages."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows.serving import serve
from pipeline.errors import UsageError
from pipeline.release import verify, versions
from tests.flows.api import ROOT, Api, environment, free_port

pytestmark = [pytest.mark.heavy, pytest.mark.flow]

SERVE = """
from flows.serving import serve
serve(cron="30 3 * * 1-5", timezone="Europe/Vienna", port={port}, notify=None, say=print,
      parameters={{"curated": {curated!r}, "raw": {raw!r}}})
"""


def test_one_command_serves_the_nightly_run_until_it_is_stopped(tmp_path: Path) -> None:
    port, curated = free_port(), tmp_path / "curated"
    env = environment(tmp_path / "prefect", port)
    del env["PREFECT_API_URL"]  # none is named: one is started
    code = SERVE.format(port=port, curated=str(curated), raw=str(ROOT / "raw"))
    child = subprocess.Popen(
        [sys.executable, "-u", "-c", code], env=env, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == f"Prefect's pages: http://127.0.0.1:{port}/deployments\n"
        api = Api(port)
        (schedule,) = api.deployment()["schedules"]
        assert schedule["schedule"]["cron"] == "30 3 * * 1-5"
        assert schedule["schedule"]["timezone"] == "Europe/Vienna"
        assert api.ended(api.begin())["state_name"] == "Published"
        assert verify.verify(versions.resolve(root=curated)) == []
    finally:
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=60)
    with pytest.raises(OSError, match="refused"):
        api.ask("health")


def test_a_schedule_that_nobody_understands_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    for cron, timezone in (("at night", "UTC"), ("0 2 * * *", "Middle/Earth")):
        with pytest.raises(UsageError, match="--cron"):
            serve(
                cron=cron, timezone=timezone, port=1, parameters={}, notify=None, say=lambda _: None
            )
