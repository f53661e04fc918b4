"""Languages as fields print them: one, a list, a set, or a link to a version.

A country printed among languages counts for its language; what names no language is an
``Unknown`` with a suggestion.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache, lru_cache

from pipeline.model import Unknown
from pipeline.normalise.language_countries import first_of_country, of_country
from pipeline.normalise.language_names import (
    EDGES,
    LONGEST,
    common,
    common_names,
    known,
    listed,
    name_key,
    named,
    names,
)
from pipeline.normalise.text import bare, squash
from pipeline.tables import rows, words


def language(text: str) -> str | Unknown:
    """Return the code of the language that ``text`` names: ISO 639-1, else 639-3.

    >>> language("Spanish"), language("français"), language("rus"), language("Русский")
    ('es', 'fr', 'ru', 'ru')
    >>> language("Bosnia and Herzegovina").suggestion
    'bs'
    """
    code = known(text)
    return code or Unknown(text=squash(text), kind="language", suggestion=_suggestion(text))


@lru_cache(maxsize=1 << 12)
def _suggestion(text: str) -> str | None:
    """Suggest a language for a person to judge: the country's first, or the nearest name."""
    if len(text) > LONGEST:
        return None
    if listed().get(name_key(text)) == "":
        return None  # the table says that it names no one language
    near = get_close_matches(name_key(text), common_names(), n=1, cutoff=0.8)
    return names()[near[0]] if near else first_of_country(text)


# --- lists

_SPLIT = re.compile(r"\s*[,;|\n•·、،/+&]\s*")
_LONGEST_LIST = 4_000  # characters
_AND = re.compile(
    r"\s+(?:and|et|y|e|und|en|и|و|as well as|or|ou|o|oder)\s+|\s+و(?=ال)", re.IGNORECASE
)
# Letters by which the United Nations name their languages: A/C/E/F/R/S.
_LETTERS = {"A": "ar", "C": "zh", "E": "en", "F": "fr", "R": "ru", "S": "es"}
_EMPTY = frozenset({"n/a", "na", "n.a"})


def of_letters(text: str) -> tuple[str, ...]:
    """Return the languages that UN letters stand for; English or French must be among them.

    >>> of_letters("E/F/S"), of_letters("C/S")
    (('en', 'fr', 'es'), ())
    """
    letters = re.findall(r"[^\W_]+", text)
    if len(letters) != len(set(letters)) or not {"E", "F"} & set(letters) or len(letters) < 2:
        return ()
    return tuple(_LETTERS[x] for x in letters) if set(letters) <= set(_LETTERS) else ()


def set_at(low: str, at: int) -> tuple[int, tuple[str, ...]] | None:
    """Return the set of languages named at ``at`` of a folded text, with the end of its name."""
    for name, codes in _sets():
        stop = at + len(name)
        if low.startswith(name, at) and not low[stop : stop + 1].isalnum():
            return stop, codes
    return None


def set_of(text: str) -> tuple[str, ...]:
    """Return the languages that ``text`` names together.

    >>> set_of("B/C/S"), set_of("All UN languages")
    (('bs', 'hr', 'sr'), ('ar', 'zh', 'en', 'fr', 'ru', 'es'))
    """
    key = bare(text[:LONGEST]).strip(EDGES)
    return next((codes for name, codes in _sets() if name == key), ()) or of_letters(text[:LONGEST])


def languages(texts: str | Iterable[str]) -> tuple[str | Unknown, ...]:
    """Return the languages of a list, in order, each once; a country counts for its language.

    >>> languages("English, Albanian, Bosnia and Herzegovina, Macedonian et Serbe")
    ('en', 'sq', 'bs', 'mk', 'sr')
    """
    found: dict[str | Unknown, None] = {}
    for text in (texts,) if isinstance(texts, str) else texts:
        found.update(dict.fromkeys(_listed(text)))
    return tuple(found)


