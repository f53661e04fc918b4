"""Links become groups: not connected components, but groups that hold together.

A veto between two entries keeps their groups apart, two groups join only if most of what is
known between them speaks for it, and an entry that fits two groups which cannot be one joins
neither. Entries are numbers; the order of the links never matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log2
from typing import NamedTuple

from pipeline.match.blocking import NEIGHBOURS

ABSENT = -4.0  # bits: two entries that nothing thought worth comparing
AT_MOST = 8.0  # bits: one strong link does not outvote many contradictions
CLOSE = 1.0  # bits: two links this close are equally good


class Link(NamedTuple):
    """A compared pair; ``joins`` if its own weight would merge it."""

    left: int
    right: int
    weight: float
    joins: bool
    veto: str | None = None


def join_along(groups: Groups, links: Sequence[Link]) -> dict[tuple[int, int], str]:
    """Join groups along the links, strongest first; return the links refused, with reasons.

    A link that too little speaks for at first may be borne out once its groups have grown,
    so those are tried again until nothing changes.
    """
    for link in links:
        groups.learn(link)
    waiting = sorted(
        (link for link in links if link.joins),
        key=lambda link: (-link.weight, link.left, link.right),
    )
    while True:
        refused: dict[tuple[int, int], str] = {}
        grown = False
        for link in waiting:
            if groups.root(link.left) == groups.root(link.right):
                continue
            reason = groups.objection(link.left, link.right, link.weight)
            if reason is None:
                groups.join(link.left, link.right)
                grown = True
            else:
                refused[link.left, link.right] = reason
        waiting = [link for link in waiting if (link.left, link.right) in refused]
        if not grown or not refused:
            return refused


@dataclass(slots=True)
class Known:
    """What is known between two groups: compared pairs, the sum of their bits, the best."""

    count: int = 0
    bits: float = 0.0
    best: float = float("-inf")  # of the links that would merge

    def plus(self, other: Known) -> Known:
        """Return both together."""
        return Known(self.count + other.count, self.bits + other.bits, max(self.best, other.best))


@dataclass(slots=True)
class Groups:
    """Disjoint groups with what is known, and what stands, between them."""

    parent: list[int]
    members_of: dict[int, list[int]]
    between: dict[int, dict[int, Known]] = field(default_factory=dict)
    apart: dict[int, dict[int, str]] = field(default_factory=dict)  # by stewards
    vetoed: dict[int, dict[int, str]] = field(default_factory=dict)  # by contradictions

    @classmethod
    def of(cls, n: int) -> Groups:
        """Return ``n`` groups of one entry each."""
        return cls(parent=list(range(n)), members_of={i: [i] for i in range(n)})

    def root(self, a: int) -> int:
        """Return the number that stands for the group of ``a``."""
        while self.parent[a] != a:
            self.parent[a] = self.parent[self.parent[a]]
            a = self.parent[a]
        return a

    def members(self) -> list[list[int]]:
        """Return the groups, sorted, each sorted."""
        return sorted(sorted(group) for group in self.members_of.values())

    def hold_apart(self, a: int, b: int, why: str) -> None:
        """Keep two groups apart by a steward's word."""
        _both_ways(self.apart, self.root(a), self.root(b), why)

    def contradiction(self, a: int, b: int) -> str | None:
        """Return why two groups may not be one by the stewards' word, or ``None``."""
        return self.apart.get(self.root(a), {}).get(self.root(b))

    def learn(self, link: Link) -> None:
        """Take a compared pair into account."""
        a, b = self.root(link.left), self.root(link.right)
        if a == b:
            return
        if link.veto is not None:
            _both_ways(self.vetoed, a, b, link.veto)
        bits = max(min(link.weight, AT_MOST), -AT_MOST)
        new = Known(1, bits, link.weight if link.joins else float("-inf"))
        for one, other in ((a, b), (b, a)):
            seen = self.between.setdefault(one, {})
            seen[other] = seen[other].plus(new) if other in seen else new

    def objection(self, a: int, b: int, weight: float) -> str | None:
        """Return why a link of that weight may not join two groups, or ``None``."""
        a, b = self.root(a), self.root(b)
        if (why := self.apart.get(a, {}).get(b)) is not None:
            return f"Not merged, since {why}."
        if (why := self.vetoed.get(a, {}).get(b)) is not None:
            return f"Not merged, since two of their entries contradict each other ({why})."
        if self._support(a, b) < 0:
            return "Not merged, since the other entries of the two works speak against it."
        if self._is_torn(a, b, weight) or self._is_torn(b, a, weight):
            return "Not merged, since it fits two works equally well that cannot be one."
        return None

    def _is_torn(self, a: int, b: int, weight: float) -> bool:
        """Tell whether ``a`` fits a group as well as ``b``, where both cannot be one."""
        fit = self._fit(a, b)
        return any(
            known.best >= weight - CLOSE
            and self._fit(a, rival) >= fit - CLOSE
            and self._are_rivals(b, rival)
            for rival, known in self.between.get(a, {}).items()
            if rival != b
        )

    def _fit(self, a: int, b: int) -> float:
        """Return the bits for ``a`` in group ``b``: a work much listed is the likelier one."""
        return self._support(a, b) + log2(len(self.members_of[b]))

    def _are_rivals(self, a: int, b: int) -> bool:
        """Tell whether two groups cannot be one by what is known."""
        if b in self.vetoed.get(a, {}) or b in self.apart.get(a, {}):
            return True
        return b in self.between[a] and self._bits(a, b) < 0

    def _support(self, a: int, b: int) -> float:
        """Return the bits between two groups per pair of their entries."""
        return self._bits(a, b) / self._pairs(a, b)

    def _bits(self, a: int, b: int) -> float:
        """Return the bits between two groups; what nothing compared speaks against it."""
        known = self.between[a][b]
        return known.bits + (self._pairs(a, b) - known.count) * ABSENT

    def _pairs(self, a: int, b: int) -> int:
        """Return how many pairs of two groups would have been compared if they were one work.

        In a crowd of one title each entry meets its neighbours only.
        """
        few, many = sorted((len(self.members_of[a]), len(self.members_of[b])))
        return max(few * min(many, NEIGHBOURS), self.between[a][b].count)

    def join(self, a: int, b: int) -> None:
        """Make two groups one; the smaller is moved into the larger."""
        keep, gone = self.root(a), self.root(b)
        if keep == gone:
            return
        size = len(self.members_of[gone]) - len(self.members_of[keep])
        if size > 0 or (size == 0 and gone < keep):
            keep, gone = gone, keep
        self.parent[gone] = keep
        self.members_of[keep].extend(self.members_of.pop(gone))
        self._move_knowledge(keep, gone)
        for barriers in (self.apart, self.vetoed):
            for other, why in barriers.pop(gone, {}).items():
                del barriers[other][gone]
                if other != keep:
                    _both_ways(barriers, keep, other, why)

    def _move_knowledge(self, keep: int, gone: int) -> None:
        mine = self.between.setdefault(keep, {})
        for other, known in self.between.pop(gone, {}).items():
            del self.between[other][gone]
            if other == keep:
                continue
            mine[other] = mine[other].plus(known) if other in mine else known
            self.between[other][keep] = mine[other]


def _both_ways(barriers: dict[int, dict[int, str]], a: int, b: int, why: str) -> None:
    """Keep the smallest reason, so that the order of reasons does not matter."""
    for one, other in ((a, b), (b, a)):
        reasons = barriers.setdefault(one, {})
        reasons[other] = min(reasons.get(other, why), why)
