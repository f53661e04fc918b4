"""Where a card begins, weighed: what each line would be as a value, a title or an abstract."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model import Block
from pipeline.sources.lines import is_subhead
from pipeline.sources.units import Unit
from pipeline.sources.words import ends_a_sentence, is_undated, is_year, starts_low

_DIGITS = frozenset({"year", "isbn", "issn", "doi", "pages", "price", "date"})
_DATES = frozenset({"year", "date"})
_PASSING = frozenset({"page_break", "continues", "same_line", "part", "content"})
Looks = tuple[str, int, frozenset[str]]  # kind, level and what the markup says


@dataclass(frozen=True, slots=True)
class Habits:
    """What this page does: the gap before a value, and what its titles look like.

    ``titles`` and ``abstracts`` keep what was weighed, by a unit's place on the page: that does not
    change once it is known what titles look like.
    """

    value_gap: int
    signature: Looks | None = None
    plain_titles: bool = False
    titles: dict[int, float] = field(default_factory=dict)
    abstracts: dict[int, float] = field(default_factory=dict)


def best(
    run: Sequence[Unit],
    role: str,
    habits: Habits,
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
    if len(run) == 1 and not (must or is_front):  # most runs are: a label's one value
        cost = as_value(run[0], role, habits, 0, has_value)
        return 0 if _as_title(run[0], habits) > cost + 2.0 else None
    before = [0.0]
    introduced = False
    for place, unit in enumerate(run):
        cost = (
            _as_front(unit, introduced)
            if is_front
            else as_value(unit, role, habits, place, has_value)
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


def as_value(unit: Unit, role: str, habits: Habits, place: int, has_value: bool) -> float:
    """What says that a unit is a value of a label, the one at ``place`` after it."""
    first, text = unit.first, unit.text
    kind, hints = first.kind, first.hints
    if "same_line" in hints:
        text = value_of(unit)
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


def _as_title(unit: Unit, habits: Habits) -> float:
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
    if len(text) >= 8 and not any(map(str.isalpha, text)):
        score -= 8  # an identifier
    if first.gap > value_gap or not unit.indices[0]:
        score += 4
    return score


def _as_abstract(unit: Unit, habits: Habits) -> float:
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


def _looks_like(block: Block, looks: Looks) -> bool:
    kind, level, hints = looks
    return block.kind == kind and block.level == level and _lasting(block.hints) == hints


def signature_of(unit: Unit) -> Looks:
    """Return what a unit looks like, whatever it says."""
    return unit.first.kind, unit.first.level, _lasting(unit.first.hints)


@functools.lru_cache(maxsize=4096)
def _lasting(hints: frozenset[str]) -> frozenset[str]:
    """What the markup says of a block, less what it says of this one alone."""
    return frozenset(hint for hint in hints - _PASSING if ":" not in hint)


def value_of(unit: Unit) -> str:
    """A value's text, less the colon that some pages put after the label's own element."""
    return unit.text.lstrip(" :：") if "same_line" in unit.first.hints else unit.text
