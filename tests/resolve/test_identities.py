"""Identities last: whatever happens to the clusters, every id ever published resolves."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ReleaseError
from pipeline.model import LedgerRow, Redirect
from pipeline.resolve import identities
from pipeline.resolve.identities import NOBODY, Identities, assign
from pipeline.resolve.ledger import redirects, replay

Night = tuple[tuple[str, ...], ...]
DAY = date(2026, 11, 21)


def nights(
    *clusterings: Iterable[str], judged: Iterable[str] = (), corrected: Mapping[str, str] = NOBODY
) -> list[Identities]:
    """Run one night after another; ``"ab c"`` is two clusters of single-letter mentions."""
    found: list[Identities] = []
    ledger: tuple[LedgerRow, ...] = ()
    for number, text in enumerate(clusterings, start=1):
        clusters = tuple(tuple(word) for word in "".join(text).split())
        pairs = frozenset((pair[0], pair[1]) for pair in judged)
        found.append(
            assign(clusters, ledger, {m: DAY for c in clusters for m in c}, release=f"r{number}",
                   judged=pairs, corrected=corrected)
        )  # fmt: skip
        ledger = found[-1].ledger
    return found


def leads_to(found: Identities) -> Mapping[str, str | None]:
    return {row.old_work_id: row.work_id for row in found.redirects}


def events(found: Identities) -> list[str]:
    return [row.event for row in found.events]


def test_a_new_work_is_founded_by_its_oldest_mention() -> None:
    first_seen = {"a": date(2026, 2, 1), "b": date(2026, 1, 1)}
    found = assign([("a", "b")], (), first_seen, release="r1")
    assert found.work_of["a"] == identities.fresh_id("b", {})


def test_nothing_new_writes_nothing() -> None:
    first, second = nights("ab c", "c ba")
    assert (second.events, second.work_of) == ((), first.work_of)


def test_a_mention_that_comes_later_joins() -> None:
    first, second = nights("b c", "ab c")
    assert second.work_of["a"] == first.work_of["b"]
    assert events(second) == ["join"]


def test_a_corrected_entry_inherits_the_id_of_the_work_whose_one_entry_it_was() -> None:
    first, second, third, fourth = nights(
        "a c", "b c", "b c", "d c", corrected={"a": "b", "b": "d"}
    )
    assert second.work_of["b"] == third.work_of["b"] == fourth.work_of["d"] == first.work_of["a"]
    assert events(second) == events(fourth) == ["join", "leave"]
    assert second.events[0].why == "the pages, as a correction of an entry"
    assert (events(third), leads_to(fourth)) == ([], {})


def test_a_corrected_entry_that_joins_another_work_takes_its_old_id_along() -> None:
    first, second = nights("a c", "bc", corrected={"a": "b"})
    assert second.work_of["b"] == first.work_of["a"]
    assert leads_to(second) == {first.work_of["c"]: first.work_of["a"]}
    first, second = nights("c", "c a")[-1], nights("c", "c a", "cb", corrected={"a": "b"})[-1]
    assert leads_to(second) == {first.work_of["a"]: first.work_of["c"]}


def test_a_work_with_other_entries_is_not_inherited() -> None:
    first, second = nights("ax c", "b x c", corrected={"a": "b"})
    assert second.work_of["x"] == first.work_of["a"] != second.work_of["b"]


def test_an_entry_that_was_there_before_inherits_nothing() -> None:
    first, second = nights("a b", "b", corrected={"a": "b"})
    assert leads_to(second) == {first.work_of["a"]: None}


def test_both_wordings_side_by_side_are_two_works() -> None:
    first, _, third = nights("a", "b", "a b", corrected={"a": "b"})
    assert third.work_of["b"] == first.work_of["a"] != third.work_of["a"]


def test_a_correction_taken_back_leaves_the_id() -> None:
    first, _, third = nights("a", "b", "a", corrected={"a": "b"})
    assert (third.work_of, leads_to(third)) == (first.work_of, {})


def test_the_oldest_id_survives_a_merge() -> None:
    first, second, third = nights("b", "b a", "ab")
    assert third.work_of == dict.fromkeys("ab", first.work_of["b"])
    assert leads_to(third) == {second.work_of["a"]: first.work_of["b"]}


def test_the_founding_part_keeps_the_id_in_a_split() -> None:
    first, second = nights("abc", "a bc")
    assert second.work_of["a"] == first.work_of["a"]
    assert second.work_of["b"] == second.work_of["c"] != first.work_of["a"]
    assert events(second) == ["split", "join"]


def test_the_longest_standing_mention_keeps_the_id_once_the_founder_is_gone() -> None:
    first, _, third = nights("abc", "bc", "b c")
    assert third.work_of["b"] == first.work_of["a"]


def test_a_founder_that_comes_back_alone_does_not_take_the_id_from_who_stayed() -> None:
    first, _, third = nights("ab", "b", "a b")
    assert third.work_of["b"] == first.work_of["a"] != third.work_of["a"]


def test_a_work_that_no_page_lists_leaves_a_tombstone_and_comes_back_as_itself() -> None:
    first, second, third = nights("ab c", "c", "b c")
    assert leads_to(second) == {first.work_of["a"]: None}
    assert third.work_of["b"] == first.work_of["a"]
    assert (events(third), leads_to(third)) == (["restore"], {})


def test_a_merge_undone_gives_both_their_ids_again() -> None:
    first, _, third = nights("a b", "ab", "a b")
    assert (third.work_of, third.redirects) == (first.work_of, ())


def test_a_redirect_stays_one_hop_when_its_target_is_merged_on() -> None:
    first, _, _, fourth = nights("a", "a b", "a b c", "a bc")
    last = nights("a", "a b", "a b c", "a bc", "abc")[-1]
    assert set(leads_to(last).values()) == {first.work_of["a"]}
    assert len(leads_to(last)) == 2
    assert len(leads_to(fourth)) == 1


def test_a_redirect_follows_the_mention_that_stands_for_it() -> None:
    first, _, third = nights("a b c", "ab c", "a bc")
    assert leads_to(third) == {first.work_of["b"]: first.work_of["c"]}
    assert third.redirects[0].why == "split, by the evidence"


def test_a_redirect_to_a_work_that_is_withdrawn_leads_nowhere_until_it_comes_back() -> None:
    first, _, third, fourth = nights("a b c", "ab c", "c", "a c")
    assert leads_to(third) == {first.work_of["a"]: None, first.work_of["b"]: None}
    assert leads_to(fourth) == {first.work_of["b"]: first.work_of["a"]}


def test_a_redirect_says_what_moved_it_and_when() -> None:
    by_steward = nights("a b", "ab", judged=["ab"])[-1]
    by_evidence = nights("a b", "ab")[-1]
    withdrawn = nights("a", "")[-1]
    assert [(r.since, r.why) for r in by_steward.redirects] == [("r2", "merged, by a steward")]
    assert [r.why for r in by_evidence.redirects] == ["merged, by the evidence"]
    assert [r.why for r in withdrawn.redirects] == ["withdrawn, by the pages"]


def test_two_founders_with_one_hash_get_two_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    class Same:
        def __init__(self, text: bytes) -> None:
            self.text = text

        def hexdigest(self) -> str:
            return "0" * 64 if b"#" not in self.text else self.text.hex().ljust(64, "0")

    monkeypatch.setattr(identities, "sha256", Same)
    first, second = nights("a b", "ab")
    assert len(set(first.work_of.values())) == 2
    assert len(second.redirects) == 1


@pytest.mark.parametrize(("event", "mention_id"), [("vanish", "a"), ("join", None)])
def test_a_ledger_that_cannot_be_replayed_is_refused(event: str, mention_id: str | None) -> None:
    row = LedgerRow(
        seq=7,
        release="r1",
        event=event,
        work_id="w-1",
        mention_id=mention_id,
        other_work_id=None,
    )
    with pytest.raises(ReleaseError, match="row 7"):
        replay([row])


partitions = st.lists(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3)), min_size=1, max_size=8
)


def clusters(partition: Mapping[str, int]) -> Night:
    groups: dict[int, list[str]] = {}
    for mention_id, group in partition.items():
        groups.setdefault(group, []).append(mention_id)
    return tuple(tuple(group) for group in groups.values())


def story(parts: list[dict[str, int]], rng: random.Random | None = None) -> list[Identities]:
    found: list[Identities] = []
    ledger: tuple[LedgerRow, ...] = ()
    for number, partition in enumerate(parts):
        groups = [list(group) for group in clusters(partition)]
        rows = list(ledger)
        if rng:
            rng.shuffle(groups)
            rng.shuffle(rows)
            for group in groups:
                rng.shuffle(group)
        seen = {m: date(2026, 1, 1 + ord(m) % 3) for m in partition}
        found.append(assign([tuple(group) for group in groups], rows, seen, release=f"r{number}"))
        ledger = tuple(sorted(found[-1].ledger, key=lambda row: row.seq))
    return found


@settings(deadline=None, max_examples=120)
@given(partitions)
def test_mentions_share_an_id_exactly_when_they_share_a_cluster(
    parts: list[dict[str, int]],
) -> None:
    for partition, found in zip(parts, story(parts), strict=True):
        assert found.work_of.keys() == partition.keys()
        for left, group in partition.items():
            for right, other in partition.items():
                assert (found.work_of[left] == found.work_of[right]) == (group == other)


@settings(deadline=None, max_examples=120)
@given(partitions)
def test_every_id_ever_published_resolves_in_one_hop(parts: list[dict[str, int]]) -> None:
    published: set[str] = set()
    for found in story(parts):
        live = set(found.work_of.values())
        published |= live
        moved = leads_to(found)
        assert published == live | moved.keys()
        assert not live & moved.keys()
        assert {target for target in moved.values() if target} <= live


@settings(deadline=None, max_examples=120)
@given(partitions)
def test_replaying_the_ledger_gives_the_same_ids_and_redirects(
    parts: list[dict[str, int]],
) -> None:
    last = story(parts)[-1]
    lives = replay(last.ledger)
    assert (lives.work, redirects(lives)) == (last.work_of, last.redirects)
    assert [row.seq for row in last.ledger] == list(range(1, len(last.ledger) + 1))


@settings(deadline=None, max_examples=80)
@given(partitions, st.randoms(use_true_random=False))
def test_the_order_of_clusters_and_mentions_makes_no_difference(
    parts: list[dict[str, int]], rng: random.Random
) -> None:
    there, back = story(parts)[-1], story(parts, rng)[-1]
    assert (there.work_of, there.redirects) == (back.work_of, back.redirects)


@settings(deadline=None, max_examples=80)
@given(partitions)
def test_a_night_in_which_nothing_changed_adds_no_event(parts: list[dict[str, int]]) -> None:
    assert story([*parts, parts[-1]])[-1].events == ()


@settings(deadline=None, max_examples=80)
@given(partitions)
def test_the_oldest_of_the_ids_that_meet_survives(parts: list[dict[str, int]]) -> None:
    found = story(parts)
    for before, after in pairwise(found):
        born = replay(after.ledger).born
        for old, new in leads_to(after).items():
            if new and {old, new} <= set(before.work_of.values()):
                assert born[new] < born[old]


@settings(deadline=None, max_examples=80)
@given(partitions)
def test_a_redirect_is_pruned_only_when_its_id_is_a_work_again(
    parts: list[dict[str, int]],
) -> None:
    before: tuple[Redirect, ...] = ()
    for found in story(parts):
        lost = {row.old_work_id for row in before} - leads_to(found).keys()
        assert lost <= set(found.work_of.values())
        before = found.redirects
