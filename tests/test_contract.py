"""What readers of a release may rely on: tables, columns, keys, codes; nothing of this machine."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pipeline
from pipeline.model import TABLES
from pipeline.release import versions
from pipeline.run import run
from pipeline.stages import Request
from tests.pages import Card, page

ROOT = Path(__file__).resolve().parent.parent

# Columns here keep their names and meaning for ever; more may be added.
COLUMNS = {
    "listings": "listing_id mention_id source page url snapshot_sha256 ordinal locator title "
    "abstract fields fetched_at",
    "mentions": "mention_id work_id source title abstract abstract_language year month series "
    "contributors editions isbns issns availability price_amount price_currency country_codes "
    "region_codes is_worldwide",
    "works": "work_id title alternative_titles abstract year series languages contributors "
    "country_codes region_codes is_worldwide isbns sources mention_count edition_count "
    "has_conflict needs_review first_seen_on last_seen_on",
    "editions": "edition_id work_id language isbn year pages formats price_amount price_currency "
    "url",
    "coverage": "work_id mention_id place_code scheme name successor_codes basis raw locator",
    "places": "place_code work_id scheme bases title year languages",
    "contributors": "work_id mention_id name given kind role raw",
    "identifiers": "work_id mention_id scheme value is_valid raw",
    "provenance": "work_id field value mention_id listing_id locator rule",
    "pairs": "left_mention_id right_mention_id weight probability band reason evidence_hash",
    "evidence": "left_mention_id right_mention_id comparison level weight left_value right_value",
    "conflicts": "work_id field kept lost kept_mention_id lost_mention_id kind severity",
    "unknowns": "snapshot_sha256 page locator kind text suggestion",
    "decisions": "decided_at steward left_mention_id right_mention_id verdict because left_title "
    "right_title evidence_hash",
    "relations": "left_work_id right_work_id kind",
    "redirects": "old_work_id work_id since why",
    "changes": "work_id op field before after cause",
}
STRUCTS = {
    ("listings", "fields"): "label values locator",
    ("mentions", "contributors"): "name given kind role raw",
    ("mentions", "editions"): "language isbn pages year formats",
}
PLACE = r"[A-Z]{2}|[A-Z]{4}|[0-9]{3}|x-[a-z0-9-]+"
CODES = {
    ("works", "country_codes"): r"[A-Z]{2}|[A-Z]{4}",
    ("works", "region_codes"): r"[0-9]{3}|x-[a-z0-9-]+",
    ("works", "languages"): r"[a-z]{2,3}",
    ("works", "isbns"): r"97[89][0-9]{10}",
    ("mentions", "country_codes"): r"[A-Z]{2}|[A-Z]{4}",
    ("mentions", "region_codes"): r"[0-9]{3}|x-[a-z0-9-]+",
    ("mentions", "issns"): r"[0-9]{4}-[0-9]{3}[0-9X]",
    ("mentions", "availability"): r"print|pdf|epub|online",
    ("editions", "language"): r"[a-z]{2,3}",
    ("editions", "price_currency"): r"[A-Z]{3}",
    ("coverage", "place_code"): PLACE,
    ("coverage", "successor_codes"): r"[A-Z]{2}",
    ("coverage", "scheme"): r"iso3166-1|iso3166-3|user-assigned|m49|grouping",
    ("coverage", "basis"): r"stated|title|abstract",
    ("pairs", "band"): r"same|review|different",
    ("changes", "op"): r"added|withdrawn|merged|split|changed",
    ("changes", "cause"): r"page|parser|table|judgement|model",
    ("unknowns", "kind"): r"line|label|place|language|identifier|date|contributor",
}
SORTED_LISTS = (
    "alternative_titles", "languages", "country_codes", "region_codes", "isbns", "sources",
)  # fmt: skip


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of the demonstration corpus, the second with a page more."""
    folder = tmp_path_factory.mktemp("curated")
    run(Request(as_of=datetime(2026, 11, 21, 2, tzinfo=UTC), raw=ROOT / "raw", curated=folder))
    pages = folder / "pages"
    pages.mkdir()
    for body in (ROOT / "raw" / "adopted").iterdir():
        if body.suffix != ".json":
            (pages / body.name).write_bytes(body.read_bytes())
    (pages / "more.txt").write_text(page([Card(1), Card(2)]), encoding="utf-8")
    request = Request(
        as_of=datetime(2026, 11, 22, 2, tzinfo=UTC),
        pages=(pages,),
        raw=folder / "raw",
        curated=folder,
    )
    assert run(request).published
    return folder


