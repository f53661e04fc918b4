"""Headings followed by prose, with years in brackets, series lines and links to translations.

Headings say so in most HTML. In text, and where the markup is plain, a heading is what reads
like one: no full stop, a year in brackets at its end or most words with a capital, and prose, a
series line or a list after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model import Block, Entry, Field
from pipeline.sources import backmatter
from pipeline.sources.base import Laid, Source
from pipeline.sources.furniture import contents, is_page_number, rule_for
from pipeline.sources.ledger import Ledger
from pipeline.sources.lines import dated, has_day, is_subhead, lists_publications, role_of
from pipeline.sources.paragraphs import is_enumerated, paragraphs
from pipeline.sources.units import Unit, locator, merged, units
from pipeline.sources.words import (
    capitals,
    ends_a_sentence,
    is_year,
    length,
    starts_low,
)

LONGEST_TITLE = 320  # characters


@dataclass(slots=True)
class _Item:
    """An entry as it is gathered."""

    title: Unit
    extra: list[tuple[str, Unit]] = field(default_factory=list)
    abstract: list[Unit] = field(default_factory=list)


def entries(blocks: Sequence[Block], source: Source) -> Laid:
    """Read a page of headed prose."""
    ledger = Ledger(blocks)
    page = _without_furniture(blocks, source, ledger)
    titles = _titles(page)
    if not titles:
        return Laid(entries=(), claims=ledger.claims(), unread=ledger.unread(), explained=0.0)
    items, front = _items(page, titles, ledger)
    for unit in front:
        ledger.ignore(unit.indices, "page_introduction" if unit.is_prose else "page_heading")
    _take_back_matter(items[-1], ledger)
    items = _without_sections(items, ledger)
    found = tuple(_entry(ledger, item, ordinal) for ordinal, item in enumerate(items, start=1))
    return Laid(
        entries=found, claims=ledger.claims(), unread=ledger.unread(), explained=ledger.explained()
    )


def evidence(blocks: Sequence[Block], source: Source) -> tuple[int, int, int]:
    """Return how many entries the page would have, how many are dated, how many surely are."""
    page = _without_furniture(blocks, source, Ledger(blocks))
    titles = _titles(page)
    if not titles:
        return 0, 0, 0
    gathered, front = _items(page, titles, Ledger(blocks))
    items = _without_sections(gathered, Ledger(blocks))
    is_listing = any(lists_publications(unit.text) for unit in front)
    dates = [_is_dated(item, is_listing=is_listing) for item in items]
    sure = (_says_enough(item) for item, is_dated in zip(items, dates, strict=True) if is_dated)
    return len(items), sum(dates), sum(sure)


def _is_dated(item: _Item, *, is_listing: bool) -> bool:
    """Tell whether an entry has a date as publications have one; news and posts have a day."""
    if dated(item.title.text) or any(role == "series" for role, _ in item.extra):
        return True
    dates = [unit.text for role, unit in item.extra if role == "date"]
    return any(is_listing or not has_day(text) for text in dates)


def _says_enough(item: _Item) -> bool:
    """Tell whether an entry is a publication's whatever its site: titled, and described."""
    found = dated(item.title.text)
    title = item.title.text[: -len(found) - 2] if found else item.title.text
    named = length(title) >= 5 and not (title.count(" ") < 3 and title.strip()[-1:].isdigit())
    described = any(unit.is_prose or unit.first.kind == "list_item" for unit in item.abstract)
    return named and (described or any(role != "date" for role, _ in item.extra))


# -------------------------------------------------------------------------- finding titles


def _without_furniture(blocks: Sequence[Block], source: Source, ledger: Ledger) -> list[Unit]:
    kept: list[Unit] = []
    page = units(blocks, begins=_begins)
    listed = contents(page)
    for place, unit in enumerate(page):
        is_ours = place in listed or _role(unit) == "language_link"
        rule = "" if is_ours else rule_for(unit.first, source)
        if not rule and is_page_number(unit.text):
            rule = "page_number"
        if rule:
            ledger.ignore(unit.indices, rule)
        else:
            kept.append(unit)
    return _unwrapped(blocks, kept)


def _begins(before: Block, block: Block) -> bool:
    """Tell that a wrapped line begins anew: after a year in brackets, at a series or a link."""
    return dated(before.text) != "" or role_of(block) != "" or role_of(before) != ""


def _unwrapped(blocks: Sequence[Block], page: Sequence[Unit]) -> list[Unit]:
    """Join a title that was cut in two: the second part brings the year in brackets."""
    found: list[Unit] = []
    for unit in page:
        above = found[-1] if found else None
        if above is not None and _goes_on(above, unit):
            found[-1] = merged(blocks, [above, unit])
        else:
            found.append(unit)
    return _with_subtitles(blocks, found)


