"""Catalogues: a title, an imprint line, then prose that page breaks cut; front and back matter.

What is fixed is the imprint; the rest is found from it. The line or lines over it are the
title; what follows, up to the next title, is the abstract, less running heads, page numbers,
section headings and the order form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model import Block, Entry, Field
from pipeline.sources import backmatter, imprints
from pipeline.sources.base import Laid, Source
from pipeline.sources.furniture import contents, is_page_number, rule_for
from pipeline.sources.ledger import Ledger
from pipeline.sources.paragraphs import paragraphs
from pipeline.sources.units import Unit, locator, merged, units
from pipeline.sources.words import capitals, ends_a_sentence, is_year, length, starts_low

LONGEST_TITLE = 400  # characters
_BYLINE = re.compile(r"(?:By|Par|Por|Von|Edited by|Authors?:|Editors?:)\s+[^\W\d_a-z].{2,200}")
_OPEN_TITLE = re.compile(
    r"(?:[,:–—&(-]|\b(?:of|the|and|in|on|for|to|a|an|from|with|by|de|la|le|les|des|du|et|en|el|los|las"
    r"|y|para|por|sur|pour|do|da|dos|das|e|der|die|das|und|von|für|zur|zum|и|в|на|по|для))$",
    re.IGNORECASE,
)

_LETTERED = re.compile(r"[^\W\d](?:.*[^\W\d])?", re.DOTALL)


@dataclass(slots=True)
class _Item:
    """An entry as it is gathered; units in page order."""

    title: list[Unit]
    imprint: list[Unit] = field(default_factory=list)
    byline: list[Unit] = field(default_factory=list)
    abstract: list[Unit] = field(default_factory=list)


def entries(blocks: Sequence[Block], source: Source) -> Laid:
    """Read a catalogue page."""
    ledger = Ledger(blocks)
    page = _without_furniture(units(blocks, begins=_begins), source, ledger)
    runs = _imprint_runs(page)
    if not runs:
        return Laid(entries=(), claims=ledger.claims(), unread=ledger.unread(), explained=0.0)
    page, runs = _titles_first(page, runs)
    items, front = _items(page, runs)
    for unit in front:
        ledger.ignore(unit.indices, "page_introduction" if unit.is_prose else "page_heading")
    gap, last = _title_gap(items), items[-1:]
    items = [part for item in items for part in _parted(item, gap, ledger, is_last=item is last[0])]
    found = tuple(_entry(ledger, item, ordinal) for ordinal, item in enumerate(items, start=1))
    return Laid(
        entries=found, claims=ledger.claims(), unread=ledger.unread(), explained=ledger.explained()
    )


def evidence(blocks: Sequence[Block]) -> int:
    """Return how many imprints the page holds."""
    return len(_imprint_runs(units(blocks, begins=_begins)))


def _begins(before: Block, block: Block) -> bool:
    """Tell that a wrapped line begins anew: at an imprint, after one, at a page number."""
    numbered = is_page_number(block.text) and not is_year(block.text)
    return numbered or imprints.STRONG in (
        imprints.grade(before.text),
        imprints.grade(block.text),
    )


# -------------------------------------------------------------------------- furniture


def _without_furniture(page: Sequence[Unit], source: Source, ledger: Ledger) -> list[Unit]:
    """Return the page less what rules set aside: menus, running heads, page numbers."""
    heads = _running_heads(page)
    listed = contents(page)
    kept: list[Unit] = []
    for place, unit in enumerate(page):
        rule = "" if place in listed else rule_for(unit.first, source)
        rule = rule or _running_rule(unit, heads)
        if rule == "page_number" and is_year(unit.text) and _is_imprints_year(page, place):
            rule = ""
        keeps = imprints.WEAK if "continues" in unit.first.hints else imprints.STRONG
        if rule and imprints.grade(unit.text) < keeps:
            ledger.ignore(unit.indices, rule)
        else:
            kept.append(unit)
    return kept


def _is_imprints_year(page: Sequence[Unit], place: int) -> bool:
    """Tell whether a year on its own line is an imprint, or the first line of one."""
    if _stands_for_imprint(page, place):
        return True
    following = page[place + 1] if place + 1 < len(page) else None
    return (
        place > 0
        and following is not None
        and not following.gap
        and imprints.grade(following.text) > imprints.NONE
    )


def _running_rule(unit: Unit, heads: frozenset[str]) -> str:
    if is_page_number(unit.text):
        return "page_number"
    return "running_head" if heads and _head_key(unit.text) in heads else ""


def _head_key(text: str) -> str:
    """A running head less the page number beside it."""
    found = _LETTERED.search(text)
    return found[0].casefold() if found else ""


def _running_heads(page: Sequence[Unit]) -> frozenset[str]:
    """Return short lines that stand on the page again and again and title nothing."""
    counts: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    for before, unit, following in zip([None, *page], page, [*page[1:], None], strict=False):
        if len(unit.text) > 90 or unit.is_prose:
            continue
        key = _head_key(unit.text)
        if not key or imprints.grade(unit.text):
            continue
        if unit.first.kind == "list_item" or (following is not None and _goes_on(unit, following)):
            continue
        counts[key] += 1
        broken[key] += _is_at_page_break(before, unit, following)
        if following is not None and imprints.grade(following.text):
            titles[key] += 1
    return frozenset(
        key
        for key, count in counts.items()
        if titles[key] * 2 < count and (count >= 3 or (count == 2 and broken[key]))
    )


def _goes_on(unit: Unit, following: Unit) -> bool:
    """Tell whether a line is one of a paragraph's, which another entry may begin with, too."""
    return not following.gap and (starts_low(following.text) or unit.text.endswith(","))


