"""A release is built in a hidden folder, checked as its readers will see it, then given its name.

The order of steps is what makes a kill at any moment harmless:

1. ``releases/.new-<version>/<version>/`` is filled, every file flushed to the disk;
2. everything in it is read back and verified;
3. one rename gives the folder its name: from now on the release exists, whole;
4. one rename moves ``latest``;
5. the empty ``.new-<version>`` goes.

Whoever runs next first clears up (under the lock): a hidden folder whose release has its
name was killed between 3 and 5, so ``latest`` is moved as it would have been; any other was
killed before 3 and goes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import ReleaseError
from pipeline.ingest import store
from pipeline.model import TABLES
from pipeline.release import disk, linked, manifest, remote
from pipeline.release.digest import Digests, combined
from pipeline.release.inputs import Inputs
from pipeline.release.lock import held
from pipeline.release.verify import render, verify
from pipeline.release.versions import (
    DESCRIPTOR,
    LATEST,
    NEW,
    OLD,
    PRUNED,
    RELEASES,
    is_version,
    latest,
    newest,
    next_version,
    order,
    releases,
)
from pipeline.schema import arrow_schema

__all__ = ["clear_up", "lock", "next_version", "publish"]

REPORT = "report/index.html"
CHANGES = "CHANGES.md"


@contextmanager
def lock(curated: Path | str, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the only right to write under ``curated``, cleared of what a killed run left.

    Take it before reading the latest release, so that the parent cannot move meanwhile.

    Args:
        curated: The folder; made when it is not there.
        wait: Seconds to wait for another run to end; ``math.inf`` waits for ever.

    Raises:
        LockedError: Another run holds it.
    """
    with held(store.folder(curated), wait):
        clear_up(curated)
        yield


def publish(
    tables: Mapping[str, pa.Table],
    *,
    curated: Path | str,
    version: str,
    manifest_inputs: Inputs,
    report_html: str,
    changes_md: str,
    accepted: str | None = None,
    failed: Sequence[str] = (),
    merge_error: Mapping[str, Any] | None = None,
    measures: Mapping[str, float] | None = None,
    habits: Mapping[str, Any] | None = None,
    known: Mapping[str, Digests] | None = None,
) -> Path:
    """Write ``tables`` as release ``version`` and move ``latest`` to it; return its folder.

    The caller holds ``lock(curated)``. The release's parent is the latest before it.

    Args:
        tables: From ``build.tables``, or anything else that gives each table when it is asked
            for: it is asked once for each, so that what is larger than memory can be published.
        curated: The folder of releases; made when it is not there.
        version: From ``next_version``.
        manifest_inputs: What the tables were made from.
        report_html: The merge report, self-contained.
        changes_md: What changed since the parent.
        accepted: Why a gate that failed was overridden.
        failed: What the gate held against the release.
        merge_error: How wrong its merging is held to be.
        measures: How far each count fell that the gate looks at; the next nights learn from it.
        habits: What the pages of each source were like; the same.
        known: The digests of tables, where they are known already.

    Raises:
        ReleaseError: ``version`` exists, a table is missing or not as the model declares it,
            or what was written does not read back as it was. ``latest`` has not moved.
    """
    order(version)
    odd = sorted(tables.keys() ^ TABLES.keys())
    if odd:
        raise ReleaseError(f"a release holds every table of the model and no other: {odd}")
    root = store.folder(curated)
    before = remote.pointer(root) if store.is_remote(root) else None
    parent = latest(root)
    _check_goes_on(root, parent, tables, version)
    with _hidden(root, version) as new:
        resources = list(_write_tables(new, tables, known or {}))
        _write_texts(new, {REPORT: report_html, CHANGES: changes_md})
        stated = manifest.descriptor(
            new,
            resources,
            version=version,
            inputs=manifest_inputs,
            parent=parent,
            accepted=accepted,
            failed=failed,
            measures=measures or {},
            habits=habits or {},
            files=(REPORT, CHANGES),
            merge_error=merge_error,
        )
        disk.write(new / DESCRIPTOR, manifest.as_json(manifest.sealed(linked.add(new, stated))))
        _sync_all(new)
        _check_written(new)
        if before is not None:
            remote.put(root, new, before)
        else:
            _give_name(root, new, root / RELEASES / version)
    return root / RELEASES / version


