"""Names of organisations that a page cut at commas and "and", put together again.

A ministry "of Labour", and values of nothing but words for what ministries are about, are one
name: "Ministry Of Labour", "Invalids", "Social Affairs".
"""

from collections.abc import Sequence

from pipeline.normalise import organisations
from pipeline.normalise.text import bare
from pipeline.tables import words

_TOPICS = words("organisation_topics")
_SMALL = words("title_small_words")
_BODIES = words("organisation_bodies")
_LINKS = words("organisation_links")


def organisation_pieces(pieces: Sequence[str]) -> list[str]:
    """Return the pieces with those of one organisation's name joined by commas and "and".

    >>> organisation_pieces(["Ministry Of Labour", "Invalids", "Social Affairs", "IOM"])
    ['Ministry Of Labour, Invalids and Social Affairs', 'IOM']
    >>> organisation_pieces(["Ministry Of Labour", "Rebecca Surtees"])
    ['Ministry Of Labour', 'Rebecca Surtees']
    """
    kept: list[str] = []
    at = 0
    while at < len(pieces):
        stop = at + 1
        if _is_body(pieces[at]):
            while stop < len(pieces) and _is_topic(pieces[stop]):
                stop += 1
        kept.append(_joined(pieces[at:stop]))
        at = stop
    return kept


def goes_on(left: str, right: str) -> bool:
    """Tell whether ``right`` can only be more of what the body ``left`` deals with.

    >>> goes_on("Ministry of Foreign Affairs", "International Cooperation")
    True
    """
    return _is_body(left) and _is_topic(right)


def _is_body(text: str) -> bool:
    """Tell whether a piece names a body and what it is for: "Ministry of Labour"."""
    said = [bare(word) for word in text.split(" ")]
    if not _BODIES & set(said[:-1]) or not _LINKS & set(said[1:-1]):
        return False
    return said[-1].rstrip(",") in _TOPICS and not organisations.is_listed(text)


def _is_topic(text: str) -> bool:
    """Tell whether a piece can only go on with a name: "And Social Affairs"."""
    said = [bare(word).removesuffix("'s") for word in text.split(" ")]
    is_topical = all(word in _TOPICS or word in _SMALL or word == "&" for word in said)
    return (
        is_topical and any(word in _TOPICS for word in said) and not organisations.is_listed(text)
    )


def _joined(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    last = parts[-1]
    opens = bare(last.split(" ")[0])
    has_and = bool(_ANDS & {bare(word) for word in last.split(" ")[1:-1]})
    link = " " if opens in _ANDS else ", " if has_and else f" {_and_of(parts[0])} "
    return ", ".join(parts[:-1]) + link + last


_ANDS = frozenset({"and", "et", "y", "e", "und", "&"})


def _and_of(text: str) -> str:
    """Return the "and" of the language that a name's small words are in."""
    said = {bare(word) for word in text.split(" ")}
    head = bare(text.split(" ")[0])
    if head in ("ministere", "departement", "direction", "secretariat") and "of" not in said:
        return "et"
    if head in ("ministerio", "departamento", "secretaria", "instituto"):
        return "e" if said & {"do", "da", "dos", "das"} else "y"
    return "und" if head.startswith("bundes") or said & {"fur", "für"} else "and"
