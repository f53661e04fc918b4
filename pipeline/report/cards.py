"""What a steward judges: merged works, pairs, conflicts and choices, ready to be shown."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from pipeline.model import Conflict, Edition, Mention, Pair, Provenance, Work
from pipeline.report.data import Limits, Thresholds
from pipeline.report.entries import Appearance, Entries, edition_text, origin, side_by_side
from pipeline.report.index import Index, anchor, common_work
from pipeline.report.text import LINE, TITLE, plain, shown
from pipeline.report.waterfall import Waterfall, bits, waterfall
from pipeline.report.words import marked, partings

SEVERITIES = ("high", "medium", "low")
EDITIONS = 12  # of one work
DESK = "http://127.0.0.1:8765"  # of `collate desk`, unless it is told otherwise
CHOSEN = 12  # values of one field
ORIGINS = 4  # places one value was read in

_FIELD_ORDER = {field.name: at for at, field in enumerate(fields(Work))}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCard:
    """One compared pair: the verdict, the evidence, and the command that answers it."""

    anchor: str
    left: Markup  # the titles, with the words that differ marked
    right: Markup
    left_title: Markup  # the same titles, unmarked
    right_title: Markup
    is_one_work: bool
    band: str
    bits: str
    probability: str
    reason: Markup
    waterfall: Waterfall
    command: str
    desk: str  # where the desk asks it
    entries: Entries | None = None
    settles: int = 0  # more pairs of the same two works, which wait for the same answer


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLink:
    """A work's title, and where on the page it may stand."""

    title: Markup
    card: str  # anchor of its own card, if it has one
    anchor: str  # anchor in the list of works, if it is listed


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictCard:
    """A value that won and one that lost."""

    field: str
    kept: Markup
    lost: Markup
    kept_from: Markup
    lost_from: Markup
    kind: Markup
    severity: str
    work: WorkLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What survived in one field by one rule, and where it was read."""

    field: str
    values: tuple[Markup, ...]
    origins: tuple[tuple[Markup, Appearance], ...]  # source, place
    more: int  # places not named
    rule: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCard:
    """A work made of several mentions."""

    anchor: str
    work: Work
    title: Markup
    entries: Entries
    editions: tuple[Markup, ...]
    pairs: tuple[PairCard, ...]
    more_pairs: int
    choices: tuple[Choice, ...]
    conflicts: tuple[ConflictCard, ...]
    severity: str  # of its worst conflict, or ""
    desk: str  # where the desk shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every card is made with."""

    look: Index
    thresholds: Thresholds
    limits: Limits


def work_card(work: Work, desk: Desk) -> WorkCard:
    """Return the card of one merged work."""
    look = desk.look
    mentions = look.mentions_of.get(work.work_id, ())
    pairs = sorted(look.pairs_of.get(work.work_id, ()), key=heaviest_first)
    conflicts = look.conflicts_of.get(work.work_id, ())
    return WorkCard(
        anchor=anchor("merged", work.work_id),
        work=work,
        title=shown(work.title, TITLE),
        entries=side_by_side(mentions, look, desk.limits.entries),
        editions=_editions(look.editions_of.get(work.work_id, ())),
        pairs=tuple(pair_card(pair, desk) for pair in pairs[: desk.limits.pairs]),
        more_pairs=max(0, len(pairs) - desk.limits.pairs),
        choices=tuple(_choices(look.provenance_of.get(work.work_id, ()), look)),
        conflicts=tuple(conflict_card(row, look) for row in sorted(conflicts, key=worst_first)),
        severity=worst(conflicts),
        desk=at_desk("works", work.work_id),
    )


def pair_card(pair: Pair, desk: Desk, *, with_entries: bool = False, settles: int = 0) -> PairCard:
    """Return the card of one pair; its two entries side by side where asked for."""
    look = desk.look
    ids = (pair.left_mention_id, pair.right_mention_id)
    mentions = [look.mentions[name] for name in ids if name in look.mentions]
    titles = [_title(name, look) for name in ids]
    left, right = marked(titles)
    return PairCard(
        anchor=anchor("pair", f"{ids[0]}..{ids[1]}"),
        left=left,
        right=right,
        left_title=shown(titles[0], TITLE),
        right_title=shown(titles[1], TITLE),
        is_one_work=bool(common_work(pair, look.work_of)),
        band=plain(pair.band, 20),
        bits=bits(pair.weight),
        probability=percent(pair.probability),
        reason=shown(pair.reason, 600),
        waterfall=waterfall(pair, look.evidence_of.get(ids, ()), desk.thresholds),
        command=command(*ids, "different" if pair.band == "same" else "same"),
        desk=at_desk("pair", *ids),
        entries=side_by_side(mentions, look, 2) if with_entries else None,
        settles=settles,
    )


