"""What a text that is no known name may have meant: for people, never for the machine.

A suggestion is a name one slip of the keyboard away, the country of an adjective, or a country
named within the text. It fills ``Unknown.suggestion`` and nothing else is ever decided by it.
"""

from functools import cache
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.place_index import index
from pipeline.normalise.place_reading import Reading
from pipeline.normalise.place_rules import read
from pipeline.normalise.running_adjectives import adjective_code

_LONGEST: Final = 60  # folded characters; longer texts are no misspelt names
_SHORTEST: Final = 5
_MOST_WORDS: Final = 4


def suggestion(text: str, reading: Reading | None = None) -> str | None:
    """Return the code a reader may want to check first, or ``None``.

    Args:
        text: What could not be read.
        reading: What ``read`` said of it, where the caller knows.
    """
    reading = reading or read(text)
    if reading.code is not None and reading.code != "XX":
        return reading.code
    key = fold(text[:400])
    if (code := adjective_code(key)) is not None:  # "Ivorian"
        return code
    if _SHORTEST <= len(key) <= _LONGEST and (code := _misspelt(key)):
        return code
    return _contained(key.split()[:60])


def _misspelt(key: str) -> str | None:
    """Return the code of the name that differs by one letter more, less or other.

    One slip leaves the first or the last half of a name as it is, which is asked first.
    """
    half = (len(key) - 1) // 2
    heads, tails = _halves()
    if key[:half] not in heads and key[-half:] not in tails:
        return None
    slips = _slips()
    found = {slips[one] for one in (key, *_shortened(key)) if one in slips}
    return found.pop() if len(found) == 1 else None


@cache
def _slips() -> dict[str, str]:
    """Return every name less one letter (and whole), with its code, where that is one."""
    found: dict[str, str] = {}
    for key, packed in index().exact.items():
        code, kind, _ = packed.split()
        if kind == "name" and _SHORTEST <= len(key) <= _LONGEST and key.isascii():
            for one in (key, *_shortened(key)):
                found[one] = code if found.get(one, code) == code else ""
    return {key: code for key, code in found.items() if code}


@cache
def _halves() -> tuple[frozenset[str], frozenset[str]]:
    """Return how the names that ``_slips`` has begin and end, in each length that is asked."""
    heads, tails = set(), set()
    for key in (key for key in index().exact if key.isascii() and len(key) <= _LONGEST):
        for half in range(max(2, (len(key) - 2) // 2), len(key) // 2 + 1):
            heads.add(key[:half])
            tails.add(key[-half:])
    return frozenset(heads), frozenset(tails)


def _shortened(key: str) -> list[str]:
    return [key[:at] + key[at + 1 :] for at in range(len(key))]


def _contained(words: list[str]) -> str | None:
    """Return the code of the longest name of a country within the text."""
    names = index().exact
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            packed = names.get(" ".join(words[start : start + length]))
            if packed is not None and packed[2:7] == " name":
                return packed[:2]
    return None
