"""What a run tells while it works: a line per thing that happened, or bars for who watches.

A line has an instant, a level, what happened and counts, as text or as JSON. It goes through the
logger ``collate``, so that whoever runs us may take it elsewhere too. Where a person watches
there are bars instead, which end up in no log.

```text
2026-11-21T02:00:04Z INFO read source=icat_publications pages=4 listings=36 failed=0 seconds=0.8
```
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec, Protocol, TextIO, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Counts = Mapping[str, object]

LOG = logging.getLogger("collate")
LOG.addHandler(logging.NullHandler())
LOG.setLevel(logging.INFO)
COUNTS = "collate_counts"  # the attribute of a record


class Watcher(Protocol):
    """Who is shown how far the work is."""

    def begins(self, step: str) -> None:
        """A step begins."""

    def expects(self, step: str, total: int) -> None:
        """A step has so many things to do."""

    def advances(self, step: str) -> None:
        """One thing of a step is done."""

    def ends(self, step: str) -> None:
        """A step is done."""


_watchers: list[Watcher] = []


def tell(event: str, counts: Counts, level: int = logging.INFO) -> None:
    """Say that something happened, and the counts of it."""
    LOG.log(level, "%s", Line(event, counts), extra={COUNTS: (event, counts)})


def expect(step: str, total: int) -> None:
    """Say how many things a step has to do."""
    for each in _watchers:
        each.expects(step, total)


def advance(step: str) -> None:
    """Say that one thing of a step is done."""
    for each in _watchers:
        each.advances(step)


def told(step: str, counts: Callable[[R], Counts]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function say that it was done, how long it took, and what counts of its result."""

    def wrapped(work: Callable[P, R]) -> Callable[P, R]:
        @wraps(work)
        def telling(*args: P.args, **kwargs: P.kwargs) -> R:
            for each in _watchers:
                each.begins(step)
            began = time.monotonic()
            try:
                result = work(*args, **kwargs)
            finally:
                for each in _watchers:
                    each.ends(step)
            tell(step, {**counts(result), "seconds": round(time.monotonic() - began, 3)})
            return result

        return telling

    return wrapped


class Line:
    """An event and its counts, put in words when somebody asks."""

    def __init__(self, event: str, counts: Counts) -> None:
        self.event, self.counts = event, counts

    def __str__(self) -> str:
        return " ".join(
            [self.event, *(f"{name}={_shown(value)}" for name, value in self.counts.items())]
        )


def _shown(value: object) -> str:
    r"""Return a value on one line, in quotes where it holds more than a word.

    >>> _shown(4), _shown("icat"), _shown("a\nb")
    ('4', 'icat', '"a\\nb"')
    """
    text = str(value)
    is_word = text.isprintable() and not set(text) & set(" \"'=") and bool(text)
    return text if is_word else json.dumps(text, ensure_ascii=False)


class TextLines(logging.Formatter):
    """One line of text per record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        text = " ".join(record.getMessage().splitlines())
        return f"{_instant(record)} {record.levelname} {text}"


class JsonLines(logging.Formatter):
    """One JSON object per record and line, with each count under its own name."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        event, counts = getattr(record, COUNTS, (record.getMessage(), {}))
        told = {"at": _instant(record), "level": record.levelname.lower(), "event": event}
        return json.dumps({**told, **counts}, ensure_ascii=False, default=str)


def _instant(record: logging.LogRecord) -> str:
    when = datetime.fromtimestamp(record.created, UTC)
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")


@contextmanager
def shown(form: str = "auto", stream: TextIO | None = None) -> Iterator[None]:
    """Show what is told for a while.

    Args:
        form: ``text``, ``json``, ``bars``, ``none``; ``auto`` is bars on a terminal, else none.
        stream: Where to; standard error when not given.
    """
    to = stream or sys.stderr
    if form == "auto":
        form = "bars" if to.isatty() else "none"
    if form == "bars":
        with _bars(to):
            yield
    elif form == "none":
        yield
    else:
        with _lines(to, JsonLines() if form == "json" else TextLines()):
            yield


@contextmanager
def _lines(to: TextIO, formatter: logging.Formatter) -> Iterator[None]:
    handler = logging.StreamHandler(to)
    handler.setFormatter(formatter)
    LOG.addHandler(handler)
    try:
        yield
    finally:
        LOG.removeHandler(handler)


@contextmanager
def _bars(to: TextIO) -> Iterator[None]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(file=to), transient=True) as progress:
        bars = Bars(progress)
        _watchers.append(bars)
        try:
            yield
        finally:
            _watchers.remove(bars)


class Bars:
    """A bar per step: how much of it is done where that is known, else that it goes on."""

    def __init__(self, progress: Any) -> None:
        self.progress = progress
        self.known: dict[str, Any] = {}
        self.lock = threading.Lock()

    def _bar(self, step: str) -> Any:
        with self.lock:
            if step not in self.known:
                self.known[step] = self.progress.add_task(step, total=None)
            return self.known[step]

    def begins(self, step: str) -> None:
        """Show a bar that moves and does not fill."""
        self._bar(step)

    def expects(self, step: str, total: int) -> None:
        """Let the bar fill."""
        self.progress.update(self._bar(step), total=total)

    def advances(self, step: str) -> None:
        """Fill the bar a little more."""
        self.progress.advance(self._bar(step))

    def ends(self, step: str) -> None:
        """Show the bar full."""
        bar = self._bar(step)
        total = self.progress.tasks[self.progress.task_ids.index(bar)].total
        self.progress.update(bar, total=total or 1, completed=total or 1)