def conflict_card(row: Conflict, look: Index) -> ConflictCard:
    """Return one conflict, with the words that differ marked."""
    kept, lost = marked(partings([row.kept, row.lost]), LINE)
    return ConflictCard(
        field=plain(row.field),
        kept=kept,
        lost=lost,
        kept_from=_source(row.kept_mention_id, look),
        lost_from=_source(row.lost_mention_id, look),
        kind=shown(row.kind, 80),
        severity=plain(row.severity, 20),
        work=work_link(row.work_id, look),
    )


def work_link(work_id: str, look: Index) -> WorkLink:
    """Return a work's title with its anchors; the id where there is no such work any more."""
    work = look.works.get(work_id)
    return WorkLink(
        title=shown(work.title if work else work_id, 160),
        card=anchor("merged", work_id),
        anchor=anchor("work", work_id),
    )


def command(left: str, right: str, verdict: str) -> str:
    """Return the shell command that answers a pair.

    >>> command("m-1", "m-2", "same")
    'collate decide m-1 m-2 same --because "…"'
    """
    names = " ".join(shlex.quote(plain(name, 120)) for name in (left, right))
    return f'collate decide {names} {verdict} --because "…"'


def at_desk(kind: str, *names: str) -> str:
    """Return where the desk shows a pair or a work, when it runs on the reader's machine.

    >>> at_desk("pair", "m-1", "../m 2")
    'http://127.0.0.1:8765/pair/m-1/..%2Fm%202'
    """
    parts = (quote(name[:120], safe="", errors="replace") for name in names)
    return "/".join([DESK, kind, *parts])


def percent(probability: float) -> str:
    """Return a probability as a percentage that never claims certainty.

    >>> percent(0.99997), percent(0.5), percent(1e-9)
    ('over 99.9 %', '50 %', 'under 0.1 %')
    """
    if probability > 0.999:
        return "over 99.9 %"
    if probability < 0.001:
        return "under 0.1 %"
    return f"{100 * probability:.1f} %".replace(".0 %", " %")


def heaviest_first(pair: Pair) -> tuple[float, str, str]:
    """Sort key: the most evidence for one work first."""
    weight = -math.inf if math.isnan(pair.weight) else pair.weight
    return -weight, pair.left_mention_id, pair.right_mention_id


def worst_first(row: Conflict) -> tuple[Any, ...]:
    """Sort key: the gravest conflict first."""
    key = (row.work_id, row.field, row.lost, row.lost_mention_id)
    return (SEVERITIES.index(row.severity) if row.severity in SEVERITIES else 9, *key)


def worst(conflicts: Iterable[Conflict]) -> str:
    """Return the gravest severity among ``conflicts``, or ``""``."""
    found = {row.severity for row in conflicts}
    return next((severity for severity in SEVERITIES if severity in found), "")


def _editions(rows: Sequence[Edition]) -> tuple[Markup, ...]:
    said = sorted(edition_text(row) for row in rows)
    more = [shown(f"… and {len(said) - EDITIONS} more")] if len(said) > EDITIONS else []
    return (*(shown(text, LINE) for text in said[:EDITIONS]), *more)


def _choices(rows: Iterable[Provenance], look: Index) -> Iterable[Choice]:
    groups: dict[tuple[int, str, str], list[Provenance]] = {}
    for row in rows:
        place = _FIELD_ORDER.get(row.field, len(_FIELD_ORDER))
        groups.setdefault((place, row.field, row.rule), []).append(row)
    return (
        _choice(field, rule, groups[at, field, rule], look) for at, field, rule in sorted(groups)
    )


def _choice(field: str, rule: str, rows: list[Provenance], look: Index) -> Choice:
    values = list(dict.fromkeys(row.value for row in rows))
    places = list(dict.fromkeys((row.listing_id, row.locator) for row in rows))
    more = [shown(f"… and {len(values) - CHOSEN} more")] if len(values) > CHOSEN else []
    known = [(look.listings[name], locator) for name, locator in places if name in look.listings]
    return Choice(
        field=plain(field),
        values=(*(shown(value, LINE) for value in values[:CHOSEN]), *more),
        origins=tuple(_origin(listing, locator) for listing, locator in known[:ORIGINS]),
        more=max(0, len(known) - ORIGINS),
        rule=shown(rule.replace("_", " "), LINE),
    )


def _origin(listing: Any, locator: str) -> tuple[Markup, Appearance]:
    place = origin(listing)
    exact = Appearance(
        page=place.page, ordinal=place.ordinal, locator=shown(locator, 60), href=place.href
    )
    return shown(listing.source, 60), exact


def _title(mention_id: str, look: Index) -> str:
    mention = look.mentions.get(mention_id)
    return mention.title if mention else mention_id


def _source(mention_id: str, look: Index) -> Markup:
    mention: Mention | None = look.mentions.get(mention_id)
    return shown(mention.source if mention else mention_id, 60)
