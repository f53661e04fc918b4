"""Names of months and languages as CLDR spells them, and dates made of them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel import Locale

from pipeline.sources.words import folded

NAMES_IN = ("en", "fr", "es", "pt", "de", "ru", "ar", "zh", "it")
YEAR = r"(?:1[5-9]|20)\d\d"
_ALSO = frozenset({"prs", "fil", "ckb", "tet", "yue", "cnr", "nds", "swb", "kea", "pap", "rom"})
_CYRILLIC = re.compile("[а-я]")


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
    """Return the names of languages that are one word, folded.

    Those with a two-letter code and a few others; of the rest many are common words elsewhere
    (French spells Mossi ``moré``).
    """
    return frozenset(
        folded(name)
        for locale in NAMES_IN
        for code, name in Locale(locale).languages.items()
        if (len(code) == 2 or code in _ALSO) and " " not in name and len(name) > 1
    )


@cache
def _stems() -> frozenset[str]:
    """Return what names of languages begin with however they are bent."""
    return frozenset(
        name[:-2] if _CYRILLIC.match(name) else name for name in languages() if len(name) > 5
    )


@lru_cache(maxsize=4096)
def is_language(word: str) -> bool:
    """Tell whether a folded word is a language's name, bent or not.

    >>> [is_language(word) for word in ("russian", "anglaise", "русскои", "central")]
    [True, True, True, False]
    """
    if word in languages():
        return True
    ends = range(max(5, len(word) - 3), len(word)) if len(word) < 30 else ()
    return any(word[:end] in _stems() for end in ends)


@cache
def date() -> re.Pattern[str]:
    """Return a pattern of a date as listings print it, over folded text.

    >>> [bool(date().fullmatch(t)) for t in ("10/2016", "octubre de 2016", "guide 2016")]
    [True, True, False]
    """
    month = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    day = r"(?:\d{1,2}(?:st|nd|rd|th|er|\.|º)?\s(?:de\s)?)?"
    named = rf"{day}(?:{month})\.?,?\s(?:\d{{1,2}},\s)?(?:de[l]?\s)?"
    numbers = r"(?:\d{1,2}\s?[/.-]\s?){0,2}"
    return re.compile(
        rf"(?:{named}(?:[-–/]\s?{named})?|{numbers}){YEAR}(?:\s?г\.?|年(?:\d{{1,2}}月)?)?"
    )


def is_date(text: str) -> bool:
    """Tell whether ``text`` is a date, a month or a year of publication and nothing more."""
    return len(text) <= 60 and date().fullmatch(folded(text).strip("()[]. ")) is not None
