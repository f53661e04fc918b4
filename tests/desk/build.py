"""A desk over a small release, and a browser that speaks to it without a network."""

from __future__ import annotations

import asyncio
import atexit
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from pipeline.desk.app import application
from pipeline.desk.guard import Guard, hosts
from pipeline.desk.room import Settings
from pipeline.model import Evidence, Pair
from pipeline.report import Thresholds
from tests.release import rows as given
from tests.report.builders import evidence, pair

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
AT = Thresholds(upper=6.0, lower=-2.0, prior=-8.0)
HOME = "http://127.0.0.1:8765"


@dataclass
class Clock:
    """A clock that goes on by a second each time it is asked."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def entry(number: int, side: str, **said: Any) -> given.Entry:
    """Return an entry of work ``number``; ``side`` names its source and parts its title."""
    title = f"Title {number} as {side} has it"
    plain = given.Entry(work=f"w-{number:04}{side}", title=title, source=side)
    return replace(plain, **said)


def asks(left: given.Entry, right: given.Entry, weight: float = 2.0, **said: Any) -> Pair:
    """Return a pair of two entries that waits for a steward."""
    first, second = sorted((left.mention_id, right.mention_id))
    return replace(pair(first, second, weight, "review"), **said)


def shows(asked: Pair) -> Evidence:
    """Return evidence for a pair."""
    return evidence(
        asked.left_mention_id,
        asked.right_mention_id,
        "title",
        asked.weight + 8,
        left_value="one",
        right_value="other",
    )


def release(curated: Path, entries: list[given.Entry], pairs: list[Pair], **more: Any) -> Path:
    """Publish a release with these entries and pairs."""
    ordered = sorted(pairs, key=lambda p: (p.left_mention_id, p.right_mention_id))
    shown = [shows(each) for each in ordered]
    made = given.rows(entries, pairs=ordered, evidence=shown, **more)
    return given.published(curated, made)


def three(curated: Path) -> list[Pair]:
    """Put a release with three questions into a folder, and return them."""
    made, pairs = _three()
    shutil.copytree(made, curated, symlinks=True, dirs_exist_ok=True)
    return pairs


@cache
def _three() -> tuple[Path, list[Pair]]:
    curated = Path(tempfile.mkdtemp(prefix="collate-three-"))
    atexit.register(shutil.rmtree, curated, ignore_errors=True)
    sides = [(entry(n, "a"), entry(n, "b")) for n in (1, 2, 3)]
    pairs = [
        asks(*both, weight=weight) for both, weight in zip(sides, (0.5, 2.0, 4.0), strict=True)
    ]
    release(curated, [each for both in sides for each in both], pairs)
    return curated, pairs


def settings(curated: Path, **guarded: Any) -> Settings:
    guard = Guard(hosts=hosts("127.0.0.1", 8765), **guarded)
    return Settings(curated=curated, guard=guard, thresholds=lambda _: AT, clock=Clock())


@dataclass
class Browser:
    """Keeps cookies and form tokens as a browser does; follows no redirect by itself."""

    app: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    _token: str = ""

    def __post_init__(self) -> None:
        transport = httpx.ASGITransport(app=self.app)
        self.client = httpx.AsyncClient(transport=transport, base_url=HOME, headers=self.headers)

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.runner.run(self.client.aclose())
        self.runner.close()

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.runner.run(self.client.get(path, **more))

    def post(self, path: str, form: Mapping[str, str], **more: Any) -> httpx.Response:
        """Post a form with the token that pages of this session bear."""
        body = {"token": self.token, **form}
        return self.runner.run(self.client.post(path, data=body, **more))

    @property
    def token(self) -> str:
        """What forms of this session bear; read once from a page that has one."""
        if not self._token:
            found = re.search(r'name="token" value="(\w+)"', self.get("/blind?who=1").text)
            self._token = found[1] if found else ""
        return self._token

    def enter(self, name: str) -> Browser:
        """Say who is at the desk."""
        assert self.post("/steward", {"steward": name, "to": "/queue"}).status_code == 303
        return self

    def answer(self, asked: Pair, verdict: str, **form: str) -> httpx.Response:
        return self.post(address(asked), {"verdict": verdict, "seen": "0", **form})


def address(asked: Pair) -> str:
    return f"/pair/{asked.left_mention_id}/{asked.right_mention_id}"


def browser(curated: Path, name: str = "First Steward", **guarded: Any) -> Browser:
    """Return a browser at a desk of its own, with somebody before it."""
    made = Browser(application(settings(curated, **guarded)))
    return made.enter(name) if name else made
