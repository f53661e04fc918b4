"""The values of one country field, names that the page cut joined again.

Pages cut names at commas and at "and": ``Trinidad`` · ``Tobago``, ``Korea`` · ``Republic of``.
The whole run is weighed at once: of all ways to join neighbours the one with the fewest
unknown pieces wins, then the one that joins least. So ``Serbia`` · ``Montenegro`` stay two.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.place_codes import name
from pipeline.normalise.place_keys import tokens
from pipeline.normalise.place_reading import NOTHING, Reading
from pipeline.normalise.place_relations import is_integral, sovereign
from pipeline.normalise.place_rules import read
from pipeline.normalise.regions import region

_LONG_ENOUGH: Final = 4  # values in which an alphabetical order shows
_LONGEST_JOIN: Final = 6  # "South Georgia", "the South Sandwich Islands (UK)" and worse
_UNKNOWN: Final = 1000
_PIECE: Final = 900  # an unknown, but a known piece of a name
_UNBALANCED: Final = 500  # a bracket left open: the page cut inside it
_PART: Final = 30  # "Bosnia" alone is Bosnia and Herzegovina, but the whole is better
_JOIN: Final = 10
_MORE: Final = 1
_FORM_FIRST: Final = 2  # "Korea", "Dem. Rep." is commoner than "Dem. Rep.", "Korea"
_OF_FIRST: Final = 6  # nobody cuts behind "of": "Republic of", "Korea" are no name
_FORM_OF_ANOTHER: Final = 20  # of "DPR of", "Korea", "Rep. of" one form is a neighbour's
_BY_RULE: Final = 3  # a rule made the name, no list has it
_ALONE_BY_RULE: Final = 2
_FORMER_CODE: Final = 4
_ENDED: Final = re.compile(r"former|\(\s*(?:\.\.\.|until|to)\s*\d{4}\s*\)", re.IGNORECASE)
_GOES_ON: Final = re.compile(r"\s*\(?(?:formerly|previously|now|was|also|aka)\s", re.IGNORECASE)
_AGAINST_NAMES: Final = 200  # every piece is a country by itself
_QUALIFIED: Final = -5


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring values read together: ``texts[start:stop]``."""

    start: int
    stop: int
    reading: Reading
    also: tuple[str, ...] = ()


def segments(texts: Sequence[str]) -> tuple[Segment, ...]:
    """Return the best segmentation of ``texts``, covering each of them once, in order."""
    costs: list[float] = [0.0]
    best: list[Segment] = []
    out_of_order = _out_of_order(texts)
    for stop in range(1, len(texts) + 1):
        choices = []
        for start in range(stop - 1, max(-1, stop - 1 - _LONGEST_JOIN), -1):
            if (weighed := _weighed(tuple(texts[start:stop]))) is not None:
                cost, reading, also = weighed
                cost = _in_order(cost, (start, stop), reading, texts, out_of_order)
                choices.append((costs[start] + cost, Segment(start, stop, reading, also)))
        cost, segment = min(choices, key=lambda choice: choice[0])
        costs.append(cost)
        best.append(segment)
    found = []
    stop = len(texts)
    while stop:
        found.append(best[stop - 1])
        stop = best[stop - 1].start
    once = _named_once(texts, found[::-1])
    return _with_joint_readings(texts, once, is_ordered=out_of_order is not None)


def _out_of_order(texts: Sequence[str]) -> int | None:
    """Return which value alone breaks the alphabet: 0 for none, ``None`` where no order shows."""
    keys = [fold(text) for text in texts]
    breaks = [at for at in range(1, len(keys)) if keys[at - 1] > keys[at]]
    if len(keys) < _LONG_ENOUGH or len(breaks) > 1:
        return None
    if not breaks:
        return 0
    at = breaks[0]
    return at if at + 1 == len(keys) or keys[at - 1] <= keys[at + 1] else None


def _in_order(
    cost: float,
    span: tuple[int, int],
    reading: Reading,
    texts: Sequence[str],
    out_of_order: int | None,
) -> float:
    """Return what joining two countries' names costs, seeing whether the list is sorted.

    In a sorted list "China" · "Hong Kong SAR" are two entries; "Taiwan" · "China" are one.
    """
    start, stop = span
    if stop - start != 2 or out_of_order is None or reading.code is None:
        return cost
    if out_of_order == 0 and cost == _QUALIFIED:
        return _AGAINST_NAMES
    is_named = read(texts[start]).kind == "name"  # "Republic of" is out of order itself
    if (
        is_named
        and out_of_order == stop - 1
        and sovereign(reading.code) == read(texts[stop - 1]).code == "CN"
    ):
        return _QUALIFIED
    return cost


