"""The lines of a PDF's pages in the order people read them: columns found from white space.

A gutter is a stretch of the width that hardly any text stands over, with text beside text on
both sides. What crosses it, a heading over two columns, parts the columns above it from those
below. A gutter that several pages have holds on a page too where one column is almost empty.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.read.pdf_text import Piece

_SAME_ROW = 0.35  # em between baselines
_GUTTER = 0.6  # em; narrower is a space between words
_CROSSING = 0.12  # share of a column's height that headings across two may take
_NARROWEST = 0.15  # of the text's width; narrower is no column but page numbers or marks
_FEWEST = 3  # lines of a column
_DEEPEST = 6  # columns within columns
_HEAD_LINES = 3  # that may stand apart at the head of a page, and at its foot


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line of one column; lengths in points.

    Attributes:
        page: From 1.
        right: Where the line ends, and ``edge`` where the lines of its column may.
        column: Number of the column in reading order, over the whole document.
    """

    page: int
    column: int
    left: float
    right: float
    base: float
    size: float
    edge: float
    is_bold: bool
    text: str


def printed_lines(document: Iterable[Iterable[Piece]]) -> tuple[Line, ...]:
    """Return the lines of a document in reading order."""
    laid = [sorted(page, key=_downwards) for page in document]
    known = _gutters_of(laid)
    found: list[Line] = []
    for number, page in enumerate(laid, start=1):
        found += _page_lines(number, page, found[-1].column + 1 if found else 0, known)
    return tuple(found)


def _gutters_of(document: Iterable[Sequence[Piece]]) -> tuple[float, ...]:
    """Return where several pages have a gutter; the last page of a column may hold a few lines."""
    seen = Counter(round(gutter / 10) for page in document for gutter in _gutters(page, 0))
    return tuple(place * 10.0 for place in sorted(seen) if seen[place] + seen[place + 1] > 1)


def _gutters(pieces: Sequence[Piece], depth: int) -> Iterator[float]:
    gutter = _gutter(pieces) if depth < _DEEPEST else None
    if gutter is not None:
        yield gutter
        yield from _gutters([piece for piece in pieces if piece.right <= gutter], depth + 1)
        yield from _gutters([piece for piece in pieces if piece.left >= gutter], depth + 1)


def _page_lines(
    page: int, pieces: Sequence[Piece], column: int, known: Sequence[float]
) -> Iterator[Line]:
    for region in _set_apart(pieces, known):
        edge = max(piece.right for piece in region)
        for row in _rows(region):
            inked = max(row, key=lambda piece: len(piece.text))
            bold = sum(len(piece.text) for piece in row if piece.is_bold)
            text = " ".join(piece.text for piece in row)
            yield Line(
                page=page,
                column=column,
                left=row[0].left,
                right=max(piece.right for piece in row),
                base=inked.base,
                size=inked.size,
                edge=edge,
                is_bold=bold * 10 > sum(len(piece.text) for piece in row) * 9,
                text=text,
            )
        column += 1


def _set_apart(pieces: Sequence[Piece], known: Sequence[float]) -> Iterator[Sequence[Piece]]:
    """Yield the columns of a page; a head or foot with a blank line to the text is its own.

    It may stand over one column only, and would be read as a part of that.
    """
    rows = list(_rows(pieces))
    start, end = 0, len(rows)
    while end - start > _FEWEST and start < _HEAD_LINES and _blank(rows[start], rows[start + 1]):
        start += 1
    while end - start > _FEWEST and len(rows) - end < _HEAD_LINES and _blank(*rows[end - 2 : end]):
        end -= 1
    yield from rows[:start]
    body = [piece for row in rows[start:end] for piece in row]
    yield from _regions(sorted(body, key=_downwards), known, 0)
    yield from rows[end:]


def _blank(above: Sequence[Piece], below: Sequence[Piece]) -> bool:
    return below[0].base - above[0].base > 2 * max(above[0].size, below[0].size)


def _downwards(piece: Piece) -> tuple[float, float, float, str]:
    return piece.base, piece.left, piece.right, piece.text


