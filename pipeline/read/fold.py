"""White space, folded: what both readers do to every piece of text."""

from __future__ import annotations

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))  # zero width, no meaning at all


def fold(text: str) -> str:
    """Return ``text`` with white space (NBSP and form feeds too) as single spaces.

    >>> fold(" 2015/184\\xa0pages\\x0c\\n")
    '2015/184 pages'
    """
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    return " ".join(text.split())
