"""`collate match`: merge any table of records, without pages, sources or a release."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from pipeline.errors import UsageError
from pipeline.match import blocking, model, rows
from pipeline.match.columns import Ints
from pipeline.match.compare import Bools
from pipeline.match.engines import compared
from pipeline.match.groups import Groups, join_along
from pipeline.match.model import Model
from pipeline.match.scores import Scored
from pipeline.match.verdicts import pairs
from pipeline.match.vetoes import VETOES, link
from pipeline.model import Pair

Table = Mapping[str, Sequence[Any]]  # columns by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What came of a table: records in, clusters out, pairs kept."""

    records: int
    clusters: int
    merged: int  # records that share their cluster with another
    pairs: int  # compared and not below the floor


def match_file(
    path: Path | str,
    out: Path | str,
    evidence: Path | str | None = None,
    *,
    shape: Model | None = None,
    engine: str = "duckdb",
) -> Summary:
    """Read a table of records, group those of one work, and write ``rid`` and ``cluster``.

    Args:
        path: The records.
        out: Where the clusters go; a cluster is named by its smallest ``rid``.
        evidence: Where the compared pairs go, with weight, band, reason and veto.
        shape: The model; ``None`` for the shipped one.
        engine: ``duckdb`` or ``spark``.

    Raises:
        UsageError: A file cannot be read or written, or has no usable ``rid``; the engine
            cannot be started.
    """
    path, out = Path(path), Path(out)
    for target in (out, *([Path(evidence)] if evidence else [])):
        _check_target(target)
    shape = shape or model.shipped()
    made = compared(rows.batches(path), rows.records, shape, engine)
    rids, found = made.rids, made.found
    groups = grouped(len(rids), found, shape)
    label = list(rids)
    for group in groups:
        for at in group[1:]:
            label[at] = rids[group[0]]
    _write(out, {"rid": rids, "cluster": label})
    if evidence:
        _write(Path(evidence), _pairs_table(pairs(rids, found, shape)))
    return Summary(
        records=len(rids),
        clusters=len(groups),
        merged=sum(len(group) for group in groups if len(group) > 1),
        pairs=len(found),
    )


def grouped(n: int, found: Scored, shape: Model) -> list[list[int]]:
    """Return the rows of each group."""
    weights = found.weight.round(3)
    agrees = (weights >= max(shape.same, 0.0)) & (found.veto < 0)
    plain = _among_themselves(n, found.left, found.right, agrees)
    # The rest, numbered anew in the same order, takes part in weighing groups.
    rest = np.flatnonzero(~plain[found.left])
    linked, ends = np.unique(
        np.concatenate([found.left[rest], found.right[rest]]), return_inverse=True
    )
    left, right = ends[: len(rest)].tolist(), ends[len(rest) :].tolist()
    says = [veto.says for veto in VETOES]
    links = [
        link(a, b, weight, weight >= shape.same, says[veto] if veto >= 0 else None)
        for a, b, weight, veto in zip(
            left, right, weights[rest].tolist(), found.veto[rest].tolist(), strict=True
        )
    ]
    groups = Groups.of(len(linked))
    join_along(groups, links)
    row = linked.tolist()
    joined = ([row[at] for at in group] for group in groups.members())
    # No two groups have a first row in common.
    return sorted([*_by_first(plain, found.left, found.right), *joined], key=itemgetter(0))


def _among_themselves(n: int, left: Ints, right: Ints, agrees: Bools) -> Bools:
    """Tell which rows are linked to nothing, or to rows that are all linked to each other alone.

    Where those links all agree, nothing speaks against one group: there is nothing to weigh.
    Such rows have the same rows around them, which is told by the sum of their numbers, mixed well.
    """
    rows = np.arange(1, n + 1, dtype=np.uint64)
    own = blocking.mixed(rows, rows)
    around = own.copy()
    np.add.at(around, left, own[right])
    np.add.at(around, right, own[left])
    not_so = ~agrees | (around[left] != around[right])
    for _ in range(2):  # the row itself, and what it is linked to
        found = np.ones(n, dtype=bool)
        found[left[not_so]] = found[right[not_so]] = False
        not_so = ~found[left] | ~found[right]
    return found


def _by_first(plain: Bools, left: Ints, right: Ints) -> Iterator[list[int]]:
    """Yield the groups of plain rows, which are all linked to the first of their group."""
    first = np.arange(len(plain))
    np.minimum.at(first, right, left)
    rows = np.flatnonzero(plain)
    rows = rows[np.argsort(first[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(first[rows], prepend=-1)).tolist()
    whole = rows.tolist()
    return (whole[start:end] for start, end in pairwise([*starts, len(whole)]))


def _check_target(path: Path) -> None:
    rows.format_of(path)
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}; make it first")


_OF_A_PAIR = (
    "left_mention_id", "right_mention_id", "weight", "probability", "band", "reason", "veto",
)  # fmt: skip


def _pairs_table(found: Iterable[Pair]) -> Table:
    columns = zip(*map(attrgetter(*_OF_A_PAIR), found), strict=True)
    return dict(zip(("left", "right", *_OF_A_PAIR[2:]), columns, strict=False)) or _NO_PAIRS


_NO_PAIRS: Table = dict.fromkeys(("left", "right", *_OF_A_PAIR[2:]), ())


def _write(path: Path, table: Table) -> None:
    try:
        _WRITERS[rows.format_of(path)](path, table)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error


def _write_json(path: Path, table: Table) -> None:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    line = f"{{{', '.join(f'{encode(name)}: %s' for name in table)}}}\n"
    with path.open("w", encoding="utf-8") as file:
        values = (map(encode, column) for column in table.values())
        file.writelines(line % row for row in zip(*values, strict=True))


def _write_delimited(path: Path, table: Table, delimiter: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        rows.writerow(table)
        rows.writerows(zip(*table.values(), strict=True))


def _write_parquet(path: Path, table: Table) -> None:
    kinds = {"weight": pa.float64(), "probability": pa.float64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in table])
    pa.parquet.write_table(pa.table(table, schema), path)  # imports pandas; the others do not


_WRITERS: Mapping[str, Callable[[Path, Table], None]] = {
    "csv": partial(_write_delimited, delimiter=","),
    "tsv": partial(_write_delimited, delimiter="\t"),
    "json": _write_json,
    "parquet": _write_parquet,
}
