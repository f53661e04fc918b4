"""How one name of a country is read: the index first, then rules that hold for any name.

Each rule turns the text into another text that the index is asked for as a whole. None
compares by likeness, and none reads a country out of a part of a longer text: "Atlanta,
Georgia" and "Bank of Uganda" stay unknown.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product, zip_longest
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.place_index import index
from pipeline.normalise.place_keys import STOPWORDS, bag, squeezed, tokens
from pipeline.normalise.regions import WORLD, region, table
from pipeline.tables import rows

_LONGEST: Final = 160  # characters; the longest official name has about 90
_DEPTH: Final = 3  # rules that may be applied one on the other


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text is read as.

    Attributes:
        code: The country's code, or ``None``.
        kind: ``name``, ``part``, ``piece`` or ``never``, as in ``place_aliases.tsv``; "" when
            nothing is known.
        why: The list or the rules that say so, in words.
        is_listed: The index has the name, with its words shortened or turned at most; no rule
            took a word away.
    """

    code: str | None
    kind: str
    why: str
    is_listed: bool = True


NOTHING: Final = Reading(None, "", "no table and no rule knows it")


def read(text: str) -> Reading:
    """Return what ``text`` is read as; total on any text."""
    if len(text) > _LONGEST:
        return NOTHING
    if (code := from_code(text.strip())) is not None:
        return Reading(code, "name", f"the code {text.strip()} itself")
    return _read(text, _DEPTH) or NOTHING


def _read(text: str, depth: int) -> Reading | None:
    if text in _sovereign_codes():
        return Reading(text, "name", "the country that answers for it")
    if (found := _known(fold(text))) is not None:
        return found
    if depth == 0 or not _may_apply(text):
        return None
    weak = None
    for rule, label, sign in _RULES:
        if not sign.search(text):
            continue
        for candidate in rule(text, depth):
            if candidate is None:
                continue
            if candidate.kind in ("name", "part"):
                why = f"{label}; {candidate.why}"
                return Reading(candidate.code, candidate.kind, why, is_listed=False)
            weak = weak or candidate
    return weak


def _known(key: str) -> Reading | None:
    """Return what the index says of a folded text: exactly, run together, or word by word."""
    names = index()
    if entry := names.exact.get(key):
        return _reading(entry, "listed")
    if key[:1] >= _FIRST_ARABIC and (entry := names.exact.get(f"ال{key}")):
        return _reading(entry, "listed with its article")
    if entry := names.squeezed.get(squeezed(key)) or names.exact.get(squeezed(key)):
        return _reading(entry, "listed, spaced otherwise")
    if " " in key and (entry := names.bags.get(bag(key))):
        return _reading(entry, "listed, with words shortened or in another order")
    return None


_FIRST_ARABIC: Final = "\u0621"


def _reading(entry: str, how: str) -> Reading:
    code, kind, source = index().entry(entry)
    return Reading(code, kind, f"{how} in {source}")


def _again(text: str, depth: int) -> Iterator[Reading | None]:
    if fold(text):
        yield _read(text, depth - 1)


# ----------------------------------------------------------------------- damaged text

_MOJIBAKE: Final = re.compile("[ÃÂâÐÑØÙ][\u0080-\u00bf\u2018-\u203a\u0152-\u0178€™šœžŸ˜†‡‰‹•–—…]")
_FOOTNOTES: Final = re.compile(
    r"\s*(?:[*†‡§¶#^°]+|[\[(]\s*(?:[\d/,\s]{1,12}|[a-z*])\s*[\])]|(?<=[^\W\d_])\d{1,2})\s*$"
)
_YEARS: Final = re.compile(
    r"[\[(]\s*(?:(?:until|since|from|before|after|to|pre|post|as of)\b[\s.-]*)?"
    r"(?:\.{2,3}|…)?\s*\d{4}\s*(?:[-–/]\s*(?:\d{2,4})?)?(?:\.{2,3}|…)?\s*[\])]",
    re.IGNORECASE,
)


def _mended(text: str, depth: int) -> Iterator[Reading | None]:
    """UTF-8 once read as Latin-1 or Windows-1252 ("CÃ´te d'Ivoire")."""
    if _MOJIBAKE.search(text):
        for charset in ("cp1252", "latin-1"):
            try:
                mended = text.encode(charset).decode("utf-8")
            except UnicodeError:
                continue
            yield from _again(mended, depth)


_LOST: Final = re.compile("(?<=[^\\W\\d_])[?\ufffd]+|[?\ufffd]+(?=[^\\W\\d_])")
_LOSABLE: Final = "aeioucnsz"  # what the accented letters of Latin names fold to
_MOST_LOST: Final = 2