def _is_at_page_break(before: Unit | None, unit: Unit, following: Unit | None) -> bool:
    near = [line for line in (before, following) if line is not None]
    numbered = _head_key(unit.text) != unit.text.casefold()
    page_break = any("page_break" in line.first.hints for line in (unit, *near[-1:]))
    return numbered or page_break or any(is_page_number(line.text) for line in near)


# -------------------------------------------------------------------------- finding entries


def _imprint_runs(page: Sequence[Unit]) -> list[range]:
    """Return the stretches of units that are imprints, at least one of each surely one."""
    grades = [imprints.grade(unit.text) if unit.first.kind != "heading" else 0 for unit in page]
    runs: list[range] = []
    place = 0
    while place < len(page):
        end = place
        while end < len(page) and grades[end] and end - place < 24:
            end += 1
        if end > place and _is_imprint(page[place:end], grades[place:end]) and place > 0:
            runs.append(range(place, end))
        place = max(end, place + 1)
    if len(runs) < 2:
        return runs
    alone = [place for place, grade in enumerate(grades) if grade == imprints.WEAK]
    known = {place for run in runs for place in run}
    more = [range(at, at + 1) for at in alone if at not in known and _stands_for_imprint(page, at)]
    return sorted([*runs, *more], key=lambda run: run.start)


def _stands_for_imprint(page: Sequence[Unit], place: int) -> bool:
    """Tell whether a line stands as imprints do: between what titles and what describes a work.

    Languages alone, or a year, say no more than that; beside imprints that are sure it is enough.
    """
    if not 0 < place < len(page) - 1:
        return False
    above, unit, following = page[place - 1], page[place], page[place + 1]
    titled = not above.is_prose and above.first.kind in ("paragraph", "heading", "link")
    titled = titled and length(above.text) >= 12 and not above.text.endswith((":", ",", ";"))
    set_apart = above.gap >= unit.gap and following.gap >= unit.gap
    return titled and set_apart and following.is_prose and unit.first.kind == "paragraph"


def _is_imprint(run: Sequence[Unit], grades: Sequence[int]) -> bool:
    if imprints.STRONG in grades:
        return True
    kinds = frozenset[str]().union(*(imprints.tokens(unit.text).kinds for unit in run))
    return len(kinds) >= 3 or (len(kinds) >= 2 and "format" in kinds)


