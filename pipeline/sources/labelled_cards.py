"""Cards: a title, prose, then label lines, each followed by zero or more values.

What is fixed is the labels; all the rest is found from them. Between two labels stand the
values of the first and, where a new card begins, its title and abstract. Where exactly it
begins is weighed: by the gaps that this page leaves before its values and before its titles, by
what the markup says, by the kind of value that the label asks for, and by what the
titles that are sure look like. No one of these is needed: flat pages have no gaps, text has no
markup, and the label Category stands without a value on most pages.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.model import Block, Entry, Field
from pipeline.read.fold import is_item
from pipeline.read.markup import FURNITURE
from pipeline.sources import labels as labelling
from pipeline.sources.base import Laid, Source
from pipeline.sources.filters import RULE as FILTER
from pipeline.sources.filters import in_filters
from pipeline.sources.furniture import contents, may_be_value, rule_for
from pipeline.sources.labels import Label
from pipeline.sources.ledger import Ledger
from pipeline.sources.lines import is_subhead
from pipeline.sources.paragraphs import continues, paragraphs
from pipeline.sources.units import Unit, locator, merged, rejoined, units
from pipeline.sources.words import ends_a_sentence, folded, is_undated, is_year, starts_low

_DIGITS = frozenset({"year", "isbn", "issn", "doi", "pages", "price", "date"})
_DATES = frozenset({"year", "date"})
_PLAIN = frozenset({"country", "region", "year", "date", "pages", "isbn"})
_CORE = frozenset({"country", "region", "year", "isbn", "pages"})
_PASSING = frozenset({"page_break", "continues", "same_line", "part", "content"})
_PLACES = frozenset({"country", "region"})
_SINGLE = frozenset({"series", "type", "publisher", "price"})  # printed with one value
_PARAGRAPH = 60  # characters
_Table = Sequence[tuple[Label, ...]]  # the labels that each block of the page prints
_Looks = tuple[str, int, frozenset[str]]  # kind, level and what the markup says
_HEADING_WORDS = 14  # a longer line over the first card is an introduction


@dataclass(slots=True)
class _Mark:
    """A label on the page and the units that follow it, up to the next label."""

    label: Label
    unit: Unit
    is_known: bool
    after: list[Unit] = field(default_factory=list)


@dataclass(slots=True)
class _Card:
    """A card as it is gathered."""

    title: Unit | None = None
    abstract: list[Unit] = field(default_factory=list)
    marks: list[tuple[_Mark, list[Unit]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Habits:
    """What this page does: the gap before a value, and what its titles look like.

    ``titles`` and ``abstracts`` keep what was weighed, by a unit's place on the page: that does not
    change once it is known what titles look like.
    """

    value_gap: int
    signature: _Looks | None = None
    plain_titles: bool = False
    titles: dict[int, float] = field(default_factory=dict)
    abstracts: dict[int, float] = field(default_factory=dict)


def entries(blocks: Sequence[Block], source: Source) -> Laid:
    """Read a page of labelled cards."""
    ledger = Ledger(blocks)
    front, marks = _marks(blocks, source, ledger)
    if not marks:
        return Laid(entries=(), claims=ledger.claims(), unread=ledger.unread(), explained=0.0)
    habits = _Habits(_value_gap(marks))
    cards, _ = _cards(blocks, front, marks, habits)
    habits = replace(habits, signature=_signature(cards), plain_titles=_has_plain_titles(cards))
    cards, left = _cards(blocks, front, marks, habits)
    cards, left = _without_form(cards, left, ledger)
    found = tuple(
        _entry(ledger, card, ordinal)
        for ordinal, card in enumerate((card for card in cards if card.title), start=1)
    )
    _set_aside(ledger, left, cards)
    return Laid(
        entries=found, claims=ledger.claims(), unread=ledger.unread(), explained=ledger.explained()
    )


def _without_form(
    cards: list[_Card], left: list[Unit], ledger: Ledger
) -> tuple[list[_Card], list[Unit]]:
    """Take away a first card that is a form: labels and not one value, under a page's heading."""
    first, rest = cards[0], cards[1:]
    filled = any(values or mark.label.rest for card in rest for mark, values in card.marks)
    empty = not any(values or mark.label.rest for mark, values in first.marks)
    if first.abstract or not (filled and empty and first.marks):
        return cards, left
    ledger.ignore(_indices([mark.unit for mark, _ in first.marks]), FILTER)
    return rest, [*left, *([first.title] if first.title else [])]


