"""What is counted on one page, for the habits of its source; counted once for each page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from pipeline import tables
from pipeline.cache import BODY, OFF, Cache, hashed, recall
from pipeline.model import Entry, Reading
from pipeline.sources.ledger import INTRODUCTION, RULE
from pipeline.sources.words import folded

_HEAD = 400  # characters of an abstract that tell its language
_DATED = re.compile(r"[(\[][^()\[\]]{0,24}\d{4}[)\]]\W*$")
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FEWEST_WORDS = 3  # small words of a language before it is told

LOOKS: Mapping[str, Callable[[str], bool]] = {
    "dated": lambda title: _DATED.search(title[-60:]) is not None,
    "upper": str.isupper,
    "low": lambda title: title[:1].islower(),
    "stopped": lambda title: title.endswith((".", ":", "…", "...")),
    "numbered": lambda title: title[:1].isdigit(),
}
"""How a title can look."""


@dataclass(frozen=True, slots=True)
class Look:
    """One entry: lengths of its title and abstract, its ``LOOKS``, what language begins it."""

    title: int
    looks: tuple[bool, ...]
    abstract: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The counts of one page.

    Attributes:
        looks: One per entry, in page order.
        ours: Characters that an entry's fields claim.
        rest: Characters of introductions, and of lines that nobody claims.
        lines: Lines of the page; 0 where its text is not at hand.
        unread: Those that nobody claims.
        repeated: Entries with the title of another.
        filled: Field to the entries that fill it.
        values: Field to its values in all entries.
        labels: As printed, folded, to the entries that print them.
    """

    looks: tuple[Look, ...]
    ours: int
    rest: int
    lines: int
    unread: int
    repeated: int
    filled: Mapping[str, int]
    values: Mapping[str, int]
    labels: Mapping[str, int]


def tallies(pages: Sequence[Reading], cache: Cache = OFF) -> list[Tally]:
    """Return the counts of pages, in order; those of pages that stand in are not kept."""
    known = [page for page in pages if page.key]
    kept = recall(
        cache.section("tallies", BODY),
        [hashed(page.key, page.source.encode()) for page in known],
        work=lambda at: tally(known[at]),
        write=lambda made: [
            [[each.title, each.looks, each.abstract, each.language] for each in made.looks],
            *(value for name, value in asdict(made).items() if name != "looks"),
        ],
        read=lambda _, body: _again(*body),
    )
    found = iter(kept)
    return [next(found) if page.key else tally(page) for page in pages]


def _again(looks: Sequence[Any], *rest: Any) -> Tally:
    names = [name for name in Tally.__dataclass_fields__ if name != "looks"]
    return Tally(
        looks=tuple(
            Look(title, tuple(seen), abstract, language)
            for title, seen, abstract, language in looks
        ),
        **dict(zip(names, rest, strict=True)),
    )


def tally(page: Reading) -> Tally:
    """Return the counts of one page."""
    titles = Counter(entry.title.casefold() for entry in page.entries)
    filled, values = _filled(page.entries)
    labels = Counter[str]()
    for entry in page.entries:
        labels.update({folded(each.label)[:80] for each in entry.fields if each.label != each.role})
    return Tally(
        looks=tuple(map(_look, page.entries)),
        **_accounted(page),
        repeated=sum(count - 1 for count in titles.values()),
        filled=dict(filled),
        values=dict(values),
        labels=dict(labels),
    )


def _accounted(page: Reading) -> dict[str, int]:
    if not any(claim.text for claim in page.claims):
        return {"ours": 0, "rest": 0, "lines": 0, "unread": 0}
    ours = sum(len(claim.text) for claim in page.claims if claim.listing)
    between = (
        len(claim.text)
        for claim in page.claims
        if not claim.listing and claim.claimed_by == RULE + INTRODUCTION
    )
    left = [each.text for each in page.unread if each.kind == "line"]
    return {
        "ours": ours,
        "rest": sum(between) + sum(map(len, left)),
        "lines": len(page.claims) + len(left),
        "unread": len(left),
    }


def _filled(entries: Sequence[Entry]) -> tuple[Counter[str], Counter[str]]:
    """Return how many entries fill each field, and with how many values."""
    filled, values = Counter[str](), Counter[str]()
    for entry in entries:
        roles = Counter[str]()
        for each in entry.fields:
            roles[each.role] += len(each.values)
        for role, count in roles.items():
            filled[role] += count > 0
            values[role] += count
        filled["a year"] += any(_YEAR.search(v) for each in entry.fields for v in each.values)
        filled["abstract"] += bool(entry.abstract)
        filled["url"] += entry.url is not None
    return filled, values


def _look(entry: Entry) -> Look:
    return Look(
        title=len(entry.title),
        looks=tuple(bool(look(entry.title)) for look in LOOKS.values()),
        abstract=len(entry.abstract),
        language=_language(entry.abstract) if entry.abstract else "",
    )


def _language(text: str) -> str:
    """Return the language whose small words begin a text, or ``""``."""
    words = set(_WORD.findall(text[:_HEAD].lower()))
    hits = Counter(language for word in words for language in _spoken().get(word, ()))
    best = max(hits, key=lambda language: (hits[language], language), default="")
    return best if hits[best] >= _FEWEST_WORDS else ""


@cache
def _spoken() -> Mapping[str, tuple[str, ...]]:
    """Return the languages that each small word is of."""
    found: dict[str, list[str]] = {}
    for row in tables.rows("stop_words.tsv"):
        for word in dict.fromkeys(row["words"].split()):
            found.setdefault(word, []).append(row["language"])
    return {word: tuple(languages) for word, languages in found.items()}
