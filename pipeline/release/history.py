"""The life of a work across releases: what its id is now, and what changed in it when."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.release import disk
from pipeline.release.load import to_frame
from pipeline.release.versions import LATEST, published, resolve

if TYPE_CHECKING:
    import pandas as pd


def resolve_ids(
    ids: Iterable[str], version: str = LATEST, root: Path | str = "curated"
) -> list[str | None]:
    """Return what each id of an older release is called in ``version``.

    A work that was merged has the id of the work it is now; a withdrawn work, and an id that
    no release up to ``version`` ever had, are ``None``.

    Raises:
        ReleaseError: There is no such release.
    """
    folder = resolve(version, root)
    works = disk.read_table(folder, "works", columns=["work_id"]).column("work_id")
    moved = disk.read_table(folder, "redirects", columns=["old_work_id", "work_id"])
    now: dict[str, str | None] = {work_id: work_id for work_id in works.to_pylist()}
    now.update(zip(*(moved.column(name).to_pylist() for name in moved.column_names), strict=True))
    return [now.get(work_id) for work_id in ids]


def history(work_id: str, root: Path | str = "curated") -> pd.DataFrame:
    """Return what each release said had changed in a work, oldest first.

    The columns are those of ``changes``, after ``version``. Changes told of another work that
    name this one (a merge into it, a split from it) belong to its history too.
    """
    import pandas as pd

    found = []
    for version, folder in published(root).items():  # of pruned ones the changes are kept
        frame = to_frame(disk.read_table(folder, "changes"))
        joins = (frame["op"] == "merged") & (frame["after"] == work_id)
        parts = (frame["op"] == "split") & (frame["before"] == work_id)
        frame = frame[(frame["work_id"] == work_id) | joins | parts]
        frame.insert(0, "version", version)
        found.append(frame)
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()
