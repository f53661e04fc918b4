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

import pyarrow as pa

from pipeline.errors import ReleaseError
from pipeline.model import TABLES
from pipeline.release import disk, linked, manifest
from pipeline.release.digest import release_digest
from pipeline.release.inputs import Inputs
from pipeline.release.lock import held
from pipeline.release.verify import render, verify
from pipeline.release.versions import (
    DESCRIPTOR,
    LATEST,
    RELEASES,
    is_version,
    latest,
    next_version,
    order,
    releases,
)
from pipeline.schema import arrow_schema

__all__ = ["clear_up", "lock", "next_version", "publish"]

_NEW = ".new-"
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
    with held(Path(curated), wait):
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
) -> Path:
    """Write ``tables`` as release ``version`` and move ``latest`` to it; return its folder.

    The caller holds ``lock(curated)``. The release's parent is the latest before it.

    Args:
        tables: From ``build.tables``.
        curated: The folder of releases; made when it is not there.
        version: From ``next_version``.
        manifest_inputs: What the tables were made from.
        report_html: The merge report, self-contained.
        changes_md: What changed since the parent.
        accepted: Why a gate that failed was overridden.
        failed: What the gate held against the release.

    Raises:
        ReleaseError: ``version`` exists, a table is missing or not as the model declares it,
            or what was written does not read back as it was. ``latest`` has not moved.
    """
    order(version)
    _check_schemas(tables)
    root = Path(curated)
    folder = root / RELEASES
    folder.mkdir(parents=True, exist_ok=True)
    clear_up(root)
    target = folder / version
    if os.path.lexists(target):
        raise ReleaseError(f"{version} exists, and a release is never written over; name another")
    new = folder / f"{_NEW}{version}" / version
    new.mkdir(parents=True)
    _fill(new, tables, {REPORT: report_html, CHANGES: changes_md})
    stated = manifest.descriptor(
        new,
        tables,
        version=version,
        inputs=manifest_inputs,
        parent=latest(root),
        accepted=accepted,
        failed=failed,
        files=(REPORT, CHANGES),
    )
    disk.write(new / DESCRIPTOR, manifest.as_json(linked.add(new, stated)))
    _sync_all(new)
    _check_written(new)
    _give_name(root, new, target)
    return target


def clear_up(curated: Path | str) -> None:
    """Finish or remove what a killed run left. The caller holds ``lock(curated)``."""
    root = Path(curated)
    folder = root / RELEASES
    _check_link(root)
    if not folder.is_dir():
        return
    for left in sorted(folder.glob(f"{_NEW}*")):
        version = left.name.removeprefix(_NEW)
        if is_version(version) and (folder / version / DESCRIPTOR).is_file():
            disk.point(root / LATEST, f"{RELEASES}/{version}")
        disk.remove(left)
    whole = releases(root)
    if whole and not (root / LATEST).exists():
        disk.point(root / LATEST, f"{RELEASES}/{whole[-1]}")


def is_news(tables: Mapping[str, pa.Table], parent: Path | None) -> bool:
    """Tell whether ``tables`` say anything that the release in ``parent`` does not."""
    return parent is None or release_digest(tables) != manifest.read(parent).content_digest


def _check_link(root: Path) -> None:
    link = root / LATEST
    if os.path.lexists(link) and not link.is_symlink():
        raise ReleaseError(f"{link} is no link; move it away, and publishing will make the link")


def _check_schemas(tables: Mapping[str, pa.Table]) -> None:
    odd = sorted(tables.keys() ^ TABLES.keys())
    if odd:
        raise ReleaseError(f"a release holds every table of the model and no other: {odd}")
    for name, row_type in TABLES.items():
        if not tables[name].schema.equals(arrow_schema(row_type)):
            raise ReleaseError(f"{name} is not as pipeline/model.py declares it; use build.tables")


def _fill(new: Path, tables: Mapping[str, pa.Table], texts: Mapping[str, str]) -> None:
    for name, table in tables.items():
        disk.write_table(new / f"{name}.parquet", table)
    for name, text in texts.items():
        (new / name).parent.mkdir(exist_ok=True)
        disk.write(new / name, text.encode("utf-8", errors="replace"))


def _sync_all(new: Path) -> None:
    for folder in (new / "report", new, new.parent, new.parent.parent):
        disk.sync(folder)


def _check_written(new: Path) -> None:
    problems = verify(new)
    if problems:
        disk.remove(new.parent)
        raise ReleaseError(f"{new.name} did not pass its own checks:\n{render(problems)}")


def _give_name(root: Path, new: Path, target: Path) -> None:
    new.rename(target)
    disk.sync(target.parent)
    disk.point(root / LATEST, f"{RELEASES}/{target.name}")
    disk.remove(new.parent)
