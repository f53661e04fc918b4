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
from pipeline.normalise.people_cuts import JOB, pieces
from pipeline.normalise.people_roles import is_of_all, role_and_names
from pipeline.normalise.person_names import is_initials, person
from pipeline.normalise.text import bare, squash

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


# --- a list of names


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
    for text in pieces([_ET_AL.sub("", _EMAIL.sub(" ", text)) for text in texts]):
        role, names = role_and_names(text)
        if role and is_of_all(text):
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
    if not tidy or _NOBODY.fullmatch(tidy) or JOB.fullmatch(bare(tidy)):
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
