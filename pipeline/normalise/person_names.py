"""Names of people: family name and given names, with particles, initials and suffixes.

Printed order is believed: "Lori J. Mann" ends in the family name, "Mann, Lori J." begins with
it. Capitals on one name of several say which is the family's ("DUPONT Jean").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.normalise.organisations import is_listed
from pipeline.normalise.text import bare, squash
from pipeline.tables import words


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name: the family's, with its particles, and what is given."""

    family: str
    given: str | None


_PARTICLES = words("name_particles")
_JOINERS = frozenset(["y", "e", "i"])  # Ortega y Gasset, Costa e Silva
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|filho|neto|junior)\.?")
_DEGREE = re.compile(
    r"(?:ph\.?\s?d|d\.?phil|m\.?d|m\.?sc?|b\.?sc?|m\.?a|b\.?a|m\.?p\.?h|m\.?p\.?a|m\.?b\.?a|ll\.?m|ll\.?b|j\.?d|"
    r"ed\.?d|esq|rn|msw|cbe|obe|mbe|qc|kc|dr|prof)\.?"
)
_HONORIFIC = re.compile(
    r"(?:dra?|profa?|professor|professeur|mr|mrs|ms|miss|mme|mlle|sra?|sir|dame|lord|lady|judge|justice|"
    r"ambassador|rev|reverend|fr|hon|h\.e|herr|frau|mag|ing|lic|abog|dipl)\.?",
)
# Honours that also could be initials: behind a name of two words or more.
_HONOUR = re.compile(r"(?:A[CMO]|OAM|[COM]BE|[KD]BE|QC|KC|SJ|OP|MP|MEP|PSM|JP|FRS|RN|MD|DDS)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s-]?){1,4}|(?:[^\W\d_]{1,2}\.[\s-]?){1,4}")
_CAPITAL_INITIALS = re.compile(r"[^\W\d_a-z]{1,3}")
_VIETNAMESE_MIDDLE = frozenset({"van", "thi", "văn", "thị"})


def is_initials(text: str) -> bool:
    """Tell whether ``text`` is nothing but initials: ``G.``, ``J. R.``, ``J.-P.``, ``JR``.

    >>> is_initials("J.-P."), is_initials("JR"), is_initials("Ana"), is_initials("Li")
    (True, True, False, False)
    """
    tidy = squash(text)
    if not tidy or tidy != _upper_first(tidy) or is_listed(tidy):
        return False
    if "." in tidy:
        return bool(_INITIALS.fullmatch(tidy))
    return bool(_CAPITAL_INITIALS.fullmatch(tidy)) or bool(
        re.fullmatch(r"[^\W\d_a-z](?:[\s-][^\W\d_a-z]){0,3}", tidy)
    )


def _upper_first(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def person(text: str) -> PersonName | None:
    """Return the name of the person that ``text`` is, or ``None`` when it cannot be one.

    >>> person("Lori J. Mann")
    PersonName(family='Mann', given='Lori J.')
    >>> person("Ludwig van der Berg")
    PersonName(family='van der Berg', given='Ludwig')
    >>> person("García Márquez, Gabriel")
    PersonName(family='García Márquez', given='Gabriel')
    """
    tidy = _FOOTNOTE.sub("", squash(text)).strip(" ,;·|*:-")
    tidy = _LAST_STOP.sub("", tidy)
    if not tidy or len(tidy) > _LONGEST or not _NAME.fullmatch(tidy):
        return None
    pieces = [piece.strip() for piece in tidy.split(",") if piece.strip()]
    pieces, suffix = _without_suffix(pieces)
    if not pieces or len(pieces) > 2:
        return None
    found = _inverted(*pieces) if len(pieces) == 2 else _in_order(pieces[0].split(" "))
    if found is None or suffix is None:
        return found
    return PersonName(found.family, f"{found.given}, {suffix}" if found.given else suffix)


_LONGEST = 80  # characters
_FOOTNOTE = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u209f†‡§*]+(?=$|[\s,])")
# A full stop behind a whole word ends the sentence, not an abbreviation.
_LAST_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")
_NAME = re.compile(r"[^\W\d_][^\d@<>{}=/\\\[\]\"“”:;!?%#*_+]*")


def _without_suffix(pieces: Sequence[str]) -> tuple[list[str], str | None]:
    """Return the pieces between commas without degrees, and the generational suffix."""
    suffix: str | None = None
    kept: list[str] = []
    for piece in pieces:
        words = piece.split(" ")
        while len(words) > 1 and _DEGREE.fullmatch(bare(words[-1])) and not is_initials(words[-1]):
            words.pop()
        if kept and (_DEGREE.fullmatch(bare(piece)) or _HONOUR.fullmatch(piece)):
            continue
        while len(words) > 2 and _HONOUR.fullmatch(words[-1]) and not piece.isupper():
            words.pop()
        if _SUFFIX.fullmatch(bare(words[-1])) and (len(words) > 2 or (kept and len(words) == 1)):
            suffix = words.pop()
        if words:
            kept.append(" ".join(words))
    return kept, suffix


