"""Languages: names in many languages, ISO 639 codes, and a country printed for its language.

The names are CLDR's (in ten languages, and each language in its own), ISO 639's (pycountry)
and those of ``pipeline/tables/languages.tsv``, each row with its source. A name that two
languages share resolves to neither unless English says which.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

import pycountry
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.localedata import locale_identifiers

from pipeline.errors import TableError
from pipeline.model import Unknown
from pipeline.normalise.text import bare, squash
from pipeline.tables import rows, words

# The first is English: it wins where names clash.
_DISPLAY = ("en", "fr", "es", "pt", "de", "it", "nl", "ru", "ar", "zh")
_NO_LANGUAGE = frozenset({"mul", "mis", "und", "zxx", "root"})
# A variety that CLDR names for itself and that is another language in ISO 639.
_OWN_CODE = {"fa_AF": "prs", "sr_ME": "cnr", "sw_CD": "swc"}
_LONGEST = 80  # characters of the longest name
_EDGES = " \t\n.,;:()[]{}«»\"'“”*•·|/–—-"
_AROUND = re.compile(
    r"^(?:languages?|langues?|idiomas?|lenguas?|lingua|linguas?|sprachen?|lingue|taal|talen|"
    r"язык[иа]?|texte? en|text in|texto en|version|versão|versao|in|en|auf|em|на)\s*:?\s+(?:en |"
    r"in |em |на )?|"
    r"\s+(?:languages?|version|edition|only|translation|text|fassung|ausgabe|язык)$"
)


def language(text: str) -> str | Unknown:
    """Return the code of the language that ``text`` names: ISO 639-1, else 639-3.

    >>> language("Spanish"), language("français"), language("rus"), language("Русский")
    ('es', 'fr', 'ru', 'ru')
    >>> language("Bosnia and Herzegovina").suggestion
    'bs'
    """
    code = known(text)
    return code or Unknown(text=squash(text), kind="language", suggestion=_suggestion(text))


def known(text: str) -> str | None:
    """Return the code of the language that ``text`` names or abbreviates, else ``None``."""
    return named(text) or abbreviated(text) or _of_code(squash(text).strip(_EDGES))


def abbreviated(text: str) -> str | None:
    """Return the language that an abbreviation of catalogues stands for: ``Eng.``, ``фр.``.

    >>> abbreviated("Eng."), abbreviated("Sp"), abbreviated("Is")
    ('en', 'es', None)
    """
    return _abbreviations().get(bare(text[:_LONGEST]).strip(_EDGES)) if text.strip() else None


def named(text: str) -> str | None:
    """Return the code of the language that ``text`` names in words, else ``None``.

    >>> named("Chinese (Simplified)"), named("en"), named("klingonese")
    ('zh', None, None)
    """
    if len(text) > _LONGEST:
        return None
    return _looked_up(_key(text), names())


def common(text: str) -> str | None:
    """Return what ``named`` does, for names that CLDR or the table knows.

    For running text: among the thousands of names in ISO 639-3 are English words.

    >>> named("Even"), common("Even"), common("Evenki")
    ('eve', None, None)
    """
    return None if len(text) > _LONGEST else _looked_up(_key(text), _common_names())


def _looked_up(key: str, table: Mapping[str, str]) -> str | None:
    if key.endswith(("文", "語")) and key not in table:
        key = key[:-1] + "语"  # 英文 and 英語 are 英语
    return table.get(key) or table.get(_AROUND.sub("", key)) or _of_variety(key, table)


def _key(text: str) -> str:
    return re.sub(r"[()\[\],_]+", " ", bare(text).strip(_EDGES)).replace("  ", " ").strip()


def _of_variety(key: str, table: Mapping[str, str]) -> str | None:
    """Read ``latin american spanish`` and ``serbian latin``: the name with its variety off."""
    words = key.split()
    if len(words) < 2:
        return None
    kept = [word for word in words if word not in _VARIETIES]
    return table.get(" ".join(kept)) if kept and len(kept) < len(words) else None


_VARIETIES = words("language_varieties")


def _of_code(text: str) -> str | None:
    """Read an ISO 639 code, or a language tag such as ``pt-BR``; letters of one case only.

    >>> _of_code("EN"), _of_code("fre"), _of_code("pt-BR"), _of_code("Is")
    ('en', 'fr', 'pt', None)
    """
    found = re.fullmatch(r"([a-z]{2,3}|[A-Z]{2,3})(?:[-_][A-Za-z0-9]{2,8}){0,2}", text)
    if found is None:
        return None
    code = found[1].lower()
    record = _record(code)
    return None if record is None or code in _NO_LANGUAGE else _short(record)


def _record(code: str) -> Any:
    """Return pycountry's record of a code of two or three letters, else ``None``."""
    languages = pycountry.languages
    if len(code) == 2:
        return languages.get(alpha_2=_RENAMED.get(code, code))
    return languages.get(alpha_3=code) or languages.get(bibliographic=code)


