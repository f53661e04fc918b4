"""Page furniture: lines that a named rule sets aside, from ``furniture.toml`` and the markup."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from pipeline.model import Block
from pipeline.read.markup import FURNITURE
from pipeline.sources.base import HERE, Source
from pipeline.sources.units import Unit
from pipeline.sources.words import folded

LONGEST = 300  # characters; longer than any furniture worth a rule
_PAGE_NUMBER = re.compile(
    r"[-–—\[( ]{0,3}(?:(?:page|p\.|pág(?:ina|\.)?|seite|стр\.|第) ?)?(?:\d{1,4}|[ivxl]{1,7})"
    r"(?: ?(?:/|of|de|von|sur|из) ?\d{1,4})?(?: ?页)?[-–—\]) ]{0,3}",
    re.IGNORECASE,
)


def rule_for(block: Block, source: Source) -> str:
    """Return the name of the rule that sets ``block`` aside, or ``""``."""
    marked = block.hints & FURNITURE
    if marked and len(block.text) <= LONGEST:
        return min(marked)
    return rule_for_line(block.text) or _own_rule(block.text, source)


def contents(page: Sequence[Unit]) -> frozenset[int]:
    """Return the places of list items that say what furniture says, but in an entry's own list.

    A list of which other items say more is no menu, and one that a line announces with a colon
    is part of a text. A menu's items are links.
    """
    found: set[int] = set()
    start = 0
    while start < len(page):
        end = start
        while end < len(page) and page[end].first.kind == "list_item":
            end += 1
        if end > start and _is_content(page, start, end):
            found.update(range(start, end))
        start = max(end, start + 1)
    return frozenset(found)


def _is_content(page: Sequence[Unit], start: int, end: int) -> bool:
    items = [unit.first for unit in page[start:end]]
    if any(item.href or item.hints & FURNITURE for item in items) or not start:
        return False
    if page[start - 1].text.endswith((":", "：")):
        return True
    return any(not rule_for_line(item.text) for item in items)


@lru_cache(maxsize=4096)
def rule_for_line(text: str) -> str:
    """Return the rule whose lines ``text`` is one of, or ``""``.

    >>> rule_for_line("Skip to main content"), rule_for_line("« First ‹ Previous 1 2 3 Next ›")
    ('skip_link', 'pager')
    """
    if len(text) > LONGEST:
        return ""
    return _rule(text) or ("link" if _is_links(text) else "")


def _rule(text: str) -> str:
    plain = folded(text)
    for name, pattern in _rules().items():
        if pattern.fullmatch(plain) or (name == "pager" and pattern.fullmatch(text.lower())):
            return name
    return ""


def _is_links(text: str) -> bool:
    """Tell whether ``text`` is two links side by side: ``Read more Download``."""
    if text.count(" ") >= 8 or not _rules()["link"].match(folded(text)):
        return False
    words = text.split(" ")
    return any(
        _is_link(" ".join(words[:at])) and _is_link(" ".join(words[at:]))
        for at in range(1, len(words))
    )


def _is_link(text: str) -> bool:
    return _rules()["link"].fullmatch(folded(text)) is not None and _rule(text) == "link"


def is_page_number(text: str) -> bool:
    """Tell whether ``text`` is a page number and nothing more.

    >>> [is_page_number(t) for t in ("- 12 -", "Page 3 of 40", "12 pages")]
    [True, True, False]
    """
    return len(text) <= 24 and _PAGE_NUMBER.fullmatch(text) is not None


def _own_rule(text: str, source: Source) -> str:
    if not source.ignore or len(text) > LONGEST:
        return ""
    plain = folded(text)
    return next(
        (
            rule
            for rule, lines in source.ignore.items()
            if any(line.fullmatch(plain) for line in lines)
        ),
        "",
    )


def may_be_value(text: str) -> bool:
    """Tell whether ``text`` is furniture by itself, but a value where a label asks for one."""
    return folded(text) in _values()


@cache
def _table() -> dict[str, Any]:
    with (HERE / "furniture.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _values() -> frozenset[str]:
    return frozenset(_table()["values"])


@cache
def _rules() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(_any(rule)) for name, rule in _table().items() if name != "values"}


def _any(rule: Mapping[str, Any]) -> str:
    return "|".join(f"(?:{line})" for line in rule["lines"])