def _inverted(family: str, given: str) -> PersonName | None:
    """Read ``Family, Given``; particles may stand behind: ``Berg, Ludwig van der``."""
    if len(family.split(" ")) > 4 or len(given.split(" ")) > 4:
        return None
    words = given.split(" ")
    behind: list[str] = []
    while len(words) > 1 and bare(words[-1]) in _PARTICLES and words[-1].islower():
        behind.insert(0, words.pop())
    if family.isupper() and len(family) > 3 and given.isupper():
        words = [_cased_given(word) for word in words]
    return PersonName(" ".join([*behind, _cased(family)]), " ".join(words))


def _in_order(words: Sequence[str]) -> PersonName | None:
    words = list(words)
    while len(words) > 1 and _HONORIFIC.fullmatch(bare(words[0])) and len(words[0]) > 1:
        if len(words) == 2 and bare(words[0]) in _GIVEN_TOO:
            break
        words = words[1:]
    if len(words) > _MOST_WORDS or not all(_can_stand(word) for word in words):
        return None
    if len(words) == 1:
        return PersonName(_cased(words[0]), None)
    start = _family_start(words)
    if start == 0:  # the family's name stands first
        particles = len(words) == 4 and _is_particle(words[0]) and _is_particle(words[1])
        stop = _capitals_end(words) or (3 if particles else 1)
        return PersonName(_cased(" ".join(words[:stop])), " ".join(words[stop:]))
    given = words[:start]
    if all(word.isupper() for word in words):
        given = [_cased_given(word) for word in given]
    return PersonName(_cased(" ".join(words[start:])), " ".join(given))


_GIVEN_TOO = frozenset({"justice", "lady", "dame", "miss", "lord"})  # Justice Malala
_MOST_WORDS = 7


def _can_stand(word: str) -> bool:
    """Tell whether a word can be part of a name: a capital, a particle, or no cased script."""
    first = word.lstrip("('‘’\"")[:1]
    return bool(first) and (
        not first.islower()
        or bare(word).rstrip("'") in _PARTICLES | _JOINERS
        or word.startswith(("d'", "d’", "al-", "el-", "ibn-"))
    )


def _family_start(words: Sequence[str]) -> int:
    """Return where the family's name begins; 0 when it stands before the given names."""
    if _capitals_end(words) or _is_surname_first(words):
        return 0
    start = len(words) - 1
    if len(words) > 2 and (
        _are_two_families(words[-2], words[-1]) or _opens_a_family(words[-2], words[:-2])
    ):
        start -= 1
    while start > 1 and bare(words[start - 1]) in _JOINERS:
        start -= 2
    while start > 1 and _is_particle(words[start - 1]):
        start -= 1  # "van Dijk", and "Klerx-van Mierlo"
    if 1 < start < len(words) - 1 and words[start - 1].lower() in _SPANISH:
        start -= 1  # "Pérez de Cuéllar"
    return max(start, 1)


def _is_particle(word: str) -> bool:
    return bare(word).rstrip("'").rpartition("-")[2] in _PARTICLES or word in _ARABIC


_ARABIC = words("arabic_particles")


def _are_two_families(first: str, last: str) -> bool:
    """Tell whether the last two words are a Spanish family name of two: García Márquez.

    Only where an accent shows Spanish spelling: without it, as in the Philippines or the
    United States, the first of two may be a middle name.
    """
    left, right = first.lower(), last.lower()
    if left in _SPANISH:
        return right in _SPANISH or right in _SPANISH_PLAIN or bare(right) in _spanish_bare()
    return right in _SPANISH and (left in _SPANISH_PLAIN or left in _spanish_bare())


def _opens_a_family(word: str, before: Sequence[str]) -> bool:
    """Tell whether the last word but one is no middle name: O'Connell, Moreno-Fontes.

    Behind initials a name that nobody is given will do: "M. Klein Solomon", but
    "J. Edgar Hoover" and "S. Irudaya Rajan".
    """
    key = bare(word)
    if _IRISH.match(key):
        return True
    first, hyphen, second = key.partition("-")
    families = _FAMILIES | _SPANISH_PLAIN | _spanish_bare()
    return (bool(hyphen and second) and first in families) or (
        key in families and all(is_initials(other) for other in before)
    )


_IRISH = re.compile(r"(?:o'|mc)[^\W\d_]{3}")
_FAMILIES = words("families_never_given")
_SPANISH = words("spanish_families")
_SPANISH_PLAIN = words("spanish_plain_families")


