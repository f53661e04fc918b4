"""Contradictions that no similarity outweighs, each named and each a sentence.

A veto keeps two entries, and with them their groups, apart; only a steward overrides it. Most
of them make a look-alike a work of its own; where the entries would otherwise be merged and
the contradiction may be a slip of the page, the pair is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.match.columns import Ints, Outline
from pipeline.match.groups import Link

Bools = npt.NDArray[np.bool_]
Frame = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """A contradiction.

    Attributes:
        says: The sentence a steward reads.
        holds: Which pairs of a frame of ``compare`` contradict each other so.
        asks: A pair that would be merged but for this goes to a steward.
        doubts: So does a pair that would go to a steward without it.
        printing: It is about where something was printed, which one misprint of a page or a
            year can make: the other entries of two groups may outweigh it.
        relation: How the two works belong together, where their titles say that they do.
    """

    says: str
    holds: Callable[[Frame], Bools]
    asks: bool = False
    doubts: bool = False
    printing: bool = False
    relation: str | None = None


def _one_article(f: Frame) -> Bools:
    """The same title by the same three or more in one year: printed again, or corrected."""
    same: Bools = (
        f["title_same"]
        & (f["title_words"] >= 6)
        & (f["names_shared"] >= 0.8)
        & (f["names_common"] >= 3)
        & (f["years_apart"] == 0)
    )
    return same


def _years_later(f: Frame) -> Bools:
    """The same title two years apart or more, and nothing that says it is one printing."""
    later: Bools = (
        (f["years_apart"] >= 2)
        & (f["title_shared"] >= 0.9)
        & ~f["in_print"]
        & ((f["names_common"] == 0) | f["bodies"])
        & ~f["isbn_same"]
        & ~f["doi_same"]
    )
    return later


def _by_others(f: Frame) -> Bools:
    others: Bools = f["names_given"] & (f["names_common"] == 0)
    return others


VETOES: tuple[Veto, ...] = (
    Veto(
        says="another part or number in the title",
        holds=lambda f: (
            (f["parts_clash"] | f["numbers_clash"] | f["title_years_clash"])
            & f["title_alike"]
            & ~f["one_place"]
        ),
        relation="part",
    ),
    Veto(
        says="another kind of document: a guide, summary or comment beside the work itself",
        holds=lambda f: f["companion_clash"] & ~f["one_place"] & f["one_family"],
        relation="companion",
    ),
    Veto(
        says="another edition",
        holds=lambda f: f["edition_clash"],
        relation="edition",
    ),
    Veto(
        says="another country in the title",
        holds=lambda f: f["title_places_clash"] & f["title_alike"],
    ),
    Veto(
        says="a country in one title only",
        holds=lambda f: f["title_places_more"] & f["title_alike"],
        asks=True,
        doubts=True,
    ),
    Veto(
        says="a part or volume number in one title only",
        holds=lambda f: f["parts_on_one_side"] & ~f["one_place"],
        asks=True,
        doubts=True,
        relation="part",
    ),
    Veto(
        says="the same title years apart: a new edition, or the next of a series",
        holds=lambda f: _years_later(f) & ~_by_others(f),
        asks=True,
        doubts=True,
        relation="edition",
    ),
    Veto(
        says="the same title years apart, by others",
        holds=lambda f: _years_later(f) & _by_others(f),
        asks=True,
        doubts=True,
    ),
    Veto(
        says="another month in the title",
        holds=lambda f: f["title_months_clash"],
        relation="version",
    ),
    Veto(
        says="another number of the series",
        holds=lambda f: f["series_number_clash"],
        relation="part",
    ),
    Veto(
        says="another volume and other pages",
        holds=lambda f: (
            f["volume_given"] & ~f["volume_same"] & f["first_page_given"] & ~f["first_page_same"]
        ),
        printing=True,
    ),
    Veto(
        says="another issue of the volume and other pages",
        holds=lambda f: (
            f["volume_same"]
            & f["number_given"]
            & ~f["number_same"]
            & f["first_page_given"]
            & ~f["first_page_same"]
            & ~_one_article(f)
        ),
        printing=True,
    ),
    Veto(
        says="a journal beside a conference or report, of another year or other pages",
        holds=lambda f: (
            f["venue_kind_clash"]
            & ~f["first_page_same"]
            & ~f["volume_same"]
            & ((f["years_apart"] > 0) | ~f["year_given"] | f["first_page_given"])
        ),
        printing=True,
        relation="version",
    ),
    Veto(
        says="a report, and the work as printed elsewhere",
        holds=lambda f: f["report_clash"] & ~f["first_page_same"],
        printing=True,
        relation="version",
    ),
    Veto(
        says="an unpublished manuscript, and the work as published",
        holds=lambda f: f["unpublished_clash"],
        printing=True,
        relation="version",
    ),
    Veto(
        says="words of one title only that may name another document beside the work",
        holds=lambda f: f["companion_doubt"] & ~f["in_print"] & f["one_family"],
        asks=True,
    ),
    Veto(
        says="a few words more in one title, which may name a text beside the work",
        holds=lambda f: f["short_tail"] & ~f["isbn_same"] & ~f["doi_same"],
        asks=True,
    ),
    Veto(
        says="a title is missing",
        holds=lambda f: ~f["title_given"],
        asks=True,
    ),
    Veto(
        says="another ISBN for the same language",
        holds=lambda f: f["isbn_clash"],
        asks=True,
    ),
    Veto(
        says="both stand on one page, in other languages",
        holds=lambda f: f["one_page"] & f["language_clash"],
        asks=True,
        relation="translation",
    ),
    Veto(
        says="both stand on one page, which lists a work once",
        holds=lambda f: f["one_page"],
        asks=True,
    ),
)


_PRINTING = frozenset(veto.says for veto in VETOES if veto.printing)
OUTWEIGHED = -8.0  # bits that a contradiction of where it was printed counts between groups


def link(left: int, right: int, weight: float, joins: bool, veto: str | None) -> Link:
    """Return what a compared pair says of the groups of its entries.

    Args:
        left: Number of one entry.
        right: Number of the other.
        weight: The bits of the pair.
        joins: Its weight would merge it.
        veto: The sentence of its contradiction, if there is one.
    """
    if veto in _PRINTING:
        return Link(left, right, min(weight, OUTWEIGHED), joins=False)
    return Link(left, right, weight, joins and veto is None, veto)


def one_page(c: Outline, left: Ints, right: Ints) -> Bools:
    """Return which pairs stand on one page as two entries."""
    pages = c.pages
    if not any(pages):
        return np.zeros(len(left), dtype=bool)
    number: dict[str, int] = {}
    of_each = (
        number.setdefault(next(iter(each)), len(number)) if len(each) == 1 else -1 for each in pages
    )
    one = np.fromiter(of_each, dtype=np.int64, count=len(pages))  # nearly all stand on one
    a, b = one[left], one[right]
    found: Bools = (a == b) & (a >= 0)
    for at in np.flatnonzero((a < 0) | (b < 0)).tolist():
        found[at] = not pages[left[at]].isdisjoint(pages[right[at]])
    return found


def first_veto(frame: Frame) -> Ints:
    """Return for each pair the place of the first veto that holds, or -1."""
    found = np.full(len(frame["title_given"]), -1)
    for at, veto in reversed(tuple(enumerate(VETOES))):
        found[veto.holds(frame)] = at
    return found


def look_alikes(frame: Frame, veto: Ints) -> Ints:
    """Return which pairs a veto makes relations of: their titles belong together."""
    related = np.array([veto.relation is not None for veto in VETOES] + [False])
    alike = (frame["title_shared"] >= 0.5) | frame["title_starts"] | (frame["title_within"] >= 0.9)
    return np.flatnonzero(alike & related[veto] & (frame["title_words"] >= 3))
