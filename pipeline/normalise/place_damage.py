"""Rules for names that were damaged on their way: charsets, footnotes, lost letters, cuts."""

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product, zip_longest
from typing import Final
from unicodedata import normalize
from urllib.parse import unquote

from pipeline.normalise.fold import fold
from pipeline.normalise.place_index import index
from pipeline.normalise.place_reading import Again, Reading, if_any, known, reading_of

_MOJIBAKE: Final = re.compile("[ÃÂâÐÑØÙ][\u0080-\u00bf\u2018-\u203a\u0152-\u0178€™šœžŸ˜†‡‰‹•–—…]")
_MARK: Final = (
    r"[*†‡§¶#^°¹²³⁰⁴-⁹ªº]+"
    r"|[\[(]\s*(?:[\d/,\s]{1,12}|[a-z*]|n\.?d\.?)\s*[\])]"
    r"|(?<=[^\W\d_)])\d{1,2}|(?<=[\s/])\d{1,2}\)|/\d{1,2}|(?<=\))\d{1,2}|(?<=\s)(?:\d{1,4}|(?:\d{1,2}|[a-z])/)"
)
FOOTNOTE: Final = re.compile(  # without which there is none
    r"[\d*†‡§¶#^°¹²³⁰⁴-⁹ªº]|[\[(]\s*(?:[a-z]|n\.?d\.?)\s*[\])]|[a-z]/"
)
_FOOTNOTES: Final = re.compile(
    rf"(?:\s*(?:{_MARK})){{1,4}}\s*$|^\W*\d{{1,4}}(?:\s*[.):–-]\s*|\s+)(?=[^\W\d_])"
)
_YEARS: Final = re.compile(
    r"[\[(]\s*(?:(?:until|since|from|before|after|to|pre|post|as of)\b[\s.-]*)?"
    r"(?:\.{2,3}|…|[-–])?\s*\d{4}\s*(?:[-–/]\s*(?:\d{2,4})?)?(?:\.{2,3}|…)?\s*[\])]",
    re.IGNORECASE,
)


# What a text was read as, and what it was written in: old Macintoshes, DOS.
_CHARSETS: Final = (
    ("cp1252", "mac_roman"), ("mac_roman", "cp1252"), ("cp1252", "cp850"), ("latin-1", "cp850"),
    ("latin-1", "mac_roman"), ("cp850", "cp1252"), ("cp437", "cp1252"),
)  # fmt: skip


_SHORTEST_MENDED: Final = 6  # letters; in a shorter word one is too many to guess


def mended(text: str, again: Again) -> Iterator[Reading | None]:
    """UTF-8 once read as Latin-1 or Windows-1252 ("CÃ´te d'Ivoire")."""
    text = normalize("NFC", text)  # which charsets have, however the letters were composed
    if _MOJIBAKE.search(text):
        for charset in ("cp1252", "latin-1"):
            if mended := _read_as(text, charset, "utf-8"):
                yield if_any(mended, again)


def recoded(text: str) -> Reading | None:
    """Read text that was read in another charset of one byte than it is written in ("CuraÁao")."""
    if len(text) < _SHORTEST_MENDED or text.isascii():
        return None
    text = normalize("NFC", text)
    for wrong, right in _CHARSETS:
        mended = _read_as(text, wrong, right)
        key = fold(mended)
        if key in index().exact and all(char.isascii() or char.isalpha() for char in mended):
            found = known(key)
            return found and replace(found, why=f"text of another charset; {found.why}")
    return None


def _read_as(text: str, wrong: str, right: str) -> str:
    try:
        return text.encode(wrong).decode(right)
    except UnicodeError:
        return ""


_CUT_ENTITY: Final = re.compile(r"(?:^|(?<=\s))amp;\s*")


def unescaped(text: str) -> str:
    """Return what a page or an address had escaped, plain.

    >>> unescaped("R&eacute;union"), unescaped("Trinidad%20%26%20Tobago")
    ('Réunion', 'Trinidad & Tobago')
    """
    return _CUT_ENTITY.sub(" ", html.unescape(unquote(text)))


_LOST: Final = re.compile("(?<=[^\\W\\d_])[?\ufffd]+|[?\ufffd]+(?=[^\\W\\d_])")
_LOSABLE: Final = "aeioucnsz"  # what the accented letters of Latin names fold to
_MOST_LOST: Final = 2


def with_lost_letters(text: str, again: Again) -> Iterator[Reading | None]:
    """Accented letters lost to question marks ("R?union"), where one country alone fits."""
    del again
    pieces = _LOST.split(text)
    if 1 < len(pieces) <= _MOST_LOST + 1:
        fits = {}
        for letters in product(_LOSABLE, repeat=len(pieces) - 1):
            whole = "".join(map("".join, zip_longest(pieces, letters, fillvalue="")))
            if entry := index().exact.get(fold(whole)):
                fits[index().entry(entry)[0]] = entry
        if len(fits) == 1:
            yield reading_of(fits.popitem()[1], "listed")


_SHORTEST_CUT: Final = 18  # letters that tell a name by themselves


def cut_short(text: str, again: Again) -> Iterator[Reading | None]:
    """A name cut within a word at a column's end ("Union of Soviet Socialist Repub").

    A shorter one is read where what stands before the cut names the same ("Iran (Islam").
    """
    key = fold(text)
    head, _, last = key.rpartition(" ")
    if last in index().exact:  # "Federal Republic of Niger" is whole
        return
    is_cut = len(key) < _SHORTEST_CUT and (len(last) > 1 or " " in head)  # "Jordan H" is a person
    named = again(head) if is_cut else None
    if len(key) < _SHORTEST_CUT and (named is None or named.kind != "name"):
        return
    ordered = _ordered()
    fits = {}
    for at in range(bisect_left(ordered, key), len(ordered)):
        if not ordered[at].startswith(key):
            break
        if ordered[at][len(key) : len(key) + 1] == " ":
            return
        entry = index().exact[ordered[at]]
        fits[index().entry(entry)[0]] = entry
    if len(fits) == 1 and (named is None or named.code in fits):
        yield reading_of(fits.popitem()[1], "the only one that goes on so")


@cache
def _ordered() -> list[str]:
    return sorted(key for key in index().exact if " " in key)


def without_footnotes(text: str, again: Again) -> Iterator[Reading | None]:
    """Footnote marks and years in brackets ("Australia*", "Germany (8)", "Sudan (...2011)")."""
    bare = _YEARS.sub(" ", _FOOTNOTES.sub("", text))
    if bare != text:
        yield if_any(bare, again)
