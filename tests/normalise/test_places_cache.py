"""The cache of the index: quick to import, and never trusted more than it deserves."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.normalise import place_index

SMALL = place_index.Index(
    {"kenya": "KE name 0"}, {"b a": "KE name 0"}, {"ab": "KE name 0"}, {"c": "KE name 0"}, {}, ["x"]
)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(place_index, "_folders", lambda: iter([tmp_path]))
    return tmp_path


def test_importing_places_loads_nothing_heavy() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, pipeline.normalise.places; "
            "print(*{'pandas', 'babel', 'pycountry', 'ahocorasick', 'pyarrow'} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == []


def test_what_was_written_is_read_again(fresh: Path) -> None:
    file = fresh / "places.json"
    assert place_index._write(file, SMALL)
    assert place_index._read(file) == SMALL


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "{}", '{"exact": 1}', '{"exact": {"a": "x"}}', "nul"]
)
def test_a_damaged_cache_is_no_cache(fresh: Path, body: str) -> None:
    file = fresh / "places.json"
    file.write_text(body)
    assert place_index._read(file) is None


def test_a_cache_with_an_entry_of_another_shape_is_no_cache(fresh: Path) -> None:
    file = fresh / "places.json"
    place_index._write(file, SMALL)
    raw = json.loads(file.read_text())
    raw["exact"]["kenya"] = "KE"
    file.write_text(json.dumps(raw))
    assert place_index._read(file) is None


def test_a_folder_that_cannot_be_written_to_only_costs_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert not place_index._write(blocked / "places.json", SMALL)


def test_no_half_written_file_stays_behind(fresh: Path) -> None:
    place_index._write(fresh / "places.json", SMALL)
    assert [path.name for path in fresh.iterdir()] == ["places.json"]
