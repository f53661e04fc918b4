"""Labels: which text is one, what it means, and how the values after it are cut."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.model import Block
from pipeline.sources.base import HERE, Source
from pipeline.sources.words import folded

LONGEST = 48  # characters of a label
LISTS = frozenset({"country", "region", "authors", "language", "category", "format"})
_CUTS = (re.compile(r"\s*[;；]\s*"), re.compile(r"\s*[|·•]\s*|\s*[،、，]\s*|,\s+|\s+/\s+"))
_COLUMNS = dict.fromkeys(
    [
        "publication",
        "report",
        "document",
        "resource",
        "name",
        "publicacion",
        "documento",
        "nom",
        "nombre",
        "出版物",
    ],
    "title",
)
_HEAD = re.compile(r"([^:：|·•;]{1,60}?)\s?[:：]")
_SEPARATORS = " |·•;,/–—-\t"


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed, what it means, and the value that follows it on its own line.

    Attributes:
        text: As printed, less the colon.
        role: From the table; ``other`` where no table gives it a meaning.
        rest: The value on the label's own line, ``""`` where there is none.
    """

    text: str
    role: str
    rest: str = ""


@cache
def table() -> Mapping[str, str]:
    """Return folded label to role, for every language of ``labels.csv``."""
    with (HERE / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {folded(row["label"]): row["role"] for row in csv.DictReader(file)}


@cache
def roles(source_labels: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Return the shared table with one source's own labels over it."""
    return {**table(), **{folded(label): role for label, role in source_labels}}


def labels_of(block: Block, source: Source) -> tuple[Label, ...]:
    """Return the labels that ``block`` prints: none, one, or several on one line.

    >>> from pipeline.sources.base import Source
    >>> site = Source(name="s", title="", publisher="", url="", layout="labelled_cards")
    >>> line = Block(text="Year: 2014 | Country: Chad", kind="paragraph", locator="L1", line=1)
    >>> [(label.role, label.rest) for label in labels_of(line, site)]
    [('year', '2014'), ('country', 'Chad')]
    """
    head = block.text[:61]
    plain = len(block.text) > LONGEST and ":" not in head and "：" not in head
    if plain and not _says_more(block.hints):
        return ()
    return _found(block.text, block.kind, block.hints, tuple(source.labels.items()))


@lru_cache(maxsize=4096)
def _says_more(hints: frozenset[str]) -> bool:
    """Tell whether the markup sets a part of the block apart, or names its column."""
    return any(":" in hint for hint in hints)


@lru_cache(maxsize=16384)
def _found(
    text: str, kind: str, hints: frozenset[str], own: tuple[tuple[str, str], ...]
) -> tuple[Label, ...]:
    known = roles(own)
    if "column_head" in hints or (kind == "heading" and len(text) > LONGEST):
        return ()
    found = _marked(text, hints, known) or _whole(text, known)
    if found:
        return (found,)
    if ":" in text[:61] or "：" in text[:61]:
        return tuple(_inline(text, known))
    return ()


def _whole(text: str, known: Mapping[str, str]) -> Label | None:
    if len(text) > LONGEST:
        return None
    role = known.get(folded(text))
    return Label(text.rstrip(" :："), role) if role else None


def _marked(body: str, hints: frozenset[str], known: Mapping[str, str]) -> Label | None:
    """A label that only the markup sets apart: a leading element, or the head of a column."""
    for hint in hints:
        name, _, text = hint.partition(":")
        role = known.get(folded(text)) if text and len(text) <= LONGEST else None
        if role and name == "lead" and body.startswith(text):
            return Label(text.rstrip(" :："), role, body[len(text) :].lstrip(" :：-–—"))
        if name == "column":
            return Label(text, role or _COLUMNS.get(folded(text), "other"), body)
    return None


def _inline(text: str, known: Mapping[str, str]) -> Iterator[Label]:
    """Labels with a colon, each with what follows up to the next: ``Year: 2014 | Pages: 76``."""
    found: list[tuple[int, int, str, str]] = []
    for match in _HEAD.finditer(text[:2000]):
        head = match[1]
        if not found and match.start() > 0:
            break
        suffix = _longest_label(head, known, whole=not found)
        if suffix:
            start = match.start(1) + len(head) - len(suffix)
            found.append((start, match.end(), suffix.strip(_SEPARATORS), known[folded(suffix)]))
        elif not found:
            break
    for (_, end, label, role), after in zip(found, [*found[1:], None], strict=False):
        rest = text[end : after[0] if after else len(text)]
        yield Label(label, role, rest.strip(_SEPARATORS if after else " "))


def _longest_label(head: str, known: Mapping[str, str], *, whole: bool) -> str:
    words = head.strip(_SEPARATORS).split(" ")
    starts = range(1) if whole else range(max(0, len(words) - 4), len(words))
    for start in starts:
        text = " ".join(words[start:])
        if folded(text) in known and (whole or text[:1].isupper() or not text[:1].isalpha()):
            return text
    return ""


def cut(text: str, role: str) -> tuple[str, ...]:
    """Return the values of a list printed on one line.

    Fragments stay fragments: what a cut name means is for ``normalise.places`` to say. A single
    ``Family, Given`` is one author.

    >>> cut("Albania, Serbia", "country"), cut("Surtees, Rebecca", "authors")
    (('Albania', 'Serbia'), ('Surtees, Rebecca',))
    """
    if role not in LISTS or (role == "authors" and _is_inverted(text)):
        return (text,) if text else ()
    for pattern in _CUTS:
        if pattern.search(text):
            return tuple(part for part in pattern.split(text) if part)
    return (text,) if text else ()


def _is_inverted(text: str) -> bool:
    """Tell whether every name between commas is a single word, as in ``Surtees, Rebecca``."""
    if ";" in text or "；" in text:
        return False
    parts = [part.strip() for part in text.split(",")]
    single = [part for part in parts if part and " " not in part and not part.isupper()]
    return len(parts) % 2 == 0 and len(single) == len(parts)
