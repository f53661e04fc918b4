r"""Values as the cells of a CSV file, and back: no cell is a formula, no list is ambiguous.

The rules, in the order they are applied:

1. null and an empty text are both an empty cell; true and false are ``true`` and ``false``;
   days are ``2026-11-21``, instants ``2026-11-21T02:00:00Z``; a list of rows is JSON.
2. A list is its values joined by ``" | "``; in a value ``\`` is written ``\\`` and ``|`` is
   written ``\|``.
3. A text that a spreadsheet could take for a formula gets an apostrophe before it: its first
   character that is not white space, invisible or an apostrophe is one of ``= + - @`` (in any
   of their full-width or small forms), or it begins with a tab or a line end. So does a text
   that begins with an apostrophe already, so that taking one away undoes it. Numbers are no
   text: -8.5 stays.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date, datetime
from typing import Any

from pipeline.release.manifest import instant

SEPARATOR = " | "
_FORMULA = frozenset("=+-@")
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_CONTROL = frozenset("\t\r\n")
_PARTS = re.compile(r" \| |\\.|.", re.DOTALL)


def cell(value: Any) -> str:
    r"""Return a value of a table as the text of a cell.

    >>> cell(["a", "b | c"]), cell("=1+1"), cell(-8.5), cell(True)
    ('a | b \\| c', "'=1+1", '-8.5', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return armed(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, list):
        return str(value)
    if any(isinstance(item, dict) for item in value):
        return json.dumps(value, ensure_ascii=False)
    return joined([str(item) for item in value])


def joined(values: list[str]) -> str:
    """Return a list as the text of one cell."""
    return SEPARATOR.join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)


def split(text: str) -> list[str]:
    r"""Return the list that ``joined`` made a text of; no text is no list.

    >>> split(joined(["a", "b | c", "d\\"]))
    ['a', 'b | c', 'd\\']
    """
    values: list[list[str]] = [[]]
    for part in _PARTS.findall(text):
        if part == SEPARATOR:
            values.append([])
        else:
            values[-1].append(part[-1])
    return ["".join(value) for value in values] if text else []


def armed(text: str) -> str:
    """Return a text so that no spreadsheet takes it for a formula.

    >>> armed("＝1+1"), armed(" -1"), armed("'s-Hertogenbosch"), armed("2 - 1")
    ("'＝1+1", "' -1", "''s-Hertogenbosch", '2 - 1')
    """
    return f"'{text}" if text.startswith("'") or _looks_like_a_formula(text) else text


def disarmed(text: str) -> str:
    """Return the text that ``armed`` made safe."""
    return text[1:] if text.startswith("'") else text


def _looks_like_a_formula(text: str) -> bool:
    if text[:1] in _CONTROL:
        return True
    for char in text:
        if char != "'" and unicodedata.category(char) not in _INVISIBLE:
            return unicodedata.normalize("NFKC", char)[:1] in _FORMULA
    return False
