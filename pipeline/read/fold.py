"""What both readers do to every piece of text: fold its white space, know a list item."""

from __future__ import annotations

import re
from collections.abc import Iterable

_INVISIBLE = re.compile("[\u200b\u2060\ufeff]+")  # zero width, no meaning at all

_CUT = re.compile(r"\d-\d|[^\W\d_]-[^\W\d_A-Z]")  # a number or a word with a hyphen
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


def joined(texts: Iterable[str]) -> str:
    r"""Return the lines of one text as one line; a number or a word that was cut is whole again.

    >>> joined(["traf\xad", "ficking of", "ISBN 978-92-", "9068-250-9"])
    'trafficking of ISBN 978-92-9068-250-9'
    """
    found = ""
    for text in texts:
        if found.endswith("\xad"):
            found = found[:-1] + text
        elif _CUT.search(found[-2:] + text[:1]):
            found += text
        else:
            found = f"{found} {text}" if found else text
    return found
