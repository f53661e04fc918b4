"""What an Authors field says that somebody did, and the names that its "and" joins."""

import re
from collections.abc import Sequence

from pipeline.normalise import organisations
from pipeline.normalise.organisation_pieces import goes_on
from pipeline.normalise.people_cuts import AND, TOPICS, is_full_person
from pipeline.normalise.text import bare

_BETWEEN_PEOPLE = re.compile(r"\s+(?:y|e)\s+", re.IGNORECASE)

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


def is_of_all(text: str) -> bool:
    """Tell whether a role in brackets is that of every name before it: "(eds.)"."""
    return _PLURAL.search(text) is not None


def role_and_names(text: str) -> tuple[str | None, list[str]]:
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
    parts = AND.split(re.sub(r"^(?:and|et|und|&)\s+", "", text.strip(), flags=re.IGNORECASE))
    parts = [piece for part in parts for piece in _on_behalf(part) if piece.strip()]
    if len(parts) > _MOST_ANDS:
        return [text]
    return [name for whole in _grouped(parts, text) for name in _people_apart(whole)]


_MOST_ANDS = 40
_FOR = re.compile(r"\s+(?:for|on behalf of|pour|para)\s+(?:the\s+)?", re.IGNORECASE)


def _on_behalf(text: str) -> list[str]:
    """Cut "Anne Gallagher for the OSCE" into who wrote and for whom; else leave it whole."""
    who, *whom = _FOR.split(text, maxsplit=1)
    is_cut = bool(whom) and is_full_person(who) and _is_organisation(whom[0])
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
    if organisations.opens_like_one(right):
        return True
    if organisations.organisation(left) is None:
        is_first_word = " " not in left and organisations.organisation(right) is not None
        return _may_stand_alone(left) and not is_first_word  # "Food" of the FAO's name
    is_whole = organisations.is_listed(left) or not organisations.opens_like_one(left)
    return is_whole and is_full_person(right)


def _may_stand_alone(text: str) -> bool:
    """Tell whether a text is a person, not the first word of an organisation's name."""
    return not any(bare(word) in TOPICS for word in text.split(" "))


def _people_apart(text: str) -> list[str]:
    """Cut at "y" and "e" only between whole names: Ortega y Gasset is one family."""
    if organisations.organisation(text) is not None:
        return [text]
    parts = _BETWEEN_PEOPLE.split(text)
    return parts if len(parts) > 1 and all(is_full_person(part) for part in parts) else [text]
