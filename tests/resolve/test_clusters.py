"""Groups under constraints: stewards, vetoes, weak chains, and order that never matters."""

import random
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Pair
from pipeline.resolve.clusters import Clustering, cluster


def pair(a: str, b: str, weight: float, veto: str | None = None) -> Pair:
    left, right = sorted((a, b))
    band = "same" if weight >= 5 else "review" if weight >= 0 else "different"
    return Pair(
        left_mention_id=left,
        right_mention_id=right,
        weight=weight,
        probability=0.5,
        band="different" if veto else band,
        reason="Reason.",
        evidence_hash="h",
        veto=veto,
    )


def groups(found: Clustering) -> list[str]:
    return ["".join(group) for group in found.clusters]


def bands(found: Clustering) -> dict[str, str]:
    return {p.left_mention_id + p.right_mention_id: p.band for p in found.pairs}


def dense(names: str, weight: float = 10.0) -> list[Pair]:
    return [pair(a, b, weight) for at, a in enumerate(names) for b in names[at + 1 :]]


def test_pairs_that_are_the_same_are_one_group() -> None:
    assert groups(cluster("abcd", [pair("a", "b", 9), pair("b", "c", 9)])) == ["abc", "d"]


def test_a_pair_without_enough_weight_joins_nothing() -> None:
    found = cluster("ab", [pair("a", "b", 3)])
    assert groups(found) == ["a", "b"]
    assert bands(found) == {"ab": "review"}


def test_a_weak_link_does_not_glue_two_dense_groups() -> None:
    found = cluster("abcdefgh", [*dense("abcd"), *dense("efgh"), pair("d", "e", 6)])
    assert groups(found) == ["abcd", "efgh"]
    assert bands(found)["de"] == "review"


def test_links_between_most_entries_do_join_two_groups() -> None:
    across = [pair(a, b, 7) for a in "abc" for b in "de"]
    assert groups(cluster("abcde", [*dense("abc"), *dense("de"), *across])) == ["abcde"]


def test_a_veto_between_two_entries_keeps_their_groups_apart() -> None:
    pairs = [*dense("ab"), *dense("cd"), pair("b", "c", 8), pair("a", "d", 1, "another part")]
    found = cluster("abcd", pairs)
    assert groups(found) == ["ab", "cd"]
    reason = next(p.reason for p in found.pairs if p.left_mention_id == "b")
    assert "another part" in reason
    assert bands(found)["bc"] == "review"


def test_an_entry_that_fits_two_works_equally_well_joins_neither() -> None:
    pairs = [pair("a", "b", 9), pair("a", "c", 9), pair("b", "c", 2, "another part")]
    found = cluster("abc", pairs)
    assert groups(found) == ["a", "b", "c"]
    assert bands(found) == {"ab": "review", "ac": "review", "bc": "different"}


def test_an_entry_that_fits_one_work_better_joins_that_one() -> None:
    pairs = [pair("a", "b", 9), pair("a", "c", 6), pair("b", "c", 2, "another part")]
    found = cluster("abc", pairs)
    assert groups(found) == ["ab", "c"]
    assert bands(found)["ac"] == "review"


def test_a_pair_that_others_join_is_asked_no_more() -> None:
    found = cluster("abc", [pair("a", "b", 9), pair("b", "c", 9), pair("a", "c", 2)])
    assert groups(found) == ["abc"]
    assert bands(found)["ac"] == "same"


def test_a_steward_joins_against_weights_and_vetoes() -> None:
    found = cluster("ab", [pair("a", "b", -3, "another part")], same=frozenset({("b", "a")}))
    assert groups(found) == ["ab"]
    assert bands(found) == {"ab": "same"}


def test_a_steward_joins_what_was_never_compared() -> None:
    assert groups(cluster("ab", [], same=frozenset({("a", "b")}))) == ["ab"]


