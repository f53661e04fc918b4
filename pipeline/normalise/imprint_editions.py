"""Which languages, ISBNs, pages and years of an imprint belong together."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Identifier, MentionEdition
from pipeline.normalise.imprint_line import Token

FORMATS = ("print", "pdf", "epub", "online")  # the order they are told in
_ONCE = ("year", "pages")  # what an imprint says once


def electronic(found: Sequence[Token]) -> tuple[Token, ...]:
    """Return the tokens with each ISBN's own formats, and marked electronic where they say so."""
    kept = list(found)
    for at, token in enumerate(found):
        if token.identifier is not None and token.identifier.scheme == "isbn":
            formats = _bracketed_formats(found, at + 1)
            if formats and "print" not in formats:
                token = replace(token, identifier=replace(token.identifier, is_electronic=True))
            kept[at] = replace(token, formats=in_order({*token.formats, *formats}))
    return tuple(kept)


def _bracketed_formats(found: Sequence[Token], at: int) -> set[str]:
    formats: set[str] = set()
    if at < len(found) and found[at].kind == "open":
        at += 1
        while at < len(found) and found[at].kind in ("format", "language", "list", "noise"):
            if found[at].kind == "format":
                formats.add(str(found[at].value))
            at += 1
        if at < len(found) and found[at].kind == "close":
            return formats
    return set()


def segments(found: Sequence[Token]) -> list[tuple[Token, ...]]:
    """Return the imprints of a line: one, unless it says a year or a number of pages twice.

    Each begins like the first: where the line opens with a year, at each year; where it opens
    with an ISBN, at each ISBN that follows a complete imprint.
    """
    counts = Counter(unit for unit in _units(found))
    repeats = max(counts[kind] for kind in _ONCE)
    if repeats < 2:
        return [tuple(found)]
    anchor = next(unit for unit in _units(found) if counts[unit] >= repeats)
    cut: list[list[Token]] = [[]]
    seen: set[str] = set()
    for token in found:
        if _unit(token) == anchor and anchor in seen and seen & set(_ONCE):
            cut.append([])
            seen = set()
        seen.add(_unit(token))
        cut[-1].append(token)
    return [tuple(part) for part in cut]


def _unit(token: Token) -> str:
    if token.kind == "identifier":
        return token.identifier.scheme if token.identifier else ""
    return token.kind


def _units(found: Sequence[Token]) -> Iterator[str]:
    """Yield what the line is made of, a list of languages as one unit."""
    last = ""
    for token in found:
        unit = _unit(token)
        if unit in ("year", "pages", "isbn") or (unit == "language" and last != "language"):
            yield unit
        if unit not in ("list", "open", "close"):
            last = unit


@dataclass(frozen=True, slots=True)
class _Tie:
    """An ISBN and the languages the page ties it to."""

    identifier: Identifier
    languages: tuple[str, ...]


def editions(
    segment: Sequence[Token], year: int | None = None
) -> tuple[tuple[MentionEdition, ...], tuple[Identifier, ...]]:
    """Return the editions of one imprint, and its identifiers with their languages.

    Args:
        segment: The tokens of one imprint.
        year: The year that the whole line shares, for an imprint that prints none.
    """
    spoken = tuple(dict.fromkeys(str(t.value) for t in segment if t.kind == "language"))
    ties = _ties(segment, spoken)
    own = {t.identifier.value: t.formats for t in segment if t.identifier and t.formats}
    common = MentionEdition(
        language=None,
        isbn=None,
        pages=next((int(t.value) for t in segment if t.kind == "pages" and t.value), None),
        year=next((int(t.value) for t in segment if t.kind == "year" and t.value), year),
        formats=in_order(str(t.value) for t in segment if t.kind == "format"),
    )
    made = [item for name in spoken for item in _of_language(name, ties, common, own)]
    if not spoken:
        made = _without_language(ties, common, own)
    found = [_told(t.identifier, ties) for t in segment if t.identifier is not None]
    return tuple(dict.fromkeys(made)), tuple(dict.fromkeys(found))


def in_order(formats: Iterable[str]) -> tuple[str, ...]:
    """Return the formats in the order of ``FORMATS``, each once."""
    found = set(formats)
    return tuple(name for name in FORMATS if name in found)


def _of_language(
    name: str, ties: Sequence[_Tie], common: MentionEdition, own: Mapping[str, tuple[str, ...]]
) -> Iterator[MentionEdition]:
    isbns = {t.identifier.value: t.identifier for t in ties if name in t.languages}
    if not isbns:
        yield replace(common, language=name)
    for identifier in isbns.values():
        yield replace(_of_isbn(identifier, isbns, common, own), language=name)


