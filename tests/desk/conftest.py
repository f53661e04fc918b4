"""Desks under test share the tables of a release that several of them show."""

from pathlib import Path

import pytest

from pipeline.desk import room
from pipeline.desk.opened import Opened
from pipeline.release.versions import DESCRIPTOR

_opened: dict[bytes, Opened] = {}


def shared(folder: Path) -> Opened:
    """Return the release opened, the same one for copies of it."""
    said = (folder / DESCRIPTOR).read_bytes()
    if said not in _opened:
        _opened[said] = Opened(folder)
    return _opened[said]


@pytest.fixture(autouse=True)
def _shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "Opened", shared)