def _titles_first(page: list[Unit], runs: list[range]) -> tuple[list[Unit], list[range]]:
    """Return a page whose imprints stand over their titles with each after its title.

    Page order is not lost: what an entry is made of is written down in the order of the page.
    """
    over = [run for run in runs if _is_over_title(page, run)]
    if len(over) < 2 or len(over) * 5 < len(runs) * 4:
        return page, runs
    found, moved = list(page), list[range]()
    for run in runs:
        if run in over:
            found[run.start : run.stop + 1] = [page[run.stop], *page[run.start : run.stop]]
            run = range(run.start + 1, run.stop + 1)
        moved.append(run)
    return found, moved


def _is_over_title(page: Sequence[Unit], run: range) -> bool:
    """Tell whether what follows an imprint reads as its title, and what precedes it does not."""
    if run.stop + 1 >= len(page):
        return False
    title, following = page[run.stop], page[run.stop + 1]
    plain = title.first.kind != "list_item" and length(title.text) >= 8
    if title.is_prose or not plain or starts_low(title.text) or not following.is_prose:
        return False
    above = page[run.start - 1]
    short = above.text.count(" ") < 3 and above.gap < 2
    return above.is_prose or above.first.kind == "list_item" or run.start <= 3 or short


def _items(page: Sequence[Unit], runs: Sequence[range]) -> tuple[list[_Item], list[Unit]]:
    """Return the entries, each with all that follows its imprint, and what stands before them."""
    items: list[_Item] = []
    end = 0
    front: list[Unit] = []
    spaced = _is_spaced(page)
    for run in runs:
        between = page[end : run.start]
        size, bylines = _title_size(between, spaced=spaced)
        start = len(between) - size - bylines
        above = between[:start]
        if items:
            items[-1].abstract += above
        else:
            front += above
        items.append(
            _Item(
                title=list(between[start : start + size]),
                byline=list(between[start + size :]),
                imprint=[page[place] for place in run],
            )
        )
        end = run.stop
    items[-1].abstract += page[end:]
    return [item for item in items if item.title], front


def _is_spaced(page: Sequence[Unit]) -> bool:
    """Tell whether the page sets its paragraphs apart at all."""
    return sum(1 for unit in page if unit.gap) * 2 > len(page)


def _title_size(between: Sequence[Unit], *, spaced: bool) -> tuple[int, int]:
    """Return how many units right over an imprint are its title, and how many name its authors."""
    last = len(between)
    bylines = 0
    if last > 1 and _is_byline(between[-1]):
        bylines, last = 1, last - 1
    if last < 1:
        return 0, 0
    size = 1
    while size < min(last, 5) and _is_one_title(between, last - size, spaced=spaced):
        size += 1
    return size, bylines


def _is_byline(unit: Unit) -> bool:
    """Tell whether a line names authors; one in lower case could go on with a title above it."""
    text = unit.text[:1].upper() + unit.text[1:] if unit.gap else unit.text
    return not unit.is_prose and _BYLINE.fullmatch(text) is not None


def _is_one_title(between: Sequence[Unit], place: int, *, spaced: bool) -> bool:
    """Tell whether the unit over ``place`` begins the title that goes on there."""
    above, unit = between[place - 1], between[place]
    if above.is_prose or above.first.kind in ("list_item", "heading") or length(above.text) > 200:
        return False
    if unit.first.kind == "heading" or (ends_a_sentence(above.text) and not starts_low(unit.text)):
        return False
    if place == 1 and above.text.isupper() != unit.text.isupper():
        return False
    if starts_low(unit.text) or _OPEN_TITLE.search(above.text[-12:]):
        return above.gap >= unit.gap or not spaced
    if not spaced or above.text.isupper() != unit.text.isupper():
        return False
    return unit.gap == 0 or (above.gap >= 2 and unit.gap < above.gap and place > 1)


def _parted(item: _Item, gap: int, ledger: Ledger, *, is_last: bool) -> list[_Item]:
    """Take back matter, section headings and entries without an imprint out of an abstract."""
    run = item.abstract
    start = backmatter.tail_start(run)
    for unit in run[start:]:
        ledger.ignore(unit.indices, backmatter.belongs(unit) or "order_form")
    run = run[:start]
    while run and start == len(item.abstract) and not is_last and _is_section(run[-1]):
        ledger.ignore(run.pop().indices, "section_heading")
    found = [item]
    item.abstract = []
    for place, unit in enumerate(run):
        if _begins_without_imprint(run, place, gap):
            found.append(_Item(title=[unit]))
        else:
            found[-1].abstract.append(unit)
    return found


