"""The values of one Authors field: people and organisations, in page order.

"A And B" are two, "Ministry Of Justice And Human Rights" is one; a family name that the site
cut from its given name at the comma is joined again; a reference is set aside whole. The same
person spelled in two ways stays two: saying that they are one is not this stage's to say.
"""

import re
from collections.abc import Iterable, Sequence

from pipeline.model import Contributor, Unknown
from pipeline.normalise import organisations
from pipeline.normalise.citations import authors_of, is_citation
from pipeline.normalise.imprint_publishers import is_city
from pipeline.normalise.organisation_pieces import goes_on, organisation_pieces
from pipeline.normalise.person_names import is_initials, person
from pipeline.normalise.text import bare, squash
from pipeline.tables import words

Found = tuple[tuple[Contributor, ...], tuple[Unknown, ...]]


def contributors(values: Iterable[str]) -> Found:
    """Return who the values of one Authors field name, and what could not be read.

    >>> found, unknown = contributors(["Rebecca Surtees And Sarah Craggs"])
    >>> [(item.name, item.given) for item in found], unknown
    ([('Surtees', 'Rebecca'), ('Craggs', 'Sarah')], ())
    """
    texts = [squash(value)[:_LONGEST] for value in values]
    texts = [text for text in texts if text.strip(" .,;-–—|·")]
    if is_citation(texts):
        return _of_citation(texts)
    return _of_names(texts)


_LONGEST = 4_000  # characters of one value


def _of_citation(texts: Sequence[str]) -> Found:
    """Return the authors that a reference begins with; the reference itself is unknown."""
    named = authors_of(texts)
    found, unread = _of_names([named]) if named else ((), ())
    if any(not _is_whole(item) for item in found) or any("al" not in u.text for u in unread):
        found = ()  # half a name is worse than none
    whole = ", ".join(texts)
    return found, (Unknown(text=whole, kind="contributor", suggestion="a reference, not names"),)


def _is_whole(item: Contributor) -> bool:
    """Tell whether a contributor of a reference is a whole name, and nothing but a name."""
    if item.kind == "person":
        return item.given is not None and not is_initials(item.name)
    return not re.search(r"[.:;]\s", item.name) and (
        organisations.is_listed(item.name) or len(item.name.split(" ")) > 1
    )


# --- cutting


def _of_names(texts: Sequence[str]) -> Found:
    found: list[Contributor] = []
    unknown: list[Unknown] = []
    unknown += [
        Unknown(text=address, kind="contributor", suggestion="an address")
        for address in dict.fromkeys(found for text in texts for found in _EMAIL.findall(text))
    ]
    unknown += [  # people that the page does not name
        Unknown(text=others.group().strip(" ,"), kind="contributor")
        for text in texts
        for others in _ET_AL.finditer(text)
    ]
    for text in _pieces([_ET_AL.sub("", _EMAIL.sub(" ", text)) for text in texts]):
        role, names = _role(text)
        if role and _PLURAL.search(text):
            found = [_with_role(item, role) for item in found]
        for name in names:
            item = _contributor(name, role or "author", is_alone=len(texts) == 1)
            if isinstance(item, Contributor):
                found.append(item)
            elif item is not None:
                unknown.append(item)
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(unknown))


_EMAIL = re.compile(r"[(<]?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}\b[)>]?")


def _with_role(item: Contributor, role: str) -> Contributor:
    return Contributor(name=item.name, given=item.given, kind=item.kind, role=role, raw=item.raw)


def _pieces(texts: Sequence[str]) -> list[str]:
    """Return one text per name or "A and B", names that were cut at their comma joined again."""
    pieces = [piece for text in texts for piece in _SEMICOLON.split(text) if piece.strip()]
    pieces = [piece for text in pieces for piece in _at_slash(text.strip())]
    pieces = [part for text in pieces for part in _ROLE_CUT.split(text) if part.strip()]
    pieces = [part for text in pieces for part in _at_stops(text)]
    pieces = [piece for text in pieces for piece in _at_commas(text)]
    return organisation_pieces(_rejoined(pieces))


_SEMICOLON = re.compile(r"\s*[;；|•·、\n]\s*|\s+/\s+")
_ROLE_CUT = re.compile(
    r",?\s+(?=(?:with (?:contributions?|inputs?|assistance|support) (?:by|from|of)|edited by|"
    r"translated by|compiled by)\s)",
    re.IGNORECASE,
)


def _at_stops(text: str) -> list[str]:
    """Cut "Rebecca Surtees. Laura Johnson" at the full stop between two whole names."""
    parts = re.split(r"(?<=[^\W\d_]{3})\.\s+", text)
    return parts if len(parts) > 1 and all(map(_is_full_person, parts)) else [text]


def _at_slash(text: str) -> list[str]:
    """Cut "IOM/UNODC"; a slash between other words is none of ours to read."""
    parts = text.split("/")
    is_cut = all(map(organisations.organisation, parts)) or all(map(_is_full_person, parts))
    return parts if is_cut else [text]


