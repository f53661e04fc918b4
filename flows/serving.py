"""`collate serve`: the nightly deployment on its schedule, with a server and its pages."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flows import settings
from pipeline.errors import PipelineError, UsageError

STARTS = 120.0  # seconds that a server may take; 8 to 14 on two cores
HOST = "127.0.0.1"
NAME = "nightly"


def serve(
    *,
    cron: str,
    timezone: str,
    port: int,
    parameters: Mapping[str, Any],
    notify: str | None,
    say: Callable[[str], None],
) -> None:
    """Run what is due until somebody stops it.

    Args:
        cron: When, as cron writes it.
        timezone: The time zone of ``cron``, by its IANA name.
        port: Of the server that is started where ``PREFECT_API_URL`` names none.
        parameters: Of the flow, where they are not the usual ones.
        notify: An address that is told of each night that somebody should look at.
        say: Tells the person at the terminal.

    Raises:
        UsageError: The schedule or the time zone cannot be understood.
        PipelineError: The server does not start.
    """
    settings.use(settings.OFFLINE)
    with _server(port) as api:
        os.environ["PREFECT_API_URL"] = api
        from prefect.client.schemas.schedules import CronSchedule
        from prefect.schedules import Cron
        from prefect.types.entrypoint import EntrypointType

        from flows import notices
        from flows.nightly import nightly

        try:
            CronSchedule(cron=cron, timezone=timezone)
        except ValueError as error:
            why = str(error).splitlines()[-2].strip().partition(" [")[0]
            raise UsageError(f"--cron {cron!r} --timezone {timezone!r}: {why}.") from None
        pages = api.removesuffix("/api")
        say(f"Prefect's pages: {pages}/deployments")
        if notify:
            for told in notices.apply(notify):
                say(told)
        say(f"The nightly run is due at {cron} ({timezone}); Ctrl-C ends it.")
        say("By hand: prefect deployment run nightly/nightly  (with PREFECT_API_URL=" + api + ")")
        nightly.serve(
            name=NAME,
            schedule=Cron(cron, timezone=timezone),
            parameters=dict(parameters),
            global_limit=1,
            limit=1,
            entrypoint_type=EntrypointType.MODULE_PATH,
            print_starting_message=False,
        )


@contextmanager
def _server(port: int) -> Iterator[str]:
    """Give the address of a server's API: the one that is named or runs, else one of our own."""
    named = os.environ.get("PREFECT_API_URL")
    api = named or f"http://{HOST}:{port}/api"
    if named or _is_up(api):
        yield api
        return
    where = {"PREFECT_SERVER_API_HOST": HOST, "PREFECT_SERVER_API_PORT": str(port)}
    child = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start"],
        env=os.environ | where,  # as options, they are not told to its pages
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is ours; the server ends after the runs it looks after
    )
    try:
        _wait(api, child)
        yield api
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()


def _wait(api: str, child: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS
    while time.monotonic() < end and child.poll() is None:
        if _is_up(api):
            return
        time.sleep(0.2)
    child.kill()
    told = child.communicate()[1].decode("utf-8", "replace").strip().splitlines()
    why = told[-1] if told else "it says nothing"
    raise PipelineError(f"Prefect's server did not start at {api}: {why}. Try another --port.")


def _is_up(api: str) -> bool:
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