@pytest.fixture(scope="module")
def release(curated: Path) -> Path:
    return versions.resolve(root=curated)


def _table(release: Path, name: str) -> pa.Table:
    return pq.read_table(release / f"{name}.parquet")


@pytest.mark.parametrize("name", COLUMNS)
def test_every_table_has_its_columns(name: str, release: Path) -> None:
    assert set(COLUMNS[name].split()) <= set(_table(release, name).column_names)


@pytest.mark.parametrize(("table", "column"), STRUCTS)
def test_every_struct_has_its_parts(table: str, column: str, release: Path) -> None:
    parts = _table(release, table).schema.field(column).type.value_type
    assert set(STRUCTS[table, column].split()) <= {part.name for part in parts}


@pytest.mark.parametrize(("table", "column"), CODES)
def test_codes_are_of_their_lists(table: str, column: str, release: Path) -> None:
    values = _table(release, table).column(column).to_pylist()
    for value in values:
        for code in value if isinstance(value, list) else [value]:
            assert code is None or re.fullmatch(CODES[table, column], code)


@pytest.mark.parametrize("column", SORTED_LISTS)
def test_lists_of_codes_are_sorted(column: str, release: Path) -> None:
    for value in _table(release, "works").column(column).to_pylist():
        assert value == sorted(set(value))


@pytest.fixture(scope="module")
def resources(release: Path) -> dict[str, Any]:
    stated = json.loads((release / versions.DESCRIPTOR).read_text(encoding="utf-8"))
    return {each["name"]: each for each in stated["resources"]}


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_sorted_by_their_key(name: str, release: Path, resources: dict[str, Any]) -> None:
    table = _table(release, name)
    key = resources[name]["schema"]["primaryKey"]
    rows = list(zip(*(table.column(column).to_pylist() for column in key), strict=True))
    assert rows == sorted(set(rows))


@pytest.mark.parametrize("name", TABLES)
def test_every_reader_reads_the_same_rows(
    name: str, curated: Path, release: Path, resources: dict[str, Any]
) -> None:
    path = release / f"{name}.parquet"
    with duckdb.connect() as database:
        counted = database.execute(f"select count(*) from '{path}'").fetchall()[0][0]
    assert {
        counted,
        len(pd.read_parquet(path)),
        len(pipeline.load(name, root=curated)),
        resources[name]["rows"],
    } == {_table(release, name).num_rows}


def test_the_descriptor_says_what_each_column_means(resources: dict[str, Any]) -> None:
    assert set(resources) == set(TABLES)
    for resource in resources.values():
        assert resource["description"]
        assert all(each["description"] for each in resource["schema"]["fields"])


def test_the_weight_of_a_pair_is_the_sum_of_its_evidence(release: Path) -> None:
    ids = ["left_mention_id", "right_mention_id"]
    evidence = pd.read_parquet(release / "evidence.parquet").groupby(ids).weight.sum()
    pairs = pd.read_parquet(release / "pairs.parquet").set_index(ids).weight
    assert len(evidence)
    assert (pairs[evidence.index] - evidence).abs().max() < 0.01


def test_times_are_utc(release: Path) -> None:
    kinds = [_table(release, "listings").schema.field("fetched_at").type]
    kinds.append(_table(release, "decisions").schema.field("decided_at").type)
    assert {kind.tz for kind in kinds} == {"UTC"}


def test_nothing_of_this_machine_is_in_a_release(curated: Path, release: Path) -> None:
    machine = [str(curated), str(ROOT), str(Path.home())]
    for text in _texts(release):
        assert not any(path in text for path in machine if len(path) > 1)


def _texts(release: Path) -> Iterable[str]:
    for path in sorted(release.rglob("*")):
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            yield str(table.schema.metadata)
            yield str(table.to_pylist())
        elif path.is_file():
            yield path.read_text(encoding="utf-8")