def _named_once(texts: Sequence[str], found: list[Segment]) -> list[Segment]:
    """Give a middle piece to the name before it where both neighbours would be one country.

    A list hardly names a country twice: "Zaire/Congo" · "Dem. Rep." · "Congo" are two.
    """
    for at in range(len(found) - 1):
        left, right = found[at], found[at + 1]
        if left.reading.code != right.reading.code or left.reading.kind != "name":
            continue
        last = right.stop - 1
        longer = _weighed(tuple(texts[left.start : last])) if last > right.start else None
        alone = read(texts[last])
        if longer is None or longer[1].code != left.reading.code or alone.kind != "name":
            continue
        if alone.code != left.reading.code:
            found[at] = Segment(left.start, last, longer[1], longer[2])
            found[at + 1] = Segment(last, right.stop, alone)
    return found


def _with_joint_readings(
    texts: Sequence[str], found: list[Segment], *, is_ordered: bool
) -> tuple[Segment, ...]:
    """Note on neighbours that stand apart what they would be together (Serbia, Montenegro).

    "Taiwan" · "China" may be a territory and whose it is, where no order of the list tells.
    """
    for at in range(len(found) - 1):
        left, right = found[at], found[at + 1]
        if left.reading.kind != "name" or right.reading.kind != "name":
            continue
        weighed = _weighed(tuple(texts[left.start : right.stop]))
        if weighed is None or not weighed[1].is_listed or weighed[1].code is None:
            continue
        code = weighed[1].code
        if code not in (left.reading.code, right.reading.code):
            found[at] = replace(left, also=(*left.also, code))
            found[at + 1] = replace(right, also=(*right.also, code))
        elif not is_ordered and sovereign(code) == right.reading.code:
            found[at + 1] = replace(right, also=(*right.also, code))
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def _weighed(pieces: tuple[str, ...]) -> tuple[float, Reading, tuple[str, ...]] | None:
    """Return what reading ``pieces`` as one name costs, or ``None`` where they are none."""
    if len(pieces) == 1:
        return _alone(pieces[0])
    if any(not fold(piece) for piece in pieces) or len(" ".join(pieces)) > _LONGEST_TEXT:
        return None
    reading = _joined(pieces)
    if reading.code is None or (not reading.is_listed and any(map(region, pieces))):
        return None  # "Germany", "Europe" are two values, not a country and where it lies
    each = tuple(read(piece) for piece in pieces)
    codes = tuple(dict.fromkeys(one.code for one in each if one.code))
    if len(reading.code) == _FORMER_CODE and _ENDED.search(pieces[-1]):
        return _QUALIFIED, reading, ()
    if _GOES_ON.match(pieces[-1]) and reading.code == each[0].code:
        return _QUALIFIED, reading, ()
    if not all(one.kind == "name" for one in each):
        return _cost_of_join(pieces, each, reading), reading, ()
    if _is_qualified(pieces, each, reading) or _is_glossed(pieces, each, reading):
        return _QUALIFIED, reading, codes
    return _cost_of_join(pieces, each, reading) + _AGAINST_NAMES, reading, codes


def _cost_of_join(pieces: tuple[str, ...], each: tuple[Reading, ...], whole: Reading) -> float:
    """Return what joining costs: more pieces, an odd order and mere rules make it dearer."""
    cost = _JOIN + _MORE * len(pieces)
    if _is_form(pieces[0]):
        cost += _OF_FIRST
    elif each[0].kind == "":
        cost += _FORM_FIRST
    if each[0].kind == each[-1].kind == "" and any(one.kind == "name" for one in each):
        cost += _FORM_OF_ANOTHER
    return cost if whole.is_listed else cost + _BY_RULE


_LONGEST_TEXT: Final = 160


def _alone(piece: str) -> tuple[float, Reading, tuple[str, ...]]:
    cost = 0 if piece.count("(") <= piece.count(")") else _UNBALANCED
    reading = read(piece)
    if reading.kind == "name":
        return cost + (0 if reading.is_listed else _ALONE_BY_RULE), reading, ()
    if reading.kind == "part":
        return cost + _PART, reading, ()
    if reading.kind == "":
        return cost + _UNKNOWN, NOTHING, ()
    return cost + _PIECE, reading, ()


