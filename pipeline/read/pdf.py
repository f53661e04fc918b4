"""A PDF as blocks: one per line as it is printed, in the order a person reads them.

PDFium says where each run of letters stands (`pdf_text`). Here runs become columns, columns
lines and lines blocks. A line that its paragraph goes on with carries the hint ``continues``, as
in a text file that a program wrapped: it was broken where the next word would not have fitted.
Lines that stand at the head or foot of many pages carry ``running_head`` or ``page_number``.

A locator is the page and the line on it, both from 1, in reading order: ``p3L12``, or the
first and the last line: ``p3L12-p3L15``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.model import Block
from pipeline.read.fold import fold, is_item, joined
from pipeline.read.pdf_columns import Line, printed_lines
from pipeline.read.pdf_text import UnreadablePdfError, pages

__all__ = ["UnreadablePdfError", "blocks", "text_at"]

_LOOSE = 4  # letters a line may fall short of what would fit, in mid-sentence
_LARGE = 1.12  # times the letters of the text: a heading
_MARGIN = 0.12  # of the page's height, where running heads stand
_OFTEN = 3  # pages from which a line in the margin is a running head; both, where there are two
_LONGEST_HEADING = 300  # characters
_RANGE = re.compile(r"p(\d{1,6})L(\d{1,6})(?:-p(\d{1,6})L(\d{1,6}))?")
_HYPHENS = ("-", "\u2010", "\xad")
_YEARS = range(1900, 2100)
_NUMBER = re.compile(r"[-–—\[( ]{0,3}(?:\d{1,4}|[ivxl]{1,7})[-–—\]) ]{0,3}", re.IGNORECASE)


class Style(NamedTuple):
    """What the document's running text looks like.

    Attributes:
        size: Height of its letters in points.
        is_bold: All of it is; then bold says nothing.
        leading: From one baseline to the next, in heights of its letters.
    """

    size: float
    is_bold: bool
    leading: float


class _Read(NamedTuple):
    """A line, its text with words cut at its end marked as such, and what furniture it is."""

    line: Line
    text: str
    rule: str


class _Document(NamedTuple):
    """A document as read: its lines by their locators, and what its running text looks like."""

    stream: Mapping[str, _Read]
    style: Style


@lru_cache(maxsize=4)
def _document(body: bytes) -> _Document:
    """Read a document; kept for the locators that are read again right after."""
    found = printed_lines(pages(body))
    if not found:
        raise UnreadablePdfError(
            "it holds pictures of pages and no text; run text recognition over it and save that"
        )
    style = _style(found)
    return _Document(_stream(found, style), style)


def blocks(body: bytes) -> tuple[Block, ...]:
    """Return one block per paragraph, heading or line of its own, in reading order.

    Raises:
        UnreadablePdfError: Broken, protected, beyond the limits, or without text.
    """
    return tuple(_blocks(_document(body)))


def text_at(body: bytes, locator: str) -> str:
    """Return the text of ``p3L12``, ``p3L12-p4L2`` or several joined by ``;``, a line a block.

    Raises:
        LookupError: The locator is malformed or points at nothing.
        UnreadablePdfError: Broken, protected, beyond the limits, or without text.
    """
    stream, style = _document(body)
    names = list(stream)
    texts: list[str] = []
    for part in locator.split(";"):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise LookupError(locator)
        ends = [f"p{match[1]}L{match[2]}", f"p{match[3] or match[1]}L{match[4] or match[2]}"]
        if not all(name in stream for name in ends):
            raise LookupError(locator)
        first, last = map(names.index, ends)
        if last < first:
            raise LookupError(locator)
        named = {name: stream[name] for name in names[first : last + 1]}
        texts += (text for _, text, _ in _paragraphs(named, style))
    return "\n".join(texts)


# ------------------------------------------------------------------------------ lines to blocks


def _blocks(document: _Document) -> Iterator[Block]:
    stream, style = document
    before: Line | None = None
    for place, (locator, text, whole) in enumerate(_paragraphs(stream, style), start=1):
        first = whole[0].line
        item = is_item(first.text)
        hints = {whole[0].rule} - {""}
        if before is not None:
            hints |= {"page_break"} if before.page != first.page else set()
            if not item and not whole[0].rule and _goes_on(before, first, style):
                hints.add("continues")
        heading = not item and len(text) <= _LONGEST_HEADING and _is_heading(first, style)
        yield Block(
            text=text,
            kind="list_item" if item else "heading" if heading else "paragraph",
            locator=locator,
            line=place,
            gap=_gap(before, first, style) if before is not None else 0,
            hints=frozenset(hints),
        )
        before = whole[-1].line


def _paragraphs(
    stream: Mapping[str, _Read], style: Style
) -> Iterator[tuple[str, str, Sequence[_Read]]]:
    """Yield paragraphs and headings of one column: locator, text, lines."""
    groups: list[list[tuple[str, _Read]]] = []
    for name, read in stream.items():
        before = groups[-1][-1][1].line if groups else None
        if before is not None and not read.rule and _continues(before, read.line, style):
            groups[-1].append((name, read))
        else:
            groups.append([(name, read)])
    for group in groups:
        first, last = group[0][0], group[-1][0]
        text = joined([read.text for _, read in group])
        locator = first if first == last else f"{first}-{last}"
        yield locator, text, [read for _, read in group]


def _stream(found: Sequence[Line], style: Style) -> dict[str, _Read]:
    """Return the lines by their locators, in reading order; running heads and feet at the end.

    Nobody reads them between two halves of a sentence.
    """
    furniture = _furniture(found, style)
    names, numbers = [], Counter[int]()
    for line in found:
        numbers[line.page] += 1
        names.append(f"p{line.page}L{numbers[line.page]}")
    order = sorted(range(len(found)), key=lambda place: place in furniture)
    plain = [_plain(found[place].text) for place in order]
    return {
        names[place]: _Read(found[place], text, furniture.get(place, ""))
        for place, text in zip(order, _marked(plain), strict=True)
    }


def _plain(text: str) -> str:
    """Fold white space and take soft hyphens out, but for one that ends the line."""
    return fold(text.replace("\xad", "")) + ("\xad" if text.endswith("\xad") else "")


def _marked(texts: Sequence[str]) -> list[str]:
    """Return the lines with a soft hyphen where the printing cut a word.

    A hyphen at the end of a line is the word's own where the document prints the word with it in
    mid-line too, and where no word of the document is spelt without it; unless the document cuts
    words by habit.
    """
    ends = [
        place
        for place, text in enumerate(texts[:-1])
        if text.endswith(_HYPHENS) and text[-2:-1].isalpha() and texts[place + 1][:1].islower()
    ]
    if not ends:
        return list(texts)
    known = Counter(word for text in texts for word in _words(text))
    halves = {place: (_words(texts[place])[-1], _words(texts[place + 1])[0]) for place in ends}
    cut = {place for place, (head, tail) in halves.items() if known[head.rstrip("-") + tail]}
    own = {place for place, (head, tail) in halves.items() if known[f"{head.rstrip('-')}-{tail}"]}
    by_habit = len(cut) >= len(own - cut) and (bool(cut) or len(ends) > len(own) * 2)
    found = list(texts)
    for place in ends:
        soft = place in cut or (place not in own and by_habit) or texts[place].endswith("\xad")
        found[place] = texts[place][:-1] + ("\xad" if soft else "-")
    return found


def _words(text: str) -> list[str]:
    plain = text.replace("\u2010", "-").replace("\xad", "-")
    return [word.strip(".,;:!?()[]\"'“”’«»").lower() for word in plain.split()] or [""]


def _style(found: Sequence[Line]) -> Style:
    """Return what most letters of the document look like."""
    sizes: Counter[tuple[float, bool]] = Counter()
    for line in found:
        sizes[round(line.size, 1), line.is_bold] += len(line.text)
    (size, is_bold), _ = max(sizes.items(), key=lambda each: (each[1], each[0]))
    steps: Counter[float] = Counter()
    for before, line in pairwise(found):
        if _is_below(before, line) and abs(line.size - size) < 0.05 * size:
            steps[round((line.base - before.base) / line.size, 1)] += 1
    near = [step for step, count in steps.items() if count * 3 >= max(steps.values(), default=0)]
    return Style(size, is_bold, min(near, default=1.2))


def _is_below(before: Line, line: Line) -> bool:
    return before.column == line.column and before.page == line.page and line.base > before.base


def _is_heading(line: Line, style: Style) -> bool:
    """Tell whether a line is set larger or bolder than the running text."""
    if len(line.text) > _LONGEST_HEADING or not any(map(str.isalpha, line.text)):
        return False
    return line.size >= style.size * _LARGE or (
        line.is_bold and not style.is_bold and line.size >= style.size * 0.95
    )


def _goes_on(before: Line, line: Line, style: Style) -> bool:
    """Tell whether a column goes on with what the column or page before broke off."""
    if _is_below(before, line) or not _is_alike(before, line):
        return False
    if before.text.endswith(":") or is_item(before.text):
        return False
    return _is_heading(line, style) or _fills(before, line)


def _is_alike(before: Line, line: Line) -> bool:
    return abs(before.size - line.size) <= 0.05 * line.size and before.is_bold == line.is_bold


def _continues(before: Line, line: Line, style: Style) -> bool:
    """Tell whether a line goes on with the paragraph or heading right above it."""
    if not _is_below(before, line) or not _is_alike(before, line) or is_item(line.text):
        return False
    if (line.base - before.base) / line.size > style.leading * 1.3:
        return False
    if _is_heading(line, style):
        return True
    indented = line.left - before.left > line.size * 0.8
    return not (indented and not is_item(before.text)) and _fills(before, line)


def _fills(before: Line, line: Line) -> bool:
    """Tell whether the first word of a line would not have fitted on the one before."""
    letter = (line.right - line.left) / max(1, len(line.text))
    first = line.text.split(maxsplit=1)[0]
    if before.text.endswith(_HYPHENS):
        return True
    room = before.edge - before.right - letter * (len(first) + 1)
    if before.text.endswith((".", "!", "?", ":", ";")):
        return room < letter
    return room < letter * (2 if first[:1].isupper() else _LOOSE)


def _gap(before: Line, line: Line, style: Style) -> int:
    """Return how many blank lines the space before a line makes; 1 at least at a new column."""
    if not _is_below(before, line):
        return 0
    blank = (line.base - before.base) / max(line.size, 1.0) / style.leading - 1
    return 0 if blank < 0.3 else max(1, min(round(blank), 9))


def _furniture(found: Sequence[Line], style: Style) -> dict[int, str]:
    """Return the places of running heads, running feet and page numbers."""
    tops: dict[int, tuple[float, float]] = {}
    for line in found:
        low, high = tops.get(line.page, (line.base, line.base))
        tops[line.page] = min(low, line.base), max(high, line.base)
    seen: dict[tuple[str, int], set[int]] = {}
    edges: dict[int, tuple[str, int]] = {}
    for place, line in enumerate(found):
        low, high = tops[line.page]
        near = min((high - low) * _MARGIN, line.size * 4)
        near_edge = line.base - low <= near or high - line.base <= near
        if near_edge and not _is_within(found, place, style):
            edges[place] = _head(line), round(line.base / 4)
            seen.setdefault(edges[place], set()).add(line.page)
    often = max(2, min(_OFTEN, len(tops)))
    rules = {
        place: "page_number" if _NUMBER.fullmatch(found[place].text) else "running_head"
        for place in edges
    }
    return {
        place: rule
        for place, rule in rules.items()
        if len(seen[edges[place]]) >= (2 if rule == "page_number" else often)
    }


def _head(line: Line) -> str:
    """Return a running head as every page prints it: numbers that count its pages left out.

    "Working Paper 2" over "Working Paper 7" are titles; a year is never a page's number.
    """

    def counted(match: re.Match[str]) -> str:
        number = int(match[0])
        return match[0] if number in _YEARS else f"#{number - line.page}"

    text = re.sub(r"(?<!\d)\d{1,4}(?!\d)", counted, line.text.casefold())
    return re.sub(r"^[ivxl]{1,7}$", "#", text)


def _is_within(found: Sequence[Line], place: int, style: Style) -> bool:
    """Tell whether a line is one of a paragraph's."""
    around = found[max(place - 1, 0) : place + 2]
    return any(_continues(above, below, style) for above, below in pairwise(around))
