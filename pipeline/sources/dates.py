"""Names of months and languages as CLDR spells them, and dates made of them."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from pipeline.sources.words import folded

NAMES_IN = ("en", "fr", "es", "pt", "de", "ru", "ar", "zh", "it")
YEAR = r"(?:1[5-9]|20)\d\d"
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_TOO_SHORT = 2  # letters; two-letter pieces of names are words of their own in other languages
_BINDERS = frozenset("and et y e und и the de la le of with in en no".split())


@cache
def months() -> frozenset[str]:
    """Return the names of the months, folded, whole and abbreviated."""
    return frozenset(
        folded(name).rstrip(".")
        for code in NAMES_IN
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in Locale(code).months[context][width].values()
        if not folded(name)[:1].isdigit()
    ) | {"sept"}


@cache
def languages() -> frozenset[str]:
    """Return the words of the names of languages, folded."""
    names = (name for code in NAMES_IN for name in Locale(code).languages.values())
    words = {folded(word) for name in names for word in _WORD.findall(name)}
    return frozenset(word for word in words - _BINDERS if len(word) > _TOO_SHORT)


@cache
def date() -> re.Pattern[str]:
    """Return a pattern of a date as listings print it, over folded text.

    >>> [bool(date().fullmatch(t)) for t in ("10/2016", "octubre de 2016", "3 may 2015", "guide 2016")]
    [True, True, True, False]
    """
    month = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    named = rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\s(?:de\s)?)?(?:{month})\.?,?\s(?:\d{{1,2}},\s)?(?:de[l]?\s)?"
    return re.compile(
        rf"(?:{named}(?:[-–/]\s?{named})?|\d{{1,2}}\s?[/.-]\s?)?(?:\d{{1,2}}\s?[/.-]\s?)?{YEAR}(?:\s?г\.?|年(?:\d{{1,2}}月)?)?"
    )


def is_date(text: str) -> bool:
    """Tell whether ``text`` is a date, a month or a year of publication and nothing more."""
    return len(text) <= 60 and date().fullmatch(folded(text).strip("()[]. ")) is not None