def _with_subtitles(blocks: Sequence[Block], page: list[Unit]) -> list[Unit]:
    """Join a subtitle on its own line to the title over it, where the markup has no headings."""
    found: list[Unit] = []
    for place, unit in enumerate(page):
        if found and place + 1 < len(page) and _is_subtitle(page, place):
            found[-1] = merged(blocks, [found[-1], unit])
        else:
            found.append(unit)
    return found


def _is_subtitle(page: Sequence[Unit], place: int) -> bool:
    """Tell whether two lines that title prose stand between the end of prose and prose."""
    above, unit, following = page[place - 1], page[place], page[place + 1]
    both = (above, unit)
    if not all(line.first.kind == "paragraph" and not line.is_prose for line in both):
        return False
    if not all(map(_could_be_title, both)):
        return False
    if any(line.first.hints & {"strong", "title"} or is_enumerated(line.text) for line in both):
        return False
    before = page[place - 2] if place > 1 else None
    closed = before is not None and (before.is_prose or _role(before) != "")
    wordy = above.text.count(" ") >= 2 and not lists_publications(above.text)
    tight = not unit.gap and not dated(above.text) and not ends_a_sentence(above.text)
    return closed and wordy and tight and (following.is_prose or _role(following) == "series")


def _goes_on(above: Unit, unit: Unit) -> bool:
    if above.is_prose or unit.is_prose or above.first.kind != "paragraph" or unit.gap > above.gap:
        return False
    if unit.first.kind != "paragraph" or ends_a_sentence(above.text) or _role(above) or _role(unit):
        return False
    broken = starts_low(unit.text) or above.text.endswith((",", "–", "—", "-", "&", "(", ":"))
    return broken and not above.text.isupper() and above.text.count(" ") >= 3


def _titles(page: list[Unit]) -> list[int]:
    """Return the places of the titles: by the markup where it has headings, else by reading."""
    marked = _by_level(page)
    plain = [place for place in range(len(page)) if _reads_as_title(page, place)]
    if len(marked) >= 2 or (marked and len(plain) <= len(marked)):
        return marked
    strong = [
        place
        for place in range(len(page))
        if page[place].first.hints & {"strong", "title"} and _could_be_title(page[place])
    ]
    if len(strong) >= 2 and len(strong) * 2 >= len(plain):
        return strong
    return plain


def _by_level(page: Sequence[Unit]) -> list[int]:
    """Return the headings of the level that heads most of the page's prose."""
    levels: Counter[int] = Counter()
    for place, unit in enumerate(page):
        if unit.first.kind == "heading" and place + 1 < len(page):
            bonus = 1 if dated(unit.text) or _role(page[place + 1]) else 0
            levels[unit.first.level] += (page[place + 1].first.kind != "heading") + bonus
    if not levels:
        return []
    level = min(levels, key=lambda found: (-levels[found], -found))
    return [
        place
        for place, unit in enumerate(page)
        if unit.first.kind == "heading" and unit.first.level == level
    ]


def _could_be_title(unit: Unit) -> bool:
    text = unit.text
    if unit.first.kind == "list_item" or unit.is_prose or _role(unit):
        return False
    if not 8 <= length(text) <= LONGEST_TITLE or starts_low(text):
        return False
    return not is_subhead(text)


def _reads_as_title(page: list[Unit], place: int) -> bool:
    unit = page[place]
    if not _could_be_title(unit):
        return False
    if dated(unit.text):
        return True
    if unit.text.endswith((".", ":", ";", "：", "；", ",", "。")) or place + 1 >= len(page):
        return False
    if is_enumerated(unit.text) and any(
        is_enumerated(near.text) or near.first.kind == "list_item"
        for near in (page[place - 1 : place] + page[place + 1 : place + 2])
    ):
        return False
    following = page[place + 1]
    headed = following.is_prose or _role(following) != "" or dated(following.text)
    if not headed or (unit.text.count(" ") < 2 and length(unit.text) < 18):
        return False
    before = page[place - 1] if place else None
    closed = before is None or ends_a_sentence(before.text) or not before.is_prose
    return closed and (
        capitals(unit.text) >= 0.5
        or unit.gap > 0
        or unit.text.endswith("?")
        or length(unit.text) < 160
    )


def _role(unit: Unit) -> str:
    """Return the role of a line that is neither title nor prose, or ``""``."""
    return role_of(unit.first) if len(unit.indices) == 1 else ""


