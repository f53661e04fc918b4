"""Countries named in running text: titles and abstracts.

Names only. An adjective ("Cambodian fishers", "South African waters") is no name, nor is a
funder ("United States Department of State"), a person ("Chad Smith"), a river, a city or an
animal that bears a country's name: `shields.tsv` lists them. A name is matched as a whole
word, with its capitals, the longest from the left.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from pipeline.normalise import place_names
from pipeline.normalise.running_russian import declined
from pipeline.normalise.running_shields import Hit, is_shielded
from pipeline.tables import rows

_LETTER: Final = re.compile(r"[^\W\d_]")
_MOST: Final = 4_000_000  # characters looked at; no abstract is longer
_SHIELD: Final = ""
_CASED: Final = ("en", "fr", "es", "pt", "de", "it", "nl")
_UNCASED: Final = ("ar", "zh", "ru")  # their scripts tell them apart from all others
_SMALL: Final = frozenset(
    {
        "of", "the", "and", "&", "de", "del", "du", "des", "la", "le", "les", "et", "y", "e", "da",
        "do", "dos", "das", "und", "der", "von", "d", "l", "al",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a found spelling means: a code or a shield, and whether its case must be exact."""

    code: str
    spelling: str
    is_exact: bool = False


def mentioned(text: str, language: str | None = None) -> list[tuple[str, int, int]]:
    """Return every country named in ``text`` as (code, start, end), in order of the text.

    Args:
        text: A title or an abstract, as printed.
        language: ISO 639-1 of the text where it is known; else it is told from its words.

    >>> mentioned("Trafficking of Cambodian fishers in South Africa; Guinea pigs; Lake Chad")
    [('ZA', 36, 48)]
    """
    text = text[:_MOST]
    spoken = language or _language(text)
    plain, places = _plain(text)
    found = [
        Hit(entry.code, places[start], places[end - 1] + 1)
        for start, end, entry in _longest(plain, places, text, spoken)
        if entry.code != _SHIELD
    ]
    return [(*hit,) for hit in _settled(found, text) if not is_shielded(hit, text)]


_ASCII_WORDS: Final = re.compile("[a-z0-9]+")


@cache
def telling_words() -> frozenset[str]:
    """Return words of which each name of a country in an ASCII text of English has one.

    A quick look before a slow one: an ASCII text on one line without any of them names none.

    >>> telling_words().isdisjoint("notes on the gambia".split())
    False
    """
    return frozenset(
        max(words, key=len)
        for spelling, entry in _dictionary("en").items()
        if entry.code != _SHIELD
        and spelling.isascii()
        and (words := _ASCII_WORDS.findall(spelling))
    )


# ------------------------------------------------------------------- plain text

_SAME: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"})


@lru_cache(maxsize=1 << 12)
def _plain_char(char: str) -> str:
    """Return a character in lower case without its accent, as one character or none."""
    if char.isspace():
        return " "
    if unicodedata.combining(char):
        return ""
    base = unicodedata.normalize("NFD", char.translate(_SAME))[:1].lower()
    return base if len(base) == 1 else char


# A word parted at a line's end loses its hyphen, a name of two words only the line's end.
_LINE_BREAK: Final = re.compile(
    r"(?<=[^\W\d_])((?:[-\u2010\u00ad][ \t]*\r?\n[ \t]*(?=[a-z])))"
    r"|(?<=[^\W\d_][-\u2010])(?P<after>[ \t]*\r?\n[ \t]*)(?=[A-Z])"
)


def _plain(text: str) -> tuple[str, range | list[int]]:
    """Return ``text`` folded for matching, and where each of its characters stood."""
    if text.isascii() and "  " not in text and "\n" not in text and "\t" not in text:
        return text.lower(), range(len(text))
    kept: list[str] = []
    places: list[int] = []
    last = ""
    breaks = {found.start(): found.end() for found in _LINE_BREAK.finditer(text)}
    resumed = 0
    for position, char in enumerate(text):
        if position in breaks:
            resumed = breaks[position]
        plain = _plain_char(char) if position >= resumed else ""
        if not plain or (plain == " " and last == " "):
            continue
        kept.append(plain)
        places.append(position)
        last = plain
    return "".join(kept), places


# ------------------------------------------------------------------- the automaton