def _of_isbn(
    identifier: Identifier,
    among: Collection[str],
    common: MentionEdition,
    own: Mapping[str, tuple[str, ...]],
) -> MentionEdition:
    """Return the edition of one ISBN; of several, each has its own formats."""
    formats = common.formats
    if identifier.value in own:
        formats = own[identifier.value]
    elif len(among) > 1:
        formats = tuple(f for f in formats if (f == "print") != identifier.is_electronic)
    return replace(common, isbn=identifier.value, formats=formats)


def _without_language(
    ties: Sequence[_Tie], common: MentionEdition, own: Mapping[str, tuple[str, ...]]
) -> list[MentionEdition]:
    isbns = {tie.identifier.value: tie.identifier for tie in ties}
    if not isbns and common.pages is None:
        return []  # a year or a format alone says nothing of an edition
    return [_of_isbn(item, isbns, common, own) for item in isbns.values()] or [common]


def _told(identifier: Identifier, ties: Sequence[_Tie]) -> Identifier:
    """Return the identifier with its language, where it is tied to exactly one."""
    for tie in ties:
        if tie.identifier == identifier and len(tie.languages) == 1:
            return replace(identifier, language=tie.languages[0])
    return identifier


# --- ties


def _ties(segment: Sequence[Token], spoken: tuple[str, ...]) -> list[_Tie]:
    """Tie each valid ISBN to languages: by brackets, by turns, or because there is but one.

    An ISBN with something else in brackets after it is another language's, or nobody's.
    """
    items = [token for token in segment if token.kind not in ("noise", "format", "price", "text")]
    tied = [
        _Tie(token.identifier, _in_brackets(items, at))
        for at, token in enumerate(items)
        if token.identifier is not None and token.identifier.scheme == "isbn"
    ]
    tied = [tie for tie in tied if tie.identifier.is_valid]  # a wrong one is no edition's
    loose = [tie for tie in tied if not tie.languages]
    if loose and len(loose) == len(tied):
        tied = _by_turns(items) or tied
    if len(spoken) == 1:
        said = _said_otherwise(segment)
        return [
            tie if tie.languages or tie.identifier in said else replace(tie, languages=spoken)
            for tie in tied
        ]
    return tied


def _said_otherwise(segment: Sequence[Token]) -> set[Identifier]:
    """Return the identifiers that brackets with an unread text follow."""
    return {
        token.identifier
        for token, after, inside in zip(segment, segment[1:], segment[2:], strict=False)
        if token.identifier and after.kind == "open" and inside.kind in ("text", "unread")
    }


def _in_brackets(items: Sequence[Token], at: int) -> tuple[str, ...]:
    """Return the languages in brackets after the ISBN, or before brackets that hold it."""
    after = _names(items, at + 1, ("open",), +1)
    if after:
        return after
    opened = at >= 1 and items[at - 1].kind == "open"
    closed = at + 1 < len(items) and items[at + 1].kind == "close"
    if opened and closed and at >= 2 and items[at - 2].kind == "language":
        return (str(items[at - 2].value),)
    return ()


def _names(items: Sequence[Token], at: int, opening: tuple[str, ...], step: int) -> tuple[str, ...]:
    if not (at < len(items) and items[at].kind in opening):
        return ()
    names: list[str] = []
    at += step
    while at < len(items) and items[at].kind in ("language", "list"):
        if items[at].kind == "language":
            names.append(str(items[at].value))
        at += step
    return tuple(names) if at < len(items) and items[at].kind == "close" else ()


def _by_turns(items: Sequence[Token]) -> list[_Tie]:
    """Tie ISBNs and languages that take turns: ``ISBN a English ISBN b Spanish``."""
    turns = [token for token in items if token.kind in ("language", "identifier")]
    turns = [t for t in turns if t.identifier is None or t.identifier.scheme == "isbn"]
    pairs = list(zip(turns[::2], turns[1::2], strict=False))
    if len(turns) % 2 or len({token.kind for token in turns[::2]}) != 1:
        return []
    if len({token.kind for token in turns[1::2]}) != 1 or turns[0].kind == turns[1].kind:
        return []
    ordered = pairs if turns[0].identifier else [(right, left) for left, right in pairs]
    return [
        _Tie(isbn.identifier, (str(name.value),))
        for isbn, name in ordered
        if isbn.identifier is not None
    ]