def _at_commas(text: str) -> list[str]:
    """Cut at the commas that part names: not inside an organisation, nor before given names."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) < 2 or _is_one_organisation(text, pieces) or _is_inverted(pieces):
        return [text]
    inverted = [_AND.sub("", part) for part in _AND.split(text) if part.strip()]
    if len(inverted) > 1 and all(_is_inverted(part.split(", ")) for part in inverted):
        return inverted  # "Smith, John and Doe, Jane"
    names = [name.strip() for piece in pieces for name in _LEADING_AND.split(piece) if name.strip()]
    if len(names) > 2 and _is_only_first_inverted(names):
        return [", ".join(names[:2]), *names[2:]]
    return pieces


def _is_only_first_inverted(names: Sequence[str]) -> bool:
    """Tell whether names are "Doe", "Jane", "Al Roe": a list that turns its first name round."""
    return (
        " " not in names[0] + names[1]
        and _is_inverted(names[:2])
        and all(map(_is_full_person, names[2:]))
    )


def _is_inverted(pieces: Sequence[str]) -> bool:
    """Tell whether two pieces are family and given names: "García Márquez, Gabriel"."""
    return (
        len(pieces) == 2
        and not any(_AND.search(piece) for piece in pieces)
        and (_is_capital_family(*pieces) or not any(map(organisations.organisation, pieces)))
        and len(pieces[0].split(" ")) <= 3
        and (len(pieces[1].split(" ")) == 1 or len(pieces[0].split(" ")) == 1)
        and not _JOB.fullmatch(bare(pieces[1]))
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
_JOB = re.compile(
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
    return not any(organisations.opens_like_one(p) or _is_full_person(p) for p in pieces[1:])


def _is_full_person(text: str) -> bool:
    """Tell whether ``text`` reads as given and family name: no word of an organisation's."""
    words = text.split(" ")
    return (
        2 <= len(words) <= 5
        and person(text) is not None
        and organisations.organisation(text) is None
        and not any(bare(word) in _TOPICS for word in words)
    )


# Words of names of organisations that also could be capitalised names: never a person's.
_TOPICS = words("organisation_topics")


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
        elif kept and _SUFFIX.fullmatch(bare(piece)):
            kept[-1] = f"{kept[-1]}, {piece}"
        else:
            kept.append(piece)
    return kept


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
    parts = _AND.split(piece, maxsplit=1)
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


_AND = re.compile(r",?\s+(?:and|&|et|und|with|avec|con|mit|и)\s+|\s*&\s*", re.IGNORECASE)
_LEADING_AND = re.compile(rf"^(?:and|et|und|&)\s+|{_AND.pattern}", re.IGNORECASE)
_AND_BETWEEN_PEOPLE = re.compile(r"\s+(?:y|e)\s+", re.IGNORECASE)

# --- roles

_ROLE_WORDS = {
    "editor": r"eds?|editors?|edited by|dirs?|coords?|coordinators?|"
    r"coordinadora?|coordinadores|coordonn\w+|editora?|editores|hrsg|herausgeber|"
    r"compilers?|compiled by|comps?",
    "convener": r"conveners?|convenors?|convened by",
    "contributor": r"contributors?|with contributions by|contributing authors?|collab",
    "translator": r"trans|translators?|translated by|trad|traducido por|traduit par",
    "publisher": r"publishers?|published by",
    "author": r"authors?|by|par|por|von|written by|prepared by|lead authors?|auteurs?|autor(?:es)?|"
    r"principal investigators?|researchers?|consultants?",
}  # fmt: skip
_BRACKETED_ROLE = tuple(
    (role, re.compile(rf"\s*[(\[]\s?(?:{words})\.?\s?[)\]]|,\s(?:{words})\.?$", re.IGNORECASE))
    for role, words in _ROLE_WORDS.items()
)
_LEADING_ROLE = tuple(
    (role, re.compile(rf"^(?:{words})(?:\s?:|\.?\s)\s*(?=\S)", re.IGNORECASE))
    for role, words in (
        ("editor", r"edited by|editors?:|compiled by|coordinated by|eds?\.:?"),
        ("convener", r"convened by|conveners?:"),
        (
            "contributor",
            r"(?:with )?(?:the )?(?:contributions?|inputs?|assistance|support|collaboration) "
            r"(?:by|from|of)|contributors?:|avec la (?:collaboration|contribution) de|"
            r"con la (?:colaboración|contribución) de|unter mitarbeit von",
        ),
        ("translator", r"translated by|traduit par|traducido por"),
        ("publisher", r"published by|publisher:"),
        ("author", r"by|written by|prepared by|authors?:|lead authors?:|par|por"),
    )
)
_PLURAL = re.compile(
    r"\((?:eds|editors|conveners|convenors|coords|dirs|comps|hrsg)\.?\)", re.IGNORECASE
)