@contextmanager
def _hidden(root: Path, version: str) -> Iterator[Path]:
    """Give the folder to build in: beside the others, where one rename will do, or on this disk."""
    if store.is_remote(root):
        with TemporaryDirectory(prefix="collate-") as name:
            new = Path(name) / RELEASES / version
            new.mkdir(parents=True)
            yield new
        return
    folder = root / RELEASES
    folder.mkdir(parents=True, exist_ok=True)
    clear_up(root)
    if os.path.lexists(folder / version):
        raise ReleaseError(f"{version} exists, and a release is never written over; name another")
    new = folder / f"{NEW}{version}" / version
    new.mkdir(parents=True)
    try:
        yield new
    except Exception:
        if not os.path.lexists(folder / version):  # else the next run moves `latest` to it
            disk.remove(new.parent)  # on a full disk, what was written is in everybody's way
        raise


def clear_up(curated: Path | str) -> None:
    """Finish or remove what a killed run left. The caller holds ``lock(curated)``."""
    root = store.folder(curated)
    if store.is_remote(root):
        remote.clear_up(root)
        return
    folder = root / RELEASES
    _check_link(root)
    if not folder.is_dir():
        return
    for left in sorted(folder.glob(f"{NEW}*")):
        version = left.name.removeprefix(NEW)
        if is_version(version) and (folder / version / DESCRIPTOR).is_file():
            disk.point(root / LATEST, f"{RELEASES}/{version}")
        disk.remove(left)
    for left in sorted(folder.glob(f"{OLD}*")):
        disk.remove(left)  # pruned; what stays of it was in its place before
    for left in sorted((root / PRUNED).glob(f"{NEW}*")):
        disk.remove(left)
    if releases(root) and not (root / LATEST).exists():
        disk.point(root / LATEST, f"{RELEASES}/{newest(root)}")


def is_news(known: Mapping[str, Digests], parent: Path | None) -> bool:
    """Tell whether tables of these digests say anything that the release in ``parent`` does not."""
    if parent is None:
        return True
    contents = {name: each.content for name, each in known.items()}
    return combined(contents) != manifest.read(parent).content_digest


def _check_link(root: Path) -> None:
    link = root / LATEST
    if os.path.lexists(link) and not link.is_symlink():
        raise ReleaseError(f"{link} is no link; move it away, and publishing will make the link")


def _check_goes_on(
    root: Path, parent: str | None, tables: Mapping[str, pa.Table], version: str
) -> None:
    """Check that the release was made on the one it follows, and under this version.

    The ledger says so: it begins with every row of the parent's. Were it made on another, ids
    that the parent published would be lost.
    """
    ledger = tables["ledger"]
    known = 0
    if parent is not None:
        before = disk.read_table(root / RELEASES / parent, "ledger", columns=["seq", "work_id"])
        known = before.num_rows
        if not ledger.select(before.column_names).slice(0, known).equals(before):
            raise ReleaseError(
                f"{version} was not made on {parent}, which is the latest now: another run "
                "published meanwhile. Nothing was published; run again"
            )
    new = ledger.column("release").slice(known)
    if not pc.all(pc.equal(new, version), min_count=0).as_py():
        raise ReleaseError(f"{version} was made under another version; run again")


def _write_tables(
    new: Path, tables: Mapping[str, pa.Table], known: Mapping[str, Digests]
) -> Iterator[dict[str, Any]]:
    """Write each table and yield what the descriptor says of it; one at a time is looked at."""
    for name, row_type in TABLES.items():
        table = tables[name]
        if not table.schema.equals(arrow_schema(row_type)):
            raise ReleaseError(f"{name} is not as pipeline/model.py declares it; use build.tables")
        disk.write_table(new / f"{name}.parquet", table)
        yield manifest.resource(new, name, table, known.get(name))


def _write_texts(new: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        (new / name).parent.mkdir(exist_ok=True)
        disk.write(new / name, text.encode("utf-8", errors="replace"))


def _sync_all(new: Path) -> None:
    for folder in (new / "report", new, new.parent, new.parent.parent):
        disk.sync(folder)


def _check_written(new: Path) -> None:
    problems = verify(new)
    if problems:
        raise ReleaseError(f"{new.name} did not pass its own checks:\n{render(problems)}")


def _give_name(root: Path, new: Path, target: Path) -> None:
    new.rename(target)
    disk.sync(target.parent)
    disk.point(root / LATEST, f"{RELEASES}/{target.name}")
    disk.remove(new.parent)
