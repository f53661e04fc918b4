"""Collate: publication listings in, one checked release of works out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import DataWarning, DisputedWarning, StaleWarning

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    import pandas as pd

__all__ = [
    "DataWarning",
    "DisputedWarning",
    "StaleWarning",
    "history",
    "latest",
    "load",
    "resolve_ids",
]


def load(
    table: str,
    version: str = "latest",
    root: Path | str = "curated",
    *,
    as_of: date | str | None = None,
) -> pd.DataFrame:
    """Return one table of a release as a pandas frame, checked; see ``pipeline.release.load``."""
    from pipeline.release.load import load as checked  # here, so that importing stays light

    return checked(table, version, root, as_of=as_of)


def latest(root: Path | str = "curated") -> str:
    """Return the version that is the latest now, for reading several tables of one release."""
    from pipeline.release.versions import resolve

    return resolve(root=root).name


def resolve_ids(
    ids: Iterable[str], version: str = "latest", root: Path | str = "curated"
) -> list[str | None]:
    """Return what each id of an older release is called now; ``None`` for a withdrawn work."""
    from pipeline.release.history import resolve_ids as resolved

    return resolved(ids, version, root)


def history(work_id: str, root: Path | str = "curated") -> pd.DataFrame:
    """Return what each release said had changed in a work, oldest first."""
    from pipeline.release.history import history as told

    return told(work_id, root)
