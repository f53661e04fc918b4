"""Rules for names whose words are shortened with a full stop: "Plurin. State of Bolivia".

A shortened word stands for one that begins with it or has its consonants in order; the words
that are written out must be the name's. Where more than one country fits, none is meant.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from pipeline.normalise.fold import fold
from pipeline.normalise.place_index import index
from pipeline.normalise.place_keys import STOPWORDS, tokens, words
from pipeline.normalise.place_reading import Again, Reading, reading_of
from pipeline.normalise.place_relations import form_words, island_words

_WORD: Final = re.compile(r"((?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’]s)?)(\.?)")
_POSSESSIVE: Final = re.compile("['’]s$")
_LANGUAGES: Final = ("(en)", "(fr)", "(es)", "(ru)", "(pt)", "(de)")  # that shorten so
_MOST_WORDS: Final = 8
_SHORTEST_ALONE: Final = 5  # letters that a single word keeps at least
_SHORTEST_TELLING: Final = 3
_VOWELS: Final = frozenset("aeiouy")
_COMPASS: Final = frozenset({"north", "south", "east", "west", "northern", "southern", "eastern",
                             "western", "central", "new", "saint", "nouvelle", "nueva", "sud",
                             "sur", "nord", "norte", "северная", "южная", "южныи", "западная",
                             "восточныи", "новая"})  # fmt: skip


class _Word(NamedTuple):
    text: str
    is_shortened: bool


def by_stop(text: str, again: Again) -> Iterator[Reading | None]:
    """A name with words shortened by a full stop ("Brunei Daruss.", "C. African Rep.")."""
    del again
    given = _given(text)
    if not any(word.is_shortened for word in given) or len(given) > _MOST_WORDS:
        return
    fits = {}
    for name, entry in _by_initials().get("".join(word.text[0] for word in given), ()):
        if all(map(_stands_for, given, name)) and _tells(given, name):
            fits[index().entry(entry)[0]] = entry
    if len(fits) == 1:
        yield reading_of(fits.popitem()[1], "shortened from a name")


def _given(text: str) -> list[_Word]:
    """Return the words of a text, known abbreviations written out, articles left out."""
    found: list[_Word] = []
    for word, stop in _WORD.findall(text):
        key = fold(_POSSESSIVE.sub("", word)).replace(" ", "")
        if not key or key in STOPWORDS:
            continue
        if key in words():
            found.extend(_Word(one, is_shortened=False) for one in words()[key])
        else:
            found.append(_Word(key, is_shortened=bool(stop)))
    return found


@cache
def _by_initials() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return the names of lists in these languages and the aliases by their first letters."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for key, entry in index().exact.items():
        _, kind, source = index().entry(entry)
        is_shortened = source.endswith(_LANGUAGES) or not source.endswith(")")
        if kind == "name" and is_shortened and (name := tokens(key)):
            found.setdefault("".join(word[0] for word in name), []).append((name, entry))
    return found


def _stands_for(word: _Word, whole: str) -> bool:
    """Tell whether a word is another, or what a full stop left of it."""
    if word.text.rstrip("s") == whole.rstrip("s"):
        return True
    if not word.is_shortened or not whole.startswith(word.text[0]):
        return False
    if len(word.text) == 1:
        return whole not in form_words()  # "K. Denmark" is a person
    return whole.startswith(word.text) or _keeps_consonants(word.text, whole)


def _keeps_consonants(short: str, whole: str) -> bool:
    """Tell whether only vowels were left out ("Bsnia." for Bosnia)."""
    left = iter(whole)
    if len(short) < _SHORTEST_TELLING or not all(letter in left for letter in short):
        return False
    kept = iter(short)
    return all(letter in kept for letter in whole if letter not in _VOWELS)


def _tells(given: list[_Word], name: tuple[str, ...]) -> bool:
    """Tell whether enough of the words that make the name is left."""
    if len(given) == 1:
        word = given[0].text
        return len(word) >= _SHORTEST_ALONE or _keeps_consonants(word, name[0])
    if len(given[0].text) == 1 and name[0] in island_words():
        return False  # "I. Marshall" is a person, "Norfolk I." an island
    telling = [
        word
        for word, whole in zip(given, name, strict=True)
        if whole not in form_words() and whole not in island_words() and whole not in _COMPASS
    ]
    initials = [
        word
        for word, whole in zip(given, name, strict=True)
        if len(word.text) == 1 and whole not in island_words()
    ]
    if len(given) == 2 and initials and any(word.text in index().exact for word in given):
        return False  # "M. Oman" and "France, M." are people
    return any(not word.is_shortened or len(word.text) >= _SHORTEST_TELLING for word in telling)
