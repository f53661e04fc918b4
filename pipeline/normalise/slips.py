"""Slips of the pen: two texts that differ by a letter here and there, and by no number."""

from __future__ import annotations

from difflib import SequenceMatcher

ALIKE = 0.92  # of the characters
_LONGEST = 400  # characters; difflib is quadratic


def is_slip(left: str, right: str) -> bool:
    """Tell whether two folded texts are nearly the same, letter by letter.

    >>> is_slip("a legal revew of smuggling", "a legal review of smuggling")
    True
    >>> is_slip("report on labour part 1", "report on labour part 2")
    False
    """
    if max(len(left), len(right)) > _LONGEST or _digits(left) != _digits(right):
        return False
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= ALIKE


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
