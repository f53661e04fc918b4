"""How two titles of one work differ, and which titles are of one family."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pipeline.normalise.fold import fold
from pipeline.normalise.slips import is_slip

SHARED = (0.7, 0.4)  # of the words of the shorter and of the longer title; in one field of
# study, titles that have nothing to do with each other share about a third
_READ = 4_000  # characters; no title is longer, and what is kept in memory has a bound


def difference(kept: str, lost: str) -> str:
    """Return how ``lost`` differs from ``kept``: spelling, shorter, similar or unrelated.

    >>> difference("Needs Assessment: Human Trafficking", "Needs assessment")
    'shorter'
    >>> difference("Children on the Move", "Migrant Smuggling by Sea")
    'unrelated'
    """
    there, back = fold(kept), fold(lost)
    if there == back or is_slip(there, back):
        return "spelling"
    if _holds(there, back):
        return "shorter"
    return "similar" if are_kin(there, back) else "unrelated"


def are_kin(left: str, right: str) -> bool:
    """Tell whether two folded titles can be forms of one title."""
    if _holds(left, right) or _holds(right, left):
        return True
    there, back = _words(left[:_READ]), _words(right[:_READ])
    shorter, longer = sorted((len(there), len(back)))
    shared = len(there & back)
    return shared >= SHARED[0] * shorter and shared >= SHARED[1] * longer


def _holds(whole: str, part: str) -> bool:
    return bool(part) and f" {part} " in f" {whole} "


def families(titles: Iterable[str]) -> list[list[str]]:
    """Return the folded titles grouped by kinship, each group sorted, the groups too."""
    found: list[list[str]] = []
    for title in sorted(set(titles)):
        kin = [family for family in found if any(are_kin(title, other) for other in family)]
        joined = sorted([title, *(other for family in kin for other in family)])
        found = sorted([*(family for family in found if family not in kin), joined])
    return found


@lru_cache(maxsize=1 << 12)
def _words(title: str) -> frozenset[str]:
    """The words that carry meaning; in scripts without spaces, pairs of characters."""
    words = frozenset(title.split())
    long = frozenset(word for word in words if len(word) > 3 or word.isdigit())
    if len(words) > 1:
        return long or words
    return frozenset(title[n : n + 2] for n in range(max(1, len(title) - 1)))
