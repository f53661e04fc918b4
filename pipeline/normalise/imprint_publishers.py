"""Who published an imprint, and where: "Geneva: IOM", "UNODC, Vienna", "London: Routledge".

A text of the line is accounted for as a whole or not at all. Places are those of a table; a
publisher is an organisation that is known, that stands with its place, or that the line calls
one; any other text stays unknown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.normalise import organisations
from pipeline.normalise.imprint_line import Token
from pipeline.normalise.text import bare
from pipeline.tables import rows, words


@dataclass(frozen=True, slots=True)
class Publication:
    """Publishers and places as printed, and the stretches of the line that say so."""

    publishers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    spans: frozenset[tuple[int, int]] = frozenset()


def publication(text: str, kept: Sequence[Token]) -> Publication:
    """Return what the unread texts of a line say of its publishers and their places."""
    publishers: dict[str, None] = {}
    places: dict[str, None] = {}
    spans = set()
    before = 0
    for run in runs(kept):
        if run.kind == "text":
            said = text[run.start : run.stop]
            is_called = bool(_CALLED.search(bare(text[before : run.start][-_LABEL:])))
            read = read_publisher(said, is_called=is_called)
            if read is not None:
                publishers.update(dict.fromkeys(read.publishers))
                places.update(dict.fromkeys(read.places))
                spans.add((run.start, run.stop))
        before = run.stop
    return Publication(tuple(publishers), tuple(places), frozenset(spans))


_LABEL = 30  # characters before a text that may call it the publisher
_CALLED = re.compile(
    r"(?:publisher|published by|publie par|publicado por|publicado em|editeur|editorial|editora|"
    r"verlag|"
    r"herausgegeben von|издательство|出版社|الناشر)\s?:?\s?$"
)


def runs(kept: Sequence[Token]) -> list[Token]:
    """Return the tokens with texts that only signs or small words part made one.

    An abbreviation in brackets belongs to the name before it.
    """
    found: list[Token] = []
    at = 0
    while at < len(kept):
        token = kept[at]
        if token.kind == "open" and found and found[-1].kind == "text" and _holds(kept, at):
            found.append(Token(kind="text", start=found.pop().start, stop=kept[at + 2].stop))
            at += 3
            continue
        if token.kind == "text" and found and found[-1].kind == "text":
            token = Token(kind="text", start=found.pop().start, stop=token.stop)
        if token.kind not in ("noise", "list"):
            found.append(token)
        at += 1
    return found


def _holds(kept: Sequence[Token], at: int) -> bool:
    inside = kept[at + 1 : at + 3]
    return (
        len(inside) == 2
        and inside[0].kind == "text"
        and inside[1].kind == "close"
        and inside[0].stop - inside[0].start <= _ACRONYM
        and at > 0
        and kept[at - 1].kind == "text"
    )


_ACRONYM = 12  # characters


# --- one text

_LONGEST = 200  # characters
_AND = re.compile(r"\s*(?:/|&|;|\b(?:and|et|y|e|und|и)\b)\s*", re.IGNORECASE)
_HOUSES = words("publishing_houses")
_NAME = re.compile(r"[^\W\d_a-z][^\d:;=@<>]{1,90}")


def read_publisher(text: str, *, is_called: bool = False) -> Publication | None:
    """Return the publishers and places that ``text`` states as a whole, or ``None``.

    >>> read_publisher("Geneva: IOM").publishers, read_publisher("IOM, Geneva").places
    (('IOM',), ('Geneva',))
    >>> read_publisher("Executive summary") is None
    True
    """
    text = text.strip(" .,;:")
    if len(text) > _LONGEST or not text:
        return None
    left, colon, right = (part.strip(" ,") for part in text.partition(":"))
    if not colon:
        return _in_commas(text, is_called=is_called)
    found = organisations.organisation(right)
    if _is_place(left) and ":" not in right and (found or _NAME.fullmatch(right)):
        return Publication(tuple(_named(right)), (left,))
    if found and ":" not in right and _looks_like_a_place(left) and organisations.is_listed(right):
        return Publication((found,), (left,))
    return None


def _in_commas(text: str, *, is_called: bool) -> Publication | None:
    """Read "UNODC, Vienna", "Vienna, Austria", "Cambridge University Press"."""
    if _is_place(text):
        return Publication((), (text,))
    head, place = text, ""
    for found in re.finditer(r",\s*", text):
        if _is_place(text[found.end() :]):
            head, place = text[: found.start()], text[found.end() :]
            break
        if _is_place(text[: found.start()]):
            head, place = text[found.end() :], text[: found.start()]
            break
    if is_called and _NAME.fullmatch(head):
        return Publication(tuple(_named(head)), (place,) if place else ())
    if not all(_is_publisher(name, has_place=bool(place)) for name in _named(head)):
        return None
    return Publication(tuple(_named(head)), (place,) if place else ())


def _is_publisher(name: str, *, has_place: bool) -> bool:
    if organisations.is_listed(name):
        return True
    said = [bare(word) for word in name.split(" ")]
    is_house = len(said) > 1 and said[-1] in _HOUSES
    return organisations.organisation(name) is not None and (has_place or is_house)


def _named(text: str) -> Iterator[str]:
    """Yield the publishers of ``text``: several where each is an organisation by itself."""
    parts = [part for part in _AND.split(text.replace(", ", " / ")) if part]
    if len(parts) > 1 and all(map(_stands_alone, parts)):
        yield from (organisations.organisation(part) or part for part in parts)
    else:
        yield organisations.organisation(text) or text


def _stands_alone(text: str) -> bool:
    return organisations.is_listed(text) or (
        organisations.opens_like_one(text) and organisations.organisation(text) is not None
    )


# --- places


def _is_place(text: str) -> bool:
    """Tell whether ``text`` is one place of publication or several."""
    names = [part.strip(" .,") for part in _AND.split(text)]
    return all(_is_city(name) for name in names if name) and any(names)


def _is_city(text: str) -> bool:
    city, comma, after = text.partition(",")
    if _key(city) not in _cities():
        return False
    return not comma or _key(after) in _AFTER or _key(after) in _cities() or _is_country(after)


_AFTER = words("after_cities") | {"d c", "n y", "u k"}


def _is_country(text: str) -> bool:
    from pipeline.normalise import places

    return isinstance(places.country(text.strip()), str)


def _looks_like_a_place(text: str) -> bool:
    said = text.split(" ")
    return (
        len(said) <= 3
        and all(word[:1].isupper() for word in said)
        and not (
            {bare(word) for word in said} & (words("organisation_heads") | words("imprint_labels"))
        )
    )


def _key(text: str) -> str:
    return " ".join(bare(text).replace(".", " ").replace("-", " ").split())


@cache
def _cities() -> frozenset[str]:
    """Return the names of ``publication_places.tsv``, folded."""
    return frozenset(
        _key(name) for row in rows("publication_places.tsv") for name in row["names"].split("|")
    )


def is_city(text: str) -> bool:
    """Tell whether the table of places of publication has ``text``.

    >>> is_city("Genève"), is_city("Surtees")
    (True, False)
    """
    return _key(text) in _cities()
