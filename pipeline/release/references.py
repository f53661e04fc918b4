"""Which column points at which table, and what points at nothing.

Declared once: the build checks rows by it, the descriptor lists it as foreign keys, and
``verify`` reads those foreign keys back from the descriptor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """``table.columns`` must stand in ``target.target_columns``, unless one is null."""

    table: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


def _to(target: str, key: str, *, of: Mapping[str, tuple[str, ...]]) -> tuple[Reference, ...]:
    return tuple(
        Reference(table=table, columns=(column,), target=target, target_columns=(key,))
        for table, names in of.items()
        for column in names
    )


_PAIR = ("left_mention_id", "right_mention_id")

REFERENCES: tuple[Reference, ...] = (
    *_to(
        "works",
        "work_id",
        of={
            "editions": ("work_id",),
            "coverage": ("work_id",),
            "places": ("work_id",),
            "contributors": ("work_id",),
            "identifiers": ("work_id",),
            "mentions": ("work_id",),
            "provenance": ("work_id",),
            "relations": ("left_work_id", "right_work_id"),
            "conflicts": ("work_id",),
            "redirects": ("work_id",),
        },
    ),
    *_to(
        "mentions",
        "mention_id",
        of={
            "coverage": ("mention_id",),
            "contributors": ("mention_id",),
            "identifiers": ("mention_id",),
            "listings": ("mention_id",),
            "provenance": ("mention_id",),
            "pairs": _PAIR,
            "conflicts": ("kept_mention_id", "lost_mention_id"),
        },
    ),
    *_to(
        "listings",
        "listing_id",
        of={"provenance": ("listing_id",), "claims": ("listing_id",)},
    ),
    Reference(table="evidence", columns=_PAIR, target="pairs", target_columns=_PAIR),
)

# A work stands on mentions and a mention on listings: what has none came from nowhere.
# These are no foreign keys (the target is not unique), so the descriptor does not list them.
FOUNDATIONS: tuple[Reference, ...] = (
    Reference(table="works", columns=("work_id",), target="mentions", target_columns=("work_id",)),
    Reference(
        table="mentions",
        columns=("mention_id",),
        target="listings",
        target_columns=("mention_id",),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dangling:
    """Values of a reference that its target does not have."""

    reference: Reference
    values: tuple[str, ...]  # the first few, for a person
    count: int  # rows


def dangling(tables: Mapping[str, pa.Table], reference: Reference) -> Dangling | None:
    """Return what of ``reference`` points at nothing; ``None`` when all is well."""
    left = _joined(tables[reference.table], reference.columns)
    right = _joined(tables[reference.target], reference.target_columns)
    lost = left.filter(pc.and_(pc.is_valid(left), pc.invert(pc.is_in(left, value_set=right))))
    if not len(lost):
        return None
    first = tuple(str(value) for value in pc.unique(lost).slice(0, 3).to_pylist())
    return Dangling(reference=reference, values=first, count=len(lost))


def all_dangling(
    tables: Mapping[str, pa.Table], references: tuple[Reference, ...] = REFERENCES + FOUNDATIONS
) -> Iterator[Dangling]:
    """Yield what points at nothing, for the references whose tables are both there."""
    for reference in references:
        if reference.table in tables and reference.target in tables:
            found = dangling(tables, reference)
            if found is not None:
                yield found


def _joined(table: pa.Table, columns: tuple[str, ...]) -> pa.ChunkedArray:
    """Return one text per row; null where any part is. Ids hold no line break."""
    parts = [pc.cast(table.column(name), pa.string()) for name in columns]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, "\n")
