"""How one name of a country is read: the index first, then rules that hold for any name.

Each rule turns the text into another text that the index is asked for as a whole. None
compares by likeness, and none reads a country out of a part of a longer text: "Atlanta,
Georgia" and "Bank of Uganda" stay unknown.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.place_index import Entry, index
from pipeline.normalise.place_keys import bag, squeezed, tokens
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
    """

    code: str | None
    kind: str
    why: str


NOTHING: Final = Reading(None, "", "no table and no rule knows it")


def read(text: str) -> Reading:
    """Return what ``text`` is read as; total on any text."""
    if len(text) > _LONGEST:
        return NOTHING
    if (code := from_code(text.strip())) is not None:
        return Reading(code, "name", f"the code {text.strip()} itself")
    return _read(text, _DEPTH) or NOTHING


def _read(text: str, depth: int) -> Reading | None:
    if (found := _known(fold(text))) is not None:
        return found
    if depth == 0:
        return None
    weak = None
    for rule, label in _RULES:
        for candidate in rule(text, depth):
            if candidate is None:
                continue
            if candidate.kind in ("name", "part"):
                return Reading(candidate.code, candidate.kind, f"{label}; {candidate.why}")
            weak = weak or candidate
    return weak


def _known(key: str) -> Reading | None:
    """Return what the index says of a folded text: exactly, run together, or word by word."""
    names = index()
    if entry := names.exact.get(key):
        return _reading(entry, "listed")
    if entry := names.squeezed.get(squeezed(key)) or names.exact.get(squeezed(key)):
        return _reading(entry, "listed, spaced otherwise")
    if " " in key and (entry := names.bags.get(bag(key))):
        return _reading(entry, "listed, with words shortened or in another order")
    return None


def _reading(entry: Entry, how: str) -> Reading:
    code, kind, source = entry
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


def _without_footnotes(text: str, depth: int) -> Iterator[Reading | None]:
    """Footnote marks and years in brackets ("Australia*", "Germany (8)", "Sudan (...2011)")."""
    bare = _YEARS.sub(" ", _FOOTNOTES.sub("", text))
    if bare != text:
        yield from _again(bare, depth)


# ----------------------------------------------------------------------- prefixes, articles

_PREFIX: Final = re.compile(r"\s*([A-Z]{2,3})\s*(?::|\s[-–—|]\s)\s*(?=\S)")
_ARTICLES: Final = frozenset(
    "the la le les l el los las lo il gli o a os as der die das den dem het de al ال des".split()
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

_BRACKETS: Final = re.compile(r"^([^()\[\]]+)[(\[]([^()\[\]]*)[)\]]?\s*$")
_CUT: Final = re.compile(r"\s*[,;/]\s*|\s+[-–—]\s+|\s*[:–—]\s*|(?<=\w{4})-(?=\w{4})")


def _with_qualifier(text: str, depth: int) -> Iterator[Reading | None]:
    """A name with its other name or its sovereign ("Burma (Myanmar)", "France, Guadeloupe")."""
    for left, right in _halves(text):
        first, second = _read(left, depth - 1), _read(right, depth - 1)
        if first is None or second is None or "never" in (first.kind, second.kind):
            continue
        if first.code == second.code or (first.code and sovereign(first.code) == second.code):
            yield Reading(first.code, "name", f"{first.why}; {second.why}")
        elif second.code and sovereign(second.code) == first.code:
            yield Reading(second.code, "name", f"{second.why}; {first.why}")


def _halves(text: str) -> Iterator[tuple[str, str]]:
    if found := _BRACKETS.match(text):
        yield found[1], _sovereign_words(found[2])
    parts = _CUT.split(text)
    if len(parts) == 2 and all(fold(part) for part in parts):
        yield parts[0], _sovereign_words(parts[1])


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
def _sovereigns() -> dict[str, str]:
    return {row["code"]: row["sovereign"] for row in rows("dependencies.tsv", "code", "sovereign")}


def sovereign(code: str) -> str:
    """Return the country that answers for a territory, "" for a country of its own."""
    return _sovereigns().get(code, "")


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


def _of_form(name: str, forms: set[str]) -> Reading | None:
    for form, code in _form_codes().get(name, ()):
        if form in forms:
            return None if code == "-" else Reading(code, "name", f"{name} that is {form}")
    bare = _known(name)
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
    if (found := _STATE_SUFFIX.search(key)) and 0 < found.start():
        name, form = key[: found.start()], found[0]
        is_decided = name in ("刚果", "朝鲜", "韩", "中华", "德", "越南", "也门", "大韩")
        yield None if is_decided and form != "国" else _known(name)


_RULES: Final[
    tuple[tuple[Callable[[str, int], Iterator[Reading | None]], str], ...]
] = (
    (_mended, "mis-decoded text mended"),
    (_kosovo, "Kosovo under resolution 1244"),
    (_without_footnotes, "footnote mark or years set aside"),
    (_without_prefix, "code before the name agrees"),
    (_former, "marked as former"),
    (_without_article, "article set aside"),
    (_with_qualifier, "with its other name or its sovereign"),
    (_form_of_government, "form of government set aside"),
    (_chinese_form, "form of government set aside"),
)  # fmt: skip


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