def _role(text: str) -> tuple[str | None, list[str]]:
    """Return the role that ``text`` states, and the names in it, cut at "and"."""
    for role, pattern in _BRACKETED_ROLE:
        if pattern.search(text):
            return role, _anded(pattern.sub("", text))
    for role, pattern in _LEADING_ROLE:
        if pattern.match(text):
            return role, _anded(pattern.sub("", text, count=1))
    return None, _anded(text)


# --- "and"


def _anded(text: str) -> list[str]:
    """Return the names that "and" joins; an organisation's own "and" stays inside it."""
    if organisations.is_listed(text):
        return [text]
    parts = _AND.split(re.sub(r"^(?:and|et|und|&)\s+", "", text.strip(), flags=re.IGNORECASE))
    parts = [piece for part in parts for piece in _on_behalf(part) if piece.strip()]
    if len(parts) > _MOST_ANDS:
        return [text]
    return [name for whole in _grouped(parts, text) for name in _people_apart(whole)]


_MOST_ANDS = 40
_FOR = re.compile(r"\s+(?:for|on behalf of|pour|para)\s+(?:the\s+)?", re.IGNORECASE)


def _on_behalf(text: str) -> list[str]:
    """Cut "Anne Gallagher for the OSCE" into who wrote and for whom; else leave it whole."""
    who, *whom = _FOR.split(text, maxsplit=1)
    is_cut = bool(whom) and _is_full_person(who) and _is_organisation(whom[0])
    return [who, *whom] if is_cut else [text]


def _is_organisation(text: str) -> bool:
    return organisations.opens_like_one(text) or organisations.organisation(text) is not None


def _grouped(parts: Sequence[str], text: str) -> list[str]:
    """Put the parts of one organisation together again, in the words of ``text``."""
    names: list[str] = []
    start = 0
    for part in parts:
        at = text.find(part, start)
        joined = text[text.rfind(names[-1], 0, at) : at + len(part)] if names else ""
        if names and not _parts_names(names[-1], part):
            names[-1] = joined
        else:
            names.append(part)
        start = at + len(part)
    return names


def _parts_names(left: str, right: str) -> bool:
    """Tell whether the "and" between two texts parts two contributors."""
    if goes_on(left, right):
        return False
    if organisations.organisation(left) is None:
        return _may_stand_alone(left) or organisations.opens_like_one(right)
    return organisations.opens_like_one(right) or (
        _is_full_person(right) and not organisations.opens_like_one(left)
    )


def _may_stand_alone(text: str) -> bool:
    """Tell whether a text is a person, not the first word of an organisation's name."""
    return not any(bare(word) in _TOPICS for word in text.split(" "))


def _people_apart(text: str) -> list[str]:
    """Cut at "y" and "e" only between whole names: Ortega y Gasset is one family."""
    if organisations.organisation(text) is not None:
        return [text]
    parts = _AND_BETWEEN_PEOPLE.split(text)
    return parts if len(parts) > 1 and all(_is_full_person(part) for part in parts) else [text]


# --- one name

_NOBODY = re.compile(
    r"(?:and )?others|various(?: authors)?|et al\.?|anonymous|n/?a|none|unknown|"
    r"varios(?: autores)?|divers|collectif|author|authors|no author|-+|staff|multiple authors",
    re.IGNORECASE,
)
_ET_AL = re.compile(
    r"(?:^|[,\s]+)(?:et\.? al\.?|and others|y otros|et autres|u\.\s?a\.|и др\.?)"
    r"(?=\s*(?:$|[;(\[]))",
    re.IGNORECASE,
)
_AFFILIATION = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$|\s+[-–—]\s+.*$")


def _contributor(text: str, role: str, *, is_alone: bool) -> Contributor | Unknown | None:
    """Return who ``text`` is: an organisation, a person, or unknown.

    One word among other values may be a name, a city or a piece of something: it is unknown.
    """
    tidy = squash(text).strip(" ,;:·|*")
    if not tidy or _NOBODY.fullmatch(tidy) or _JOB.fullmatch(bare(tidy)):
        return Unknown(text=squash(text), kind="contributor") if tidy else None
    name = organisations.organisation(tidy)
    if name is not None:
        return Contributor(name=name, given=None, kind="organisation", role=role, raw=squash(text))
    human = person(_AFFILIATION.sub("", _mended_person(tidy)))
    if human is None or (human.given is None and not is_alone and human.family.isascii()):
        return Unknown(text=squash(text), kind="contributor", suggestion=None)
    return Contributor(
        name=human.family, given=human.given, kind="person", role=role, raw=squash(text)
    )


def _mended_person(text: str) -> str:
    """Undo what capitals on every word do to a person's name: ``D'Cruz`` stays."""
    return re.sub(r"(?<=[^\W\d_]{3})(['’])S(?![^\W_])", r"\1s", text)
