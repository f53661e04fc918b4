"""An Authors field cut into one text per name, or per "A and B": commas, slashes, stops.

A comma may part two names, a family's name from the given ones, a suffix, or two topics of a
ministry; what it parts is seen from what stands on both sides.
"""

import re
from collections.abc import Sequence

from pipeline.normalise import organisations
from pipeline.normalise.imprint_publishers import is_city
from pipeline.normalise.organisation_pieces import organisation_pieces
from pipeline.normalise.person_names import is_initials, person
from pipeline.normalise.text import bare
from pipeline.tables import words

AND = re.compile(r",?\s+(?:and|&|et|und|with|avec|con|mit|и)\s+|\s*&\s*", re.IGNORECASE)
_LEADING_AND = re.compile(rf"^(?:and|et|und|&)\s+|{AND.pattern}", re.IGNORECASE)


def pieces(texts: Sequence[str]) -> list[str]:
    """Return one text per name or "A and B", names that were cut at their comma joined again."""
    found = [piece for text in texts for piece in _SEMICOLON.split(text) if piece.strip()]
    found = [piece for text in found for piece in _at_slash(text.strip())]
    found = [part for text in found for part in _ROLE_CUT.split(text) if part.strip()]
    found = [part for text in found for part in _at_stops(text)]
    found = [piece for text in found for piece in _at_commas(text)]
    return organisation_pieces(_rejoined(found))


_SEMICOLON = re.compile(r"\s*[;；|•·、\n]\s*|\s+/\s+")
_ROLE_CUT = re.compile(
    r",?\s+(?=(?:with (?:contributions?|inputs?|assistance|support) (?:by|from|of)|edited by|"
    r"translated by|compiled by)\s)",
    re.IGNORECASE,
)


def _at_stops(text: str) -> list[str]:
    """Cut "Rebecca Surtees. Laura Johnson" at the full stop between two whole names."""
    parts = re.split(r"(?<=[^\W\d_]{3})\.\s+", text)
    return parts if len(parts) > 1 and all(map(is_full_person, parts)) else [text]


def _at_slash(text: str) -> list[str]:
    """Cut "IOM/UNODC"; a slash between other words is none of ours to read."""
    parts = text.split("/")
    is_cut = all(map(organisations.organisation, parts)) or all(map(is_full_person, parts))
    return parts if is_cut else [text]


def _at_commas(text: str) -> list[str]:
    """Cut at the commas that part names: not inside an organisation, nor before given names."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) < 2 or _is_one_organisation(text, pieces) or _is_inverted(pieces):
        return [text]
    inverted = [AND.sub("", part) for part in AND.split(text) if part.strip()]
    if len(inverted) > 1 and all(_is_inverted(part.split(", ")) for part in inverted):
        return inverted  # "Smith, John and Doe, Jane"
    names = [name.strip() for piece in pieces for name in _LEADING_AND.split(piece) if name.strip()]
    if len(names) > 2 and _is_only_first_inverted(names):
        return [", ".join(names[:2]), *names[2:]]
    return pieces


_IN_BRACKETS = re.compile(r"\s*\([^()]{1,40}\)$")  # "(eds.)"


def _is_only_first_inverted(names: Sequence[str]) -> bool:
    """Tell whether names are "Doe", "Jane", "Al Roe": a list that turns its first name round."""
    return (
        " " not in names[0] + names[1]
        and _is_inverted(names[:2])
        and all(is_full_person(_IN_BRACKETS.sub("", name)) for name in names[2:])
    )


def _is_inverted(pieces: Sequence[str]) -> bool:
    """Tell whether two pieces are family and given names: "García Márquez, Gabriel"."""
    return (
        len(pieces) == 2
        and not any(AND.search(piece) for piece in pieces)
        and (_is_capital_family(*pieces) or not any(map(organisations.organisation, pieces)))
        and len(pieces[0].split(" ")) <= 3
        and (len(pieces[1].split(" ")) == 1 or len(pieces[0].split(" ")) == 1)
        and not JOB.fullmatch(bare(pieces[1]))
        and person(", ".join(pieces)) is not None
    )


def _is_capital_family(family: str, given: str) -> bool:
    """Tell whether "SMITH, John" is a family name in capitals, not an organisation and a city."""
    return (
        re.fullmatch(r"[^\W\d_]{3,}(?:['’ -][^\W\d_]{2,}){0,2}", family) is not None
        and family.isupper()
        and not organisations.is_listed(family)
        and re.fullmatch(r"[^\W\d_][^\W\d_A-Z]+(?:[ -][^\W\d_][^\W\d_]*\.?){0,2}", given)
        is not None
        and organisations.organisation(given) is None
        and not is_city(given)
    )


_DUTY = "|".join(sorted(words("duties")))
JOB = re.compile(
    rf"(?:(?:{_DUTY})[ -])*(?:director|consultant|researcher|professor|coordinator|officer|expert|"
    r"editor|author|manager|lawyer|attorney|analyst|adviser|advisor|fellow|lecturer|specialist|"
    r"assistant|economist|journalist|rapporteur|investigator|psychologist|sociologist)"
    r"(?:,? (?:of|at|for|in) .{1,60})?"
)


def _is_one_organisation(text: str, pieces: Sequence[str]) -> bool:
    """Tell whether commas stand inside one name: "Ministry of Health, Labour and Welfare"."""
    if organisations.is_listed(text):
        return True
    if organisations.organisation(pieces[0]) is None or organisations.is_acronym(pieces[0]):
        return False
    return not any(organisations.opens_like_one(p) or _are_people(p) for p in pieces[1:])


def _are_people(text: str) -> bool:
    """Tell whether ``text`` is a person, or nothing but people: "Amartya Sen and Jean Drèze"."""
    return all(map(is_full_person, AND.split(text)))


def is_full_person(text: str) -> bool:
    """Tell whether ``text`` reads as given and family name: no word of an organisation's."""
    words = text.split(" ")
    return (
        2 <= len(words) <= 5
        and person(text) is not None
        and organisations.organisation(text) is None
        and not any(bare(word) in TOPICS for word in words)
    )