def _with_lost_letters(text: str, depth: int) -> Iterator[Reading | None]:
    """Accented letters lost to question marks ("R?union"), where one country alone fits."""
    del depth
    pieces = _LOST.split(text)
    if 1 < len(pieces) <= _MOST_LOST + 1:
        fits = {}
        for letters in product(_LOSABLE, repeat=len(pieces) - 1):
            whole = "".join(map("".join, zip_longest(pieces, letters, fillvalue="")))
            if entry := index().exact.get(fold(whole)):
                fits[index().entry(entry)[0]] = entry
        if len(fits) == 1:
            yield _reading(*fits.values(), "listed")


_SHORTEST_CUT: Final = 20


def _cut_short(text: str, depth: int) -> Iterator[Reading | None]:
    """A long name cut within a word at a column's end ("Union of Soviet Socialist Repub")."""
    del depth
    key = fold(text)
    if len(key) < _SHORTEST_CUT:
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
    if len(fits) == 1:
        yield _reading(*fits.values(), "the only one so long that begins so")


@cache
def _ordered() -> list[str]:
    return sorted(key for key in index().exact if len(key) > _SHORTEST_CUT)


def _without_footnotes(text: str, depth: int) -> Iterator[Reading | None]:
    """Footnote marks and years in brackets ("Australia*", "Germany (8)", "Sudan (...2011)")."""
    bare = _YEARS.sub(" ", _FOOTNOTES.sub("", text))
    if bare != text:
        yield from _again(bare, depth)


# ----------------------------------------------------------------------- prefixes, articles

_PREFIX: Final = re.compile(r"\s*([A-Z]{2,3})\s*(?::|\s[-–—|]\s)\s*(?=\S)")
_ARTICLES: Final = frozenset(
    ["the", "la", "le", "les", "l", "el", "los", "las", "lo", "il", "gli", "o", "a", "os", "as", "der", "die", "das", "den", "dem", "het", "de", "al", "ال", "des"]
)


def _without_prefix(text: str, depth: int) -> Iterator[Reading | None]:
    """A code before the name ("ATG: Antigua and Barbuda"), where both agree."""
    if (found := _PREFIX.match(text)) and (code := from_code(found[1])):
        rest = _read(text[found.end() :], depth - 1)
        if rest is not None and rest.code is not None and code in (rest.code, sovereign(rest.code)):
            yield rest


def _without_article(text: str, depth: int) -> Iterator[Reading | None]:
    """An article before or after the name ("l'Afghanistan", "Îles Cook (les)")."""
    words = fold(text).split()
    if len(words) < 2:
        return
    if words[0] in _ARTICLES:
        yield from _again(" ".join(words[1:]), depth)
    if words[-1] in _ARTICLES:
        yield from _again(" ".join(words[:-1]), depth)


# ----------------------------------------------------------------------- two names in one

_MOST_WORDS: Final = 5
_BRACKETS: Final = re.compile(r"^([^()\[\]]+)[(\[]([^()\[\]]*)[)\]]?\s*$")
_CUT: Final = re.compile(r"\s*[,;/]\s*|\s+[-–—]\s+|\s*[:–—]\s*|(?<=\w{4})-(?=\w{4})")


def _with_qualifier(text: str, depth: int) -> Iterator[Reading | None]:
    """A name with its other name, its sovereign or its region ("France, Guadeloupe")."""
    for left, right, is_marked in _halves(text):
        first = _read(left, depth - 1) if is_marked else _known(fold(left))
        if first is None or first.code is None or first.kind == "never":
            continue
        if is_marked and _is_context(first, right):
            yield first
        second = _read(right, depth - 1) if is_marked else _known(fold(right))
        if second is not None and second.kind != "never":
            yield _of_two(first, second)


def _of_two(first: Reading, second: Reading) -> Reading | None:
    """Return what two names side by side mean: one place twice, or a part and its whole."""
    for one, other in ((first, second), (second, first)):
        if one.code is None or other.code is None:
            continue
        is_part = one.code in successors_of(other.code) or sovereign(one.code) == other.code
        if one.code == other.code or is_part:
            is_piece = one.kind == "piece" and one.code != other.code
            kind = "piece" if is_piece else "name"
            return Reading(one.code, kind, f"{one.why}; {other.why}")
    return None


def _is_context(reading: Reading, text: str) -> bool:
    """Tell whether a bracket only places the country ("Dominica (Caribbean)")."""
    if fold(text) in _contexts():
        return True
    code = region(text)
    return code is not None and code != WORLD and reading.code in table()[code].members


