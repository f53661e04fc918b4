"""A draft: the release that a run would publish now, made in a folder that goes again.

The folder has links to the releases there are and copies of what stewards have said, so the
run in it is a run like any other, with the same parent, the same checks and the same code; only
that nobody reads what it publishes but the desk.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from threading import RLock
from weakref import finalize

import pyarrow as pa

from pipeline.desk.opened import Opened
from pipeline.desk.runs import Run
from pipeline.errors import UsageError
from pipeline.ingest import store
from pipeline.model import Alias, Override
from pipeline.release import disk, versions
from pipeline.resolve import lines

SAID = ("decisions.csv", lines.FILES[Override], lines.FILES[Alias])
MODELS, CACHE = "models", ".cache"
Stand = tuple[str | None, ...]
Command = Callable[[Path, str], Sequence[str]]  # from a folder of releases and a model's name


@dataclass(slots=True, kw_only=True)
class Draft:
    """One draft, under way or made.

    Attributes:
        run: The run that makes it.
        home: Its folder of releases.
        stand: What it is made from, as far as stewards see to it.
        steward: Who asked for it.
        at: When, UTC.
        opened: The release made; ``None`` before it is, and where nothing would change.
    """

    run: Run | None
    home: Path
    stand: Stand
    steward: str
    at: datetime
    opened: Opened | None = None


@dataclass(slots=True, kw_only=True)
class Publishing:
    """A run that publishes what a draft showed, and what came of it."""

    run: Run | None
    steward: str
    at: datetime
    version: str = ""
    is_as_drafted: bool = True


class Bench:
    """The draft of a desk, and its publishing; one thing at a time."""

    def __init__(self, curated: Path, command: Command | None) -> None:
        """Work on the releases in ``curated``; without a command, nothing can be made."""
        self.curated, self._command = curated, command
        self._lock = RLock()
        self.draft: Draft | None = None
        self.publishing: Publishing | None = None

    @property
    def running(self) -> Run | None:
        """The run that is under way, if there is one."""
        each = self.publishing or self.draft
        return each.run if each and each.run and not each.run.is_over else None

    @property
    def is_stale(self) -> bool:
        """Whether more was said, or published, since the draft was begun."""
        return self.draft is not None and self.draft.stand != stand(self.curated)

    def make(self, *, model: str, steward: str, at: datetime) -> None:
        """Begin a draft; where something is under way already, go on with that.

        Args:
            model: The name of the weights to match by.
            steward: Who asks.
            at: When, UTC.

        Raises:
            UsageError: The releases are on an object store.
        """
        with self._lock:
            if self.running:
                return
            if self._command is None or store.is_remote(self.curated):
                raise UsageError(
                    "A draft is made from releases on this machine’s disk. "
                    "From an object store, answers are applied by the next collate run."
                )
            self._clear()
            now = stand(self.curated)
            home = Path(mkdtemp(prefix="collate-draft-"))
            finalize(self, shutil.rmtree, home, ignore_errors=True)
            laid_out(self.curated, home)
            draft = Draft(run=None, home=home, stand=now, steward=steward, at=at)
            parent = now[0]

            def made(code: int) -> None:
                folder = versions.resolve(versions.LATEST, home)
                if code == 0 and folder.name != parent:
                    opened = Opened(folder)
                    opened.need("changes", "works", "decisions")
                    draft.opened = opened

            draft.run = Run(self._command(home, model), made)
            self.draft, self.publishing = draft, None

    def publish(self, *, model: str, steward: str, at: datetime, then: Callable[[], None]) -> None:
        """Publish what the draft shows; ``then`` is called when it is.

        Raises:
            UsageError: There is no draft, or it is not of what stands now.
        """
        with self._lock:
            if self.running:
                return
            draft = self.draft
            if draft is None or draft.opened is None or self._command is None:
                raise UsageError("There is no draft to publish. Make one first.")
            if self.is_stale:
                raise UsageError(
                    "More was said or published since this draft, so it would not be what you "
                    "have seen. Nothing was published. Make another draft."
                )
            publishing = Publishing(run=None, steward=steward, at=at)
            drafted = _changes(versions.resolve(versions.LATEST, draft.home))

            def done(code: int) -> None:
                if code == 0:
                    folder = versions.resolve(versions.LATEST, self.curated)
                    publishing.version = folder.name
                    publishing.is_as_drafted = _changes(folder) == drafted
                    then()

            publishing.run = Run(self._command(self.curated, model), done)
            self.publishing = publishing

    def close(self) -> None:
        """Give up a draft that is being made, and its folder; what is published goes on."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        draft, self.draft, self.publishing = self.draft, None, None
        if draft is None:
            return
        if draft.run and not draft.run.is_over:
            draft.run.stop()
        # What it opened goes with the last page that reads it.
        shutil.rmtree(draft.home, ignore_errors=True)


def stand(curated: Path) -> Stand:
    """Return the latest release, and what identifies everything that stewards have said."""
    return versions.latest(curated), *(_digest(curated / name) for name in SAID)


def laid_out(curated: Path, home: Path) -> None:
    """Lay out in ``home`` what a run in ``curated`` would find, writing nothing there.

    Releases are links, since they never change. What stewards said is copied, as it may grow
    meanwhile. What earlier runs worked out is linked file by file: where one goes, it is missed.
    """
    for kind in (versions.RELEASES, versions.PRUNED):
        (home / kind).mkdir()
        for folder in (curated / kind).glob("*"):
            if versions.is_version(folder.name):
                (home / kind / folder.name).symlink_to(folder.resolve())
    latest = versions.latest(curated)
    if latest:
        (home / versions.LATEST).symlink_to(f"{versions.RELEASES}/{latest}")
    for name in SAID:
        with suppress(FileNotFoundError):
            shutil.copyfile(curated / name, home / name)
    if (curated / MODELS).is_dir():
        shutil.copytree(curated / MODELS, home / MODELS)
    for path in (curated / CACHE).glob("*/*.arrow"):
        linked = home / path.relative_to(curated)
        linked.parent.mkdir(parents=True, exist_ok=True)
        linked.symlink_to(path.resolve())


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _changes(folder: Path) -> pa.Table:
    return disk.read_table(folder, "changes")
