"""Crawling in a process of its own, which ends when its time is up, whatever it is doing."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO, Any

from pipeline.ingest.crawl.job import Event, Job, event

COMMAND = (sys.executable, "-m", "pipeline.ingest.crawl")


def events(job: Job, *, minutes: float) -> tuple[list[Event], str]:
    """Crawl; return what happened, and why it did not end by itself (``""`` where it did).

    Args:
        job: What to fetch.
        minutes: After which the process is ended.
    """
    with TemporaryFile() as log, _process(log, minutes) as child:
        with suppress(BrokenPipeError):  # it could not even start: its log says why
            pickle.dump(job, child.stdin)
            child.stdin.flush()
        found = [each for line in child.stdout if (each := event(line.decode("utf-8", "replace")))]
        code = child.wait()
        return found, _trouble(code, log)


@contextmanager
def _process(log: IO[bytes], minutes: float) -> Iterator[Any]:
    """Give the process; it is gone when the block is left, and its standard input holds it."""
    child = subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        start_new_session=True,  # Ctrl-C is for whoever started it, who then ends it
    )
    timer = threading.Timer(minutes * 60, child.kill)
    timer.daemon = True
    timer.start()
    try:
        yield child
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # they are pipes, as asked for above


def _trouble(code: int, log: IO[bytes]) -> str:
    if code == 0:
        return ""
    if code < 0:
        return "the crawl was stopped before it was done"
    log.seek(0)
    said = log.read()[-2000:].decode("utf-8", "replace").strip().splitlines()
    return f"the crawl failed: {said[-1][:300] if said else f'exit code {code}'}"
