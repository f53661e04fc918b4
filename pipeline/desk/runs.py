"""A run of the pipeline in a process of its own: how far it is, and how it ended."""

from __future__ import annotations

import json
import subprocess
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread

STEPS = {
    "ingest": "Take stock of the pages",
    "gather": "Read them",
    "normalise": "Put their values in standard form",
    "match": "Compare the entries",
    "resolve": "Settle which are one work, as stewards have it",
    "merge": "Make one record of each work",
    "publish": "Check the release and write it",
}
"""What a run tells of when it is done, in order, and what that is in words."""

_LINES, _LONG = 40, 2000  # of what a run says that is no step; characters of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a run: ``seconds`` once it is done, ``is_now`` while it goes on."""

    told: str
    seconds: float | None
    is_now: bool


class Run:
    """One run, watched from a thread; ``then`` is called there with its exit code."""

    def __init__(self, command: Sequence[str], then: Callable[[int], None]) -> None:
        """Start ``command``, which tells its steps as JSON lines on standard error.

        It is in a session of its own, so that closing the desk by Ctrl-C does not stop it.

        Raises:
            OSError: It cannot be started.
        """
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._done: dict[str, float] = {}
        self._said: deque[str] = deque(maxlen=_LINES)
        self.warnings: deque[str] = deque(maxlen=_LINES)
        self.code: int | None = None  # once all is over, ``then`` included
        self._thread = Thread(target=self._follow, args=(then,), daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether it has ended, and what follows from that is done."""
        return self.code is not None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps as they are now."""
        done = dict(self._done)
        now = next((name for name in STEPS if name not in done), None)
        return tuple(
            Step(told=told, seconds=done.get(name), is_now=name == now and not self.is_over)
            for name, told in STEPS.items()
        )

    @property
    def said(self) -> str:
        """What it said that was no step: why it failed, where it did."""
        return "\n".join(tuple(self._said)).removeprefix("collate: ").strip()

    def stop(self) -> None:
        """End it, and wait until it has."""
        with suppress(OSError):
            self._process.kill()
        self._thread.join()

    def _follow(self, then: Callable[[int], None]) -> None:
        assert self._process.stderr is not None  # as asked for  # noqa: S101 RUF100
        with self._process.stderr as lines:
            for line in lines:
                self._hear(line.decode("utf-8", "replace").rstrip()[:_LONG])
        code = self._process.wait()
        try:
            then(code)
        except Exception as error:  # noqa: BLE001  whatever it is, the page must say so
            self._said.append(f"What it made cannot be read: {error}")
            code = code or 1
        self.code = code

    def _hear(self, line: str) -> None:
        try:
            told = json.loads(line)
            event = told["event"]
        except (ValueError, TypeError, KeyError):
            self._said.append(line)
            return
        if event == "warning":
            self.warnings.append(str(told.get("text", ""))[:_LONG])
        elif event in STEPS:
            self._done[event] = float(told.get("seconds", 0.0))
