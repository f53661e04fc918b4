"""Prints a listing as a PDF: columns, running heads, page numbers, words cut at line ends.

The typesetting is plain and its own, so that tests know what stands where. A soft hyphen in a
text is a place where a word may be cut.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.sources.forms import Card

PAPER = 595.0, 842.0  # points: A4
UNLABELLED = {"imprint", "series"}
TEXT, BOLD = "Times-Roman", "Times-Bold"


@dataclass(frozen=True)
class Print:
    """How a document is set; lengths in points."""

    columns: int = 1
    size: float = 10.0
    title_size: float = 10.0
    bold_titles: bool = True
    margin: float = 60.0
    gutter: float = 20.0
    leading: float = 1.2
    justified: bool = False
    by_row: bool = False  # drawn across the columns, line by line, as some writers do
    head: str = ""
    numbered: bool = True
    angle: int = 0  # of the page, as a viewer turns it

    @property
    def width(self) -> float:
        """Of one column."""
        return (PAPER[0] - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns


@dataclass(frozen=True)
class Set:
    """One line as it will be drawn."""

    text: str
    font: str
    size: float
    space: float  # above it
    is_last: bool


def card_lines(card: Card, style: Print) -> Iterator[Set]:
    """Yield an entry: title, imprint or labels, prose."""
    title = BOLD if style.bold_titles else TEXT
    yield from _set(card.title, title, style.title_size, style.size * 2, style)
    for label, values in card.fields:
        for value in values if label in UNLABELLED else ():
            yield from _set(value, TEXT, style.size, style.size * 0.6, style)
    for text in card.paragraphs:
        yield from _set(text, TEXT, style.size, style.size * 0.6, style)
    for label, values in card.fields:
        if label in UNLABELLED:
            continue
        yield from _set(label, BOLD, style.size, style.size * 0.6, style)
        for value in values:
            yield from _set(value, TEXT, style.size, 0, style)


def pdf(cards: Iterable[Card], style: Print, before: Sequence[str] = ()) -> bytes:
    """Return the document, ``before`` each line of it set large on top."""
    lines = [each for text in before for each in _set(text, BOLD, 18, 8, style)]
    lines += [each for card in cards for each in card_lines(card, style)]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAPER, pageCompression=1, invariant=1)
    for number, page in enumerate(_pages(lines, style), start=1):
        _draw(canvas, page, number, style)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _set(text: str, font: str, size: float, space: float, style: Print) -> Iterator[Set]:
    made = list(_wrapped(text, font, size, style.width))
    for place, line in enumerate(made):
        yield Set(line, font, size, 0 if place else space, place == len(made) - 1)


def _wrapped(text: str, font: str, size: float, width: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        whole = word.replace("\xad", "")
        if line and stringWidth(f"{line} {whole}", font, size) > width:
            head, tail = _cut(word, line, font, size, width)
            yield f"{line} {head}-" if head else line
            line = tail.replace("\xad", "")
        else:
            line = f"{line} {whole}" if line else whole
    yield line


def _cut(word: str, line: str, font: str, size: float, width: float) -> tuple[str, str]:
    parts = word.split("\xad")
    for count in range(len(parts) - 1, 0, -1):
        head = "".join(parts[:count])
        if stringWidth(f"{line} {head}-", font, size) <= width:
            return head, "\xad".join(parts[count:])
    return "", word


def _pages(lines: Sequence[Set], style: Print) -> Iterator[list[list[tuple[float, Set]]]]:
    """Yield the columns of each page, each line with its distance from the top."""
    columns = _columns(lines, style)
    while page := list(islice(columns, style.columns)):
        yield page


def _columns(lines: Sequence[Set], style: Print) -> Iterator[list[tuple[float, Set]]]:
    column: list[tuple[float, Set]] = []
    down = style.margin
    for line in lines:
        step = line.size * style.leading + (line.space if column else 0)
        if down + step > PAPER[1] - style.margin:
            yield column
            column, down, step = [], style.margin, line.size * style.leading
        down += step
        column.append((down, line))
    yield column


def _draw(canvas: Canvas, page: list[list[tuple[float, Set]]], number: int, style: Print) -> None:
    if style.angle:
        canvas.setPageRotation(style.angle)
    canvas.setFont(TEXT, 8)
    if style.head:
        canvas.drawCentredString(PAPER[0] / 2, PAPER[1] - 30, style.head)
    if style.numbered:
        canvas.drawCentredString(PAPER[0] / 2, 30, str(number))
    drawn = [(down, place, line) for place, column in enumerate(page) for down, line in column]
    for down, place, line in sorted(drawn, key=lambda each: each[:2]) if style.by_row else drawn:
        left = style.margin + place * (style.width + style.gutter)
        canvas.setFont(line.font, line.size)
        room = style.width - stringWidth(line.text, line.font, line.size)
        spaces = line.text.count(" ")
        spread = room / spaces if style.justified and spaces and not line.is_last else 0
        canvas.drawString(left, PAPER[1] - down, line.text, wordSpace=spread)