def evidence(blocks: Sequence[Block], source: Source) -> tuple[int, frozenset[str]]:
    """Return how many cards the labels alone make, and which roles they have."""
    seen: Counter[str] = Counter()
    roles: set[str] = set()
    for block in blocks:
        for label in labelling.labels_of(block, source):
            if label.rest and label.text.islower() and label.text.isascii():
                continue  # a key of some data file, not a label for readers
            seen[folded(label.text)] += 1
            roles.add(label.role)
    core = roles & _CORE
    return (max(seen.values(), default=0) if core else 0, frozenset(roles))


# ------------------------------------------------------------------------- finding the labels


def _marks(
    blocks: Sequence[Block], source: Source, ledger: Ledger
) -> tuple[list[Unit], list[_Mark]]:
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
    marks: list[_Mark] = []

    def known(unit: Unit) -> tuple[Label, ...]:
        return () if unit.index in words else printed(unit)

    for place, unit in enumerate(page):
        rule = FILTER if place in form else _set_apart(unit, source)
        found = () if rule else _columned(known(unit), unit, marks)
        if found:
            marks += [_Mark(label, unit, label.role != "other") for label in found]
        elif not rule and unit.index not in words and folded(unit.text) in own:
            marks.append(_Mark(Label(unit.text.rstrip(" :："), "other"), unit, False))
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


def _is_asked_for(unit: Unit, marks: Sequence[_Mark]) -> bool:
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


def _columned(found: tuple[Label, ...], unit: Unit, marks: Sequence[_Mark]) -> tuple[Label, ...]:
    """Return the labels of ``unit``, none where it goes on with the cell of the last one."""
    if not found or not marks:
        return found
    cell = {hint for hint in unit.first.hints if hint.startswith(("column:", "row:"))}
    return () if cell and cell <= marks[-1].unit.first.hints else found


def _titles_first(marks: list[_Mark]) -> list[_Mark]:
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


def _row(mark: _Mark) -> str:
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
        elif (
            last in _PLAIN | _SINGLE
            and not marks[place - 1]
            and _could_be_label(unit, page[place + 1])
        ):
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


def _value_gap(marks: Sequence[_Mark]) -> int:
    """Return the gap that this page leaves between a label and its first value."""
    gaps = Counter(mark.after[0].gap for mark in marks if mark.after and not mark.label.rest)
    return min(gaps, key=lambda gap: (-gaps[gap], gap), default=0)


# ------------------------------------------------------------------------- making the cards


def _cards(
    blocks: Sequence[Block], front: Sequence[Unit], marks: Sequence[_Mark], habits: _Habits
) -> tuple[list[_Card], list[Unit]]:
    """Return the cards in page order, and the units that are no card's."""
    card = _Card()
    cards = [card]
    left: list[Unit] = []
    if marks[0].label.role != "title":
        at = _best(front, "", habits, must=True, is_front=True)
        if at is not None:
            left += front[:at]
            cards = [card, *_open(blocks, card, front[at:], habits)]
            card = cards[-1]
    else:
        left += front
    seen: set[str] = set()
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        seen.add(folded(mark.label.text))
        again = following is None or folded(following.label.text) in seen
        titled = following is not None and following.label.role == "title"
        at = _split(mark, habits, again=again, is_last=following is None or titled)
        values = mark.after if at is None else mark.after[:at]
        if following is None:
            values, rest = _tail(mark, habits)
            left += rest
            at = None
        card.marks.append((mark, values))
        if at is not None or titled:
            card = _Card()
            cards.append(card)
            seen = set()
            if at is not None:
                more = _open(blocks, card, mark.after[at:], habits)
                cards += more
                card = cards[-1]
    return _with_labelled_titles(cards), left