# Words of names of organisations that also could be capitalised names: never a person's.
TOPICS = words("organisation_topics")


def _rejoined(pieces: Sequence[str]) -> list[str]:
    """Join "Liu" and "G.", and a field of nothing but single words two by two."""
    if _are_cut_names(pieces):
        return [f"{a}, {b}" for a, b in zip(pieces[::2], pieces[1::2], strict=True)]
    kept: list[str] = []
    for piece in pieces:
        head, tail = _initials_and_rest(piece)
        if kept and _is_family_alone(kept[-1], piece):
            kept[-1] = f"{kept[-1]}, {piece}"
        elif kept and head and _can_be_family(kept[-1]):
            kept[-1] = f"{kept[-1]}, {head}"
            kept += [tail] if tail else []
        elif kept and (_SUFFIX.fullmatch(bare(piece)) or _ROLE.fullmatch(piece)):
            kept[-1] = f"{kept[-1]}, {piece}"
        else:
            kept.append(piece)
    return kept


_ROLE = re.compile(r"(?:eds?\.|editors?|conveners?|coordinators?|compilers?)", re.IGNORECASE)


def _is_family_alone(family: str, given: str) -> bool:
    """Tell whether "Mann" and "Lori J.", or "SMITH" and "John", are one name that was cut."""
    if " " in family or "." in family or not family[:1].isupper():
        return False
    if _is_capital_family(family, given):
        return " " not in given
    *first, last = given.split(" ")
    return (
        bool(first)
        and organisations.organisation(family) is None
        and not is_city(family)
        and is_initials(last)
        and "." in last
        and all(re.fullmatch(r"[^\W\d_][^\W\d_]+", word) for word in first[:1])
        and len(first) <= 2
    )


_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|esq|m\.?a|m\.?sc|ll\.?m)\.?")


def _are_cut_names(pieces: Sequence[str]) -> bool:
    """Tell whether every piece is one word with a capital, and they are two by two."""
    return (
        len(pieces) >= 2
        and len(pieces) % 2 == 0
        and all(re.fullmatch(r"[^\W\d_a-z][^\W\d_]*[a-z][\w'’-]*", piece) for piece in pieces)
        and not any(organisations.organisation(piece) for piece in pieces)
    )


def _initials_and_rest(piece: str) -> tuple[str, str]:
    """Cut ``M. And M. Klein Solomon`` after the initials that belong to the name before."""
    parts = AND.split(piece, maxsplit=1)
    bracket = re.match(r"(?P<name>.*?)\s*(?P<role>\([^()]*\))?$", parts[0])
    name = bracket["name"] if bracket else parts[0]
    if not is_initials(name) or (
        len(name) > 2 and "." not in name and len(parts) == 1 and len(name) > 3
    ):
        return "", ""
    return parts[0], parts[1] if len(parts) == 2 else ""


def _can_be_family(text: str) -> bool:
    return (
        "," not in text
        and len(text.split(" ")) <= 3
        and not is_initials(text)
        and (organisations.organisation(text) is None or text.isupper())
        and "." not in text
    )
