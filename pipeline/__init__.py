"""Collate: publication listings in, one checked release of works out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["load"]


def load(table: str, version: str = "latest", root: Path | str = "curated") -> pd.DataFrame:
    """Return one table of a release as a pandas frame, checked; see ``pipeline.release.load``."""
    from pipeline.release.load import load as checked  # here, so that importing stays light

    return checked(table, version, root)
