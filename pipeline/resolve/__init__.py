"""WHO DECIDES: judgements, constraints, clusters, identities that last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Protocol

from pipeline.model import Decision, LedgerRow, Override, Pair, Redirect, Relation, Standard
from pipeline.resolve.clusters import cluster
from pipeline.resolve.corrections import corrected
from pipeline.resolve.heirs import heirs
from pipeline.resolve.identities import Identities, assign
from pipeline.resolve.judgements import Judgement
from pipeline.resolve.verdicts import Ids, Verdicts, asked, settled, uncompared, weigh

__all__ = ["Judgement", "ParentState", "Resolution", "resolve"]


class Related(Protocol):
    """Two mentions that belong together without being one work, and by which rule."""

    @property
    def left(self) -> str: ...
    @property
    def right(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def basis(self) -> str: ...


class Matched(Protocol):
    """What matching found: the pairs compared, and the look-alikes that are related."""

    @property
    def pairs(self) -> Sequence[Pair]: ...
    @property
    def related(self) -> Sequence[Related]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentState:
    """What the parent release hands on. Empty for a first release.

    Attributes:
        ledger: Its own.
        went: The entries of its pages that are no pages of this run.
    """

    ledger: tuple[LedgerRow, ...] = ()
    went: tuple[Standard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Which mentions are one work, under which id, and who says so.

    Attributes:
        pairs: Every pair with its final band and reason; ``review`` waits for a steward.
        clusters: The mentions of each work, both levels sorted.
        work_of: Mention id to work id.
        decisions: The stewards' log as applied.
        relations: Works that belong together without being one.
        ledger: All events in the lives of the ids, the parent's first.
        redirects: Where each id that is no work any more leads.
        overrides: The values that stewards chose by hand, every line; ``merge`` applies them.
    """

    pairs: tuple[Pair, ...]
    clusters: tuple[tuple[str, ...], ...]
    work_of: Mapping[str, str]
    decisions: tuple[Decision, ...]
    relations: tuple[Relation, ...]
    ledger: tuple[LedgerRow, ...]
    redirects: tuple[Redirect, ...]
    overrides: tuple[Override, ...] = ()


def resolve(
    standards: Sequence[Standard],
    matched: Matched,
    judgements: Iterable[Judgement],
    parent: ParentState,
    release: str,
) -> Resolution:
    """Return which mentions are one work; the order of every argument makes no difference.

    Only the order of ``judgements`` counts: a later line supersedes an earlier one.
    """
    titles = {standard.mention_id: standard.title for standard in standards}
    compared = {(pair.left_mention_id, pair.right_mention_id): pair for pair in matched.pairs}
    verdicts = weigh(judgements, titles, compared, heirs(parent.ledger, titles))
    clustering = cluster(
        tuple(sorted(titles)),
        [asked(pair, verdicts) for _, pair in sorted(compared.items())],
        same=verdicts.same,
        different=verdicts.different,
    )
    identities = _identities(clustering.clusters, standards, parent, release, verdicts)
    pairs = (*clustering.pairs, *uncompared(verdicts, compared))
    return Resolution(
        pairs=tuple(_settled(pairs, verdicts, identities.work_of)),
        clusters=clustering.clusters,
        work_of=identities.work_of,
        decisions=verdicts.decisions,
        relations=tuple(relations(matched.related, verdicts, identities.work_of)),
        ledger=identities.ledger,
        redirects=identities.redirects,
    )


def _identities(
    clusters: tuple[tuple[str, ...], ...],
    standards: Sequence[Standard],
    parent: ParentState,
    release: str,
    verdicts: Verdicts,
) -> Identities:
    return assign(
        clusters,
        parent.ledger,
        {standard.mention_id: first_seen(standard) for standard in standards},
        release=release,
        judged=frozenset(
            (decision.left_mention_id, decision.right_mention_id)
            for decision in verdicts.decisions
            if decision.status == "applied"
        ),
        corrected=corrections(standards, parent),
    )


def corrections(standards: Iterable[Standard], parent: ParentState) -> Mapping[str, str]:
    """Return for each entry of the parent that its page corrected since what it is now."""
    if not parent.went:
        return {}
    known = {row.mention_id for row in parent.ledger}
    here = {standard.mention_id: standard for standard in standards}
    return corrected(
        (each for each in parent.went if each.mention_id not in here),
        (each for mention_id, each in here.items() if mention_id not in known),
    )


def first_seen(standard: Standard) -> date:
    """Return the UTC date of the oldest listing of a mention."""
    return standard.first_fetched.astimezone(UTC).date()


def _settled(
    pairs: Iterable[Pair], verdicts: Verdicts, work_of: Mapping[str, str]
) -> Iterator[Pair]:
    """Yield the pairs in the order of their ids, with what verdicts and groups make of them."""
    for pair in sorted(pairs, key=lambda pair: (pair.left_mention_id, pair.right_mention_id)):
        is_one = work_of[pair.left_mention_id] == work_of[pair.right_mention_id]
        yield settled(pair, verdicts, is_one=is_one)


def relations(
    related: Iterable[Related], verdicts: Verdicts, work_of: Mapping[str, str]
) -> Iterator[Relation]:
    """Yield the relations between works; a steward's word on a pair replaces a rule's."""
    found: dict[tuple[str, str, str], str] = {}
    said = [(ids, j.verdict, f"steward {j.steward}") for ids, j in verdicts.standing.items()]
    by_steward = {ids for ids, verdict, _ in said if verdict != "different"}
    ruled = [(_ids(r), r.kind, r.basis) for r in related if _ids(r) not in by_steward]
    claims = [claim for claim in said if claim[1] not in ("same", "different", "unsure")]
    for ids, kind, basis in (*sorted(claims), *sorted(ruled)):
        left, right = sorted(work_of[mention_id] for mention_id in ids)
        if left != right:
            found.setdefault((left, right, kind), basis)
    for (left, right, kind), basis in sorted(found.items()):
        yield Relation(left_work_id=left, right_work_id=right, kind=kind, basis=basis)


def _ids(related: Related) -> Ids:
    left, right = sorted((related.left, related.right))
    return left, right
