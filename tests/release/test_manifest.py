from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from pipeline import model
from pipeline.errors import ReleaseError, UsageError
from pipeline.release import manifest
from pipeline.release.inputs import Inputs, SourceRef, file_hash, folder_hash, snapshot_ref
from pipeline.schema import columns, keys
from tests.release.rows import NOON, entries, inputs, published, rows


@pytest.fixture
def release(tmp_path: Path) -> Path:
    site = SourceRef(title="A bookstore", url="https://publications.example.org/", licence=None)
    return published(tmp_path, rows(entries(2)), sources={"bookstore": site})


@pytest.fixture
def stated(release: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((release / "datapackage.json").read_text())
    return value


def test_every_table_and_column_is_described(stated: dict[str, Any]) -> None:
    resources = {each["name"]: each for each in stated["resources"]}

    assert list(resources) == list(model.TABLES)
    for name, row_type in model.TABLES.items():
        schema = resources[name]["schema"]
        specs = list(columns(row_type))
        assert [field["name"] for field in schema["fields"]] == [spec.name for spec in specs]
        assert [field.get("unit", "") for field in schema["fields"]] == [
            spec.column.unit for spec in specs
        ]
        assert all(field["description"] for field in schema["fields"])
        assert schema["primaryKey"] == list(keys(row_type))


def test_foreign_keys_name_columns_that_exist(stated: dict[str, Any]) -> None:
    fields = {
        each["name"]: {field["name"] for field in each["schema"]["fields"]}
        for each in stated["resources"]
    }
    foreign = [
        (each["name"], key)
        for each in stated["resources"]
        for key in each["schema"].get("foreignKeys", ())
    ]

    assert len(foreign) > 15
    for name, key in foreign:
        assert set(key["fields"]) <= fields[name]
        assert set(key["reference"]["fields"]) <= fields[key["reference"]["resource"]]


def test_bytes_hash_and_rows_are_those_of_the_files(release: Path, stated: dict[str, Any]) -> None:
    for each in stated["resources"]:
        path = release / each["path"]
        assert each["bytes"] == path.stat().st_size
        assert each["hash"] == file_hash(path)


def test_names_and_hashes_are_as_the_standard_has_them(stated: dict[str, Any]) -> None:
    assert stated["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[-a-z0-9._/]+", stated["name"])
    assert stated["created"] == "2026-11-21T12:00:00Z"
    types = {"string", "integer", "number", "boolean", "date", "datetime", "array", "object"}
    for each in stated["resources"]:
        assert re.fullmatch(r"[-a-z0-9._/]+", each["name"])
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", each["hash"])
        assert {field["type"] for field in each["schema"]["fields"]} <= types


def test_an_enum_is_only_stated_of_single_values(stated: dict[str, Any]) -> None:
    for each in stated["resources"]:
        for field in each["schema"]["fields"]:
            if field["type"] == "array":
                assert field.get("constraints", {}).keys() <= {"required"}


def test_a_descriptor_says_what_the_release_was_made_from(stated: dict[str, Any]) -> None:
    assert stated["release"]["inputs"] == {
        "code": "code-1",
        "tables": "tables-1",
        "model": "model-1",
        "decisions": "decisions-1",
    }
    assert stated["sources"] == [
        {
            "title": "A bookstore",
            "name": "bookstore",
            "path": "https://publications.example.org/",
            "licence": None,
            "pages": 1,
            "fetched": {"first": "2026-11-21T12:00:00Z", "last": "2026-11-21T12:00:00Z"},
        }
    ]
    assert [each["page"] for each in stated["release"]["snapshots"]] == ["page-1.txt"]


def test_what_is_written_is_read_back(release: Path) -> None:
    site = SourceRef(title="A bookstore", url="https://publications.example.org/")

    found = manifest.read(release)

    assert found.inputs == inputs(rows(entries(2)), sources={"bookstore": site})
    assert found.version == "2026-11-21.1"
    assert found.parent is None


def test_no_path_of_the_machine_is_in_a_release(tmp_path: Path) -> None:
    made = rows(entries(1))
    [seen] = inputs(made).snapshots
    folder = published(tmp_path, made, snapshots=(seen,))

    for path in folder.rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("page", "url", "expected"),
    [
        ("/home/someone/pages/a.txt", None, ("a.txt", None)),
        ("C:\\pages\\a.txt", "file:///C:/pages/a.txt", ("a.txt", None)),
        (
            "a.html",
            "https://publications.example.org/a",
            ("a.html", "https://publications.example.org/a"),
        ),
    ],
)
def test_a_snapshot_is_named_without_its_folder(
    page: str, url: str | None, expected: tuple[str, str | None]
) -> None:
    snapshot = model.Snapshot(
        sha256="0" * 64, page=page, url=url, fetched_at=NOON, media_type="text/plain", body=b""
    )

    found = snapshot_ref(snapshot, None)

    assert (found.page, found.url) == expected


def test_instants_are_written_in_utc(tmp_path: Path) -> None:
    elsewhere = datetime(2026, 11, 21, 14, tzinfo=timezone(timedelta(hours=2)))
    folder = published(tmp_path, rows(entries(1)), created_at=elsewhere)

    assert manifest.read(folder).created_at == datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(UsageError, match="time zone"):
        replace(inputs(rows([])), created_at=datetime(2026, 11, 21))  # noqa: DTZ001


def test_an_unreadable_descriptor_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="restore the release from a copy"):
        manifest.read(tmp_path)


def test_a_folder_has_one_hash_whatever_the_interpreter_leaves_in_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "rows.csv").write_text("x")
    before = folder_hash(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "b.pyc").write_text("x")
    (tmp_path / ".hidden").write_text("x")

    assert folder_hash(tmp_path) == before
    (tmp_path / "a" / "rows.csv").rename(tmp_path / "a" / "other.csv")
    assert folder_hash(tmp_path) != before


def test_a_missing_log_is_an_empty_log(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()

    assert file_hash(tmp_path / "missing.csv") == file_hash(tmp_path / "empty.csv")


def test_inputs_are_the_same_whatever_order_the_pages_came_in(tmp_path: Path) -> None:
    made = rows([*entries(1), *entries(1, start=2, page="page-2")])
    given: Inputs = inputs(made)

    one = published(tmp_path / "a", made, snapshots=given.snapshots)
    two = published(tmp_path / "b", made, snapshots=given.snapshots[::-1])

    assert (one / "datapackage.json").read_bytes() == (two / "datapackage.json").read_bytes()