@cache
def _automaton(language: str) -> Any:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for spelling, entry in _dictionary(language).items():
        automaton.add_word(spelling, (len(spelling), entry))
    automaton.make_automaton()
    return automaton


@cache
def _dictionary(language: str) -> dict[str, _Entry]:
    """Return what is looked for in a text of ``language`` ("": any), by plain spelling."""
    found = _foreign(language)
    cased = ("en",) if language not in _CASED or language == "en" else ("en", language)
    for one in (*_UNCASED, *cased):
        found.update(_listed(one))
    for one in (*_UNCASED, *cased):
        found.update(_prose(one, found))
    for row in rows("shields.tsv", "phrase", "kind"):
        if row["kind"] in ("phrase", "text"):
            found[_plain(row["phrase"])[0]] = _Entry(_SHIELD, row["phrase"])
    return found


# Names that are a word, a person or a town in another language.
_AMBIGUOUS: Final = frozenset(
    {"chili", "grenade", "argentine", "salvador", "granada", "georgie", "maurice", "dominique",
     "san martin", "santa lucia", "sao martinho", "santa elena", "guadalupe", "kenia", "polen",
     "island", "norfolk", "santa helena", "sant'elena", "san bartolome", "mauricio", "saint martin",
     "columbia", "guiana", "reuniao", "riunione", "reunion", "oran", "curacao", "corea", "turks",
     "antigua"}
)  # fmt: skip
_SHORTEST_FOREIGN: Final = 5


def _foreign(language: str) -> dict[str, _Entry]:
    """Return names in languages that the text is not held to be in, where nothing else is meant.

    Those of two words and more in any text, lest "Guinea Ecuatorial" be read as Guinea; those
    of one word, accents as printed, only where the language does not show.
    """
    found: dict[str, _Entry] = {}
    contested: set[str] = set()
    for other in _CASED:
        for key, entry in (_listed(other) | _prose(other, {})).items():
            is_wanted = " " in key or "-" in key or (not language and len(key) >= _SHORTEST_FOREIGN)
            if not is_wanted or key in _AMBIGUOUS:
                continue
            if found.setdefault(key, _foreign_entry(key, entry)).code != entry.code:
                contested.add(key)
    for row in rows("running_names.tsv", "kind", "names"):
        if row["kind"] == "not":
            contested.update(_plain(text)[0] for text in row["names"].split("|"))
    return {key: entry for key, entry in found.items() if key not in contested}


def _foreign_entry(key: str, entry: _Entry) -> _Entry:
    is_exact = entry.is_exact or (" " not in key and not entry.spelling.isascii())
    return _Entry(entry.code, entry.spelling, is_exact)


# A name as prose has it: no list's comma or mark; brackets only round a form of government.
_IN_PROSE: Final = re.compile(r"^[^(),*]+(?: \([^(),*]{9,}\))?$")


@cache
def _listed(language: str) -> dict[str, _Entry]:
    """Return the names that ISO 3166, the United Nations and CLDR have in a language."""
    found = {}
    for name in place_names.in_language(language):
        for text in (name.text, re.sub(r"^(?:the|la|le|les|el|los|las|l')\s+", "", name.text)):
            if (len(text) > 2 or not text.isascii()) and _IN_PROSE.match(text):
                found[_plain(text)[0]] = _Entry(name.code, text)
    if language == "ru":
        for entry in tuple(found.values()):
            for form in declined(entry.spelling):
                found.setdefault(_plain(form)[0], _Entry(entry.code, form))
    return found


def _prose(language: str, found: dict[str, _Entry]) -> dict[str, _Entry]:
    """Return the names that prose adds; take out of ``found`` those that it means otherwise."""
    added = {}
    for row in rows("running_names.tsv", "code", "language", "kind", "names"):
        if row["language"] != language:
            continue
        for text in row["names"].split("|"):
            key = _plain(text)[0]
            if row["kind"] == "not":
                found.pop(key, None)
            else:
                added[key] = _Entry(row["code"], text, row["kind"] == "exact")
    return added


# ------------------------------------------------------------------- matches

Span = tuple[int, int, _Entry]