@cache
def _contexts() -> frozenset[str]:
    table = rows("place_contexts.tsv", "name", "source")
    return frozenset(fold(name) for row in table for name in row["name"].split("|"))


@cache
def _successors() -> dict[str, frozenset[str]]:
    table = rows("former_countries.tsv", "code", "successors")
    return {row["code"]: frozenset(row["successors"].split()) for row in table}


def successors_of(code: str) -> frozenset[str]:
    """Return the codes that came after a former country; none for any other."""
    return _successors().get(code, frozenset())


def _halves(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the two sides of a text that may hold two names, and whether a sign parts them."""
    if found := _BRACKETS.match(text):
        yield found[1], _sovereign_words(found[2]), True
    parts = _CUT.split(text)
    if len(parts) == 2 and all(fold(part) for part in parts):
        yield parts[0], _sovereign_words(parts[1]), True
    words = text.split()
    if 1 < len(words) <= _MOST_WORDS:  # "Northern Rhodesia Zambia"
        for at in range(1, len(words)):
            yield " ".join(words[:at]), " ".join(words[at:]), False


_POSSESSION: Final = re.compile(
    r"^(?:to|of|part of|territory of|overseas)\s+|\s*[-–]?\s*(?:british\s+)?(?:overseas|crown|"
    r"external|special)?\s*(?:territor(?:y|ies)|dependenc(?:y|ies)|colon(?:y|ies)|possessions?|"
    r"department|collectivity|commonwealth|municipality)\s*$",
    re.IGNORECASE,
)


@cache
def _adjectives() -> dict[str, str]:
    """Return what a sovereign is called in brackets, with its code ("Fr.", "Dutch", "Aus.")."""
    table = rows("sovereign_words.tsv", "words", "code")
    return {fold(word): row["code"] for row in table for word in row["words"].split("|")}


def _sovereign_words(text: str) -> str:
    """Return the code a bracket's content means as a sovereign, else the content itself."""
    bare = _POSSESSION.sub("", text.strip())
    return _adjectives().get(fold(bare), bare)


@cache
def _sovereign_codes() -> frozenset[str]:
    return frozenset(_adjectives().values())


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


_BUT: Final = re.compile(
    r"[\s,;(\[]+(?:including|includes|incl?\.?|excluding|excludes|excl?\.?|exc\.?|without|"
    r"except)\s+\S",
    re.IGNORECASE,
)


def _with_exception(text: str, depth: int) -> Iterator[Reading | None]:
    """A country with or without a part of it ("China (excluding Hong Kong and Macao)")."""
    if found := _BUT.search(text):
        yield from _again(text[: found.start()], depth)


# ----------------------------------------------------------------------- former, Kosovo

_FORMER: Final = re.compile(r"\b(?:the\s+)?(?:former(?:ly)?|fmr\.?)(?=\W|$)", re.IGNORECASE)


def _former(text: str, depth: int) -> Iterator[Reading | None]:
    """A country marked as former, where it is one ("USSR (former)", "Yugoslavia, Former")."""
    bare = _FORMER.sub(" ", text)
    if bare != text and (found := _read(bare, depth - 1)) and found.code and len(found.code) == 4:
        yield found


_KOSOVO: Final = frozenset({"kosovo", "kosova", "косово", "كوسوفو", "科索沃"})


def _kosovo(text: str, depth: int) -> Iterator[Reading | None]:
    """Kosovo with any wording of Security Council resolution 1244."""
    del depth
    words = set(fold(text).split())
    if words & _KOSOVO and "1244" in words and not words & {"serbia", "сербия", "serbie"}:
        yield Reading("XK", "name", "UN S/RES/1244 (1999)")


# ----------------------------------------------------------------------- forms of government


@cache
def _forms() -> dict[str, tuple[tuple[str, ...], str]]:
    table = rows("place_forms.tsv", "word", "form", "kind")
    return {row["word"]: (tuple(row["form"].split()), row["kind"]) for row in table}


@cache
def _form_codes() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows("place_form_codes.tsv", "name", "form", "code"):
        found.setdefault(row["name"], []).append((row["form"], row["code"]))
    return found


_BINDERS: Final = frozenset({"of", "de", "du", "des", "d", "da", "do", "del", "di"})


def _form_of_government(text: str, depth: int) -> Iterator[Reading | None]:
    """A known country once the words for its form of government are taken away."""
    del depth
    key = fold(text)
    forms: set[str] = set()
    rest: list[str] = []
    is_noun = False
    for word in tokens(key):
        form, kind = _forms().get(word, ((), ""))
        if not form:
            rest.append(word)
            continue
        forms.update(form)
        is_noun |= kind == "noun" or (kind == "bound" and bool(_BINDERS & set(key.split())))
    name = " ".join(word for word in rest if word not in _BINDERS)
    if is_noun and name:
        yield _of_form(name, forms)


# Whose "X Republic" may be another: two Congos, two Koreas, two Chinas, Republika Srpska.
_NOT_BY_ADJECTIVE: Final = frozenset({"CG", "CN", "KR", "KP", "RS", "US", "GB", "DE"})


@cache
def _demonyms() -> dict[str, str]:
    table = rows("demonyms.tsv", "code", "language", "words", "source")
    return {
        " ".join(tokens(fold(word))): row["code"]
        for row in table
        if row["code"] not in _NOT_BY_ADJECTIVE
        for word in row["words"].split("|")
    }


def _of_form(name: str, forms: set[str]) -> Reading | None:
    for form, code in _form_codes().get(name, ()):
        if form in forms:
            return None if code == "-" else Reading(code, "name", f"{name} that is {form}")
    bare = _known(name)
    if bare is None and (code := _demonyms().get(name)):
        return Reading(code, "name", f"{name!r} is its adjective")
    if bare is None:
        words = name.split()
        bare = _known(" ".join(words[1:])) if words[0] in _ARTICLES else None
    return bare if bare is not None and bare.kind == "name" else None


_STATE_SUFFIX: Final = re.compile(
    "(?:民主|人民|社会主义|伊斯兰|联邦|合作|阿拉伯|共和|王|公|大公|酋长|苏丹|独立)*(?:国|联邦)$"
)


def _chinese_form(text: str, depth: int) -> Iterator[Reading | None]:
    """The same in Chinese, where the form stands at the end ("摩尔多瓦共和国")."""
    del depth
    key = squeezed(fold(text))
    if (found := _STATE_SUFFIX.search(key)) and found.start() > 0:
        name, form = key[: found.start()], found[0]
        is_decided = name in ("刚果", "朝鲜", "韩", "中华", "德", "越南", "也门", "大韩")
        yield None if is_decided and form != "国" else _known(name)


_ANY: Final = re.compile("")
_SIGN: Final = re.compile(r"[^\w\s]|\d")  # a bracket, a comma, a footnote mark
_SPACE: Final = re.compile(r"\S\s+\S")

# What is tried, in this order, and a cheap sign without which it cannot apply.
_RULES: Final[
    tuple[tuple[Callable[[str, int], Iterator[Reading | None]], str, re.Pattern[str]], ...]
] = (
    (_mended, "mis-decoded text mended", re.compile(r"[^\x00-\x7f]")),
    (_kosovo, "Kosovo under resolution 1244", re.compile("1244")),
    (_without_footnotes, "footnote mark or years set aside", _SIGN),
    (_without_prefix, "code before the name agrees", _PREFIX),
    (_with_exception, "what it includes or leaves out set aside", _BUT),
    (_former, "marked as former", _FORMER),
    (_without_article, "article set aside", re.compile(r"\S[\s'’(,]+\S")),
    (_with_qualifier, "with its other name or its sovereign", re.compile(r"\S[^\w]+\S")),
    (_form_of_government, "form of government set aside", re.compile(r"\S[^\w]+\S")),
    (_chinese_form, "form of government set aside", re.compile("[国联]")),
    (_with_lost_letters, "lost accents put back", re.compile("[?\ufffd]")),
    (_cut_short, "name cut short", re.compile(r"^.{18}")),
)


def _may_apply(text: str) -> bool:
    """Tell whether any word of a text stands in any name: without one no rule finds any."""
    if not text.isascii() or "?" in text:
        return True
    known = _vocabulary()
    return any(word in known for word in fold(text).split())


@cache
def _vocabulary() -> frozenset[str]:
    """Return every word of every listed name, but articles and prepositions."""
    found = {word for key in index().exact for word in key.split()}
    return frozenset(found) - _ARTICLES - _BINDERS - STOPWORDS


# ----------------------------------------------------------------------- codes


@cache
def _codes() -> dict[str, str]:
    table = rows("country_codes.tsv", "code", "alpha3", "name")
    found = {row["code"]: row["code"] for row in table if row["code"] != "NA"}
    found |= {row["alpha3"]: row["code"] for row in table}
    return found | {row["code"]: row["code"] for row in rows("former_countries.tsv", "code")}


def from_code(text: str) -> str | None:
    """Return the code that a code in capitals stands for, else ``None``.

    Alpha-2, alpha-3 and the alpha-4 of ISO 3166-3. ``NA`` is not taken for Namibia: it is
    printed for "not available" at least as often.

    >>> from_code("KEN"), from_code("ke"), from_code("NA")
    ('KE', None, None)
    """
    return _codes().get(text)
