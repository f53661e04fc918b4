"""Planted records printed as lists of references print them: cut, abbreviated, with fields lost.

    python -m tests.benchmarks.merge --noisy 5000

Half of the entries of `planted` go through one to four slips. Truth stays as planted: which
entries are one work, and which only look alike (the next part, the same title years later).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from tests.benchmarks import planted

Row = dict[str, str]
Slip = Callable[[random.Random, Row], Row]


def _title_cut(rng: random.Random, row: Row) -> Row:
    cut = max(30, int(len(row["title"]) * 0.8))
    return row | {"title": f"{row['title'][:cut]}..." if len(row["title"]) > cut else row["title"]}


def _letters_exchanged(rng: random.Random, row: Row) -> Row:
    at = rng.randrange(max(len(row["title"]) - 2, 1))
    title = row["title"]
    return row | {"title": title[:at] + title[at : at + 2][::-1] + title[at + 2 :]}


def _word_divided(rng: random.Random, row: Row) -> Row:
    at = rng.randrange(3, max(len(row["title"]) - 3, 4))
    return row | {"title": f"{row['title'][:at]} {row['title'][at:]}"}


def _translated(rng: random.Random, row: Row) -> Row:
    return row | {"title": f"[{row['title']}]. [Article in German]"}


def _others_left_out(rng: random.Random, row: Row) -> Row:
    return row | {"author": row["author"].split(" and ")[0] + " et al."}


def _names_turned(rng: random.Random, row: Row) -> Row:
    people = (name.split(", ") for name in row["author"].split(" and "))
    return row | {"author": ", ".join(f"{each[0]} {each[-1][:1]}" for each in people)}


def _dash_lost(rng: random.Random, row: Row) -> Row:
    return row | {"pages": row["pages"].replace("-", "")}


def _pages_shortened(rng: random.Random, row: Row) -> Row:
    first, _, last = row["pages"].partition("-")
    return row | {"pages": f"{first}-{last[-2:]}" if last and len(first) == len(last) else first}


def _initials_of_venue(rng: random.Random, row: Row) -> Row:
    return row | {"venue": "".join(word[0] for word in re.findall(r"\w+", row["venue"])).upper()}


def _lost(*fields: str) -> Slip:
    return lambda _rng, row: row | dict.fromkeys(fields, "")


SLIPS: tuple[Slip, ...] = (
    _title_cut, _letters_exchanged, _word_divided, _translated, _others_left_out, _names_turned,
    _dash_lost, _pages_shortened, _initials_of_venue, _lost("year"), _lost("venue"),
    _lost("volume", "pages"), _lost("author"),
)  # fmt: skip


def rows(n: int, seed: int = 11) -> Iterator[Row]:
    """Yield ``n`` planted records, half of them with slips; always the same for the same size."""
    rng = random.Random(seed)  # made-up data, not a secret
    for row in planted.rows(n, seed):
        if rng.random() < 0.5:
            for slip in rng.sample(SLIPS, rng.randint(1, 4)):
                row = slip(rng, row)
        yield row
