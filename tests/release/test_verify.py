from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import model
from pipeline.errors import ReleaseError
from pipeline.release import digest, disk, manifest
from pipeline.release.digest import observed, table_digests
from pipeline.release.verify import render, verify
from tests.release.rows import entries, published, restated, rows


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return published(tmp_path, rows(entries(3)))


def kinds(release: Path) -> set[tuple[str, str]]:
    return {(problem.file, problem.kind) for problem in verify(release)}


def rewritten(release: Path, name: str, table: pa.Table) -> None:
    """Put ``table`` in the place of another, with every sum in the descriptor put right."""
    path = release / f"{name}.parquet"
    path.unlink()
    disk.write_table(path, table)
    stated = json.loads((release / "datapackage.json").read_text())
    for resource in stated["resources"]:
        if resource["name"] == name:
            resource |= {
                "bytes": path.stat().st_size,
                "hash": f"sha256:{disk.sha256(path)}",
                "rows": table.num_rows,
            }
            if {field["name"] for field in resource["schema"]["fields"]} == set(table.column_names):
                found = table_digests(
                    table, key=resource["schema"]["primaryKey"], without=observed(name)
                )
                resource |= {"logicalDigest": found.whole, "contentDigest": found.content}
    restated(release, stated)


def read(release: Path, name: str) -> pa.Table:
    return pq.read_table(release / f"{name}.parquet")


def test_a_release_as_it_was_published_has_no_problems(release: Path) -> None:
    assert verify(release) == []
    assert "as datapackage.json says" in render(verify(release))


def test_a_release_can_be_verified_through_latest(release: Path) -> None:
    assert verify(release.parent.parent / "latest") == []


def test_a_missing_file_is_found(release: Path) -> None:
    (release / "works.parquet").unlink()

    assert ("works.parquet", "missing") in kinds(release)


def test_one_flipped_bit_anywhere_is_found(release: Path) -> None:
    for path in sorted(release.rglob("*")):
        if path.is_file() and path.name != "datapackage.json":
            body = path.read_bytes()
            path.write_bytes(body[:-5] + bytes([body[-5] ^ 1]) + body[-4:])
            assert (path.relative_to(release).as_posix(), "hash") in kinds(release)
            path.write_bytes(body)


def test_a_file_nobody_declared_is_found(release: Path) -> None:
    (release / "extra.parquet").write_bytes(b"")

    assert kinds(release) == {("extra.parquet", "extra")}


def test_a_wrong_schema_is_found(release: Path) -> None:
    rewritten(release, "works", read(release, "works").drop_columns(["year"]))

    assert ("works.parquet", "schema") in kinds(release)


def test_a_column_of_another_type_is_found(release: Path) -> None:
    table = read(release, "works")
    place = table.column_names.index("year")
    changed = table.set_column(place, "year", table.column("year").cast(pa.string()))
    rewritten(release, "works", changed)

    assert "year is string; int64 was declared" in render(verify(release))


def test_a_key_that_stands_twice_is_found(release: Path) -> None:
    table = read(release, "works")
    rewritten(release, "works", pa.concat_tables([table, table.slice(0, 1)]))

    assert ("works.parquet", "key") in kinds(release)
    assert "w-0001" in render(verify(release))


def test_a_reference_to_nothing_is_found(release: Path) -> None:
    rewritten(release, "works", read(release, "works").slice(1))

    assert ("mentions.parquet", "reference") in kinds(release)
    assert ("coverage.parquet", "reference") in kinds(release)


def test_rows_that_were_taken_away_are_found_even_with_every_sum_put_right(release: Path) -> None:
    rewritten(release, "coverage", read(release, "coverage").slice(1))

    assert kinds(release) == {("datapackage.json", "digest")}


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"release": 1}', "null", "[" * 99_999],
    ids=lambda text: repr(text[:9]),
)
def test_a_descriptor_that_cannot_be_read_is_a_problem_and_no_crash(
    release: Path, text: str
) -> None:
    (release / "datapackage.json").write_text(text)

    assert kinds(release) == {("datapackage.json", "descriptor")}


def test_an_empty_folder_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    assert kinds(tmp_path) == {("datapackage.json", "descriptor")}


@pytest.mark.parametrize("path", ["../../secret", "/etc/hostname", "a/../../b", ""], ids=repr)
def test_a_path_that_leads_out_is_not_followed(release: Path, path: str) -> None:
    stated: dict[str, Any] = json.loads((release / "datapackage.json").read_text())
    stated["resources"][0]["path"] = path
    restated(release, stated)

    assert (path, "descriptor") in kinds(release)


def test_a_release_is_judged_by_its_own_descriptor_and_not_by_todays_model(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "TABLES", {})
    monkeypatch.setattr(digest, "TABLES", {})
    digest.observed.cache_clear()

    assert verify(release) == []


def test_a_content_digest_that_was_changed_is_found(release: Path) -> None:
    stated = json.loads((release / "datapackage.json").read_text())
    stated["release"]["contentDigest"] = "sha256:" + "0" * 64
    restated(release, stated)

    assert kinds(release) == {("datapackage.json", "digest")}


def test_one_flipped_bit_anywhere_in_the_descriptor_is_found(release: Path) -> None:
    path = release / "datapackage.json"
    body = path.read_bytes()
    for place in range(0, len(body), 97):
        path.write_bytes(body[:place] + bytes([body[place] ^ 2]) + body[place + 1 :])
        try:
            is_found = manifest.read(release).is_altered
        except ReleaseError:
            is_found = True
        assert is_found or json.loads(path.read_bytes()) == json.loads(body), place


def test_a_descriptor_that_was_altered_is_a_problem_whatever_it_says(release: Path) -> None:
    stated = json.loads((release / "datapackage.json").read_text())
    stated["sources"] = [{"name": "bookstore", "title": "Another", "licence": "CC0-1.0"}]
    (release / "datapackage.json").write_text(json.dumps(stated))

    assert kinds(release) == {("datapackage.json", "descriptor")}


def test_a_descriptor_that_was_only_laid_out_anew_is_as_good(release: Path) -> None:
    stated = json.loads((release / "datapackage.json").read_text())
    (release / "datapackage.json").write_text(json.dumps(stated, sort_keys=True))

    assert verify(release) == []


def test_a_descriptor_from_before_there_were_seals_is_believed(release: Path) -> None:
    stated = json.loads((release / "datapackage.json").read_text())
    del stated["release"]["descriptorDigest"]
    (release / "datapackage.json").write_text(json.dumps(stated))

    assert verify(release) == []


def test_a_descriptor_of_another_form_is_a_problem_and_no_crash(release: Path) -> None:
    for part in ("name", "arrowType"):
        stated = json.loads((release / "datapackage.json").read_text())
        del stated["resources"][0]["schema"]["fields"][0][part]
        (release / "datapackage.json").write_text(json.dumps(stated))

        assert kinds(release) == {("datapackage.json", "descriptor")}
        restated(release, stated)
        assert kinds(release) == {("datapackage.json", "descriptor")}
        stated["resources"][0]["schema"]["fields"][0][part] = "x"
