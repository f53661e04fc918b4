"""Publish in forked children that die at a chosen step; run as ``python -m tests.release.crash``.

A step is whatever reaches the file system: a file opened for writing, each write to it, each
fsync, each rename, link, folder made or removed. A child counts its steps and kills itself
with SIGKILL just before one of them (in the middle of it, for a write). With ``power`` what was
written and not yet flushed is lost as well, as it is when the power goes.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset as ds

from pipeline.release import disk
from pipeline.release.publish import lock
from tests.release.rows import entries, published, rows

# Arrow imports these when it first needs them; imported here, no child has to do it again.
_IMPORTED_BEFORE_THE_FORK = (pd, ds)
_CHANGES = frozenset({"os.mkdir", "os.rename", "os.symlink", "os.remove", "os.rmdir"})


class Steps:
    """Counts steps, and dies at one of them."""

    def __init__(self, *, die_at: int, power: bool) -> None:
        self.names: list[str] = []
        self.die_at, self.power = die_at, power
        self.unflushed: dict[int, int] = {}  # inode -> a descriptor of it
        self.running = True
        self._fsync = os.fsync

    def step(self, name: str, halfway: Callable[[], object] = lambda: None) -> None:
        if not self.running:
            return
        self.names.append(name)
        if len(self.names) == self.die_at:
            self.running = False
            halfway()
            for handle in self.unflushed.values() if self.power else ():
                os.ftruncate(handle, 0)
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _CHANGES:
            self.step(f"{event} {Path(os.fsdecode(args[0])).name}")
        elif event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR):
            self.step(f"open {args[0] if isinstance(args[0], int) else Path(args[0]).name}")

    def fsync(self, handle: int) -> None:
        self.step("fsync")
        self._fsync(handle)
        self.unflushed.pop(os.fstat(handle).st_ino, None)

    def create(self, path: Path) -> Any:
        return _Counted(path, self)


class _Counted:
    """A new file whose every write is a step."""

    def __init__(self, path: Path, steps: Steps) -> None:
        self._file, self._steps, self._name = path.open("xb"), steps, path.name
        steps.unflushed[os.fstat(self._file.fileno()).st_ino] = os.dup(self._file.fileno())

    def write(self, body: Any) -> int:
        body = bytes(body)
        self._steps.step(f"write {self._name}", lambda: self._half(body))
        return self._file.write(body)

    def _half(self, body: bytes) -> None:
        self._file.write(body[: len(body) // 2])
        self._file.flush()

    def __enter__(self) -> _Counted:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def publish_counting(curated: Path, die_at: int, *, power: bool) -> list[str]:
    """Publish a release of three works, dying at one step; return the names of all steps."""
    steps = Steps(die_at=die_at, power=power)
    os.fsync = steps.fsync  # type: ignore[assignment]  # it is only ever given numbers here
    disk.create = steps.create
    sys.addaudithook(steps.audit)
    with lock(curated):
        published(curated, rows(entries(3)))
    steps.running = False
    return steps.names


def main(folder: Path, base: Path, chosen: list[int], *, power: bool) -> None:
    """For each chosen step, publish into a copy of ``base`` and die there."""
    for die_at in chosen:
        curated = folder / f"{die_at}"
        shutil.copytree(base, curated, symlinks=True)
        child = os.fork()
        if not child:
            names = publish_counting(curated, die_at, power=power)
            (folder / "steps.json").write_text(json.dumps(names))
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3]), power=sys.argv[4] == "power"
    )