def _is_section(unit: Unit) -> bool:
    """Tell whether a line right over the next title heads a group of entries."""
    if unit.first.kind == "heading":
        return True
    short = length(unit.text) <= 60 and not ends_a_sentence(unit.text) and unit.gap > 0
    return (
        short
        and unit.first.kind == "paragraph"
        and (unit.text.isupper() or (unit.gap >= 2 and capitals(unit.text) > 0.6))
    )


def _title_gap(items: Sequence[_Item]) -> int:
    """Return the gap that stands before most titles, from the second on."""
    gaps = Counter(item.title[0].gap for item in items[1:])
    return gaps.most_common(1)[0][0] if gaps else 0


def _begins_without_imprint(run: Sequence[Unit], place: int, gap: int) -> bool:
    """Tell whether an entry that prints no imprint begins at ``place`` of an abstract."""
    unit = run[place]
    if place + 1 >= len(run) or not run[place + 1].is_prose or unit.is_prose:
        return False
    if unit.first.kind == "heading":
        return length(unit.text) > 12
    before = run[place - 1] if place else None
    apart = gap >= 2 and unit.gap >= gap and run[place + 1].gap < unit.gap
    sentence = before is None or ends_a_sentence(before.text)
    plain = unit.first.kind == "paragraph" and 16 <= length(unit.text) <= LONGEST_TITLE
    closed = unit.text.endswith((":", "：", ";", ","))
    return apart and sentence and plain and not starts_low(unit.text) and not closed and place > 0


# -------------------------------------------------------------------------- writing it down


def _entry(ledger: Ledger, item: _Item, ordinal: int) -> Entry:
    blocks = ledger.blocks
    title = merged(blocks, item.title)
    abstract = [index for unit in item.abstract for index in unit.indices]
    imprint = [index for unit in item.imprint for index in unit.indices]
    byline = [index for unit in item.byline for index in unit.indices]
    ledger.claim(title.indices, "title", ordinal)
    ledger.claim(byline, "authors", ordinal)
    ledger.claim(imprint, "imprint", ordinal)
    ledger.claim(abstract, "abstract", ordinal)
    whole = sorted({*title.indices, *abstract, *imprint, *byline})
    return Entry(
        ordinal=ordinal,
        locator=locator(blocks, whole),
        title=title.text,
        title_locator=locator(blocks, title.indices),
        abstract="\n\n".join(paragraphs([blocks[index] for index in abstract])),
        abstract_locator=locator(blocks, abstract),
        fields=(*_bylines(blocks, item.byline), *_imprints(blocks, item.imprint)),
        url=next((blocks[index].href for index in title.indices if blocks[index].href), None),
    )


def _imprints(blocks: Sequence[Block], run: Sequence[Unit]) -> tuple[Field, ...]:
    """One field, one value per imprint; a line that goes on with one is joined to it."""
    groups: list[list[Unit]] = []
    for unit in run:
        if groups and not imprints.begins_another(unit.text):
            groups[-1].append(unit)
        else:
            groups.append([unit])
    if not groups:
        return ()
    whole = [merged(blocks, group) for group in groups]
    return (
        Field(
            label="imprint",
            role="imprint",
            values=tuple(unit.text for unit in whole),
            locator=locator(blocks, [index for unit in whole for index in unit.indices]),
            value_locators=tuple(locator(blocks, unit.indices) for unit in whole),
        ),
    )


def _bylines(blocks: Sequence[Block], run: Sequence[Unit]) -> tuple[Field, ...]:
    return tuple(
        Field(
            label="authors",
            role="authors",
            values=(unit.text,),
            locator=locator(blocks, unit.indices),
            value_locators=(locator(blocks, unit.indices),),
        )
        for unit in run
    )
