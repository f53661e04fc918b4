"""Cards: a title, prose, then label lines, each followed by zero or more values.

What is fixed is the labels; all the rest is found from them. Between two labels stand the
values of the first and, where a new card begins, its title and abstract. Where exactly it
begins is weighed: by the gaps that this page leaves before its values and before its titles, by
what the markup says, by the kind of value that the label asks for, and by what the
titles that are sure look like. No one of these is needed: flat pages have no gaps, text has no
markup, and the label Category stands without a value on most pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Block, Entry, Field
from pipeline.sources import labels as labelling
from pipeline.sources.base import Laid, Source
from pipeline.sources.card_labels import Mark, marks_of, value_gap
from pipeline.sources.card_weights import Habits, as_value, best, signature_of, value_of
from pipeline.sources.filters import RULE as FILTER
from pipeline.sources.ledger import Ledger
from pipeline.sources.paragraphs import continues, paragraphs
from pipeline.sources.units import Unit, locator, merged
from pipeline.sources.words import ends_a_sentence, folded, starts_low

_CORE = frozenset({"country", "region", "year", "isbn", "pages"})
_HEADING_WORDS = 14  # a longer line over the first card is an introduction


@dataclass(slots=True)
class _Card:
    """A card as it is gathered."""

    title: Unit | None = None
    abstract: list[Unit] = field(default_factory=list)
    marks: list[tuple[Mark, list[Unit]]] = field(default_factory=list)


def entries(blocks: Sequence[Block], source: Source) -> Laid:
    """Read a page of labelled cards."""
    ledger = Ledger(blocks)
    front, marks = marks_of(blocks, source, ledger)
    if not marks:
        return Laid(entries=(), claims=ledger.claims(), unread=ledger.unread(), explained=0.0)
    habits = Habits(value_gap(marks))
    cards, left = _cards(blocks, front, marks, habits)
    seen = replace(habits, signature=_signature(cards), plain_titles=_has_plain_titles(cards))
    if seen != habits:
        cards, left = _cards(blocks, front, marks, seen)
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


# ------------------------------------------------------------------------- making the cards


def _cards(
    blocks: Sequence[Block], front: Sequence[Unit], marks: Sequence[Mark], habits: Habits
) -> tuple[list[_Card], list[Unit]]:
    """Return the cards in page order, and the units that are no card's."""
    card = _Card()
    cards = [card]
    left: list[Unit] = []
    if marks[0].label.role != "title":
        at = best(front, "", habits, must=True, is_front=True)
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
        values = mark.after[:at]
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


def _split(mark: Mark, habits: Habits, *, again: bool, is_last: bool) -> int | None:
    """Return where among the units after ``mark`` a new card begins, or ``None``."""
    if is_last or not mark.after:
        return None
    return best(mark.after, mark.label.role, habits, must=again, has_value=bool(mark.label.rest))


def _signature(cards: Sequence[_Card]) -> tuple[str, int, frozenset[str]] | None:
    """Return what most titles look like, if that tells them from other blocks."""
    titles = Counter(signature_of(card.title) for card in cards if card.title)
    others = Counter(signature_of(unit) for card in cards for unit in card.abstract)
    others.update(signature_of(unit) for card in cards for _, run in card.marks for unit in run)
    for looks, count in titles.most_common(1):
        if count * 2 > titles.total() and count > 1 and not others[looks]:
            return looks
    return None


def _has_plain_titles(cards: Sequence[_Card]) -> bool:
    """Tell whether titles, from the second card on, are set without headings."""
    kinds = [card.title.first.kind for card in cards[1:] if card.title]
    return bool(kinds) and kinds.count("heading") * 2 < len(kinds)


def _open(
    blocks: Sequence[Block], card: _Card, run: Sequence[Unit], habits: Habits
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


def _begins_unlabelled(run: Sequence[Unit], place: int, habits: Habits) -> bool:
    """Tell whether a card without any label begins at ``place`` within an abstract."""
    unit = run[place]
    if (
        unit.is_prose
        or unit.first.kind == "list_item"
        or continues(run[place - 1].first, unit.first)
    ):
        return False
    if habits.signature and signature_of(unit) == habits.signature and unit.first.kind == "heading":
        return True
    if not run[place - 1].is_prose or not ends_a_sentence(run[place - 1].text):
        return False
    follows = place + 1 < len(run) and run[place + 1].is_prose and len(run[place + 1].text) >= 100
    return follows and unit.text.count(" ") >= 3 and not unit.text.endswith((":", "：", ";"))


def _tail(mark: Mark, habits: Habits) -> tuple[list[Unit], list[Unit]]:
    """Part what follows the last label into its values and what is left of the page."""
    for place, unit in enumerate(mark.after):
        if as_value(unit, mark.label.role, habits, place, bool(mark.label.rest)) < -2:
            return mark.after[:place], mark.after[place:]
    return mark.after[:], []


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


def _field(ledger: Ledger, mark: Mark, values: Sequence[Unit], ordinal: int) -> Field:
    ledger.claim(_indices([mark.unit, *values]), mark.label.role, ordinal)
    if not mark.is_known:
        ledger.unknown_label(mark.unit.index)
    pieces = [(mark.label.rest, mark.unit)] if mark.label.rest else []
    pieces += [(value_of(unit), unit) for unit in values]
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
