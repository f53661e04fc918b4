"""What a piece of text looks like, whatever it says: prose, a title, a label, a list of values."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline import tables

_ENDS = re.compile(r"""[.!?…。！？؟।]["'”’»›)\]}*]*(?:\s*\[?\d{1,3}\]?)?$""")
_STOPS = re.compile(r"""[.!?…:;。！？؟：；؛۔]["'”’»›)\]}*]*$""")
_INSIDE = re.compile(r"[a-zà-ÿа-я0-9)”»\]][.!?] +[\"“«(]?[A-ZÀ-ÞА-Я]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts without spaces
_PLURAL = re.compile(r"\((?:s|es|ies|en|in|n|e|a|ы|и)\)")
_MARKS = re.compile(  # combining marks of the scripts that listings come in
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_YEAR = re.compile(r"(?:1[4-9]|20)\d\d(?:\s*[-–/]\s*(?:(?:1[4-9]|20)?\d\d))?")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return ``text`` less case, accents, plural brackets and a colon at the end.

    >>> folded("Auteur(s) :")
    'auteur'
    >>> folded("AÑO:")
    'ano'
    """
    return " ".join(_PLURAL.sub("", as_folded(text)).strip(" :：*|-–—\t").split())


def as_folded(text: str) -> str:
    """Return ``text`` less case and accents, whatever its length."""
    if text.isascii():
        return text.casefold()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())


def length(text: str) -> int:
    """Return how long ``text`` is in Latin letters: one Chinese character says about three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def ends_a_sentence(text: str) -> bool:
    """Tell whether ``text`` ends as a sentence does.

    >>> [ends_a_sentence(t) for t in ("One.", "(See two.)", "Title (2016)", "结束。")]
    [True, True, False, True]
    """
    return _ENDS.search(text[-12:]) is not None


def stops(text: str) -> bool:
    """Tell whether ``text`` ends with any mark that closes a clause; a comma does not."""
    return _STOPS.search(text[-12:]) is not None


@lru_cache(maxsize=4096)
def is_prose(text: str) -> bool:
    """Tell whether ``text`` reads as running text rather than as a title, a label or a value.

    >>> is_prose("This report covers six countries.")
    True
    >>> is_prose("Legal Review on Trafficking in Persons in the Caribbean")
    False
    """
    size = length(text)
    if size > 320:
        return size > 640 or ends_a_sentence(text) or capitals(text) < 0.5
    words = text.count(" ") + 1
    if text.endswith("?") and size <= 200:
        return False
    if ends_a_sentence(text):
        return size >= 30 and (words >= 5 or size > len(text))
    inside = _INSIDE.search(text) is not None
    return size >= 160 and capitals(text) < 0.4 and (inside or size >= 200 or text[:1].islower())


def capitals(text: str) -> float:
    """Return the share of words longer than three letters that begin with a capital; 0 to 1."""
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    if not words:
        return 0.0
    return sum(1 for word in words if word[0].isupper()) / len(words)


def starts_low(text: str) -> bool:
    """Tell whether ``text`` begins with a lower-case letter, as the rest of a sentence does."""
    return text[:1].islower() and not text[1:2].isupper()


def is_year(text: str) -> bool:
    """Tell whether ``text`` is a year or a span of years and nothing more."""
    return len(text) <= 12 and _YEAR.fullmatch(text.strip()) is not None


def is_undated(text: str) -> bool:
    """Tell whether ``text`` says that there is no date, or none yet.

    >>> is_undated("n.d."), is_undated("[s. f.]"), is_undated("forthcoming"), is_undated("2016")
    (True, True, True, False)
    """
    if len(text) > _LONGEST_UNDATED:
        return False
    tidy = re.sub(r"[\W_]+", "", as_folded(text))
    return tidy in tables.words("undated") or (not tidy and bool(text.strip()))


_LONGEST_UNDATED = 40  # characters