def test_a_steward_holds_apart_whole_groups() -> None:
    found = cluster("abcd", dense("abcd", 15), different=frozenset({("a", "d")}))
    held = {group for group in groups(found) if "a" in group or "d" in group}
    assert all(not {"a", "d"} <= set(group) for group in held)
    assert bands(found)["ad"] == "different"


def test_a_pair_between_groups_a_steward_holds_apart_is_not_asked_again() -> None:
    pairs = [pair("a", "b", 12), pair("c", "d", 12), pair("b", "c", 8)]
    found = cluster("abcd", pairs, different=frozenset({("a", "d")}))
    assert groups(found) == ["ab", "cd"]
    assert bands(found)["bc"] == "different"


def test_stewards_who_contradict_each_other_are_asked() -> None:
    same = frozenset({("a", "b"), ("b", "c")})
    found = cluster("abc", dense("abc"), same=same, different=frozenset({("a", "c")}))
    assert "review" in bands(found).values()
    assert "abc" not in groups(found)


def test_the_same_pair_joined_and_held_apart_is_held_apart() -> None:
    one = frozenset({("a", "b")})
    assert groups(cluster("ab", dense("ab"), same=one, different=one)) == ["a", "b"]


def test_entries_and_judgements_that_are_not_there_are_left_out() -> None:
    found = cluster("ab", [pair("a", "x", 9)], same=frozenset({("a", "z")}))
    assert groups(found) == ["a", "b"]
    assert found.pairs == ()


IDS = "abcdefg"
IDS_PAIRS = [(a, b) for at, a in enumerate(IDS) for b in IDS[at + 1 :]]
SOME_PAIRS = st.dictionaries(
    st.sampled_from(IDS_PAIRS),
    st.tuples(st.sampled_from((-4.0, -1.0, 3.0, 5.0, 8.0, 8.5, 12.0)), st.booleans()),
).map(
    lambda found: [
        pair(a, b, weight, "a veto" if is_vetoed and weight < 9 else None)
        for (a, b), (weight, is_vetoed) in found.items()
    ]
)
SOME_JUDGED = st.frozensets(st.sampled_from(IDS_PAIRS), max_size=3)


def apart(found: Clustering, judged: Iterable[tuple[str, str]]) -> bool:
    return not any({a, b} <= set(group) for a, b in judged for group in found.clusters)


@given(SOME_PAIRS, SOME_JUDGED, SOME_JUDGED, st.randoms(use_true_random=False))
def test_the_order_of_entries_and_pairs_does_not_matter(
    pairs: list[Pair],
    same: frozenset[tuple[str, str]],
    different: frozenset[tuple[str, str]],
    rng: random.Random,
) -> None:
    straight = cluster(IDS, pairs, same, different)
    shuffled = rng.sample(pairs, len(pairs))
    assert cluster(rng.sample(IDS, len(IDS)), shuffled, same, different) == straight


@given(SOME_PAIRS, SOME_JUDGED, SOME_JUDGED)
def test_every_entry_is_in_one_group_and_what_is_held_apart_is_apart(
    pairs: list[Pair], same: frozenset[tuple[str, str]], different: frozenset[tuple[str, str]]
) -> None:
    found = cluster(IDS, pairs, same, different)
    assert sorted("".join(groups(found))) == list(IDS)
    assert apart(found, different)


@given(SOME_PAIRS)
def test_no_veto_stands_within_a_group(pairs: list[Pair]) -> None:
    vetoed = [(p.left_mention_id, p.right_mention_id) for p in pairs if p.veto]
    assert apart(cluster(IDS, pairs), vetoed)


@given(SOME_PAIRS)
def test_what_is_called_the_same_is_in_one_group_and_the_rest_is_not(pairs: list[Pair]) -> None:
    found = cluster(IDS, pairs)
    for p in found.pairs:
        ids = {p.left_mention_id, p.right_mention_id}
        assert (p.band == "same") == any(ids <= set(group) for group in found.clusters)
