"""Countries that running text names by their adjective only: "Cambodian fishers".

A weaker basis than a name, and kept apart from it: an adjective says where people or things
are from, not what a work is about, and no row of ``coverage`` comes from one. English only;
of the other languages the table of adjectives has but the forms that official names need.
"""

import re
from functools import cache
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.running_text import mentioned
from pipeline.tables import rows

_MOST: Final = 4_000_000  # characters looked at; no abstract is longer
# What such an adjective is not said of a country: a sea, a continent's half, a language.
_BEFORE: Final = re.compile(
    r"(?:\b(?:Latin|North|South|Central|Native|African|Inter|Pan)[\s-]+|\b(?:in|into)\s+"
    r"(?:[A-Z][a-z]+(?:,\s+|\s+and\s+|\s+or\s+)){0,9})$"
)
_AFTER: Final = re.compile(
    r"\s+(?:Ocean|Sea|Gulf|Strait|Channel|Plain|Alps|Renaissance|language|version|edition|"
    r"translation|text|subtitles?)\b|-(?:language|speaking)\b"
)
_LISTED: Final = re.compile(r"\s*(?:[,.;)]|and\b|or\b|$)")
_WINDOW: Final = 120


def described(text: str) -> list[tuple[str, int, int]]:
    """Return every adjective of a country in English ``text`` as (code, start, end), in order.

    >>> described("Cambodian fishers and Kenyans on the Indian Ocean; in French and Spanish")
    [('KH', 0, 9), ('KE', 22, 29)]
    """
    text = text[:_MOST]
    named = [(start, end) for _, start, end in mentioned(text)]
    found = []
    at = 0
    for match in _adjectives().finditer(text):
        start, end = match.span()
        while at < len(named) and named[at][1] <= start:
            at += 1
        is_of_a_name = at < len(named) and named[at][0] < end
        if not is_of_a_name and not _is_something_else(text, start, end):
            found.append((_codes()[fold(match[1])], start, end))
    return found


def _is_something_else(text: str, start: int, end: int) -> bool:
    """Tell whether what stands around makes it a sea, half a continent or a language."""
    after = text[end : end + _WINDOW]
    if _AFTER.match(after):
        return True
    before = _BEFORE.search(text[max(0, start - _WINDOW) : start])
    is_language = before is not None and before[0].startswith("in")
    return before is not None and (not is_language or _LISTED.match(after) is not None)


def adjective_code(key: str) -> str | None:
    """Return the country that a folded adjective alone hints at.

    >>> adjective_code("ivorian"), adjective_code("atlantic")
    ('CI', None)
    """
    return _codes().get(key) or _codes().get(key.removesuffix("s"))


@cache
def _adjectives() -> re.Pattern[str]:
    """Return the pattern of every adjective as English prints it, in the plural as well."""
    words = sorted(_printed(), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})s?\b")


@cache
def _codes() -> dict[str, str]:
    return {fold(word): code for word, code in _printed().items()}


@cache
def _printed() -> dict[str, str]:
    """Return the English adjectives that one country has; those of two tell of neither."""
    found: dict[str, str] = {}
    for row in rows("demonyms.tsv", "code", "language", "words", "source"):
        for word in row["words"].split("|") if row["language"] == "en" else ():
            found[word] = row["code"] if found.get(word, row["code"]) == row["code"] else ""
    return {word: code for word, code in found.items() if code and word not in _OF_SEVERAL}


# Of two Congos, of the Dominican Republic and Dominica, of a continent.
_OF_SEVERAL: Final = frozenset({"Congolese", "Dominican", "Central African"})
