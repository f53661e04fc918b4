"""Which words of a stored page a value was read from: what `collate why` marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.normalise.languages import languages
from pipeline.normalise.places import is_worldwide

REACH = 20_000  # characters of a text that are searched; an abstract is shorter by far
_LONGEST = 500  # characters of a piece that are looked for
_NAME_WORDS = 3  # words of a language's name, or of one for the whole world, at most

Span = tuple[int, int]


def spans(field: str, value: str, raw: Iterable[str], text: str) -> tuple[Span, ...]:
    """Return where the words stand in ``text`` that a value was read from, in order.

    Args:
        field: The column of ``works``.
        value: The value in standard form.
        raw: The texts it is known to have been read from, where a table keeps them.
        text: What stands at the value's place on the page.

    >>> spans("year", "2014", (), "2014/76 pages English")
    ((0, 4),)
    >>> spans("contributors", "S. Craggs", ["Craggs, S."], "Craggs S. and others")
    ((0, 6), (7, 9))
    """
    text = text[:REACH]
    for pieces in _readings(field, value, raw, text):
        found = [span for piece in pieces if (span := _found(piece, text))]
        if pieces and len(found) == len(pieces):
            return tuple(_merged(found))
    return ()


def _readings(field: str, value: str, raw: Iterable[str], text: str) -> Iterator[Sequence[str]]:
    """Yield ways to read the value, the surest first: all pieces of one must stand there."""
    for each in raw:
        yield [each]
        yield each.split(" · ")  # a name that the page cut
        yield re.findall(r"[^\s,]+", each)  # a family name and its initials
    if field == "languages":
        yield _naming(text, lambda words: value in languages(words))
    elif field == "is_worldwide":
        yield _naming(text, lambda words: str(is_worldwide(words)) == value == "True")
        yield [text]  # what names places says that it is not worldwide
    elif field == "year":
        yield [value]
        yield re.findall(rf"\b\d\d?/{re.escape(value[2:])}\b", text)[:1]
    else:
        yield [value]
        yield value.split("\n\n")
        yield re.findall(r"\w+", value)


def _naming(text: str, is_name: Callable[[str], bool]) -> list[str]:
    """Return the first words of ``text``, as few as may be, that are a name."""
    words = re.findall(r"[^\W\d_]+", text)
    for count in range(1, _NAME_WORDS + 1):
        for at in range(len(words) - count + 1):
            if is_name(name := " ".join(words[at : at + count])):
                return [name]
    return []


def _found(piece: str, text: str) -> Span | None:
    """Return where a piece first stands, whatever the white space and the case."""
    words = [re.escape(word) for word in piece[:_LONGEST].split()]
    if not words:
        return None
    found = re.search(r"[\W_]+?".join(words) if len(words) > 1 else _word(words[0]), text, re.I)
    return found.span() if found else None


def _word(word: str) -> str:
    """A number is not part of another: the 20 of 2014 is no page count."""
    return rf"(?<!\d){word}(?!\d)" if word.isdigit() else word


def _merged(found: Iterable[Span]) -> Iterator[Span]:
    ordered = sorted(found)
    start, end = ordered[0]
    for left, right in ordered[1:]:
        if left > end:
            yield start, end
            start, end = left, right
        else:
            end = max(end, right)
    yield start, end
