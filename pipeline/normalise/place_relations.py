"""What the tables say of countries besides their names: whose they are, what came after."""

from functools import cache
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.place_keys import tokens
from pipeline.tables import rows


@cache
def adjectives() -> dict[str, str]:
    """Return what a sovereign is called in brackets, with its code ("Fr.", "Dutch", "Aus.")."""
    table = rows("sovereign_words.tsv", "words", "code")
    return {fold(word): row["code"] for row in table for word in row["words"].split("|")}


@cache
def sovereign_codes() -> frozenset[str]:
    """Return the codes that ``adjectives`` gives: they are read as they stand."""
    return frozenset(adjectives().values())


@cache
def _sovereigns() -> dict[str, str]:
    return {row["code"]: row["sovereign"] for row in rows("dependencies.tsv", "code", "sovereign")}


def is_integral(code: str) -> bool:
    """Tell whether a territory is a part of its country, as Martinique is of France."""
    return code in _integral()


@cache
def _integral() -> frozenset[str]:
    table = rows("dependencies.tsv", "code", "sovereign")
    return frozenset(row["code"] for row in table if row["part"] == "integral")


def sovereign(code: str) -> str:
    """Return the country that answers for a territory, "" for a country of its own."""
    return _sovereigns().get(code, "")


@cache
def contexts() -> frozenset[str]:
    """Return what in brackets only places a country: empires, "country"."""
    table = rows("place_contexts.tsv", "name", "source")
    return frozenset(fold(name) for row in table for name in row["name"].split("|"))


@cache
def _successors() -> dict[str, frozenset[str]]:
    table = rows("former_countries.tsv", "code", "successors")
    return {row["code"]: frozenset(row["successors"].split()) for row in table}


def is_merged(code: str) -> bool:
    """Tell whether a former country became a part of another, and was not renamed."""
    return code in _merged()


@cache
def _merged() -> frozenset[str]:
    table = rows("former_countries.tsv", "code", "changed")
    return frozenset(row["code"] for row in table if row["changed"] == "dissolved")


def successors_of(code: str) -> frozenset[str]:
    """Return the codes that came after a former country; none for any other."""
    return _successors().get(code, frozenset())


@cache
def form_words() -> dict[str, tuple[tuple[str, ...], str]]:
    """Return the words for forms of government, each with its forms and its kind."""
    table = rows("place_forms.tsv", "word", "form", "kind")
    return {row["word"]: (tuple(row["form"].split()), row["kind"]) for row in table}


@cache
def form_codes() -> dict[str, list[tuple[str, str]]]:
    """Return the bare names whose form decides: (form, code or "-") in order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows("place_form_codes.tsv", "name", "form", "code"):
        found.setdefault(row["name"], []).append((row["form"], row["code"]))
    return found


@cache
def island_words() -> frozenset[str]:
    """Return the words for islands, as ``tokens`` has them."""
    return frozenset(row["word"] for row in rows("island_words.tsv", "word", "language"))


@cache
def island_codes() -> frozenset[str]:
    """Return the countries that are an island or a group of islands of one name."""
    return frozenset(row["code"] for row in rows("island_codes.tsv", "code", "source"))


# Whose "X Republic" may be another: two Congos, two Koreas, two Chinas, Republika Srpska.
_NOT_BY_ADJECTIVE: Final = frozenset({"CG", "CN", "KR", "KP", "RS", "US", "GB", "DE"})


@cache
def demonyms() -> dict[str, str]:
    """Return the adjectives that make a name beside a form of government."""
    table = rows("demonyms.tsv", "code", "language", "words", "source")
    return {
        " ".join(tokens(fold(word))): row["code"]
        for row in table
        if row["code"] not in _NOT_BY_ADJECTIVE
        for word in row["words"].split("|")
    }
