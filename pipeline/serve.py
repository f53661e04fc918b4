"""`collate desk`: the stewards' application, wired to the folders it works on."""

from __future__ import annotations

import secrets
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline import stages
from pipeline.desk.app import application
from pipeline.desk.guard import EVERYWHERE, Guard, hosts, in_address, is_loopback
from pipeline.desk.room import Settings
from pipeline.errors import UsageError
from pipeline.match.model import shipped
from pipeline.match.model_file import kept, read
from pipeline.release.manifest import Manifest
from pipeline.report import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where the desk works, and where it listens.

    Attributes:
        curated: Folder of releases and of what stewards say.
        raw: Folder of snapshots.
        host: Address to listen on.
        port: Port to listen on.
        allowed: Other names by which the desk may be called, each with its port if it has one.
        steward_header: The header by which a proxy says who asks.
        token: What browsers must show; made up where the address is open to others.
        login: Whom to propose as steward.
    """

    curated: Path
    raw: Path = Path("raw")
    host: str = "127.0.0.1"
    port: int = 8765
    allowed: tuple[str, ...] = ()
    steward_header: str | None = None
    token: str | None = None
    login: str = ""


def settings(plan: Plan) -> Settings:
    """Return what the desk is started with; open addresses have a token."""
    token = plan.token or (None if is_loopback(plan.host) else secrets.token_urlsafe(24))
    return Settings(
        curated=plan.curated,
        guard=Guard(
            hosts=hosts(plan.host, plan.port, plan.allowed),
            token=token,
            steward_header=plan.steward_header,
        ),
        thresholds=thresholds(plan.curated),
        clock=lambda: datetime.now(UTC),
        login=plan.login,
        command=command(plan),
    )


def address(plan: Plan, made: Settings) -> str:
    """Return what to open in a browser."""
    name = "127.0.0.1" if plan.host in EVERYWHERE else in_address(plan.host)
    tail = f"?token={made.guard.token}" if made.guard.token else ""
    return f"http://{name}:{plan.port}/{tail}"


def thresholds(curated: Path) -> Callable[[Manifest], Thresholds]:
    """Return a function to what a release's weights were held against."""

    def of(manifest: Manifest) -> Thresholds:
        path = kept(manifest.inputs.model, curated / stages.MODELS)
        return stages.thresholds(read(path) if path else shipped())

    return of


def command(plan: Plan) -> Callable[[Path, str], Sequence[str]]:
    """Return a function to the command that makes a release in a folder, of the plan's pages."""

    def of(curated: Path, model: str) -> Sequence[str]:
        path = kept(model, plan.curated / stages.MODELS) if model != shipped().name else None
        return (
            *(sys.executable, "-m", "pipeline", "run", "--plain", "--prove", "0", "--log", "json"),
            *("--curated", str(curated), "--raw", str(plan.raw)),
            *(("--model", str(path)) if path else ()),
        )

    return of


def serve(plan: Plan, say: Callable[[str], None]) -> None:
    """Open the latest release and answer until stopped.

    Raises:
        ReleaseError: There is no release.
        UsageError: The address cannot be listened on.
    """
    import socket

    import uvicorn

    made = settings(plan)
    app = application(made)
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((plan.host, plan.port))
        except OSError as error:
            raise UsageError(
                f"{plan.host}:{plan.port} cannot be listened on ({error.strerror}). "
                "Choose another: --port NUMBER, --host ADDRESS."
            ) from error
        app.room.warm()  # not before: a desk that cannot listen ends, and must end in peace
        say(f"The desk is open: {address(plan, made)}")
        say("Ctrl-C closes it; answers are kept one by one.")
        config = uvicorn.Config(
            app,
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
        )
        # Ctrl-C is how a desk is closed, not how it fails: the server handles it, and raises it
        # once more when it is done.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            uvicorn.Server(config).run(sockets=[listening])
        finally:
            signal.signal(signal.SIGINT, before)
            app.room.bench.close()
        say("The desk is closed.")
