"""Names of languages, in many languages, and the ISO 639 codes that they stand for.

The names are CLDR's (in ten languages, and each language in its own), ISO 639's (pycountry)
and those of ``pipeline/tables/languages.tsv``, each row with its source. A name that two
languages share resolves to neither unless English says which.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pycountry
from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from pipeline.errors import TableError
from pipeline.normalise.text import bare, squash
from pipeline.tables import rows, words

# The first is English: it wins where names clash.
_DISPLAY = ("en", "fr", "es", "pt", "de", "it", "nl", "ru", "ar", "zh")
_NO_LANGUAGE = frozenset({"mul", "mis", "und", "zxx", "root"})
# A variety that CLDR names for itself and that is another language in ISO 639.
_OWN_CODE = {"fa_AF": "prs", "sr_ME": "cnr", "sw_CD": "swc"}
LONGEST = 80  # characters of the longest name
EDGES = " \t\n.,;:()[]{}«»\"'“”*•·|/–—-"
_AROUND = re.compile(
    r"^ภาษา(?=\w)|^(?:languages?|langues?|idiomas?|lenguas?|lingua|linguas?|sprachen?|lingue|taal|talen|"
    r"язык[иа]?|texte? en|text in|texto en|version|versão|versao|in|en|auf|em|на)\s*:?\s+(?:en |"
    r"in |em |на )?|"
    r"\s+(?:languages?|version|edition|only|translation|text|fassung|ausgabe|язык)$"
)


def known(text: str) -> str | None:
    """Return the code of the language that ``text`` names or abbreviates, else ``None``."""
    return named(text) or abbreviated(text) or _of_code(squash(text).strip(EDGES))


def abbreviated(text: str) -> str | None:
    """Return the language that an abbreviation of catalogues stands for: ``Eng.``, ``фр.``.

    >>> abbreviated("Eng."), abbreviated("Sp"), abbreviated("Is")
    ('en', 'es', None)
    """
    return _abbreviations().get(bare(text[:LONGEST]).strip(EDGES)) if text.strip() else None


def named(text: str) -> str | None:
    """Return the code of the language that ``text`` names in words, else ``None``.

    >>> named("Chinese (Simplified)"), named("en"), named("klingonese")
    ('zh', None, None)
    """
    if len(text) > LONGEST:
        return None
    return _looked_up(name_key(text), names())


def common(text: str) -> str | None:
    """Return what ``named`` does, for names that CLDR or the table knows.

    For running text: among the thousands of names in ISO 639-3 are English words.

    >>> named("Even"), common("Even"), common("Evenki")
    ('eve', None, None)
    """
    return None if len(text) > LONGEST else _looked_up(name_key(text), common_names())


def _looked_up(key: str, table: Mapping[str, str]) -> str | None:
    if key.endswith(("文", "語")) and key not in table:
        key = key[:-1] + "语"  # 英文 and 英語 are 英语
    return table.get(key) or table.get(_AROUND.sub("", key)) or _of_variety(key, table)


def name_key(text: str) -> str:
    """Return a name as it is looked up: bare, without brackets and commas."""
    key = re.sub(r"[()\[\],_]+", " ", bare(text).strip(EDGES)).replace("  ", " ").strip()
    return key.translate(_ARABIC_LETTERS) if not key.isascii() else key


# Letters that keyboards of different countries, and writers in haste, interchange.
_ARABIC_LETTERS = str.maketrans("أإآىیکة", "اااييكه")


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

    ``EN-FR`` is two languages, not the English of France.

    >>> _of_code("EN"), _of_code("fre"), _of_code("pt-BR"), _of_code("Is")
    ('en', 'fr', 'pt', None)
    """
    found = re.fullmatch(
        r"([a-z]{2,3})(?:[-_](?:[A-Za-z]{4}|[A-Za-z]{2}|\d{3})){0,2}|[A-Z]{2,3}", text
    )
    if found is None:
        return None
    code = (found[1] or text).lower()
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


# --- the table of names


@cache
def names() -> dict[str, str]:
    """Return every name, bare, with its code."""
    found = {**dict(_iso_names()), **_endonyms(), **_display_names(), **listed()}
    return {name: code for name, code in found.items() if code}


@cache
def common_names() -> dict[str, str]:
    """Return the names that CLDR or the table knows, bare, with their codes."""
    found = {**_endonyms(), **_display_names(), **listed()}
    return {name: code for name, code in found.items() if code}


def _iso_names() -> Iterator[tuple[str, str]]:
    """Yield ISO 639-3's living languages; a name of fewer than four letters is too short."""
    for record in pycountry.languages:
        if record.type == "L":
            for field in ("name", "inverted_name", "common_name"):
                name = bare(getattr(record, field, ""))
                for key in (name, re.sub(r"\s*\(.*\)", "", name)):
                    if len(key) > 3:
                        yield name_key(key), _short(record)


@cache
def _display_names() -> dict[str, str]:
    """Return CLDR's names in the languages of ``_DISPLAY``; the first of two that clash wins."""
    found: dict[str, set[str]] = {}
    for display in _DISPLAY:
        here: dict[str, set[str]] = {}
        for tag, name in Locale.parse(display).languages.items():
            code = _code_of_tag(tag)
            if code and len(name) > 1 and name != tag:
                here.setdefault(name_key(name), set()).add(code)
        for name, codes in here.items():
            if display == "en" or not found.get(name):
                found[name] = codes
            elif not codes & found[name] and name not in _english():
                found[name] = found[name] | codes
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1}


@cache
def _english() -> frozenset[str]:
    return frozenset(name_key(name) for name in Locale.parse("en").languages.values())


@cache
def _endonyms() -> dict[str, str]:
    """Return each language's name in itself, as far as CLDR has it; a shared one is left out."""
    found: dict[str, set[str]] = {}
    for tag in locale_identifiers():
        code = _code_of_tag(tag)
        if "_" not in tag and code:
            name = _own_name(tag)
            if len(name) > 1 and name != tag:
                found.setdefault(name_key(name), set()).add(code)
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
def listed() -> dict[str, str]:
    """Return the rows of ``languages.tsv``; an empty code says that a name is no language.

    Raises:
        TableError: A name stands twice, or a code is none of ISO 639.
    """
    found: dict[str, str] = {}
    for row in rows("languages.tsv"):
        name, code = name_key(row["name"]), row["code"]
        if found.get(name, code) != code:
            raise TableError("languages.tsv", f"{name!r} has two codes")
        if code and _record("hbs" if code == "sh" else code) is None:
            raise TableError("languages.tsv", f"{code!r} is no code of ISO 639")
        found[name] = code
    return found