@cache
def _spanish_bare() -> frozenset[str]:
    return frozenset(map(bare, _SPANISH))


def _capitals_end(words: Sequence[str]) -> int:
    """Return how many leading words are in capitals, if the rest is not: ``DUPONT Jean``."""
    count = 0
    while (
        count < len(words)
        and len(words[count]) > 2
        and words[count].isupper()
        and "." not in words[count]
    ):
        count += 1
    rest = words[count:]
    return (
        count
        if count and rest and all(not word.isupper() or is_initials(word) for word in rest)
        else 0
    )


def _is_surname_first(words: Sequence[str]) -> bool:
    """Tell whether initials stand last (``Zimmerman C.``) or a Vietnamese middle name second."""
    if len(words) == 2 and is_initials(words[1]) and not is_initials(words[0]):
        return not (words[0].isupper() and _cased_given(words[1]) != words[1])  # JANE DOE
    if len(words) == 4 and _is_particle(words[0]) and _is_particle(words[1]):
        return True  # Van den Berg Jan
    if (
        len(words) == 3
        and is_initials(words[1])
        and is_initials(words[2])
        and not is_initials(words[0])
    ):
        return True
    return any(
        is_first(words) for is_first in (_is_vietnamese, _is_korean, _is_chinese, _is_russian)
    )


def _is_vietnamese(words: Sequence[str]) -> bool:
    """Tell whether the middle name that only Vietnamese has follows a family's: Nguyen Van Minh."""
    first, last = words[0].lower(), words[-1].lower()
    if len(words) in (3, 4) and words[1].lower() in _VIETNAMESE_MIDDLE:
        return first in _VIETNAMESE
    is_spelled = first in _VIETNAMESE and not first.isascii()  # Võ Nguyên Giáp
    is_first = len(words) in (2, 3, 4) and (first in _SURELY_VIETNAMESE or is_spelled)
    return is_first and last not in _VIETNAMESE and not is_initials(words[-1])


def _is_chinese(words: Sequence[str]) -> bool:
    """Tell whether a Chinese family's name stands before one of two syllables: Xi Jinping."""
    return (
        len(words) == 2
        and words[0].lower() in _CHINESE
        and _TWO_SYLLABLES.fullmatch(words[1].lower()) is not None
        and words[1].lower() not in _CHINESE
    )


_CHINESE = words("chinese_families")
_INITIAL = r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)"
_FINAL = (
    r"(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|"
    r"a|e|i|o|u|ue)"
)
_TWO_SYLLABLES = re.compile(rf"{_INITIAL}{_FINAL}['-]?(?:{_INITIAL}{_FINAL}|e?(?:nlai|er|an|ang))")


def _is_korean(words: Sequence[str]) -> bool:
    """Tell whether a Korean family's name stands before one of two syllables: Ban Ki-moon."""
    return (
        len(words) == 2
        and words[0].lower() in _KOREAN
        and re.fullmatch(r"[A-Z][a-z]+-[a-z]+", words[1]) is not None
    )


def _is_russian(words: Sequence[str]) -> bool:
    """Tell whether a Russian family's name stands first: its ending, or a patronymic at the end."""
    if len(words) == 3 and _PATRONYMIC.search(words[2].lower()):
        return True
    is_family = [_RUSSIAN_FAMILY.fullmatch(word.lower()) is not None for word in words]
    return is_family == [True, False]


_PATRONYMIC = re.compile(r"(?:вич|вна|ична|инична)$")
_RUSSIAN_FAMILY = re.compile(
    r"[а-яё]{2,}(?:ова|ёва|[цс]кий|[цс]кая|енко|швили)|[а-яё]{4,}(?:ов|ева)"
)
_VIETNAMESE = words("vietnamese_families")
_SURELY_VIETNAMESE = words("strong_vietnamese_families")
_KOREAN = words("korean_families")


def _cased_given(word: str) -> str:
    """Return a given name printed in capitals with one; initials stay: ``JK``, ``J.K.``.

    >>> _cased_given("REBECCA"), _cased_given("ANA"), _cased_given("JK"), _cased_given("J.")
    ('Rebecca', 'Ana', 'JK', 'J.')
    """
    has_vowel = bool(re.search("[AEIOUY]", bare(word).upper()))
    return word.title() if "." not in word and len(word) > 2 and has_vowel else word


def _cased(name: str) -> str:
    """Return a name printed in capitals with a capital at each part: ``DUPONT`` is Dupont."""
    if not name.isupper() or len(name) < 3 or "." in name:
        return name
    return re.sub(r"\bMc(\w)", lambda found: "Mc" + found[1].upper(), name.title())