_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}  # withdrawn codes


def _short(record: Any) -> str:
    code: str = getattr(record, "alpha_2", "") or record.alpha_3
    return {"hbs": "sh", "cmn": "zh"}.get(code, code)


# --- lists

_SPLIT = re.compile(r"\s*[,;|\n•·、،/+&]\s*")
_LONGEST_LIST = 4_000  # characters
_AND = re.compile(r"\s+(?:and|et|y|e|und|en|и|و|as well as|or|ou|o|oder)\s+", re.IGNORECASE)
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
    key = bare(text[:_LONGEST]).strip(_EDGES)
    return next((codes for name, codes in _sets() if name == key), ()) or of_letters(
        text[:_LONGEST]
    )


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
    code = language(whole) if bare(whole).strip(_EDGES) in _EMPTY else in_list(whole)
    if code:
        yield code
        return
    for part in _SPLIT.split(_NOT_NAMES.sub(" ", whole)):
        if part.strip(_EDGES):
            yield from set_of(part) or _anded(part)


# "Bilingual English-French", "English (original)", "Fassung": beside names, and none.
_NOT_NAMES = re.compile(
    r"\b(?:bilingual|trilingual|multilingual|bilingue|bilingüe|trilingue|trilingüe|multilingue|"
    r"zweisprachig|mehrsprachig)(?=[\s:]+[^\W\d_])|"
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
    for parts in (_DASH.split(text), text.split()):
        codes = [named(part) if len(parts[0]) > 2 else in_list(part) for part in parts]
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
_PROSE_LONGEST = 400  # characters that are looked at
# Words of links to a version that are also names of languages.
_LINK_WORDS = words("link_words")


def in_prose(text: str) -> tuple[str, ...]:
    """Return the languages that a short text names among other words, in order.

    >>> in_prose("Click here for the Russian version."), in_prose("Versión en español")
    (('ru',), ('es',))
    """
    found = list(_PROSE_WORD.finditer(squash(text)[:_PROSE_LONGEST]))
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


# --- countries


def of_country(text: str) -> str | None:
    """Return the language of the country that ``text`` names, if it has one beyond doubt.

    The country's only official language (CLDR), or the only one that is named for it:
    Bosnia and Herzegovina has three, and Bosnian is one of them. Belgium has none.

    >>> of_country("Bosnia and Herzegovina"), of_country("Albania"), of_country("Belgium")
    ('bs', 'sq', None)
    """
    from pipeline.normalise import places

    if len(text) > _LONGEST:
        return None
    code = places.country(text)
    return of_territory(code) if isinstance(code, str) else None


def of_territory(code: str) -> str | None:
    """Return the language of an ISO 3166-1 territory, or ``None`` where more than one may be meant.

    >>> of_territory("KZ"), of_territory("CH"), of_territory("ME")
    ('kk', None, None)
    """
    if code in _MANY:
        return None
    official = _official(code)
    if len(official) == 1:
        return official[0]
    eponymous = [item for item in official if _is_named_for(item, code)]
    return eponymous[0] if len(eponymous) == 1 else None


# CLDR gives one official language to these; their constitutions give more, or another.
_MANY = frozenset({"ME", "ZA"})


def _official(code: str) -> list[str]:
    tags = get_official_languages(code) or get_official_languages(code, de_facto=True)
    return list(dict.fromkeys(tag.split("_")[0] for tag in tags))


def _is_named_for(language_code: str, territory: str) -> bool:
    """Tell whether a language and a country share the stem of their English names."""
    english = Locale.parse("en")
    left = bare(english.languages.get(language_code, ""))
    right = bare(english.territories.get(territory, ""))
    shared = 0
    while shared < min(len(left), len(right)) and left[shared] == right[shared]:
        shared += 1
    return shared >= 4 or (shared >= 3 and len(left) <= 7 and left[shared:] == "nish")


@lru_cache(maxsize=1 << 12)
def _suggestion(text: str) -> str | None:
    """Suggest a language for a person to judge: the country's first, or the nearest name."""
    if len(text) > _LONGEST:
        return None
    if _table().get(_key(text)) == "":
        return None  # the table says that it names no one language
    near = get_close_matches(_key(text), _common_names(), n=1, cutoff=0.8)
    return names()[near[0]] if near else _first_of_country(text)


def _first_of_country(text: str) -> str | None:
    from pipeline.normalise import places

    code = places.country(text)
    if not isinstance(code, str):
        return None
    sure = of_territory(code)
    official = _official(code)
    return sure or (official[0] if official else None)


# --- the table of names


@cache
def names() -> dict[str, str]:
    """Return every name, bare, with its code."""
    found = {**dict(_iso_names()), **_endonyms(), **_display_names(), **_table()}
    return {name: code for name, code in found.items() if code}


@cache
def _common_names() -> dict[str, str]:
    found = {**_endonyms(), **_display_names(), **_table()}
    return {name: code for name, code in found.items() if code}


def _iso_names() -> Iterator[tuple[str, str]]:
    """Yield ISO 639-3's living languages; a name of fewer than four letters is too short."""
    for record in pycountry.languages:
        if record.type == "L":
            for field in ("name", "inverted_name", "common_name"):
                name = bare(getattr(record, field, ""))
                for key in (name, re.sub(r"\s*\(.*\)", "", name)):
                    if len(key) > 3:
                        yield _key(key), _short(record)


@cache
def _display_names() -> dict[str, str]:
    """Return CLDR's names in the languages of ``_DISPLAY``; the first of two that clash wins."""
    found: dict[str, set[str]] = {}
    for display in _DISPLAY:
        here: dict[str, set[str]] = {}
        for tag, name in Locale.parse(display).languages.items():
            code = _code_of_tag(tag)
            if code and len(name) > 1 and name != tag:
                here.setdefault(_key(name), set()).add(code)
        for name, codes in here.items():
            if display == "en" or not found.get(name):
                found[name] = codes
            elif not codes & found[name] and name not in _english():
                found[name] = found[name] | codes
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1}