# -------------------------------------------------------------------------- gathering entries


def _items(
    page: Sequence[Unit], titles: Sequence[int], ledger: Ledger
) -> tuple[list[_Item], list[Unit]]:
    items: list[_Item] = []
    heads = set(titles)
    level = page[titles[0]].first.level
    front: list[Unit] = []
    over = _over(page, titles)
    for place, unit in enumerate(page):
        role = _role(unit)
        if place in heads:
            above = [("date", page[place - 1])] if place - 1 in over else []
            items.append(_Item(title=unit, extra=above))
        elif place in over:
            continue
        elif not items:
            front.append(unit)
        elif role and _is_own(role, items[-1], ends=_ends(page, place, heads)):
            items[-1].extra.append((role, unit))
        elif level and 0 < unit.first.level < level:
            ledger.ignore(unit.indices, "section_heading")
        else:
            items[-1].abstract.append(unit)
    return items, front


def _over(page: Sequence[Unit], titles: Sequence[int]) -> frozenset[int]:
    """Return the places of the dates that stand over their titles, where the page has them so.

    Over the first title stands one, and after the last there is none: were they under their
    entries, it would be the other way round.
    """
    dates = {place for place, unit in enumerate(page) if _role(unit) == "date"}
    over = frozenset(place - 1 for place in titles if place - 1 in dates)
    is_so = titles[0] - 1 in over and len(over) >= 2 and not any(d > titles[-1] for d in dates)
    return over if is_so else frozenset()


def _is_own(role: str, item: _Item, *, ends: bool) -> bool:
    """Tell whether a line with a role is a field: a series stands over or under the prose."""
    if role == "language_link" or not item.abstract:
        return True
    return ends and all(role != known for known, _ in item.extra)


def _ends(page: Sequence[Unit], place: int, heads: set[int]) -> bool:
    """Tell whether an entry has nothing but such lines from ``place`` on."""
    after = place + 1
    while after < len(page) and after - place < 12 and after not in heads and _role(page[after]):
        after += 1
    return after >= len(page) or after in heads


def _take_back_matter(item: _Item, ledger: Ledger) -> None:
    start = backmatter.tail_start(item.abstract)
    for unit in item.abstract[start:]:
        ledger.ignore(unit.indices, backmatter.belongs(unit) or "order_form")
    item.abstract = item.abstract[:start]


def _without_sections(items: Sequence[_Item], ledger: Ledger) -> list[_Item]:
    """Return the items less those that head a group: short, undated, nothing under them."""
    kept: list[_Item] = []
    for place, item in enumerate(items):
        empty = not item.abstract and not item.extra
        text = item.title.text
        if empty and place + 1 < len(items) and not dated(text) and text.count(" ") < 4:
            ledger.ignore(item.title.indices, "section_heading")
        else:
            kept.append(item)
    return kept


# -------------------------------------------------------------------------- writing it down


def _entry(ledger: Ledger, item: _Item, ordinal: int) -> Entry:
    blocks = ledger.blocks
    abstract = [index for unit in item.abstract for index in unit.indices]
    extra = [index for _, unit in item.extra for index in unit.indices]
    ledger.claim(item.title.indices, "title", ordinal)
    ledger.claim(abstract, "abstract", ordinal)
    for role, unit in item.extra:
        ledger.claim(unit.indices, role, ordinal)
    return Entry(
        ordinal=ordinal,
        locator=locator(blocks, sorted({*item.title.indices, *abstract, *extra})),
        title=item.title.text,
        title_locator=locator(blocks, item.title.indices),
        abstract="\n\n".join(paragraphs([blocks[index] for index in abstract])),
        abstract_locator=locator(blocks, abstract),
        fields=(*_year(blocks, item.title), *(_field(blocks, *extra) for extra in item.extra)),
        url=next((blocks[i].href for i in item.title.indices if blocks[i].href), None),
    )


def _year(blocks: Sequence[Block], title: Unit) -> tuple[Field, ...]:
    """The year in brackets at the title's end; with a month it is a date."""
    found = dated(title.text)
    if not found:
        return ()
    return (_made(blocks, "year" if is_year(found) else "date", found, title),)


def _field(blocks: Sequence[Block], role: str, unit: Unit) -> Field:
    return _made(blocks, role, unit.text, unit)


def _made(blocks: Sequence[Block], role: str, value: str, unit: Unit) -> Field:
    where = locator(blocks, unit.indices)
    return Field(label=role, role=role, values=(value,), locator=where, value_locators=(where,))
