"""The data dictionary: nothing without an example, no example made up, no term that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rdflib.namespace import DCTERMS, SDO

from pipeline.errors import TableError
from pipeline.model import TABLES
from pipeline.release.dictionary import dictionary, paths, term, terms
from pipeline.schema import arrow_type

ROOT = Path(__file__).resolve().parent.parent.parent
OF_DATACITE = frozenset(
    {
        "identifiers", "creators", "titles", "publisher", "publicationYear", "subjects", "dates",
        "contributors", "language", "types", "alternateIdentifiers", "relatedIdentifiers", "sizes",
        "formats", "version", "rightsList", "descriptions", "geoLocations", "fundingReferences",
        "relatedItems",
    }
)  # fmt: skip
"""The properties of the DataCite Metadata Schema 4.6, as its JSON names them."""

FACTS = ("works", "editions", "coverage", "contributors", "identifiers", "listings", "mentions")
MACHINE_MADE = ("_id", "locator", "locators", "_sha256", "fetched_at", "abstract", "entry_url")
ALL = [(name, path) for name, row_type in TABLES.items() for path, _ in paths(row_type)]


def test_the_page_is_up_to_date() -> None:
    page = ROOT / "docs" / "data-dictionary.md"
    assert page.read_text(encoding="utf-8") == dictionary(), "run `make docs`"


def test_every_column_has_an_example() -> None:
    assert [key for key in ALL if not 0 < len(term(*key).example) <= 64] == []


def test_no_row_speaks_of_a_column_that_is_not_there() -> None:
    columns = {path for _, path in ALL}
    assert {key for key in terms() if key[0] != "*"} <= set(ALL)
    assert {column for table, column in terms() if table == "*"} <= columns


def test_a_column_without_a_row_is_named() -> None:
    with pytest.raises(TableError, match=r"works\.colour has no row; add one"):
        term("works", "colour")


def test_terms_are_those_of_their_vocabularies() -> None:
    for told in terms().values():
        assert not told.dublin_core or told.dublin_core in DCTERMS
        assert not told.schema_org or told.schema_org in SDO
        assert not told.datacite or told.datacite in OF_DATACITE


def test_an_example_is_of_its_type() -> None:
    for table, path in ALL:
        spec = dict(paths(TABLES[table]))[path]
        assert _fits(arrow_type(spec.type), spec.column.allowed, term(table, path).example), path


def _fits(kind: pa.DataType, allowed: range | frozenset[str] | None, example: str) -> bool:
    if pa.types.is_integer(kind):
        return int(example) in (allowed or [int(example)])
    if pa.types.is_floating(kind):
        return bool(re.fullmatch(r"-?\d+\.\d+", example))
    if pa.types.is_boolean(kind):
        return example in {"true", "false"}
    if pa.types.is_timestamp(kind):
        return datetime.fromisoformat(example).tzinfo == UTC
    return not (pa.types.is_string(kind) and allowed) or example in allowed


def test_the_examples_are_facts_of_the_demonstration_corpus(demonstration: Path) -> None:
    missing = [
        (name, path)
        for name in FACTS
        for path, _ in paths(TABLES[name])
        if not path.endswith(MACHINE_MADE)
        and (found := set(_values(demonstration / "latest", name, path)))
        and term(name, path).example not in found
        and not term(name, path).example.startswith("[{")
    ]
    assert not missing, "their examples in column_terms.tsv are not in the release of raw/"


def _values(release: Path, name: str, path: str) -> Iterator[str]:
    column, _, part = path.partition(".")
    for value in pq.read_table(release / f"{name}.parquet").column(column).to_pylist():
        for each in [row[part] for row in value] if part else [value]:
            if each not in (None, []):
                yield _text(each)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