def _listed(text: str) -> Iterator[str | Unknown]:
    whole = _BEFORE_NAMES.sub("", squash(text[:_LONGEST_LIST]))
    several = set_of(whole)
    if several:
        yield from several
        return
    code = language(whole) if bare(whole).strip(EDGES) in _EMPTY else in_list(whole)
    if code:
        yield code
        return
    parts = [part.strip(EDGES) for part in _SPLIT.split(whole)]
    if len(parts) > 1 and all(map(_TITLE_CODE.fullmatch, parts)):  # "En/Fr"; "En" alone is a word
        yield from (language(part.upper()) for part in parts)
        return
    for part in _SPLIT.split(_NOT_NAMES.sub(" ", whole)):
        if part.strip(EDGES):
            yield from set_of(part) or _anded(part)


# "Bilingual English-French", "English (original)", "Fassung": beside names, and none.
_NOT_NAMES = re.compile(
    r"\b(?:bilingual|trilingual|multilingual|bilingue|bilingüe|trilingue|trilingüe|multilingue|"
    r"zweisprachig|mehrsprachig)(?=[\s:]+[^\W\d_])|"
    r"\((?:pdf|epub|html|print|online|web|word)(?: version| only)?\)|"
    r"\((?:original|originale|langue originale|lengua original|оригинал|full text|full report)\)|"
    r"(?<=[^\W\d_] )(?:fassung|ausgabe|versions|versiones|versões|editions|languages)\b",
    re.IGNORECASE,
)
_BEFORE_NAMES = re.compile(
    r"^(?:(?:also |now )?(?:available|published|issued)(?: online)? in|"
    r"original(?: language| text)?:|(?:también )?disponible (?:también )?en|"
    r"(?:également |aussi )?disponible (?:également |aussi )?en|"
    r"(?:também )?disponível (?:também )?em|(?:auch )?erhältlich (?:auf|in)|"
    r"(?:также )?доступно на)\s+",
    re.IGNORECASE,
)
_TITLE_CODE = re.compile(r"[A-Z][a-z]")
_DASH = re.compile(r"\s*[-–—]\s*")


def _anded(part: str) -> Iterator[str | Unknown]:
    """Yield the languages of ``part``, cut at "and" only where the whole is no name."""
    pieces = [piece for piece in _AND.split(re.sub(r"^(?:and|et|y|e|und|и)\s+", "", part)) if piece]
    start = 0
    while start < len(pieces):
        for stop in range(min(len(pieces), start + _MOST_ANDS + 1), start, -1):
            code = in_list(" and ".join(pieces[start:stop]))
            if code or stop == start + 1:
                if code:
                    yield code
                else:
                    yield from _dashed(pieces[start])
                start = stop
                break


def _dashed(text: str) -> Iterator[str | Unknown]:
    """Read "English-French" and "English French": parts that are languages all, or one whole."""
    for parts, reader in ((_DASH.split(text), in_list), (text.split(), named)):
        codes = [reader(part) for part in parts]
        if len(codes) > 1 and all(codes):
            yield from (code for code in codes if code)
            return
    yield language(text)


_MOST_ANDS = 3  # "and" inside the name of a country: Saint Vincent and the Grenadines has one


def in_list(text: str) -> str | None:
    """Return the language that ``text`` stands for in a list of languages, else ``None``."""
    code = known(text) or of_country(text)
    return code if isinstance(code, str) else None


_PROSE_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PROSELONGEST = 400  # characters that are looked at
# Words of links to a version that are also names of languages.
_LINK_WORDS = words("link_words")


def in_prose(text: str) -> tuple[str, ...]:
    """Return the languages that a short text names among other words, in order.

    >>> in_prose("Click here for the Russian version."), in_prose("Versión en español")
    (('ru',), ('es',))
    """
    found = list(_PROSE_WORD.finditer(squash(text)[:_PROSELONGEST]))
    codes: dict[str, None] = {}
    at = 0
    while at < len(found):
        for stop in range(min(at + 3, len(found)), at, -1):
            name = found[at].string[found[at].start() : found[stop - 1].end()]
            code = None if bare(name) in _LINK_WORDS else common(name)
            if code and not (stop > at + 1 and common(found[at].group())):
                codes[code] = None
                at = stop - 1
                break
        at += 1
    return tuple(codes)


@cache
def _sets() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names of sets of languages, folded, the longest first."""
    found = {bare(row["name"]): tuple(row["codes"].split()) for row in rows("language_sets.tsv")}
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))
