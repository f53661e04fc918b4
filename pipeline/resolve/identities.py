"""Identities that last: which work id each cluster bears tonight.

An id belongs to the mention that founded it and, when no page lists that any more, to the
mention that has been with the work longest. From that all else follows: in a split the part
with that mention keeps the id, in a merge the oldest id of those that meet survives, a work
that comes back has its old id again. Nothing is drawn at random and nothing depends on the
order of the clusters. Where a page corrected the one entry that a work had (see ``corrections``),
the corrected entry stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from pipeline.model import LedgerRow, Redirect
from pipeline.resolve.corrections import WHY as CORRECTED
from pipeline.resolve.ledger import Lives, record, redirects, replay

Clusters = Sequence[tuple[str, ...]]
PAGES, EVIDENCE, STEWARD = "the pages", "the evidence", "a steward"
NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Who bears which id tonight.

    Attributes:
        work_of: Mention id to work id, for every mention in a cluster.
        events: The new rows of the ledger, numbered on from the parent's; none if nothing
            changed.
        redirects: Where each id that is no work tonight leads; sorted.
        ledger: The parent's rows and the new ones.
    """

    work_of: Mapping[str, str]
    events: tuple[LedgerRow, ...]
    redirects: tuple[Redirect, ...]
    ledger: tuple[LedgerRow, ...]


def assign(
    clusters: Clusters,
    parent_ledger: Iterable[LedgerRow],
    first_seen: Mapping[str, date],
    *,
    release: str,
    judged: frozenset[tuple[str, str]] = frozenset(),
    corrected: Mapping[str, str] = NOBODY,
) -> Identities:
    """Return the work id of every mention, and what happened to the ids since the parent.

    Args:
        clusters: The mentions of each work; every mention in one cluster.
        parent_ledger: The ledger of the parent release; empty for the first.
        first_seen: When each mention was first seen; the oldest founds its work.
        release: The version that records the events.
        judged: Pairs that stewards settled, so that a merge or split can say by whom.
        corrected: Mention that is gone to the one that its page has in its place.
    """
    parent = tuple(parent_ledger)
    night = _Night(replay(parent), tuple(sorted(clusters)), first_seen, release)
    night.note_stewards(judged)
    night.inherit(corrected)
    night.choose()
    night.found()
    night.move()
    night.retire()
    return Identities(
        work_of=dict(sorted(night.lives.work.items())),
        events=tuple(night.events),
        redirects=redirects(night.lives),
        ledger=(*parent, *night.events),
    )


def fresh_id(mention_id: str, taken: Mapping[str, object]) -> str:
    """Return the id of a work founded by a mention: ``w-`` and 12 hexadecimal digits.

    Should two founders share one (one chance in 600 among a million works),
    the later is hashed with a count.

    >>> fresh_id("m-1", {})
    'w-a461b472cb41'
    """
    attempt = 0
    while True:
        text = f"{mention_id}#{attempt}" if attempt else mention_id
        work_id = f"w-{sha256(text.encode()).hexdigest()[:12]}"
        if work_id not in taken:
            return work_id
        attempt += 1