def _split(mark: _Mark, habits: _Habits, *, again: bool, is_last: bool) -> int | None:
    """Return where among the units after ``mark`` a new card begins, or ``None``."""
    if is_last or not mark.after:
        return None
    return _best(mark.after, mark.label.role, habits, must=again, has_value=bool(mark.label.rest))


def _best(
    run: Sequence[Unit],
    role: str,
    habits: _Habits,
    *,
    must: bool,
    has_value: bool = False,
    is_front: bool = False,
) -> int | None:
    """Return the place of the title in ``run`` that explains it best, or ``None`` for no title.

    Before the title stand values of ``role`` (or, at the front of a page, anything); after it
    stands an abstract.
    """
    if not run:
        return None
    before = [0.0]
    introduced = False
    for place, unit in enumerate(run):
        cost = (
            _as_front(unit, introduced)
            if is_front
            else _as_value(unit, role, habits, place, has_value)
        )
        introduced = introduced or unit.is_prose
        before.append(before[-1] + cost)
    best, found = -math.inf, 0
    rest, prose = 0.0, 0.0
    for place in range(len(run) - 1, -1, -1):
        unit = run[place]
        title = _as_title(unit, habits)
        if is_front and unit.text.count(" ") >= 3:
            title += 1.5
        if place + 1 < len(run) and unit.text.endswith((":", "：")):
            title -= 6 if run[place + 1].first.kind == "list_item" else 0
        score = before[place] + title + rest + prose
        if score > best:
            best, found = score, place
        rest += _as_abstract(unit, habits)
        prose = 3.0 if prose or unit.is_prose else 0.0
    return found if must or best > before[-1] + 2.0 else None


def _as_front(unit: Unit, after_prose: bool) -> float:
    """What it costs to leave a unit over the first title: few pages have an introduction."""
    return -2.0 if unit.is_prose or after_prose else 0.0


def _is_marked_value(unit: Unit) -> bool:
    """Tell whether the markup calls a unit a value, be it an item of a list or not."""
    first = unit.first
    return first.kind == "value" or (first.kind == "list_item" and "value" in first.hints)


def _as_value(unit: Unit, role: str, habits: _Habits, place: int, has_value: bool) -> float:
    first, text = unit.first, unit.text
    kind, hints = first.kind, first.hints
    if "same_line" in hints:
        text = _value(unit)
    score = 2.0 if kind == "value" or (kind == "list_item" and "value" in hints) else 0.0
    if role in _DIGITS:
        score += _as_digits(text, role)
    if unit.is_prose and role != "abstract":
        score -= 8
    if kind == "heading":
        score -= 8
    if "title" in hints:
        score -= 4
    if first.gap > habits.value_gap or (has_value and place == 0 and first.gap > 0):
        score -= 5
    return score - (2 if len(text) > 120 else 0)


def _as_digits(text: str, role: str) -> float:
    """What it says for a value of numbers that ``text`` is one."""
    if not any(map(str.isdigit, text)):
        return 4 if role in _DATES and is_undated(text) else -6
    if role == "year" and not is_year(text):
        return -6 if len(text) > 24 else -3
    return 0


def _as_title(unit: Unit, habits: _Habits) -> float:
    first = unit.first
    score = habits.titles.get(unit.indices[0])
    if score is None:
        score = habits.titles[unit.indices[0]] = _as_any_title(unit, habits.value_gap)
    if first.kind == "heading":
        score += -6.0 if habits.plain_titles else -2.0 if first.level == 1 else 8.0
    if habits.signature:
        score += 5 if _looks_like(first, habits.signature) else -5
    return score


def _as_any_title(unit: Unit, value_gap: int) -> float:
    """What says that a unit is a title, whatever the titles of its page look like."""
    first, text = unit.first, unit.text
    score = {"link": 1.5, "value": -6.0}.get(first.kind, 0.0)
    if "title" in first.hints:
        score += 5
    if unit.is_prose or first.kind == "list_item":
        score -= 6
    if starts_low(text):
        score -= 3
    if len(text) < 4 or is_year(text):
        score -= 6
    if first.gap > value_gap or not unit.indices[0]:
        score += 4
    return score


def _as_abstract(unit: Unit, habits: _Habits) -> float:
    score = habits.abstracts.get(unit.indices[0])
    if score is None:
        score = habits.abstracts[unit.indices[0]] = _as_any_abstract(unit)
    return score


