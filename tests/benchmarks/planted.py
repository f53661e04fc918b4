"""Records with planted duplicates, for measuring time, memory and pairs at any size.

Everything is made from made-up words, always the same for the same size. A fifth of the
records are second entries of a work, changed as listings change them: a misprint, a subtitle
left out, a journal abbreviated, initials for given names, a year missing or one off. Another
part looks alike but is not: the same title in another year with other pages, another part.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

SYLLABLES = tuple(
    a + b
    for a in ("b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "bl", "dr", "st")
    for b in ("a", "e", "i", "o", "u", "an", "or")
)


@dataclass(frozen=True, slots=True)
class Work:
    """A made-up work, before its entries print it one way or another."""

    title: list[str]
    subtitle: list[str]
    authors: list[tuple[str, str]]
    year: int
    venue: list[str]
    volume: int
    page: int


def rows(n: int, seed: int = 7) -> Iterator[dict[str, str]]:
    """Yield ``n`` records with ``rid``, ``source``, bibliographic fields and ``cluster``."""
    rng = random.Random(seed)  # made-up data, not a secret
    words = _words(rng, 3000 + n // 10)
    names = _words(rng, 1500 + n // 50)
    venues = [[rng.choice(words[:400]) for _ in range(3)] for _ in range(60 + n // 500)]
    made = 0
    number = 0
    while made < n:
        work = _work(rng, words, names, venues)
        entries = [_printed(rng, work, changed=False)]
        if rng.random() < 0.22:
            entries += [_printed(rng, work, changed=True) for _ in range(rng.choice((1, 1, 1, 2)))]
        clusters = [number] * len(entries)
        if rng.random() < 0.03:
            entries.append(_printed(rng, _look_alike(rng, work), changed=False))
            clusters.append(number + 1)
        for entry, cluster in zip(entries, clusters, strict=True):
            if made < n:
                yield {"rid": f"r{made:07d}", "source": "s", **entry, "cluster": f"w{cluster}"}
                made += 1
        number += 2


def _words(rng: random.Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 3, 3, 4))))] = None
    return list(found)


def _pick(rng: random.Random, words: list[str]) -> str:
    """Pick a word as language does: a few of them most of the time."""
    return words[int(len(words) * rng.random() ** 3)]


def _work(rng: random.Random, words: list[str], names: list[str], venues: list[list[str]]) -> Work:
    return Work(
        title=[_pick(rng, words) for _ in range(rng.randint(4, 10))],
        subtitle=[_pick(rng, words) for _ in range(rng.choice((0, 0, 0, 4, 6)))],
        authors=[(_pick(rng, names), _pick(rng, names)) for _ in range(rng.randint(1, 5))],
        year=rng.randint(1990, 2020),
        venue=rng.choice(venues),
        volume=rng.randint(1, 60),
        page=rng.randint(1, 900),
    )


def _look_alike(rng: random.Random, work: Work) -> Work:
    """Return another work that a hurried reader would take for this one."""
    title = [*work.title, "part", "2"] if rng.random() < 0.5 else work.title
    return Work(
        title=title,
        subtitle=work.subtitle,
        authors=work.authors,
        year=work.year + rng.choice((2, 3, 4)),
        venue=work.venue,
        volume=work.volume + rng.choice((2, 3, 4)),
        page=work.page + rng.randint(20, 200),
    )


def _printed(rng: random.Random, work: Work, *, changed: bool) -> dict[str, str]:
    title, subtitle, venue, year = list(work.title), work.subtitle, work.venue, str(work.year)
    given = [first.capitalize() for first, _ in work.authors]
    if changed:
        if rng.random() < 0.4:
            at = rng.randrange(len(title))
            title[at] = _misprint(rng, title[at])
        if rng.random() < 0.3:
            subtitle = []
        if rng.random() < 0.4:
            venue = [f"{word[:4]}." for word in venue]
        if rng.random() < 0.5:
            given = [f"{name[0]}." for name in given]
        if rng.random() < 0.1:
            year = rng.choice(("", str(work.year + 1)))
    whole = " ".join(title).capitalize() + (": " + " ".join(subtitle) if subtitle else "")
    people = zip(given, work.authors, strict=True)
    return {
        "title": whole if rng.random() < 0.8 or not changed else whole.upper(),
        "year": year,
        "author": " and ".join(f"{family.capitalize()}, {first}" for first, (_, family) in people),
        "venue": " ".join(venue).title(),
        "volume": str(work.volume) if not changed or rng.random() < 0.8 else "",
        "number": "",
        "pages": f"{work.page}-{work.page + 12}" if not changed or rng.random() < 0.8 else "",
        "doi": "",
        "isbn": "",
        "abstract": "",
    }


def _misprint(rng: random.Random, word: str) -> str:
    at = rng.randrange(len(word))
    other = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return rng.choice((word[:at] + word[at + 1 :], word[:at] + other + word[at:])) or word