class _Night:
    """One run's assignment; its methods are the steps of ``assign``, in their order."""

    def __init__(
        self, lives: Lives, clusters: Clusters, first_seen: Mapping[str, date], release: str
    ) -> None:
        self.lives, self.first_seen, self.release = lives, first_seen, release
        self.clusters = tuple(tuple(sorted(cluster, key=self._age)) for cluster in clusters)
        self.cluster_of = {m: n for n, cluster in enumerate(self.clusters) for m in cluster}
        self.before = dict(lives.work)
        self.seats: dict[str, str] = {}  # work id to the mention that stands for it tonight
        self.bears: dict[int, str] = {}  # cluster to work id
        self.by_steward: set[str] = set()
        self.inherits: dict[str, str] = {}  # work id to the corrected mention of its one entry
        self.events: list[LedgerRow] = []

    def _age(self, mention_id: str) -> tuple[date, str]:
        return self.first_seen.get(mention_id, date.max), mention_id

    def note_stewards(self, judged: frozenset[tuple[str, str]]) -> None:
        """Mark the works that a judged pair joins, or cuts in two, tonight."""
        for left, right in judged:
            places = self.cluster_of.get(left), self.cluster_of.get(right)
            works = self.before.get(left), self.before.get(right)
            if None not in places and (places[0] == places[1]) != (works[0] == works[1]):
                self.by_steward.update(work for work in works if work)

    def inherit(self, corrected: Mapping[str, str]) -> None:
        """Let a corrected entry that is new stand for the work whose one entry it was."""
        entries: dict[str, list[str]] = {}
        for mention_id, work_id in self.before.items():
            entries.setdefault(work_id, []).append(mention_id)
        for gone, came in corrected.items():
            is_known = came in self.before or came in self.lives.vanished
            if gone in self.before and gone not in self.cluster_of and not is_known:
                work_id = self.before[gone]
                if entries[work_id] == [gone]:
                    self.inherits[work_id] = came

    def choose(self) -> None:
        """Let each cluster bear the oldest id that has its seat there; live ones first."""
        lives = self.lives
        self.seats = _seats(lives, self.cluster_of) | self.inherits
        by_age = sorted(self.seats, key=lambda w: (w in lives.retired, lives.born[w]))
        for work_id in by_age:
            self.bears.setdefault(self.cluster_of[self.seats[work_id]], work_id)
        for work_id in sorted(lives.proxy, key=lives.born.__getitem__):
            proxy = lives.proxy[work_id]
            if proxy in self.cluster_of and self.cluster_of[proxy] not in self.bears:
                self.bears[self.cluster_of[proxy]] = work_id
                self.seats[work_id] = proxy

    def found(self) -> None:
        """Restore the ids that come back, and mint one for each cluster without."""
        for number, work_id in sorted(self.bears.items(), key=lambda x: self.lives.born[x[1]]):
            if work_id in self.lives.retired:
                seat = self.seats[work_id]
                self._add("restore", work_id, seat, self._came_from(number, work_id, seat))
        bare = (n for n in range(len(self.clusters)) if n not in self.bears)
        for number in sorted(bare, key=lambda n: self._age(self.clusters[n][0])):
            founder = self.clusters[number][0]
            work_id = fresh_id(founder, self.lives.born)
            origin = self._came_from(number, work_id, founder)
            self.bears[number] = work_id
            self._add("split" if origin else "mint", work_id, founder, origin)

    def _came_from(self, number: int, work_id: str, seat: str) -> str | None:
        """The work that a cluster's mentions were in, the seat's before others'."""
        works = (self.before.get(m) for m in (seat, *self.clusters[number]))
        return next((work for work in works if work and work != work_id), None)

    def move(self) -> None:
        """Bring every mention to its cluster's work; see off those that no page lists."""
        lives = self.lives
        for number, work_id in sorted(self.bears.items(), key=lambda x: lives.born[x[1]]):
            for mention_id in self.clusters[number]:
                if lives.work.get(mention_id) != work_id:
                    is_heir = self.inherits.get(work_id) == mention_id
                    why = CORRECTED if is_heir else ""
                    self._add("join", work_id, mention_id, self.before.get(mention_id), why)
        for mention_id in sorted(self.before.keys() - self.cluster_of.keys()):
            self._add("leave", self.before[mention_id], mention_id, None)

    def retire(self) -> None:
        """Redirect the ids that no cluster bears, and those whose target moved on."""
        live = set(self.bears.values())
        for work_id in sorted(self.lives.born.keys() - live, key=self.lives.born.__getitem__):
            target, proxy = self._target(work_id, live)
            known = self.lives.retired.get(work_id)
            if known is None or known.other_work_id != target:
                event = "withdraw" if target is None else "merge"
                self._add(event, work_id, proxy, target, self._why(work_id, target, live))

    def _target(self, work_id: str, live: set[str]) -> tuple[str | None, str | None]:
        """Where an id that no cluster bears leads, and the mention that stands for it."""
        proxy = self.seats.get(work_id) or self.lives.proxy.get(work_id)
        if proxy in self.cluster_of:
            return self.bears[self.cluster_of[proxy]], proxy
        seen: set[str] = set()
        target: str | None = self.lives.heir.get(work_id)
        while target is not None and target not in live and target not in seen:
            seen.add(target)
            onward = self.lives.proxy.get(target) or self.seats.get(target)
            if onward in self.cluster_of:
                target = self.bears[self.cluster_of[onward]]
            else:
                target = self.lives.heir.get(target)
        return (target if target in live else None), proxy

    def _why(self, work_id: str, target: str | None, live: set[str]) -> str:
        if target is None:
            return f"withdrawn, by {PAGES}"
        known = self.lives.retired.get(work_id)
        is_split = known is not None and known.other_work_id in live
        by = STEWARD if {work_id, target} & self.by_steward else EVIDENCE
        return f"{'split' if is_split else 'merged'}, by {by}"

    def _add(
        self, event: str, work_id: str, mention_id: str | None, other: str | None, why: str = ""
    ) -> None:
        row = LedgerRow(
            seq=self.lives.last + 1,
            release=self.release,
            event=event,
            work_id=work_id,
            mention_id=mention_id,
            other_work_id=other,
            why=why or self._reason(other),
        )
        record(self.lives, row)
        self.events.append(row)

    def _reason(self, other: str | None) -> str:
        if other is None:
            return PAGES
        return STEWARD if other in self.by_steward else EVIDENCE


def _seats(lives: Lives, alive: Mapping[str, int]) -> dict[str, str]:
    """Return the mention that stands for each work tonight, where one does.

    Those that were there last night come before those that come back; then the founder;
    then the one that joined first.
    """
    best: dict[str, tuple[bool, bool, int, str]] = {}
    for work_id, rank in _ranks(lives, alive):
        if work_id not in best or rank < best[work_id]:
            best[work_id] = rank
    return {work_id: rank[-1] for work_id, rank in best.items()}


def _ranks(
    lives: Lives, alive: Mapping[str, int]
) -> Iterator[tuple[str, tuple[bool, bool, int, str]]]:
    for mention_id in alive:
        work_id = lives.work.get(mention_id) or lives.vanished.get(mention_id)
        if work_id is not None and work_id not in lives.heir:
            is_back = mention_id not in lives.work
            is_other = lives.founder[work_id] != mention_id
            yield work_id, (is_back, is_other, lives.joined[mention_id], mention_id)
