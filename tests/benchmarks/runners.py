"""What it costs to read on threads of this machine, and by workers of Dask on it.

    make dask; .venv-dask/bin/python -m tests.benchmarks.runners [PAGES]

PAGES pages (400 if not said) are read in parts of four, and in parts of a hundred: many small tasks
beside few large ones. Each runner is a process of its own with a temporary server; what is printed
is the time from the first part sent to the last one back, when its workers are there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from flows import settings
from pipeline.model import Snapshot
from pipeline.sources.apart import Limits, Part
from tests.benchmarks.night import page

SMALL, LARGE = 4, 100  # pages of a part
NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)


def parts(folder: Path, pages: int, size: int) -> list[Part]:
    """Write pages to a folder; return them in parts."""
    found = []
    for number in range(pages):
        body = page(size, number, pages, entries=2)
        path = folder / f"{size}-{number}.html"
        path.write_bytes(body)
        sha = sha256(body).hexdigest()
        found.append(
            Snapshot(
                sha256=sha,
                page=path.name,
                url=None,
                fetched_at=NOW,
                media_type="text/html",
                path=path,
            )
        )
    cut = [tuple(found[at : at + size]) for at in range(0, pages, size)]
    return [
        Part(source="site", number=number, of=len(cut), snapshots=some)
        for number, some in enumerate(cut, start=1)
    ]


def measure(pages: int) -> None:
    """Print how long the runner that the environment names takes."""
    settings.use(settings.OFFLINE, settings.QUIET)
    from prefect import flow

    from flows import runners, tasks

    @flow(task_runner=runners.chosen())
    def reading() -> None:
        with tempfile.TemporaryDirectory() as name:
            tasks.ended([tasks.read(part, Limits()) for part in parts(Path(name), 8, 1)])  # warm
            for size in (SMALL, LARGE):
                given = parts(Path(name), pages, size)
                began = time.perf_counter()
                read = tasks.ended([tasks.read(part, Limits()) for part in given])
                seconds = time.perf_counter() - began
                assert all(isinstance(each, list) for each in read), read
                runner = os.environ[runners.RUNNER]
                print(f"  {runner:<8} {len(given):4} tasks of {size:3} pages: {seconds:5.1f} s")  # noqa: T201

    reading()


def main(pages: int) -> None:
    """Measure both runners, one after the other."""
    for name in ("threads", "dask"):
        command = [sys.executable, "-m", __spec__.name, str(pages), name]
        subprocess.run(command, check=True, env={**os.environ, "COLLATE_RUNNER": name})


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    if len(sys.argv) > 2:
        measure(asked)
    else:
        main(asked)