def _regions(
    pieces: Sequence[Piece], known: Sequence[float], depth: int
) -> Iterator[Sequence[Piece]]:
    """Yield the columns of a page, or of a part of one, in reading order.

    What stands across a gutter parts the columns above it from those below: the left one is
    read to there, then the right one.
    """
    gutter = _gutter(pieces) or next((at for at in known if _parts(pieces, at)), None)
    if gutter is None or depth == _DEEPEST:
        if pieces:
            yield pieces
        return
    for is_across, band in _bands(pieces, gutter):
        if is_across:
            yield band
        else:
            yield from _regions([each for each in band if each.right <= gutter], known, depth + 1)
            yield from _regions([each for each in band if each.left >= gutter], known, depth + 1)


def _bands(pieces: Sequence[Piece], gutter: float) -> Iterator[tuple[bool, list[Piece]]]:
    """Yield from the top what stands across a gutter and what stands beside it, in turns."""
    across = False
    band: list[Piece] = []
    for piece in pieces:
        here = piece.left < gutter < piece.right
        if across and not here:  # the rest of a line that goes across
            here = abs(piece.base - band[-1].base) < _SAME_ROW * piece.size
        if here != across and band:
            yield across, band
            band = []
        across = here
        band.append(piece)
    yield across, band


def _parts(pieces: Sequence[Piece], gutter: float) -> bool:
    """Tell whether text stands on both sides of a gutter that other pages have, little across."""
    left = sum(piece.right <= gutter for piece in pieces)
    right = sum(piece.left >= gutter for piece in pieces)
    return bool(left and right) and len(pieces) - left - right <= len(pieces) * _CROSSING


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Return where white space parts two columns of text, in points from the left, if any does."""
    if len(pieces) < 2 * _FEWEST:
        return None
    start, end = min(each.left for each in pieces), max(each.right for each in pieces)
    size = statistics.median_low([each.size for each in pieces])
    tall = _covered(pieces, start, end)
    most = max(tall, default=0.0)
    best: tuple[float, float] | None = None
    for low, high in _gaps(tall, most * _CROSSING):
        middle = start + (low + high) / 2
        if high - low >= _GUTTER * size * 0.5 and _are_columns(pieces, middle, end - start):
            crossed = max(tall[low:high], default=0.0)
            best = min(best or (crossed, middle), (crossed, middle))
    return best[1] if best else None


def _covered(pieces: Sequence[Piece], start: float, end: float) -> list[float]:
    """Return how much text stands over each point of the width, as summed heights."""
    steps = [0.0] * (min(int(end - start), 20_000) + 2)
    for piece in pieces:
        steps[min(int(piece.left - start), len(steps) - 1)] += piece.size
        steps[min(int(piece.right - start) + 1, len(steps) - 1)] -= piece.size
    total, found = 0.0, []
    for step in steps:
        total += step
        found.append(total)
    return found


def _gaps(tall: Sequence[float], most: float) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the width that hardly any text stands over."""
    low: int | None = None
    for place, height in enumerate(tall):
        if height <= most:
            low = place if low is None else low
        elif low is not None:
            yield low, place
            low = None


def _are_columns(pieces: Sequence[Piece], gutter: float, width: float) -> bool:
    """Tell whether both sides of a gutter read as columns that stand beside each other."""
    sides = (
        [each for each in pieces if each.right <= gutter],
        [each for each in pieces if each.left >= gutter],
    )
    if any(len(side) < _FEWEST for side in sides):
        return False
    if any(_width(side) < width * _NARROWEST for side in sides):
        return False
    top = max(min(each.base for each in side) for side in sides)
    foot = min(max(each.base for each in side) for side in sides)
    return all(
        sum(top <= each.base <= foot for each in side) >= min(_FEWEST, len(side)) for side in sides
    )


def _width(side: Sequence[Piece]) -> float:
    """Return how wide the lines of a column are, as their upper quartile."""
    widths = sorted(each.right - each.left for each in side)
    return widths[len(widths) * 3 // 4]


def _rows(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces of each line of a column, from the left; raised figures belong to it."""
    row: list[Piece] = []
    for piece in pieces:
        if row and piece.base - row[0].base > _SAME_ROW * max(piece.size, row[0].size):
            yield sorted(row, key=lambda each: each.left)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda each: each.left)
