"""What both readers do to every piece of text: fold its white space, know a list item."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\u200b\u2060\ufeff]+")  # zero width, no meaning at all

_BULLET = re.compile(r"\s*[-–—•*·▪◦‣●○■►]\s+\S")


def is_item(text: str) -> bool:
    """Tell whether ``text`` begins with a bullet.

    >>> is_item("- one"), is_item("-one")
    (True, False)
    """
    return _BULLET.match(text) is not None


def fold(text: str) -> str:
    r"""Return ``text`` with white space (NBSP and form feeds too) as single spaces.

    >>> fold(" 2015/184\xa0pages\x0c\n")
    '2015/184 pages'
    """
    if not text.isascii() and _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())
