"""The data dictionary: every column with an example and what other vocabularies call it.

Types, units, keys and meanings are read from the declarations of the tables; the examples and
the terms stand in ``column_terms.tsv`` (``*`` for a column that means the same wherever it
stands). The examples are facts of the demonstration corpus; a test looks them up there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

from pipeline.errors import TableError
from pipeline.model import TABLES
from pipeline.release.digest import type_name
from pipeline.schema import Spec, arrow_type, columns, is_optional, without_none

_TERMS = "column_terms.tsv"

_HEAD = """\
# Data dictionary

Made by `make docs` from the declarations in `pipeline/model.py` and the examples and terms in
`pipeline/release/column_terms.tsv`.

A column that may be null says so; a list is never null unless it does, and may be empty. Columns
marked *key* tell the rows of a table apart, and rows are sorted by them. Instants are UTC. Codes:
countries ISO 3166-1 alpha-2, `XK` for Kosovo, ISO 3166-3 alpha-4 for former countries; regions UN
M49, `x-…` for a grouping that M49 lacks; languages ISO 639-1, else 639-3; currencies ISO 4217.
Examples of lists are joined by commas here. *Same as* names the nearest term of Dublin Core
(`dcterms:`), schema.org (`schema:`) and the DataCite Metadata Schema (`datacite:`): nearest, not
always equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a reader is told of a column besides its declaration."""

    example: str
    dublin_core: str
    schema_org: str
    datacite: str

    @property
    def same_as(self) -> str:
        """The terms with their prefixes, in one order."""
        prefixed = zip(
            ("dcterms", "schema", "datacite"),
            (self.dublin_core, self.schema_org, self.datacite),
            strict=True,
        )
        return ", ".join(f"`{prefix}:{term}`" for prefix, term in prefixed if term)


def dictionary(tables: Mapping[str, type] = TABLES) -> str:
    """Return the data dictionary of ``tables`` as Markdown.

    Raises:
        TableError: A column has no row in ``column_terms.tsv``.
    """
    parts = [_HEAD]
    for name, row_type in tables.items():
        summary = (row_type.__doc__ or "").strip().splitlines()[0]
        parts += ["", f"## {name}", "", summary, ""]
        parts += ["| column | type | unit | key | meaning | example | same as |"]
        parts += ["| --- | --- | --- | --- | --- | --- | --- |"]
        parts += [_row(name, path, spec) for path, spec in paths(row_type)]
    return "\n".join(parts) + "\n"


def paths(row_type: type) -> Iterator[tuple[str, Spec]]:
    """Yield the columns of a table, each followed by the parts of its rows where it holds any."""
    for spec in columns(row_type):
        yield spec.name, spec
        inner = _item(spec.type)
        if is_dataclass(inner) and isinstance(inner, type):
            yield from ((f"{spec.name}.{part.name}", part) for part in columns(inner))


def _item(hint: Any) -> Any:
    hint = without_none(hint)
    return get_args(hint)[0] if get_origin(hint) is tuple else hint


def term(table: str, column: str) -> Term:
    """Return the example and the terms of a column."""
    known = terms()
    found = known.get((table, column)) or known.get(("*", column))
    if found is None:
        where = f"../release/{_TERMS}"
        raise TableError(where, f"{table}.{column} has no row; add one, with an example at least")
    return found


@cache
def terms() -> Mapping[tuple[str, str], Term]:
    """Return the rows of ``column_terms.tsv``."""
    text = (Path(__file__).parent / _TERMS).read_text(encoding="utf-8")
    read = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {
        (row["table"], row["column"]): Term(
            example=row["example"],
            dublin_core=row["dublin_core"],
            schema_org=row["schema_org"],
            datacite=row["datacite"],
        )
        for row in read
    }


def _row(table: str, path: str, spec: Spec) -> str:
    told = term(table, path)
    optional = ", may be null" if is_optional(spec.type) else ""
    cells = (
        f"`{path}`",
        f"`{_kind(spec)}`{optional}",
        spec.column.unit,
        "yes" if spec.column.key else "",
        _escaped(spec.column.doc),
        _escaped(told.example),
        told.same_as,
    )
    return f"| {' | '.join(cells)} |"


def _kind(spec: Spec) -> str:
    """The Arrow type; of a list of rows, whose parts have their own lines, only that."""
    kind = type_name(arrow_type(spec.type))
    return "list<struct>" if kind.startswith("list<struct") else kind


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
