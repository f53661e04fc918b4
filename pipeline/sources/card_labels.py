"""The labels of a page of cards: those that are known, and those that the page shows to be some."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.model import Block
from pipeline.read.fold import is_item
from pipeline.read.markup import FURNITURE
from pipeline.sources import labels as labelling
from pipeline.sources.base import Source
from pipeline.sources.filters import RULE as FILTER
from pipeline.sources.filters import in_filters
from pipeline.sources.furniture import contents, may_be_value, rule_for
from pipeline.sources.labels import Label
from pipeline.sources.ledger import Ledger
from pipeline.sources.units import Unit, rejoined, units
from pipeline.sources.words import ends_a_sentence, folded, starts_low

_PLAIN = frozenset({"country", "region", "year", "date", "pages", "isbn"})
_SINGLE = frozenset({"series", "type", "publisher", "price"})  # printed with one value
_SHORT = _PLAIN | _SINGLE
_PLACES = frozenset({"country", "region"})
_DIGITS = frozenset({"year", "isbn", "issn", "doi", "pages", "price", "date"})
_PARAGRAPH = 60  # characters
_Table = Sequence[tuple[Label, ...]]  # the labels that each block of the page prints


@dataclass(slots=True)
class Mark:
    """A label on the page and the units that follow it, up to the next label."""

    label: Label
    unit: Unit
    is_known: bool
    after: list[Unit] = field(default_factory=list)


def marks_of(
    blocks: Sequence[Block], source: Source, ledger: Ledger
) -> tuple[list[Unit], list[Mark]]:
    """Return what stands before the first label, and the labels with what follows each."""
    table = [labelling.labels_of(block, source) for block in blocks]
    printed = functools.partial(_labels, table=table)
    loose = units(
        blocks,
        _any,
        lambda before, block: bool(
            labelling.labels_of(block, source) or labelling.labels_of(before, source)
        ),
    )
    own = _unknown_labels(loose, table)
    page = rejoined(blocks, loose, lambda unit: bool(printed(unit)) or folded(unit.text) in own)
    words = _in_prose(page, table)
    form = in_filters(page, functools.partial(_whole_label, table=table))
    listed = contents(page)
    front: list[Unit] = []
    marks: list[Mark] = []

    def known(unit: Unit) -> tuple[Label, ...]:
        return () if unit.index in words else printed(unit)

    for place, unit in enumerate(page):
        rule = FILTER if place in form else _set_apart(unit, source)
        found = () if rule else _columned(known(unit), unit, marks)
        if found:
            marks += [Mark(label, unit, label.role != "other") for label in found]
        elif not rule and unit.index not in words and folded(unit.text) in own:
            marks.append(Mark(Label(unit.text.rstrip(" :："), "other"), unit, False))
        elif rule or (
            place not in listed
            and not _is_asked_for(unit, marks)
            and (rule := rule_for(unit.first, source))
        ):
            ledger.ignore(unit.indices, rule)
        elif marks:
            marks[-1].after.append(unit)
        else:
            front.append(unit)
    return front, _titles_first(marks)


def _whole_label(unit: Unit, table: _Table) -> str:
    found = _labels(unit, table)
    return folded(unit.text) if len(found) == 1 and not found[0].rest else ""


def _in_prose(page: Sequence[Unit], table: _Table) -> frozenset[int]:
    """Return the first blocks of the lines that are a label's word in running text or a list.

    ``Region`` is no label over a line that goes on with its sentence or over a paragraph
    that no place name is, and none as an item of a list.
    """
    found: set[int] = set()
    for unit, following in pairwise(page):
        if unit.first.kind == "label" or not _whole_label(unit, table):
            continue
        role = _labels(unit, table)[0].role
        low = following.is_prose and starts_low(following.text)
        place = role in _PLACES and not following.gap and len(following.text) >= _PARAGRAPH
        item = is_item(unit.text) and following.first.kind != "paragraph"
        item = item or (is_item(unit.text) and following.is_prose)
        if item or (following.is_prose and (low or place)):
            found.add(unit.index)
    return frozenset(found)


def _is_asked_for(unit: Unit, marks: Sequence[Mark]) -> bool:
    """Tell whether a label right above asks for a value, and ``unit`` may be one."""
    empty = bool(marks) and not marks[-1].after and not marks[-1].label.rest
    return empty and may_be_value(unit.text)


def _any(_: Unit) -> bool:
    return True


def _labels(unit: Unit, table: _Table) -> tuple[Label, ...]:
    return table[unit.indices[0]] if len(unit.indices) == 1 else ()


def _set_apart(unit: Unit, source: Source) -> str:
    """The rule for what the markup itself sets apart from content."""
    if "column_head" in unit.first.hints:
        return "table_head"
    return rule_for(unit.first, source) if unit.first.hints & FURNITURE else ""


def _columned(found: tuple[Label, ...], unit: Unit, marks: Sequence[Mark]) -> tuple[Label, ...]:
    """Return the labels of ``unit``, none where it goes on with the cell of the last one."""
    if not found or not marks:
        return found
    cell = {hint for hint in unit.first.hints if hint.startswith(("column:", "row:"))}
    return () if cell and cell <= marks[-1].unit.first.hints else found


def _titles_first(marks: list[Mark]) -> list[Mark]:
    """Return the labels with each table row's title first, since a title opens a card."""
    rows = [_row(mark) for mark in marks]
    if not any(rows):
        return marks
    titles = {mark.label.text for mark, row in zip(marks, rows, strict=True) if row} and {
        mark.label.text
        for mark, row in zip(marks, rows, strict=True)
        if row and mark.label.role == "title"
    }
    if not titles:
        first = next(mark for mark, row in zip(marks, rows, strict=True) if row)
        for mark in marks:
            if _row(mark) and mark.label.text == first.label.text:
                mark.label = replace(mark.label, role="title")
    order = {id(mark): place for place, mark in enumerate(marks)}
    start: dict[str, int] = {}
    for place, row in enumerate(rows):
        if row:
            start.setdefault(row, place)
    return sorted(
        marks,
        key=lambda mark: (
            start.get(_row(mark), order[id(mark)]),
            mark.label.role != "title",
            order[id(mark)],
        ),
    )