def _joined(pieces: tuple[str, ...]) -> Reading:
    """Return the reading of the pieces as one name, joined as pages cut them."""
    ands = _ands_of(pieces[-1])
    wholes = [", ".join(pieces)]
    wholes += [", ".join(pieces[:-1]) + joint + pieces[-1] for joint in ands]
    if len(pieces) > 2 and ands != _ENGLISH_AND:  # which the index sets aside by itself
        wholes += [joint.join(pieces) for joint in ands]
    for whole in wholes:
        reading = read(whole)
        if reading.code is not None and reading.kind in ("name", "part"):
            return reading
    return NOTHING


def _ands_of(piece: str) -> tuple[str, ...]:
    """Return "and" as it stands before a piece in its script."""
    first = fold(piece)[:1]
    if _ARABIC[0] <= first <= _ARABIC[1]:
        return (" و",)
    return ("和", "及") if _CHINESE[0] <= first <= _CHINESE[1] else _ENGLISH_AND


_ENGLISH_AND: Final = (" and ",)


_ARABIC: Final = ("\u0621", "\u06ff")
_CHINESE: Final = ("\u3400", "\u9fff")


def _is_form(piece: str) -> bool:
    """Tell whether a piece is nothing but a form of government ("Republic of")."""
    return fold(piece).split()[-1:] in (["of"], ["the"], ["de"], ["du"])


def _is_qualified(pieces: tuple[str, ...], each: tuple[Reading, ...], whole: Reading) -> bool:
    """Tell whether one piece only says whose the other is.

    "Aruba", "Kingdom of the Netherlands" is Aruba, and "China", "Macao SAR" is Macao: a list
    of countries would say "Netherlands" and "Macao".
    """
    if len(pieces) != 2 or whole.code is None:
        return False
    codes = (each[0].code, each[1].code)
    if set(codes) != {whole.code, sovereign(whole.code)}:
        return False
    key = fold(pieces[codes.index(whole.code)])
    own = set(tokens(key))
    whose = set(tokens(fold(name(sovereign(whole.code)))))
    if whose <= own and "of" not in key.split():  # "Macao SAR China" says so itself
        return False
    if own & _STATUS or (is_integral(whole.code) and not own & _SAYS_WHOSE):
        return True
    is_plain = codes[1] is not None and fold(pieces[1]) == fold(name(codes[1]))
    return whole.code == codes[0] and not is_plain and bool(_FORMAL & set(tokens(fold(pieces[1]))))


_FORMAL: Final = frozenset({"kingdom", "republic", "territory", "commonwealth", "overseas"})


def _is_glossed(pieces: tuple[str, ...], each: tuple[Reading, ...], whole: Reading) -> bool:
    """Tell whether the second piece is only the first one's abbreviation ("Congo", "DRC")."""
    gloss = pieces[-1].strip().replace(".", "")
    is_short = len(gloss) <= _LONGEST_GLOSS and gloss.isupper() and gloss.isalpha()
    if len(pieces) != 2 or not is_short or not whole.is_listed:
        return False
    is_form = whole.code == each[0].code and "republic" in tokens(fold(gloss))  # "Egypt", "AR"
    return is_form or whole.code == each[1].code


_LONGEST_GLOSS: Final = 5
_SAYS_WHOSE: Final = frozenset({"french", "france"})
_STATUS: Final = frozenset(
    {"administrative", "province", "administrativa", "административный", "провинция", "provincia"}
)

# ------------------------------------------------------------------- several in one value

_AND: Final = r"\s+(?:and|&|et|y|e|und|и|with|plus)\s+|\s*(?:和|与|、|，|；)\s*|\s+و\s*|\s*\+\s*"
_STRONG: Final = re.compile(r"\s*[;|\n\r•·]\s*")
_WEAK: Final = re.compile(
    rf"\s*[,،;/|\n\r•·]\s*(?:(?:and|&|et|y|e|und|и)\s+)?|{_AND}", re.IGNORECASE
)
_DASHED: Final = re.compile(rf"{_WEAK.pattern}|\s*[-–—]\s*", re.IGNORECASE)  # "India–Pakistan"
_LONGEST_LIST: Final = 4000  # characters of one value that holds a list


def split(text: str) -> tuple[str, ...]:
    """Return the pieces of one value that lists several names, or nothing to split."""
    if len(text) > _LONGEST_LIST:
        return ()
    for pattern in (_STRONG, _WEAK, _DASHED):
        pieces = tuple(piece.strip() for piece in pattern.split(text) if piece and fold(piece))
        if len(pieces) > 1 and all(
            one.reading.kind in ("name", "part") for one in segments(pieces)
        ):
            return pieces
    return ()
