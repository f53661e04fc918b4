"""The notebooks run from first cell to last, draw without a network, and keep no output in git."""

from __future__ import annotations

import csv
import json
import socket
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pycountry
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
UNINHABITED = {"AQ", "BV", "GS", "HM", "TF", "UM"}
CHARTS = {"1-first-look": 5, "2-back-to-the-page": 0, "3-two-releases": 2}


def test_there_are_three() -> None:
    assert [path.stem for path in NOTEBOOKS] == list(CHARTS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_kept(path: Path) -> None:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs")
        assert not cell.get("execution_count")


def _tiles() -> list[dict[str, str]]:
    return list(
        csv.DictReader(
            (ROOT / "pipeline" / "report" / "tiles.csv").read_text(encoding="utf-8").splitlines()
        )
    )


def test_every_inhabited_country_has_a_square_of_its_own() -> None:
    codes = [tile["place_code"] for tile in _tiles()]
    assert sorted(codes) == sorted(
        {country.alpha_2 for country in pycountry.countries} - UNINHABITED | {"XK"}
    )
    assert len({(tile["column"], tile["row"]) for tile in _tiles()}) == len(codes)


@pytest.mark.parametrize(
    ("west", "east"), [("PT", "PL"), ("US", "FR"), ("GB", "JP"), ("KI", "PE"), ("SN", "SO")]
)
def test_west_is_left(west: str, east: str) -> None:
    column = {tile["place_code"]: int(tile["column"]) for tile in _tiles()}
    assert column[west] < column[east]


@pytest.mark.parametrize(
    ("north", "south"), [("CA", "US"), ("NO", "IT"), ("EG", "ZA"), ("KZ", "IN"), ("MX", "CL")]
)
def test_north_is_up(north: str, south: str) -> None:
    row = {tile["place_code"]: int(tile["row"]) for tile in _tiles()}
    assert row[north] < row[south]


NO_NETWORK = """
import socket as _socket
_connect = _socket.socket.connect
def _only_here(self, address):
    if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "localhost", "::1")):
        raise OSError(f"a notebook called {address}")
    return _connect(self, address)
_socket.socket.connect = _only_here
"""


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")  # of the machinery of notebooks
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLATE_CURATED", str(demonstration))
    monkeypatch.setenv("COLLATE_RAW", str(ROOT / "raw"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    book: Any = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    book.cells.insert(0, nbformat.v4.new_code_cell(NO_NETWORK))  # type: ignore[no-untyped-call]

    nbclient.NotebookClient(
        book, timeout=300, resources={"metadata": {"path": str(FOLDER)}}
    ).execute()

    drawn = [svg for cell in book.cells for svg in _pictures(cell)]
    assert len(drawn) == CHARTS[path.stem]
    assert all("<path" in svg and "NaN" not in svg for svg in drawn)
    assert sum('alt="' in shown for cell in book.cells for shown in _html(cell)) == len(drawn)
    assert all(cell.outputs for cell in book.cells[2:] if _shows(cell))


def _html(cell: Any) -> list[str]:
    return [each.get("data", {}).get("text/html", "") for each in cell.get("outputs", ())]


def _pictures(cell: Any) -> list[str]:
    found = (each.get("data", {}).get("image/svg+xml") for each in cell.get("outputs", ()))
    return [svg for svg in found if svg]


def _shows(cell: Any) -> bool:
    """Whether the last line of a cell is a value or prints one."""
    lines = cell.source.strip().splitlines()
    is_set = " = " in lines[-1] or lines[-1].startswith(("assert", "import", "from"))
    return cell.cell_type == "code" and not is_set


def test_a_network_would_be_noticed() -> None:
    space: dict[str, Any] = {}
    connect = socket.socket.connect
    try:
        exec(NO_NETWORK, space)
        with socket.socket() as line, pytest.raises(OSError, match="a notebook called"):
            line.connect(("192.0.2.1", 80))
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]
