"""What every reader of values does to a string first: white space, invisible marks, words."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f]"
)
_COMBINING = re.compile(r"[\u0300-\u036f]")
_QUOTES = str.maketrans("‘’‛ʼ`´“”„‟«»", "''''''\"\"\"\"\"\"")
_DASHES = str.maketrans("‐‑‒–—―−", "-------")


def squash(text: str) -> str:
    r"""Return ``text`` in NFC, without invisible marks, runs of white space as one space.

    Soft hyphens, byte-order and direction marks go; the joiners of Persian and Hindi stay.

    >>> squash("  Needs\u00a0Assessment:\n  Human\u200b Trafficking ")
    'Needs Assessment: Human Trafficking'
    """
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def plain(text: str) -> str:
    """Return ``text`` squashed, with one kind of quotation mark and one kind of dash.

    >>> plain("“Court Investigations” – a manual")
    '"Court Investigations" - a manual'
    """
    return squash(text).translate(_QUOTES).translate(_DASHES)


@lru_cache(maxsize=1 << 14)  # the words of a page come again and again
def bare(text: str) -> str:
    """Return ``text`` for looking up: plain, lower case, Latin accents off.

    Marks of other scripts stay: in Hindi or Arabic they are letters.

    >>> bare("Français"), bare("ESPAÑOL"), bare("Русский")
    ('francais', 'espanol', 'русский')
    """
    folded = unicodedata.normalize("NFD", plain(text).casefold())
    return plain(_COMBINING.sub(_kept_mark, folded))


def _kept_mark(found: re.Match[str]) -> str:
    """Keep the mark that makes a letter of its own in Cyrillic (й, ї, ў, ё), drop the rest."""
    before = found.string[found.start() - 1] if found.start() else ""
    return found.group() if "\u0400" <= before <= "\u04ff" else ""


def digits(text: str) -> str:
    """Return ``text`` with the digits of every script as 0 to 9, other signs untouched.

    >>> digits("٢٠١٦")
    '2016'
    """
    if text.isascii():
        return text
    return "".join(_digit(char) for char in text)


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