def _as_any_abstract(unit: Unit) -> float:
    if unit.first.kind == "heading" or (_is_marked_value(unit) and not unit.is_prose):
        return -6.0 if unit.first.kind in ("heading", "value") else -1.0
    if unit.is_prose or unit.first.kind == "list_item" or starts_low(unit.text):
        return 0.0
    if is_subhead(unit.text) or unit.text.endswith((":", "：")):
        return -0.5
    if is_year(unit.text):
        return -5.0
    return -0.5 if ends_a_sentence(unit.text) else -3.0


def _looks_like(block: Block, looks: _Looks) -> bool:
    kind, level, hints = looks
    return block.kind == kind and block.level == level and _lasting(block.hints) == hints


def _signature_of(unit: Unit) -> _Looks:
    return unit.first.kind, unit.first.level, _lasting(unit.first.hints)


@functools.lru_cache(maxsize=4096)
def _lasting(hints: frozenset[str]) -> frozenset[str]:
    """What the markup says of a block, less what it says of this one alone."""
    return frozenset(hint for hint in hints - _PASSING if ":" not in hint)


def _signature(cards: Sequence[_Card]) -> tuple[str, int, frozenset[str]] | None:
    """Return what most titles look like, if that tells them from other blocks."""
    titles = Counter(_signature_of(card.title) for card in cards if card.title)
    others = Counter(_signature_of(unit) for card in cards for unit in card.abstract)
    others.update(_signature_of(unit) for card in cards for _, run in card.marks for unit in run)
    for looks, count in titles.most_common(1):
        if count * 2 > titles.total() and count > 1 and not others[looks]:
            return looks
    return None


def _has_plain_titles(cards: Sequence[_Card]) -> bool:
    """Tell whether titles, from the second card on, are set without headings."""
    kinds = [card.title.first.kind for card in cards[1:] if card.title]
    return bool(kinds) and kinds.count("heading") * 2 < len(kinds)


def _open(
    blocks: Sequence[Block], card: _Card, run: Sequence[Unit], habits: _Habits
) -> Iterator[_Card]:
    """Give ``card`` its title and abstract; yield further cards, which have no labels at all."""
    size = _title_size(run)
    card.title = merged(blocks, run[:size])
    place = size
    while place < len(run):
        if _begins_unlabelled(run, place, habits):
            card = _Card(title=run[place])
            yield card
        else:
            card.abstract.append(run[place])
        place += 1


def _title_size(run: Sequence[Unit]) -> int:
    """Return how many units the title takes: one, and more where it plainly goes on."""
    size = 1
    while size < len(run):
        before, unit = run[size - 1], run[size]
        tight = unit.gap < run[0].gap and unit.gap == 0
        low = starts_low(unit.text) or before.text.endswith((":", "–", "-", ",", "&"))
        if unit.is_prose or unit.first.kind not in ("paragraph", "link") or not (tight and low):
            return size
        if before.first.kind == "heading":
            return size
        size += 1
    return size


def _begins_unlabelled(run: Sequence[Unit], place: int, habits: _Habits) -> bool:
    """Tell whether a card without any label begins at ``place`` within an abstract."""
    unit = run[place]
    if (
        unit.is_prose
        or unit.first.kind == "list_item"
        or continues(run[place - 1].first, unit.first)
    ):
        return False
    if (
        habits.signature
        and _signature_of(unit) == habits.signature
        and unit.first.kind == "heading"
    ):
        return True
    if not run[place - 1].is_prose or not ends_a_sentence(run[place - 1].text):
        return False
    follows = place + 1 < len(run) and run[place + 1].is_prose and len(run[place + 1].text) >= 100
    return follows and unit.text.count(" ") >= 3 and not unit.text.endswith((":", "：", ";"))


def _tail(mark: _Mark, habits: _Habits) -> tuple[list[Unit], list[Unit]]:
    """Part what follows the last label into its values and what is left of the page."""
    for place, unit in enumerate(mark.after):
        if _as_value(unit, mark.label.role, habits, place, bool(mark.label.rest)) < -2:
            return mark.after[:place], mark.after[place:]
    return mark.after, []


