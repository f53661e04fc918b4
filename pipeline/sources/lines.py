"""Lines under a heading that are neither title nor prose: a date, a series, a translation."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache

from pipeline.model import Block
from pipeline.sources.base import HERE
from pipeline.sources.dates import is_date, is_language
from pipeline.sources.words import as_folded, folded, is_prose

LONGEST = 200  # characters
_LONGEST_SERIES = 110
_SHORT = 12  # words of a sentence that is a link; a longer one is an abstract's
_WORD = re.compile(r"[^\W\d_]+")
_LIST = re.compile(r"[\s,;|·•/()\[\]–—-]+")
_BRACKETS = re.compile(r"[(\[（]\s*([^()\[\]（）]{4,40})\s*[)\]）]\.?$")
_SPAN = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:19|20)?\d\d")
_AND = re.compile(r",? (?:and|et|y|e|und|и|&) |, ")
_DAY = re.compile(
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th|er|\.|º)? (?:de )?[^\W\d_]{3,}|[^\W\d_]{3,}\.? \d{1,2}, "
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
)
_NUMBER = (
    r"(?:(?:nos?|nr|num|numero)\.?\s?|n\.?\s?[º°o]\.?\s?|№\s?|#\s?|n\s)?\d{1,4}(?:[./-]\d{1,4})?"
)


@lru_cache(maxsize=4096)
def role(text: str, kind: str) -> str:
    """Return ``date``, ``series``, ``language_link``, or ``""`` for any other line.

    >>> role("ICAT Issue Brief 01, 10/2016", "paragraph")
    'series'
    >>> role("Click here for the Russian version.", "link")
    'language_link'
    """
    if len(text) > LONGEST or kind in ("heading", "list_item"):
        return ""
    if is_date(text):
        return "date"
    if len(text) <= _LONGEST_SERIES and _is_series(text):
        return "series"
    return "language_link" if _is_language_link(text) else ""


def role_of(block: Block) -> str:
    """Return the role of a block's text."""
    return role(block.text, block.kind)


def dated(title: str) -> str:
    """Return the year, month or span in brackets at the end of ``title``, or ``""``.

    >>> dated("An Overview Paper (2012)"), dated("A Guide (Second Edition)")
    ('2012', '')
    """
    found = _BRACKETS.search(title[-60:])
    inside = found[1].strip() if found else ""
    return inside if inside and (is_date(inside) or _SPAN.fullmatch(inside)) else ""


def has_day(text: str) -> bool:
    """Tell whether a date names a day, as those of news and posts do.

    >>> has_day("12 May 2016"), has_day("May 2016"), has_day("10/2016")
    (True, False, False)
    """
    return _DAY.search(as_folded(text)) is not None


def lists_publications(text: str) -> bool:
    """Tell whether the heading of a page says that publications follow."""
    if len(text) > LONGEST or is_prose(text):
        return False
    return any(word in _listings() for word in _WORD.findall(folded(text)))


def is_subhead(text: str) -> bool:
    """Tell whether ``text`` heads a part of an abstract rather than an entry."""
    plain = folded(text)
    return plain in _subheads() or (
        len(plain) <= 80 and all(part in _subheads() for part in _AND.split(plain))
    )


def _is_series(text: str) -> bool:
    """Tell whether ``text`` is a series with a number, and at most a date after it."""
    found = _series().fullmatch(as_folded(text))
    return found is not None and (found["date"] is None or is_date(found["date"]))


def _is_language_link(text: str) -> bool:
    """Tell whether ``text`` names languages and says that something can be had in them."""
    plain = folded(text)
    words = _WORD.findall(plain)
    if not 1 <= len(words) <= 24:
        return False
    named = [word for word in words if is_language(word)]
    glued = any(name in plain for name in _table()["language_link"]["names"])
    if not named and not glued:
        return False
    rest = [word for word in _LIST.split(plain.rstrip(".")) if word and not is_language(word)]
    if not rest and (len(named) > 1 or plain != text.casefold()):
        return len(named) > 1
    offers = _offers().search(plain) is not None
    return offers and (len(words) <= _SHORT or not is_prose(text))


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    with (HERE / "lines.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _series() -> re.Pattern[str]:
    nouns = "|".join(_table()["series"]["nouns"])
    return re.compile(
        rf"(?:[^.!?]{{0,60}}?(?<!\w))?(?:{nouns})(?!\w)[^.!?\d]{{0,30}}?{_NUMBER}(?:\s?[期号號])?"
        r"(?:\s?[,;(|–—-]\s?(?P<date>[^,;()|]{4,40})\)?)?\.?"
    )


@cache
def _offers() -> re.Pattern[str]:
    words = sorted(map(re.escape, _table()["language_link"]["words"]), key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words)})(?![a-z])")


@cache
def _listings() -> frozenset[str]:
    return frozenset(_table()["listing"]["words"])


@cache
def _subheads() -> frozenset[str]:
    return frozenset(map(folded, _table()["subheads"]["lines"]))