def _row(mark: Mark) -> str:
    return next((hint for hint in mark.unit.first.hints if hint.startswith("row:")), "")


def _unknown_labels(page: Sequence[Unit], table: _Table) -> frozenset[str]:
    """Return the folded labels that are in no table: the markup or their place says they are.

    A line is one if it is marked as a label or ends with a colon and stands, most times, among
    labels and values rather than in prose; or if it recurs between values as only labels do.
    """
    kinds = ["known" if _labels(unit, table) else _barrier(unit) for unit in page]
    times: Counter[str] = Counter()
    among: Counter[str] = Counter()
    for place, unit in enumerate(page):
        if kinds[place] or len(unit.text) > labelling.LONGEST or unit.text.count(" ") > 4:
            continue
        colon = unit.text.endswith((":", "：")) and unit.text[:1].isupper()
        if colon or (unit.first.kind == "label" and "column_head" not in unit.first.hints):
            text = folded(unit.text)
            times[text] += 1
            among[text] += _is_among_labels(kinds, place)
    marked = {text for text, count in times.items() if text and among[text] * 2 >= count}
    return frozenset(marked | _recurring(page, table))


def _barrier(unit: Unit) -> str:
    """Return ``prose`` for what no field of a card holds: a heading, a sentence."""
    sentence = unit.text.count(" ") >= 3 and ends_a_sentence(unit.text)
    return "prose" if unit.is_prose or unit.first.kind == "heading" or sentence else ""


def _is_among_labels(kinds: Sequence[str], place: int) -> bool:
    """Tell whether labels stand near on either side, with no prose between."""
    before = next((kind for kind in reversed(kinds[max(0, place - 12) : place]) if kind), "")
    after = next((kind for kind in kinds[place + 1 : place + 8] if kind), "known")
    return before == "known" and (after == "known" or kinds[place - 1] == "known")


def _recurring(page: Sequence[Unit], table: _Table) -> set[str]:
    """Return the short lines that recur between the values as only a label does."""
    after: dict[str, list[str]] = {}
    last, cards, single = "", Counter[str](), Counter[str]()
    marks = [_labels(unit, table) for unit in page]
    sure = set[str]()
    is_spaced = any(unit.gap for unit, mark in zip(page, marks, strict=True) if not mark)
    for place in range(1, len(page) - 1):
        unit = page[place]
        if marks[place]:
            last = marks[place][0].role
            cards[folded(marks[place][0].text)] += 1
        elif last in _SHORT and not marks[place - 1] and _could_be_label(unit, page[place + 1]):
            typed = last in _DIGITS and any(map(str.isdigit, page[place - 1].text))
            if typed and is_spaced:
                sure.add(folded(unit.text))
            elif not marks[place + 1]:
                single[folded(unit.text)] += last in _SINGLE
                after.setdefault(folded(unit.text), []).append(folded(page[place + 1].text))
    most = max(cards.values(), default=0)
    sure |= {text for text, count in single.items() if 2 <= count <= most and count >= 0.6 * most}
    return sure | {
        text
        for text, follow in after.items()
        if 3 <= len(follow) <= most and len(follow) >= 0.6 * most and len(set(follow)) > 1
    }


def _could_be_label(unit: Unit, following: Unit) -> bool:
    short = unit.text.count(" ") <= 2 and len(unit.text) <= 30
    return short and not unit.gap and not following.gap and not any(map(str.isdigit, unit.text))


def value_gap(marks: Sequence[Mark]) -> int:
    """Return the gap that this page leaves between a label and its first value."""
    gaps = Counter(mark.after[0].gap for mark in marks if mark.after and not mark.label.rest)
    return min(gaps, key=lambda gap: (-gaps[gap], gap), default=0)
