"""Where and as what something was printed: venue, volume, pages, identifiers, series."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.match.words import LISTS, STOP, is_enumerator, key, words

LONGEST = 300  # characters of a venue, a series or a page range that are read

_VENUE_STOP = STOP | frozenset(LISTS["venues"].split())


@lru_cache(maxsize=100_000)
def venue_words(venue: str) -> tuple[str, ...]:
    """Return the first three letters of the words of a journal's name, abbreviated or not.

    >>> venue_words("Nature Reviews Nephrology") == venue_words("Nat Rev Nephrol")
    True
    """
    tokens = [token for token in words(venue[:LONGEST]) if not token.isdigit()]
    telling = [token for token in tokens if token not in _VENUE_STOP] or tokens
    return tuple(dict.fromkeys(token[:3] for token in telling))


@lru_cache(maxsize=100_000)
def acronyms(venue: str) -> tuple[str, str]:
    """Return the initials of a venue's words, and its first word that looks like initials.

    >>> acronyms("Very Large Data Bases"), acronyms("Proc. VLDB")
    (('vldb', ''), ('', 'vldb'))
    """
    telling = [
        token
        for token in words(venue[:LONGEST])
        if token not in _VENUE_STOP and not token.isdigit()
    ]
    initials = "".join(token[0] for token in telling) if len(telling) >= 3 else ""
    short = next((token for token in telling if 3 <= len(token) <= 7), "")
    return initials, short if len(telling) <= 2 else ""


VENUE_KINDS = tuple(entry["name"] for entry in LISTS["venue"])  # each kind is a bit
JOURNAL, REPORT, MANUSCRIPT = (
    1 << VENUE_KINDS.index(name) for name in ("journal", "report", "manuscript")
)
_VENUE_KINDS = tuple(
    re.compile(rf"\b(?:{'|'.join(entry['patterns'])})\b") for entry in LISTS["venue"]
)


@lru_cache(maxsize=100_000)
def venue_kind(venue: str, has_volume: bool = False) -> int:
    """Return the kinds of publication that a venue's words speak of, as bits.

    What has a volume and says nothing else of itself is a journal.

    >>> [venue_kind(name) for name in ("VLDB J.", "Proc. of the 5th Annual Workshop", "Nature")]
    [1, 2, 0]
    >>> venue_kind("Nature", has_volume=True)
    1
    """
    text = " ".join(words(venue[:LONGEST]))
    found = sum(1 << at for at, pattern in enumerate(_VENUE_KINDS) if pattern.search(text))
    return found or int(has_volume and bool(text))


_DIGITS = re.compile(r"\d+")


def first_number(text: str) -> str:
    """Return the first number in ``text``, less leading zeros; "" where there is none.

    >>> first_number("vol. 07 (Suppl 1)"), first_number("n.a.")
    ('7', '')
    """
    found = _DIGITS.search(text[:LONGEST])
    return (found.group().lstrip("0") or "0") if found else ""


_PAGES = re.compile(r"(\d{1,7})(?:\s*(?:[-–—]+|to)\s*[a-z]{0,3}(\d{1,7}))?", re.I)


def page_range(text: str) -> tuple[str, str]:
    """Return the first and last page, the last one completed; ("", "") where there is none.

    Letters before a number ("S20", "e12") are left out: not every source prints them.

    >>> page_range("548-55"), page_range("S20–S21"), page_range("pp. 24"), page_range("")
    (('548', '555'), ('20', '21'), ('24', ''), ('', ''))
    """
    found = _PAGES.search(text[:LONGEST])
    if not found:
        return "", ""
    first, last = found.groups()
    first = first.lstrip("0") or "0"
    if last is None:
        return first, ""
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return first, last.lstrip("0") or "0"


def page_digits(text: str) -> str:
    """Return the digits of a page range as printed, so that a lost dash changes nothing.

    >>> page_digits("23-37") == page_digits("2337")
    True
    """
    found = _PAGES.search(text[:LONGEST])
    return "".join(filter(None, found.groups())) if found else ""


_YEAR_OF_VENUE = re.compile(r"\b((?:19|20)\d\d)\b|[a-z]\s?['’-](\d\d)\b(?!\S*\d)", re.IGNORECASE)


@lru_cache(maxsize=100_000)
def venue_year(venue: str) -> int:
    """Return the year that a venue's name ends with or holds, as conferences have it; else 0.

    >>> venue_year("Proc. COLT '93"), venue_year("in AAAI-97"), venue_year("VLDB 2001")
    (1993, 1997, 2001)
    >>> venue_year("Nature"), venue_year("UCSC-CRL-91-44")
    (0, 0)
    """
    found = set(_YEAR_OF_VENUE.findall(venue[:LONGEST]))
    if len(found) != 1:
        return 0
    whole, short = found.pop()
    return int(whole) if whole else int(short) + (1900 if int(short) > 50 else 2000)


_DOI = re.compile(r"10\.\d{4,9}/\S+")


def doi_key(text: str) -> str:
    """Return a DOI in one form, or "" where the text holds none.

    >>> doi_key("https://doi.org/10.1000/ABC.1.")
    '10.1000/abc.1'
    """
    found = _DOI.search(text[:LONGEST].lower())
    return found.group().rstrip(".,;)]") if found else ""


def isbn_key(text: str) -> str:
    """Return an ISBN as its thirteen digits, an ISBN-10 converted; "" where it is none.

    >>> isbn_key("92-9068-655-7"), isbn_key("978-92-9068-655-2"), isbn_key("n/a")
    ('9789290686552', '9789290686552', '')
    """
    bare = re.sub(r"[^0-9Xx]", "", text[:40])
    if len(bare) == 13 and bare.isdigit():
        return bare
    if len(bare) != 10 or not bare[:9].isdigit():
        return ""
    body = f"978{bare[:9]}"
    check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body)) % 10
    return f"{body}{check}"


_SERIES_NUMBER = re.compile(
    r"(?:\bno?\.?|\bn[°ºr]\.?|#|\bvol(?:ume)?\.?|\bissue|\bpart)?\s*(\d{1,4})\b", re.I
)


def series_number(series: str) -> tuple[str, str]:
    """Return a series' name as a key, and the number in it ("" where it has none).

    >>> series_number("MRS N°36"), series_number("Issue Brief 01, 10/2016")
    (('mrs', '36'), ('issuebrief', '1'))
    """
    found = _SERIES_NUMBER.search(" ".join(series[:LONGEST].split()))
    if not found:
        return key(words(series)), ""
    name = words(series[: found.start()])
    while name and is_enumerator(name[-1]):
        name.pop()
    return key(name), found[1].lstrip("0") or "0"
