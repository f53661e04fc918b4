"""Rules for texts that say more than a name: a code, an article, a second name, an exception."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.place_keys import AND_WORDS
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
    form_codes,
    is_merged,
    island_words,
    sovereign,
    successors_of,
)  # fmt: skip
from pipeline.normalise.regions import WORLD, region, table
from pipeline.tables import rows

PREFIX: Final = re.compile(r"\s*([A-Z]{2,3})\s*(?::|\s[-–—|]\s)\s*(?=\S)")
_CODE_BEFORE: Final = re.compile(
    r"^\s*[(\[]?([A-Z]{2,3}|[a-z]{3}(?=\s*[(\[]))[)\]]?(?:\s*[-–—:|/,_]\s*|\s+)(?=\S)"
)
_CODE_BEHIND: Final = re.compile(r"(?:\s*[-–—:|/,_]\s*|\s*[(\[]\s*|\s)([A-Z]{2,3})[)\]]?\s*$")
CODE: Final = re.compile(r"^\W*(?:[A-Z]{2,3}(?![^\W_])|[a-z]{3}\s*[(\[])|(?<![^\W_])[A-Z]{2,3}\W*$")


def without_code(text: str, again: Again) -> Iterator[Reading | None]:
    """A code beside the name ("ATG: Antigua and Barbuda", "Kenya (KEN)"), where both agree."""
    for pattern in (_CODE_BEFORE, _CODE_BEHIND):
        if (found := pattern.search(text)) and (code := from_code(found[1].upper())):
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


_MOST_WORDS: Final = 7
_MOST_CUTS: Final = 8
_OF: Final = re.compile(r"\s+of\s+(?:the\s+)?")  # "Hong Kong SAR of the People's Republic of China"
_BRACKETS: Final = re.compile(r"^([^()\[\]]+)[(\[]([^()\[\]]*)[)\]]?\s*$")
_CUT: Final = re.compile(r"\s*[,;/]\s*|\s+[-–—]\s+|\s*[:–—]\s*|(?<=\w{4})-(?=\w{4})")


def with_qualifier(text: str, again: Again) -> Iterator[Reading | None]:
    """A name with its other name, its sovereign or its region ("France, Guadeloupe")."""
    for left, right in _marked_halves(text):
        first = again(left)
        if first is None and region(left) is None:
            continue
        right = _sovereign_words(right)
        if first is not None and _is_context(first, right):
            yield first
        second = again(right)
        if second is not None and (_is_around(second, left) or _is_told(left, second)):
            yield second  # "Africa: Kenya", "Korea (DPRK)"
        yield _of_two(first, second)
    for left, right, is_joined in _plain_halves(text):
        first, second = known(fold(left)), known(fold(right))
        found = _of_two(first, second)
        is_one = first is not None and second is not None and first.code == second.code
        yield found if is_one or not is_joined else None  # "Denmark & Greenland" are two


def _is_told(bare: str, reading: Reading) -> bool:
    """Tell whether a name that a form of government decides is told by another ("Korea (DPRK)")."""
    told = {code for _, code in form_codes().get(fold(bare), ())}
    return reading.kind == "name" and reading.code in told


def _of_two(first: Reading | None, second: Reading | None) -> Reading | None:
    """Return what two names side by side mean: one place twice, or a part and its whole."""
    if first is None or second is None or "never" in (first.kind, second.kind):
        return None
    if second.code and first.code and _is_narrower(second.code, first.code):
        return Reading(second.code, "name", f"{first.why}; {second.why}")
    for one, other in ((first, second), (second, first)):
        if one.code is None or other.code is None:
            continue
        is_part = one.code in successors_of(other.code) or sovereign(one.code) == other.code
        if one.code == other.code or is_part:
            is_piece = one.kind == "piece" and one.code != other.code
            kind = "piece" if is_piece else "name"
            return Reading(one.code, kind, f"{one.why}; {other.why}")
    return None


def _is_narrower(code: str, whole: str) -> bool:
    """Tell whether a former country is a part of what a country is today ("Germany (GDR)")."""
    return successors_of(code) == {whole} and is_merged(code) and code != "FXFR"


def _is_context(reading: Reading, text: str) -> bool:
    """Tell whether a bracket only places the country ("Dominica (Caribbean)")."""
    is_place = reading.code is not None and reading.kind != "never"
    return is_place and (fold(text) in contexts() or _is_around(reading, text))


def _is_around(reading: Reading, text: str) -> bool:
    """Tell whether ``text`` names a region that the country lies in."""
    code = region(text) if reading.code is not None and reading.kind != "never" else None
    return code is not None and code != WORLD and reading.code in table()[code].members


def _marked_halves(text: str) -> Iterator[tuple[str, str]]:
    """Yield the two sides of a bracket, of the last comma or dash, or of an "of"."""
    if found := _BRACKETS.match(text):
        yield found[1], found[2]
    cuts = [*islice(_CUT.finditer(text), _MOST_CUTS)][-1:]
    if (cut := _OF.search(text)) and _is_territory(text[: cut.start()]):
        cuts.append(cut)
    for cut in cuts:
        if fold(text[: cut.start()]) and fold(text[cut.end() :]):
            yield text[: cut.start()], text[cut.end() :]


def _is_territory(text: str) -> bool:
    found = known(fold(text))
    return found is not None and sovereign(found.code or "") != ""


def _plain_halves(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the two sides of each space ("Northern Rhodesia Zambia") and whether an "and" joins."""
    words = text.split()
    for at in range(1, len(words)) if len(words) <= _MOST_WORDS else ():
        is_joined = words[at].lower() in AND_WORDS
        rest = words[at + is_joined :]
        if rest:
            yield " ".join(words[:at]), " ".join(rest), is_joined


