"""Rules for texts that say more than a name: a code, an article, a second name, an exception."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.place_reading import (
    ARTICLES,
    INITIAL,
    Again,
    Reading,
    from_code,
    if_any,
    known,
)
from pipeline.normalise.place_relations import (
    adjectives,
    contexts,
    island_words,
    sovereign,
    successors_of,
)  # fmt: skip
from pipeline.normalise.regions import WORLD, region, table
from pipeline.tables import rows

PREFIX: Final = re.compile(r"\s*([A-Z]{2,3})\s*(?::|\s[-–—|]\s)\s*(?=\S)")
_CODE_BEFORE: Final = re.compile(r"^\s*[(\[]?([A-Z]{2,3})[)\]]?(?:\s*[-–—:|/,]\s*|\s+)(?=\S)")
_CODE_BEHIND: Final = re.compile(r"(?:\s*[-–—:|/,]\s*|\s*[(\[]\s*|\s)([A-Z]{2,3})[)\]]?\s*$")
CODE: Final = re.compile(r"^\W*[A-Z]{2,3}\b|\b[A-Z]{2,3}\W*$")


def without_code(text: str, again: Again) -> Iterator[Reading | None]:
    """A code beside the name ("ATG: Antigua and Barbuda", "Kenya (KEN)"), where both agree."""
    for pattern in (_CODE_BEFORE, _CODE_BEHIND):
        if (found := pattern.search(text)) and (code := from_code(found[1])):
            rest = if_any(text[: found.start()] + text[found.end() :], again)
            if rest is not None and rest.code and code in (rest.code, sovereign(rest.code)):
                yield rest


def without_article(text: str, again: Again) -> Iterator[Reading | None]:
    """An article before or after the name ("l'Afghanistan", "Îles Cook (les)")."""
    words = fold(text).split()
    if len(words) < 2 or INITIAL.search(text):
        return
    for article, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
        found = again(" ".join(rest)) if article in ARTICLES else None
        if found is not None and found.kind != "part":  # "La Trinidad" is a town
            yield found


_BEHIND: Final = re.compile(r"^([^()\[\],]+?)\s*(?:[(\[]([^()\[\]]+)[)\]]|,\s*([^(),]+))\s*$")


def turned(text: str, again: Again) -> Iterator[Reading | None]:
    """What stands behind a name put before it ("Tanzanie (la République-Unie de)")."""
    if found := _BEHIND.match(text):
        name, behind = found[1], found[2] or found[3]
        if len(behind.split()) > 1 or fold(behind) in island_words():
            yield if_any(f"{behind} {name}", again)


_MOST_WORDS: Final = 5
_BRACKETS: Final = re.compile(r"^([^()\[\]]+)[(\[]([^()\[\]]*)[)\]]?\s*$")
_CUT: Final = re.compile(r"\s*[,;/]\s*|\s+[-–—]\s+|\s*[:–—]\s*|(?<=\w{4})-(?=\w{4})")


def with_qualifier(text: str, again: Again) -> Iterator[Reading | None]:
    """A name with its other name, its sovereign or its region ("France, Guadeloupe")."""
    for left, right, is_marked in _halves(text):
        first = again(left) if is_marked else known(fold(left))
        if first is None or first.code is None or first.kind == "never":
            continue
        if is_marked and _is_context(first, right):
            yield first
        second = again(right) if is_marked else known(fold(right))
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
    if fold(text) in contexts():
        return True
    code = region(text)
    return code is not None and code != WORLD and reading.code in table()[code].members


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
    r"^(?:to|of|part of|territory of|overseas|formerly|previously|also|now|or|ex)\s+"
    r"(?:known as\s+)?|\s*[-–]?\s*(?:british\s+)?(?:overseas|crown|"
    r"external|special)?\s*(?:territor(?:y|ies)|dependenc(?:y|ies)|colon(?:y|ies)|possessions?|"
    r"department|collectivity|commonwealth|municipality)\s*$",
    re.IGNORECASE,
)


def _sovereign_words(text: str) -> str:
    """Return the code a bracket's content means as a sovereign, else the content itself."""
    bare = _POSSESSION.sub("", text.strip())
    return adjectives().get(fold(bare), bare)


EXCEPTION: Final = re.compile(
    r"[\s,;(\[]+(?:including|includes|incl?\.?|excluding|excludes|excl?\.?|exc\.?|without|"
    r"except)\s+\S",
    re.IGNORECASE,
)


def with_exception(text: str, again: Again) -> Iterator[Reading | None]:
    """A country with or without a part of it ("China (excluding Hong Kong and Macao)")."""
    if found := EXCEPTION.search(text):
        yield if_any(text[: found.start()], again)


FORMER: Final = re.compile(
    r"\b(?:the\s+)?(?:former(?:ly)?|fmr\.?|ex|ancien(?:ne)?s?|antigu?[ao]s?|ehemalige[rsn]?|"
    r"бывш\w+)(?=\W|$)|السابقة?|^前",
    re.IGNORECASE,
)


def former(text: str, again: Again) -> Iterator[Reading | None]:
    """A country marked as former, where it is one ("USSR (former)", "Yugoslavia, Former")."""
    bare = FORMER.sub(" ", text).strip(" ,;()[]")
    if bare != text and (found := again(bare)) and found.code and _is_past(found.code, bare):
        yield found


def _is_past(code: str, text: str) -> bool:
    """Tell whether a name is of the past: its country's, or one it no longer goes by."""
    return (
        len(code) == _FORMER_CODE
        or code not in (present := _present())
        or (fold(text) != present[code])
    )


_FORMER_CODE: Final = 4  # letters of an ISO 3166-3 code


@cache
def _present() -> dict[str, str]:
    return {row["code"]: fold(row["name"]) for row in rows("country_codes.tsv", "code", "name")}


_KOSOVO: Final = frozenset({"kosovo", "kosova", "косово", "كوسوفو", "科索沃"})


def kosovo(text: str, again: Again) -> Iterator[Reading | None]:
    """Kosovo with any wording of Security Council resolution 1244."""
    del again
    words = set(fold(text).split())
    if words & _KOSOVO and "1244" in words and not words & {"serbia", "сербия", "serbie"}:
        yield Reading("XK", "name", "UN S/RES/1244 (1999)")
