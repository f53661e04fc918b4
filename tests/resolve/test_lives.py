"""Any nights at all: entries come, go, move and change, stewards answer and undo.

A machine draws what happens; after every night all that was promised holds. Entries are of a
few works; what matching says of two of them follows from their names alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from pipeline.merge import Merged, merge
from pipeline.model import Pair, Standard
from pipeline.resolve import Judgement, ParentState, Resolution, resolve
from pipeline.resolve.ledger import redirects, replay
from pipeline.resolve.verdicts import APART
from tests.merge.build import listing, pair, standard

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
VERDICTS = ("same", "same", "different", "unsure", "edition", "companion")
numbers = st.integers(0, 99)
Ids = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """An entry of a source: what it is of, how often its title changed, where it stands."""

    number: int
    work: int
    wording: int = 0
    year: int = 2000
    page: int = 0
    since: datetime = FIRST

    @property
    def mention_id(self) -> str:
        return f"m{self.number:02}.{self.wording}.{self.year}"

    @property
    def title(self) -> str:
        return f"Report {'abcdefgh'[self.work]} on labour {'again' * self.wording}".strip()

    def standard(self) -> Standard:
        stands = listing(self.mention_id, 1 + self.page, self.since)
        said = (
            f"Formal words of entry {self.number} in wording {self.wording}, as many as it takes."
        )
        return standard(
            self.mention_id, title=self.title, listings=(stands,), year=self.year, abstract=said
        )


@dataclass(frozen=True)
class Matched:
    pairs: tuple[Pair, ...]
    related: tuple[Any, ...] = ()


def matched(one: Entry, other: Entry) -> Pair:
    """What matching says: mostly that entries of one work are the same, with some slips."""
    left, right = sorted((one.mention_id, other.mention_id))
    lot = crc32(f"{left}|{right}".encode()) % 10
    if one.work == other.work:
        band, weight = [("same", 9.0), ("review", 2.0), ("different", -2.0)][(lot > 5) + (lot > 7)]
    else:
        band, weight = [("different", -3.0), ("review", 1.0), ("same", 6.0)][(lot > 6) + (lot > 8)]
    made = pair(left, right, band, weight=weight, seen=f"h{one.work == other.work}{lot}")
    return replace(made, band="different", veto="another part") if lot == 3 else made


class Nights(RuleBasedStateMachine):
    """What happens by day, and the night that sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[int, Entry] = {}
        self.gone: dict[int, Entry] = {}
        self.said: list[Judgement] = []
        self.ever: set[str] = set()
        self.parent = ParentState()
        self.last: Resolution | None = None
        self.count = self.minute = 0
        self.is_night = False

    # ------------------------------------------------------------------- by day

    @rule(work=st.integers(0, 3))
    def appear(self, work: int) -> None:
        number = len(self.entries) + len(self.gone)
        if number < 14:
            self.entries[number] = Entry(number, work, since=FIRST + timedelta(days=self.count))
        self.is_night = False

    @rule(which=numbers)
    def vanish(self, which: int) -> None:
        if self.entries:
            number = sorted(self.entries)[which % len(self.entries)]
            self.gone[number] = self.entries.pop(number)
        self.is_night = False

    @rule(which=numbers)
    def come_back(self, which: int) -> None:
        if self.gone:
            number = sorted(self.gone)[which % len(self.gone)]
            self.entries[number] = self.gone.pop(number)
        self.is_night = False

    @rule(which=numbers, back=st.booleans())
    def change(self, which: int, back: bool) -> None:
        """The page words an entry otherwise, or as it did once."""
        if self.entries:
            number = sorted(self.entries)[which % len(self.entries)]
            entry = self.entries[number]
            wording = max(0, entry.wording - 1) if back else entry.wording + 1
            self.entries[number] = replace(entry, wording=wording)
        self.is_night = False

    @rule(which=numbers, year=st.integers(1998, 2002))
    def correct(self, which: int, year: int) -> None:
        """The page corrects the year of an entry."""
        if self.entries:
            number = sorted(self.entries)[which % len(self.entries)]
            self.entries[number] = replace(self.entries[number], year=year)
        self.is_night = False

    @rule(which=numbers)
    def move(self, which: int) -> None:
        """An entry stands on another page: nothing may follow from it."""
        if self.entries:
            number = sorted(self.entries)[which % len(self.entries)]
            entry = self.entries[number]
            self.entries[number] = replace(entry, page=entry.page + 1)

    @rule(one=numbers, other=numbers, verdict=st.sampled_from(VERDICTS))
    def judge(self, one: int, other: int, verdict: str) -> None:
        here = sorted(self.entries.values(), key=lambda entry: entry.number)
        if len(here) > 1:
            left = here[one % len(here)]
            right = here[(one + 1 + other % (len(here) - 1)) % len(here)]
            seen = matched(left, right).evidence_hash
            self._say(left.mention_id, right.mention_id, verdict, left.title, right.title, seen)
        self.is_night = False

    @rule(which=numbers)
    def undo(self, which: int) -> None:
        if self.said:
            past = self.said[which % len(self.said)]
            self._say(past.left_mention_id, past.right_mention_id, "undo", "", "", "")
        self.is_night = False

    def _say(self, left: str, right: str, verdict: str, *seen: str) -> None:
        self.minute += 1
        self.said.append(
            Judgement(
                decided_at=FIRST + timedelta(minutes=self.minute),
                steward="s",
                left_mention_id=left,
                right_mention_id=right,
                verdict=verdict,
                left_title=seen[0],
                right_title=seen[1],
                evidence_hash=seen[2],
                line=self.minute + 1,
            )
        )

    # ------------------------------------------------------------------- by night

    @rule(rng=st.randoms(use_true_random=False))
    def night(self, rng: random.Random) -> None:
        self.count += 1
        before, was_night = self.last, self.is_night
        found = self._resolved(self._standards(), self._pairs(), self.said)
        shuffled = self._resolved(
            rng.sample(self._standards(), len(self.entries)),
            rng.sample(self._pairs(), len(self._pairs())),
            self._interleaved(rng),
        )
        assert (shuffled.work_of, shuffled.pairs) == (found.work_of, found.pairs)
        assert shuffled.ledger == found.ledger
        assert found.ledger[: len(self.parent.ledger)] == self.parent.ledger
        if was_night and before is not None:  # nothing happened, or entries only moved
            assert found.ledger == self.parent.ledger
            assert (found.work_of, found.redirects) == (before.work_of, before.redirects)
        self._oldest_survives(found)
        self._corrections_keep_their_ids(found)
        went = tuple(rng.sample(self._standards(), len(self.entries)))
        self.parent = ParentState(ledger=found.ledger, went=went)
        self.last, self.is_night = found, True
        self.ever |= set(found.work_of.values())

    def _standards(self) -> list[Standard]:
        return [entry.standard() for entry in self.entries.values()]

    def _pairs(self) -> list[Pair]:
        return [matched(one, other) for one, other in combinations(self.entries.values(), 2)]

    def _resolved(
        self, standards: list[Standard], pairs: list[Pair], said: list[Judgement]
    ) -> Resolution:
        version = f"2026-02-01.{self.count}"
        return resolve(standards, Matched(tuple(pairs)), said, self.parent, version)

    def _interleaved(self, rng: random.Random) -> list[Judgement]:
        """The log with the lines of different pairs in another order, of each in their own."""
        tickets = rng.sample([j.pair for j in self.said], len(self.said))
        waiting = {ids: iter([j for j in self.said if j.pair == ids]) for ids in set(tickets)}
        return [next(waiting[ids]) for ids in tickets]

    def _oldest_survives(self, found: Resolution) -> None:
        before, now = replay(self.parent.ledger), replay(found.ledger)
        was_live = set(before.work.values())
        for work_id in was_live - set(found.work_of.values()):
            heir = now.retired[work_id].other_work_id
            if heir in was_live and before.founder[work_id] in found.work_of:
                assert now.born[heir] < now.born[work_id], (work_id, heir)

    def _corrections_keep_their_ids(self, found: Resolution) -> None:
        """No two entries have one abstract here, so that an entry is corrected, or it is new."""
        before, known = replay(self.parent.ledger), {r.mention_id for r in self.parent.ledger}
        entry_of = {e.mention.abstract: e.mention.mention_id for e in self.parent.went}
        for each in self._standards():
            gone, came = entry_of.get(each.mention.abstract), each.mention.mention_id
            if gone is None or came in known or gone in found.work_of:
                continue
            work_id = before.work[gone]
            if list(before.work.values()).count(work_id) == 1:
                leads = {row.old_work_id: row.work_id for row in found.redirects}
                assert found.work_of[came] == leads.get(work_id, work_id)

    # ------------------------------------------------------------------- what holds

    @invariant()
    def every_entry_is_in_one_work(self) -> None:
        if self.last and self.is_night:
            inside = [mention for cluster in self.last.clusters for mention in cluster]
            assert sorted(inside) == sorted(e.mention_id for e in self.entries.values())
            of_each = [{self.last.work_of[m] for m in cluster} for cluster in self.last.clusters]
            assert all(len(works) == 1 for works in of_each)
            assert len(set.union(set(), *of_each)) == len(self.last.clusters)

    @invariant()
    def every_id_ever_published_leads_somewhere_in_one_hop(self) -> None:
        if self.last and self.is_night:
            live = set(self.last.work_of.values())
            leads = {row.old_work_id: row.work_id for row in self.last.redirects}
            assert leads.keys() == self.ever - live
            assert set(leads.values()) <= live | {None}
            lives = replay(self.last.ledger)
            assert lives.work == dict(self.last.work_of)
            assert redirects(lives) == self.last.redirects

    @invariant()
    def what_stewards_said_is_kept_or_asked(self) -> None:
        if not (self.last and self.is_night):
            return
        status = {(d.left_mention_id, d.right_mention_id): d for d in self.last.decisions}
        assert len(self.last.decisions) == len(self.said)
        bands = {(p.left_mention_id, p.right_mention_id): p for p in self.last.pairs}
        for ids, decision in status.items():
            if decision.verdict == "undo" or decision.status == "absent":
                continue
            is_one = self.last.work_of[ids[0]] == self.last.work_of[ids[1]]
            assert decision.status == "applied"  # this machine never rewords without renaming
            if decision.verdict in APART:
                assert not is_one
            elif decision.verdict == "same":
                assert is_one or bands[ids].band == "review"

    @invariant()
    def every_question_has_its_reason_and_no_pair_is_same_across_works(self) -> None:
        if self.last and self.is_night:
            for row in self.last.pairs:
                is_one = (
                    self.last.work_of[row.left_mention_id]
                    == self.last.work_of[row.right_mention_id]
                )
                assert row.reason.strip()
                assert is_one if row.band == "same" else True
                if is_one:
                    assert row.band in ("same", "review")

    @invariant()
    def no_contradiction_stands_within_a_work_unless_a_steward_joined_it(self) -> None:
        if self.last and self.is_night and not any(j.verdict == "same" for j in self.said):
            for row in self.last.pairs:
                works = {self.last.work_of[m] for m in (row.left_mention_id, row.right_mention_id)}
                assert row.veto is None or len(works) == 2

    @invariant()
    def the_works_are_whole(self) -> None:
        if self.last and self.is_night:
            found = merge(self._standards(), self.last)
            assert sum(work.mention_count for work in found.works) == len(self.entries)
            assert {work.work_id for work in found.works} == set(self.last.work_of.values())
            for title in _titles_of_each_work(found):
                assert title


def _titles_of_each_work(found: Merged) -> Iterator[bool]:
    """Tell for each mention whether its title stands, or is kept as one that lost."""
    by_id = {work.work_id: work for work in found.works}
    lost = {(row.lost_mention_id, row.lost) for row in found.conflicts if row.field == "title"}
    for mention in found.mentions:
        yield (
            mention.title == by_id[mention.work_id].title
            or (
                mention.mention_id,
                mention.title,
            )
            in lost
        )


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Nights,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_what_was_promised_holds_over_a_few_nights() -> None:
    run(examples=25, steps=40)


@pytest.mark.heavy
def test_what_was_promised_holds_over_many_nights() -> None:
    run(examples=250, steps=60)