_POSSESSION: Final = re.compile(
    r"^(?:to|of|part of|territory of|overseas|(?:also |previously |formerly |now )?"
    r"(?:known as|called|named)|formerly|previously|officially|local(?:ly| name)|also|now|was|or|"
    r"ex|a\.?k\.?a\.?|i\.?e\.?|(?:until|before|since|from|after) \d{4})(?:\s*:\s*|\s+)"
    r"(?:known as\s+)?|\s*[-–]?\s*(?:british\s+)?(?:overseas|crown|"
    r"external|special)?\s*(?:territor(?:y|ies)|dependenc(?:y|ies)|colon(?:y|ies)|possessions?|"
    r"department|collectivity|commonwealth|municipality)\s*$",
    re.IGNORECASE,
)


def _sovereign_words(text: str) -> str:
    """Return the code a bracket's content means as a sovereign, else the content itself."""
    bare = _POSSESSION.sub("", text.strip())
    return adjectives().get(fold(bare), bare)


_EXCEPTION: Final = re.compile(
    r"[\s,;(\[]+(?:including|includes|incl?\.?|excluding|excludes|excl?\.?|exc\.?|without|w/o|"
    r"except|less|minus|with)\s+\S",
    re.IGNORECASE,
)


_EXCEPTION_BEHIND: Final = re.compile(  # "Denmark, Greenland excl."
    r"[,(][^,()]{1,40}\b(?:incl|excl|included|excluded|not included)\W*$", re.IGNORECASE
)


EXCEPTED: Final = re.compile("inc|exc|with|w/o|less|minus|except", re.IGNORECASE)


def with_exception(text: str, again: Again) -> Iterator[Reading | None]:
    """A country with or without a part of it ("China (excluding Hong Kong and Macao)")."""
    if found := _EXCEPTION.search(text) or _EXCEPTION_BEHIND.search(text):
        yield if_any(text[: found.start()], again)


FORMER: Final = re.compile(
    r"\b(?:the\s+)?(?:former(?:ly)?|fmr\.?|historic(?:al)?|dissolved|disestablished|defunct|ex|ancien(?:ne)?s?|antigu?[ao]s?|ehemalige[rsn]?|"
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
_ADMINISTERED: Final = frozenset(
    {"un", "united", "nations", "administered", "interim", "administration", "province", "region",
     "territory", "area", "of", "in", "the", "under", "by", "and", "metohija", "mission"}
)  # fmt: skip


def kosovo(text: str, again: Again) -> Iterator[Reading | None]:
    """Kosovo with any wording of Security Council resolution 1244 or of its administration."""
    del again
    words = set(fold(text).split())
    if not words & _KOSOVO or words & {"serbia", "сербия", "serbie"}:
        return
    if "1244" in words or ("un" in words and words <= _ADMINISTERED | _KOSOVO):
        yield Reading("XK", "name", "UN S/RES/1244 (1999)")