def _with_labelled_titles(cards: list[_Card]) -> list[_Card]:
    """Move what labels call title and abstract to where they belong."""
    for card in cards:
        for mark, values in card.marks:
            if mark.label.role == "title" and card.title is None:
                if values and not mark.label.rest:
                    card.title = values.pop(0)
                elif mark.label.rest:
                    card.title = mark.unit
            elif mark.label.role == "abstract":
                card.abstract += ([mark.unit] if mark.label.rest else []) + values
                values.clear()
    return cards


# ------------------------------------------------------------------------- writing it down


def _entry(ledger: Ledger, card: _Card, ordinal: int) -> Entry:
    assert card.title is not None
    blocks = ledger.blocks
    labelled = {id(mark.unit): mark.label for mark, _ in card.marks if mark.label.rest}
    title = labelled.get(id(card.title))
    ledger.claim(card.title.indices, "title", ordinal)
    abstract = [index for unit in card.abstract for index in unit.indices]
    ledger.claim(abstract, "abstract", ordinal)
    fields = tuple(
        _field(ledger, mark, values, ordinal)
        for mark, values in card.marks
        if mark.label.role not in ("title", "abstract")
    )
    for mark, values in card.marks:
        if mark.label.role in ("title", "abstract"):
            ledger.claim(_indices([mark.unit, *values]), mark.label.role, ordinal)
    whole = sorted(
        {*card.title.indices, *abstract, *_indices(u for m, v in card.marks for u in (m.unit, *v))}
    )
    return Entry(
        ordinal=ordinal,
        locator=locator(blocks, whole),
        title=title.rest if title else card.title.text,
        title_locator=locator(blocks, card.title.indices),
        abstract="\n\n".join(_paragraphs(blocks, card)),
        abstract_locator=locator(blocks, abstract),
        fields=fields,
        url=next((blocks[index].href for index in card.title.indices if blocks[index].href), None),
    )


def _paragraphs(blocks: Sequence[Block], card: _Card) -> tuple[str, ...]:
    """The abstract's paragraphs; one that stands on its label's line loses the label."""
    if not card.abstract:
        return ()
    found = paragraphs([blocks[index] for unit in card.abstract for index in unit.indices])
    for mark, _ in card.marks:
        if mark.unit is card.abstract[0] and mark.label.rest:
            head = len(mark.unit.text) - len(mark.label.rest)
            return (found[0][head:].strip(), *found[1:])
    return found


def _field(ledger: Ledger, mark: _Mark, values: Sequence[Unit], ordinal: int) -> Field:
    ledger.claim(_indices([mark.unit, *values]), mark.label.role, ordinal)
    if not mark.is_known:
        ledger.unknown_label(mark.unit.index)
    pieces = [(mark.label.rest, mark.unit)] if mark.label.rest else []
    pieces += [(_value(unit), unit) for unit in values]
    if len(pieces) == 1:
        text, unit = pieces[0]
        pieces = [(part, unit) for part in labelling.cut(text, mark.label.role)]
    return Field(
        label=mark.label.text,
        role=mark.label.role,
        values=tuple(text for text, _ in pieces),
        locator=locator(ledger.blocks, mark.unit.indices),
        value_locators=tuple(locator(ledger.blocks, unit.indices) for _, unit in pieces),
    )


def _value(unit: Unit) -> str:
    """A value's text, less the colon that some pages put after the label's own element."""
    return unit.text.lstrip(" :：") if "same_line" in unit.first.hints else unit.text


def _indices(found: Iterator[Unit] | Sequence[Unit]) -> list[int]:
    return [index for unit in found for index in unit.indices]


def _set_aside(ledger: Ledger, left: Sequence[Unit], cards: Sequence[_Card]) -> None:
    """Name what stands over the first card: the page's heading and its introduction."""
    first = min((card.title.index for card in cards if card.title), default=0)
    for unit in left:
        if unit.index > first:
            continue
        if unit.is_prose:
            ledger.ignore(unit.indices, "page_introduction")
        elif unit.text.count(" ") < _HEADING_WORDS:
            ledger.ignore(unit.indices, "page_heading")