def _longest(plain: str, places: range | list[int], text: str, language: str) -> Iterator[Span]:
    """Yield the matches in ``plain`` that stand, leftmost first, then longest."""
    spans = []
    for last, (length, entry) in _automaton(language).iter(plain):
        start, end = last + 1 - length, last + 1
        if _is_whole(plain, start, end) and _is_cased(text, places, start, end, entry):
            spans.append((start, end, entry))
    spans.sort(key=lambda span: (span[0], -span[1]))
    reached = 0
    for span in spans:
        if span[0] >= reached:
            reached = span[1]
            yield span


_ARABIC_PREFIXES: Final = "وفبلك"


def _is_whole(plain: str, start: int, end: int) -> bool:
    """Tell whether a match is bounded by something other than letters and digits."""
    first = plain[start]
    if "\u3400" <= first <= "\u9fff":
        return True
    before = plain[start - 1] if start else " "
    after = plain[end] if end < len(plain) else " "
    if after.isalnum() or after == "_":
        return False
    if before in _ARABIC_PREFIXES:
        before = plain[start - 2] if start > 1 else " "
    return not (before.isalnum() or before in "_@#")


def _is_cased(text: str, places: range | list[int], start: int, end: int, entry: _Entry) -> bool:
    """Tell whether the words of a match are written as a name is."""
    printed = text[places[start] : places[end - 1] + 1]
    if entry.is_exact:
        return printed.translate(_SAME) == entry.spelling.translate(_SAME)
    if entry.code == _SHIELD:
        return not printed[0].islower() or entry.spelling[0].islower()
    words, spelt = _words(printed), _words(entry.spelling)
    if len(words) != len(spelt):
        return all(_is_capital(word) for word in words if word.lower() not in _SMALL)
    return all(
        _is_capital(word)
        for word, as_spelt in zip(words, spelt, strict=True)
        if _is_capital(as_spelt)
    )


def _words(text: str) -> list[str]:
    return re.split(r"[\s'-]+", text.translate(_SAME))


def _is_capital(word: str) -> bool:
    letter = _LETTER.search(word)
    return letter is None or not letter[0].islower()


# ------------------------------------------------------------------- settled by the whole text

_NEEDS_FULL: Final = {"CAR": "CF", "RCA": "CF"}


def _settled(hits: list[Hit], text: str) -> Iterator[Hit]:
    """Yield the hits, bare names settled by what the text spells out elsewhere."""
    codes = {hit.code for hit in hits}
    spelt = {hit.code for hit in hits if text[hit.start : hit.end] not in _NEEDS_FULL}
    for hit in hits:
        printed = text[hit.start : hit.end]
        if printed in _NEEDS_FULL and hit.code not in spelt:
            continue
        if printed == "Congo" and "CD" in codes:
            named = any(text[one.start : one.end] != "Congo" for one in hits if one.code == "CG")
            yield hit if named else hit._replace(code="CD")
            continue
        yield hit


# ------------------------------------------------------------------- language

_FUNCTION_WORDS: Final = {
    "en": "the of and in to for on with from by is are this that",
    "fr": "le la les l de d des du et en dans sur pour par un une est à au aux ce cette avec entre",
    "es": "el la los las de del y e en para por un una con se su que a al sobre entre",
    "pt": "o a os as de do da dos das e em no na nos nas para por um uma com ao à às sobre entre",
    "de": "der die das und von im in den des für mit auf ist zu dem",
    "it": "il la lo gli le della di da e in per un una con del nel che dei a",
    "nl": "de het een van en in op voor met is te dat door",
}
# Letters that one of these languages writes and the others do not.
_OWN_LETTERS: Final = {
    "fr": "èêëîïûùœçæ", "es": "ñ¿¡", "pt": "ãõ", "de": "äöüß", "it": "ìò",
}  # fmt: skip


@cache
def _words_of() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


def _language(text: str) -> str:
    """Return the language whose small words the text uses most, "" where none stands out."""
    start = text[:3000].lower()
    words = re.findall(r"[^\W\d_]+", start)
    counts = {
        language: sum(word in small for word in words) for language, small in _words_of().items()
    }
    if counts["en"] and counts["en"] == max(counts.values()):
        return "en"
    for language, letters in _OWN_LETTERS.items():
        counts[language] += any(letter in start for letter in letters)
    best = max(counts.values())
    leading = [language for language, count in counts.items() if count == best]
    return leading[0] if len(leading) == 1 else ""
