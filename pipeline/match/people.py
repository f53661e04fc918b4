"""Family names in lists of authors, however the list is printed."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from pipeline.match.words import LISTS, STOP, words

LONGEST_NAMES = 4000  # characters of a list of authors that are read

# One set of letters to begin with, which is found quickly: most letters of a list begin none.
_AND = re.compile(
    r"[;&|aAuUeE](?:(?<=[;&|])|(?<=\b[aAuU])[nN][dD]\b|(?<=\b[eE])[tT]\b(?! [aA][lL]))"
)
_ET_AL = re.compile(r"\bet\.? al\b\.?|\band others\b|\bu\.? ?a\.$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}|[A-Z]{1,3}")
_LOST_LETTER = re.compile("[?\ufffd]")
_LOST_BEGINNING = re.compile("(?<!\\w)[?\ufffd]\\w*")  # a name that cannot be known
_NUMBER = re.compile(r"\s+\d{1,5}(?=\s*$)")  # that tells namesakes apart
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
_BODY_WORDS = frozenset(LISTS["bodies"].split())
_PARTICLES = frozenset(LISTS["particles"].split())


def families(authors: str) -> tuple[str, ...]:
    """Return the words of the family names in a list of authors, in order.

    ``Zuber, J and Le Quintrec, M``, ``Zuber J, Le Quintrec M`` and ``J. Zuber; M. Le Quintrec``
    are read alike.

    >>> families("Zuber, J and Le Quintrec, M"), families("j. zuber and m. le quintrec")
    (('zuber', 'quintrec'), ('zuber', 'quintrec'))
    >>> families("Zuber J, Quintrec ML, Loirat C")
    ('zuber', 'quintrec', 'loirat')
    """
    text = authors[:LONGEST_NAMES]
    text = html.unescape(text) if "&" in text else text
    if _may_be_cut_short(text.lower()):
        text = _ET_AL.sub(" ", text)
    people = [person.strip() for person in _AND.split(text) if person.strip(" .,")]
    if len(people) == 1 and people[0].count(",") >= 1:
        people = _cut_at_commas(people[0])
    found: dict[str, None] = {}
    for person in people:
        for word in _family(person):
            found.setdefault(word)
    return tuple(found)


def _may_be_cut_short(lower: str) -> bool:
    """Tell a list that may end in "et al.": a quick look before a slow one."""
    return " al" in lower or "other" in lower or lower.endswith(("a.", "a.\n"))


def _cut_at_commas(text: str) -> list[str]:
    """Cut ``Zuber J, Loirat C`` or ``Zuber, J., Loirat, C.`` into people."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) == 2 and " " not in pieces[0]:
        return [", ".join(pieces)]
    if all(_INITIALS.fullmatch(piece) for piece in pieces[1::2]) and len(pieces) % 2 == 0:
        return [f"{a}, {b}" for a, b in zip(pieces[::2], pieces[1::2], strict=True)]
    return pieces


MOST_BODY_WORDS = 10  # a longer name is a list of persons that ends with an organisation
_IN_BRACKETS = re.compile(r"\s*[(\[][A-Z][A-Za-z-]{1,9}[)\]]\s*$")  # its initials, once more
_CORPORATE = re.compile(r"^CORPORATE\s")  # what a database writes before an organisation
_ACRONYM = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z]{1,4}")


def bodies(authors: str) -> tuple[str, ...] | None:
    """Return the initials of the organisations in a list that names nobody else, or ``None``.

    >>> bodies("International Organization for Migration; UNHCR")
    ('iom', 'unhcr')
    >>> bodies("International Organization for Migration (IOM)")
    ('iom',)
    >>> bodies("Surtees, Rebecca") is bodies("IOM; Surtees, R.") is bodies("") is None
    True
    """
    found = []
    for name in authors[:LONGEST_NAMES].split(";"):
        if name.strip(" ."):
            body = _body(name.strip())
            if not body:
                return None
            found.append(body)
    return tuple(found) or None


@lru_cache(maxsize=50_000)
def _body(name: str) -> str:
    name = _CORPORATE.sub("", name)
    if _ACRONYM.fullmatch(name):
        return name.lower()
    named = _IN_BRACKETS.search(name) if name[-1:] in (")", "]") else None
    if named:
        name = name[: named.start()]
    tokens = words(name.replace("-", ""))
    if len(tokens) > MOST_BODY_WORDS or not any(token in _BODY_WORDS for token in tokens):
        return ""
    if any(len(token) == 1 and token.isalpha() for token in tokens):  # a person's initial
        return ""
    return "".join(token[0] for token in tokens if token not in STOP)


def _family(person: str) -> tuple[str, ...]:
    if person[-1:].isdigit():
        person = _NUMBER.sub("", person)
    family, comma, given = person.partition(",")
    if comma and not _begins_with_initial(family):
        return _name_words(family)
    if comma:
        return *_family(family), *_family(given)
    pieces = person.replace(".", ". ").split()
    if len(pieces) > 1 and all(_is_initials(piece) for piece in pieces[1:]):
        return _name_words(pieces[0])
    if len(pieces) > 2 and _is_initials(pieces[-1]) and not _is_initials(pieces[0]):
        return _name_words(" ".join(piece for piece in pieces if not _is_initials(piece)))
    return _name_words(pieces[-1]) if pieces else ()


def _begins_with_initial(name: str) -> bool:
    """Tell ``m. kearns`` (cut from ``m. kearns, m. li``) from ``Kearns`` and ``de Jorge``."""
    if " " not in name and "." not in name:
        return False
    pieces = name.replace(".", ". ").split()
    return len(pieces) > 1 and _is_initials(pieces[0])


def _is_initials(piece: str) -> bool:
    bare = piece.replace(".", "").replace("-", "")
    return len(bare) <= 1 or (len(bare) <= 3 and bare.isupper())


@lru_cache(maxsize=200_000)
def _name_words(name: str) -> tuple[str, ...]:
    all_words = words(_LOST_LETTER.sub("", _LOST_BEGINNING.sub("", name)))
    found = tuple(word for word in all_words if len(word) > 1 and word not in _PARTICLES)
    return found or tuple(word for word in all_words[:1] if word not in _SUFFIXES)
