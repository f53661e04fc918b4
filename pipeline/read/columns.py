"""Tables whose first row names their columns: each cell is told what its column is called."""

from __future__ import annotations

from pipeline.model import Block
from pipeline.read.frames import Frame
from pipeline.read.tags import NOTHING

_MOST = 64  # columns
Columns = dict[int, list[str]]  # a table's depth to the names of its columns


def close_row(found: list[Block], frame: Frame, columns: Columns) -> None:
    """Note the names of columns where a row held nothing but heads.

    Args:
        found: The blocks of the page up to the end of the row; heads are told so.
        frame: The row.
        columns: What the tables around name their columns.
    """
    inside = found[frame.began :]
    heads = [block for block in inside if "<th>" in block.hints]
    if not frame.heads or len(heads) != len(inside):
        return
    if len(heads) >= 2:
        names = [""] * min(frame.column, _MOST)
        for place, head in enumerate(heads, start=frame.began):
            column = _column(head)
            if column < len(names):
                names[column] = head.text
            found[place] = head._replace(hints=head.hints | {"column_head"})
        columns[_table(frame)] = names
    elif len(heads) == 1 and frame.column > 1:
        hints = heads[0].hints | {"title"}
        found[frame.began] = heads[0]._replace(kind="paragraph", hints=hints)


def hints_of_cell(frame: Frame, columns: Columns) -> frozenset[str]:
    """Return what the table says of a cell: which column it is in, and what that is called."""
    cell: Frame | None = frame
    while cell is not None and cell.name not in ("td", "th"):
        cell = cell.parent if cell.name not in ("table", "body") else None
    if cell is None:
        return NOTHING
    if cell.name == "th":
        return frozenset({f"at:{cell.column}"})
    names = columns.get(_table(cell))
    if names and cell.column < len(names) and names[cell.column]:
        row = cell.parent.row if cell.parent is not None else 0
        return frozenset({"column:" + names[cell.column], f"row:{row}"})
    return NOTHING


def _table(frame: Frame) -> int:
    while frame.parent is not None and frame.name != "table":
        frame = frame.parent
    return frame.depth


def _column(block: Block) -> int:
    return next((int(hint[3:]) for hint in block.hints if hint.startswith("at:")), 0)
