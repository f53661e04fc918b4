"""A Prefect server of a test's own, asked over HTTP as its pages ask it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from flows import settings

ROOT = Path(__file__).resolve().parent.parent.parent
PREFECT = [sys.executable, "-m", "prefect"]
BUSY, TRIES = 503, 8
Row = Mapping[str, Any]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment(home: Path, port: int) -> dict[str, str]:
    """Return what processes need to know of a server; nothing of ours is told elsewhere."""
    return {
        **os.environ,
        **settings.OFFLINE,
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }


class Api:
    """The API at one address."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}/api"

    def ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(
            f"{self.root}/{path}", data=data, headers={"Content-Type": "application/json"}
        )
        for turn in range(TRIES):
            try:
                with urllib.request.urlopen(asked, timeout=30) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code != BUSY or turn == TRIES - 1:
                    raise
                time.sleep(turn + 1)  # its database is held by a worker just now
        return None

    def wait(self, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self.ask("health")
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise TimeoutError(self.root)

    def deployment(self, seconds: float = 60) -> Row:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := self.ask("deployments/filter", {}):
                deployment: Row = found[0]
                return deployment
            time.sleep(0.5)
        raise TimeoutError("no deployment")

    def begin(self, **parameters: Any) -> str:
        where = f"deployments/{self.deployment()['id']}/create_flow_run"
        run: Row = self.ask(where, {"parameters": parameters})
        return str(run["id"])

    def ended(self, run: str, seconds: float = 180) -> Row:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found: Row = self.ask(f"flow_runs/{run}")
            if found["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
                return found
            time.sleep(0.5)
        raise TimeoutError(run)

    def summary(self, run: str) -> str:
        asked = {"artifacts": {"flow_run_id": {"any_": [run]}}}
        return str(self.ask("artifacts/filter", asked)[0]["data"])


def span(run: Row) -> tuple[datetime, datetime]:
    start, end = (datetime.fromisoformat(run[name]) for name in ("start_time", "end_time"))
    return start, end


@contextmanager
def running(command: list[str], env: Mapping[str, str], log: Path) -> Iterator[None]:
    """Run a program for a while; it is asked to end, and ended."""
    with log.open("wb") as file:
        child = subprocess.Popen(
            command, env=dict(env), cwd=ROOT, stdout=file, stderr=file, start_new_session=True
        )
        try:
            yield
        finally:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