@cache
def _english() -> frozenset[str]:
    return frozenset(_key(name) for name in Locale.parse("en").languages.values())


@cache
def _endonyms() -> dict[str, str]:
    """Return each language's name in itself, as far as CLDR has it; a shared one is left out."""
    found: dict[str, set[str]] = {}
    for tag in locale_identifiers():
        code = _code_of_tag(tag)
        if "_" not in tag and code:
            name = _own_name(tag)
            if len(name) > 1 and name != tag:
                found.setdefault(_key(name), set()).add(code)
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1}


def _own_name(tag: str) -> str:
    try:
        return str(Locale.parse(tag).languages.get(tag, ""))
    except UnknownLocaleError:
        return ""


def _code_of_tag(tag: str) -> str:
    base = tag.split("_")[0]
    if base in _NO_LANGUAGE:
        return ""
    if tag in _OWN_CODE:
        return _OWN_CODE[tag]
    record = _record(base)
    return _short(record) if record is not None else ""


@cache
def _sets() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names of sets of languages, folded, the longest first."""
    found = {bare(row["name"]): tuple(row["codes"].split()) for row in rows("language_sets.tsv")}
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


@cache
def _abbreviations() -> dict[str, str]:
    """Return the abbreviations of ``language_abbreviations.tsv``, folded, with their codes.

    Raises:
        TableError: An abbreviation stands twice.
    """
    found: dict[str, str] = {}
    for row in rows("language_abbreviations.tsv"):
        for name in row["abbreviations"].split():
            if found.setdefault(bare(name), row["code"]) != row["code"]:
                raise TableError("language_abbreviations.tsv", f"{name!r} has two codes")
    return found


@cache
def _table() -> dict[str, str]:
    """Return the rows of ``languages.tsv``; an empty code says that a name is no language.

    Raises:
        TableError: A name stands twice, or a code is none of ISO 639.
    """
    found: dict[str, str] = {}
    for row in rows("languages.tsv"):
        name, code = _key(row["name"]), row["code"]
        if found.get(name, code) != code:
            raise TableError("languages.tsv", f"{name!r} has two codes")
        if code and _record("hbs" if code == "sh" else code) is None:
            raise TableError("languages.tsv", f"{code!r} is no code of ISO 639")
        found[name] = code
    return found
