"""Abstracts: what they say of the work, less thanks and disclaimers."""

from __future__ import annotations

import re

from pipeline.match.words import LISTS

_THANKS = re.compile("|".join(LISTS["thanks"]))
_THANKS_IN = tuple(LISTS["thanks_in"].split())
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def substance(abstract: str) -> str:
    """Return an abstract less the sentences that thank a funder or disclaim opinions.

    A sentence that stands for an abstract that there is not is left out as well.

    >>> substance("It asks why. This report was made possible by a grant.")
    'It asks why.'
    >>> substance("No description is available.")
    ''
    """
    lower = abstract.lower()
    if not any(word in lower for word in _THANKS_IN):
        return abstract
    told = (one for one in _SENTENCE.split(abstract) if not _THANKS.search(one.lower()))
    return " ".join(told)
