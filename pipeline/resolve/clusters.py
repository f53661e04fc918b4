"""Pairs become works: matching's links and the stewards' verdicts make groups of entries.

What a steward holds apart stays apart between whole groups, and what a steward joins is joined
whatever matching says; the rest is for ``match.groups``. What is left open goes to the
stewards with its reason. The order in which entries and pairs arrive never matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.match.groups import Groups, Link, join_along
from pipeline.match.vetoes import link
from pipeline.model import Pair

Ids = tuple[str, str]

HELD_APART = "a steward holds entries of these works apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """Groups of ids, sorted, each sorted; and the pairs with what the groups made of them."""

    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[Pair, ...]


def cluster(
    ids: Iterable[str],
    pairs: Sequence[Pair],
    same: frozenset[Ids] = frozenset(),
    different: frozenset[Ids] = frozenset(),
) -> Clustering:
    """Return the groups that the pairs make, every id in exactly one.

    Args:
        ids: All entries; pairs and judgements of others are left out.
        pairs: What matching found, each pair once.
        same: Pairs that a steward joined: they outweigh vetoes and weights.
        different: Pairs that a steward holds apart, and with them their whole groups.
    """
    names = sorted(set(ids))
    number = {name: at for at, name in enumerate(names)}
    groups = Groups.of(len(names))
    different = _known(different, number)
    same = _known(same, number) - different
    for one, other in sorted(different):
        groups.hold_apart(number[one], number[other], HELD_APART)
    for one, other in sorted(same):
        if groups.contradiction(number[one], number[other]) is None:
            groups.join(number[one], number[other])
    mine = sorted((pair for pair in pairs if _ids(pair) == _among(pair, number)), key=_ids)
    refused = join_along(groups, [_link(pair, number) for pair in mine])
    settled = []
    for pair in mine:
        a, b = (number[name] for name in _ids(pair))
        if _ids(pair) in different:
            settled.append(replace(pair, band="different", reason="A steward holds them apart."))
        elif _ids(pair) in same:
            settled.append(_joined_by_a_steward(pair, groups, a, b))
        else:
            settled.append(_settled(pair, groups, a, b, refused.get((a, b))))
    clusters = tuple(tuple(names[at] for at in group) for group in groups.members())
    return Clustering(clusters=clusters, pairs=tuple(settled))


def _known(judged: Iterable[Ids], number: dict[str, int]) -> frozenset[Ids]:
    return frozenset(
        (min(a, b), max(a, b)) for a, b in judged if a in number and b in number and a != b
    )


def _ids(pair: Pair) -> Ids:
    return pair.left_mention_id, pair.right_mention_id


def _among(pair: Pair, number: dict[str, int]) -> Ids | None:
    a, b = _ids(pair)
    return (a, b) if a in number and b in number else None


def _link(pair: Pair, number: dict[str, int]) -> Link:
    a, b = _ids(pair)
    return link(number[a], number[b], pair.weight, pair.band == "same", pair.veto)


def _joined_by_a_steward(pair: Pair, groups: Groups, a: int, b: int) -> Pair:
    if groups.root(a) == groups.root(b):
        return replace(pair, band="same", reason="A steward joined them.")
    why = groups.contradiction(a, b) or "other verdicts contradict it"
    return replace(pair, band="review", reason=f"A steward joined them, but {why}.")


def _settled(pair: Pair, groups: Groups, a: int, b: int, refused: str | None) -> Pair:
    """Return a pair that no steward judged with the band that its groups give it."""
    if groups.root(a) == groups.root(b):
        if pair.band == "same":
            return pair
        return replace(pair, band="same", reason=f"One work by way of other entries. {pair.reason}")
    if (why := groups.contradiction(a, b)) is not None:
        return replace(pair, band="different", reason=f"Kept apart, since {why}. {pair.reason}")
    if refused is not None:
        return replace(pair, band="review", reason=f"{refused} {pair.reason}")
    return pair
