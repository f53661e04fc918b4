"""May this release replace the one before it?

What is compared is like with like: the same pages before and now. A page that is still there
and gives less points at a site that changed or a layout that broke; a page that somebody took
away or added is their business, until so much goes at once that it looks like an accident.
Small numbers never fail: each rule needs both a share and a count. A first release is held
to what needs no history.

What is usual for a source is learned from its own nights: each release records how far every
count fell, and from ``NIGHTS`` nights on, three times the worst of them is the limit, within
a third and twice of what ``Limits`` says. So a calm source is watched closely, and one that
always comes and goes gives no false alarm. Nights that somebody had to accept teach nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import GateError
from pipeline.model import Change
from pipeline.release.diff import NEEDED, Side
from pipeline.release.inputs import Inputs

FILLED = (
    "abstract",
    "year",
    "series",
    "contributors",
    "editions",
    "isbns",
    "country_codes",
    "region_codes",
)


GATED: Mapping[str, tuple[str, ...]] = {
    **NEEDED,
    "mentions": ("mention_id", "work_id", "source", *FILLED),
    "listings": ("mention_id", "source", "page", "url", "snapshot_sha256"),
    "claims": ("snapshot_sha256", "claimed_by"),
    "unknowns": ("snapshot_sha256",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From where a change looks like a fault. Shares are 0 to 1; both parts must be passed."""

    fewer_listings: tuple[float, int] = (0.3, 5)  # of one source, on pages that are still there
    pages_gone: tuple[float, int] = (0.5, 20)  # listings of one source on pages no longer given
    fill_rate: tuple[float, int] = (0.3, 10)  # points lost by one field of one source; mentions
    unknowns: tuple[float, int] = (1.0, 20)  # growth on pages that are still there; rows
    works_vanish: tuple[float, int] = (0.3, 20)
    nearly_all_vanish: tuple[float, int] = (0.9, 10)
    merges: tuple[float, int] = (0.05, 20)  # works of the parent merged at once, not by stewards
    largest_work: tuple[float, int] = (0.05, 50)  # share of all mentions in one work; mentions
    growth: tuple[float, int] = (2.0, 20)  # of the largest work; its mentions
    unread: tuple[float, int] = (0.5, 50)  # lines nobody claims, on pages that gave listings


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How far one count fell, or grew, since the parent."""

    name: str  # the rule, and what it was held to
    share: float
    count: int
    reason: str  # what is said when it is too much

    @property
    def rule(self) -> str:
        """The name of its limit."""
        return self.name.partition(" ")[0]


NIGHTS = 10  # releases that a history needs
FACTOR = 3.0  # over the worst night that was no fault
Past = Sequence[Mapping[str, float]]  # measures of earlier releases: their names and shares


def limit(usual: float, past: Sequence[float]) -> float:
    """Return the share from which a measure is too much, as its own past has it.

    >>> limit(0.3, [0.0] * 5), limit(0.3, [0.0] * 20), limit(0.3, [0.0, 0.15] * 10)
    (0.3, 0.1, 0.45)
    """
    if len(past) < NIGHTS:
        return usual
    return round(min(max(FACTOR * max(past), usual / 3), 2 * usual), 6)


def gate(
    new: Side,
    parent: Side | None,
    changes: Sequence[Change],
    *,
    accept: str | None = None,
    limits: Limits | None = None,
    measured: Sequence[Measure] | None = None,
    past: Past = (),
) -> tuple[str, ...]:
    """Return what is held against a release and was accepted; usually nothing.

    Args:
        new: The tables to be published.
        parent: The latest release, with the tables ``GATED``; ``None`` for a first release.
        changes: From ``diff.changes``.
        accept: Why to publish all the same; recorded in the release.
        limits: Other limits than the usual ones.
        measured: From ``measures``, where they are known already.
        past: The measures of earlier releases.

    Raises:
        GateError: Something is held against it and nobody accepted that; or it is empty,
            which nobody can accept.
    """
    empty = tuple(_empty(new))
    if empty:
        raise GateError(empty, can_be_accepted=False)
    known = measures(new, parent, changes) if measured is None else measured
    failed = tuple(reasons(new, parent, known, limits or Limits(), past))
    if failed and not (accept or "").strip():
        raise GateError(failed)
    return failed


def reasons(
    new: Side, parent: Side | None, measured: Sequence[Measure], limits: Limits, past: Past = ()
) -> Iterator[str]:
    """Yield what is held against a release."""
    yield from _one_work_swallows(new, limits)
    yield from _lines_unread(new, limits)
    if parent is not None:
        yield from _pages_fall_silent(new, parent)
        yield from _pages_gone(new, parent, limits)
        yield from _one_work_grows(new, parent, limits)
    nearly_all, enough = limits.nearly_all_vanish
    for each in measured:
        usual, least = getattr(limits, each.rule)
        known = [night[each.name] for night in past if each.name in night]
        is_many = each.count >= least and each.share > limit(usual, known)
        is_all = each.rule == "works_vanish" and each.count >= enough and each.share > nearly_all
        if is_many or is_all:
            yield each.reason


def measures(new: Side, parent: Side | None, changes: Sequence[Change]) -> list[Measure]:
    """Return how far each count fell since the parent; nothing for a first release."""
    if parent is None:
        return []
    return [
        *_fewer_listings(new, parent),
        *_fields_empty(new, parent),
        *_unknowns_grow(new, parent),
        *_works_vanish(parent, changes),
        *_merges_multiply(parent, changes),
    ]


def render(failed: Sequence[str]) -> str:
    """Return what is held against a release as lines of text."""
    if not failed:
        return "Nothing is held against this release."
    return "\n".join(
        [*(f"- {reason}" for reason in failed), "Publish all the same with --accept REASON."]
    )


def _empty(new: Side) -> Iterator[str]:
    if not new.tables["listings"].num_rows:
        pages = len({ref.sha256 for ref in new.inputs.snapshots})
        yield f"no entry was read from {_many(pages, 'page')}; an empty release is never published"
    elif not new.tables["works"].num_rows:
        yield "listings were read but no work was made; an empty release is never published"


def _one_work_swallows(new: Side, limits: Limits) -> Iterator[str]:
    work_id, largest = _largest(new)
    total = new.tables["mentions"].num_rows
    if _exceeds(limits.largest_work, largest, total):
        yield f"{work_id} is made of {largest} of {total} mentions; a merge ran away"


def _lines_unread(new: Side, limits: Limits) -> Iterator[str]:
    """Pages that were set aside whole are reported elsewhere and do not count here."""
    claims = new.tables["claims"]
    read = pc.unique(new.tables["listings"].column("snapshot_sha256"))
    claims = claims.filter(pc.is_in(claims.column("snapshot_sha256"), value_set=read))
    unread = pc.sum(pc.equal(claims.column("claimed_by"), "unknown")).as_py() or 0
    if _exceeds(limits.unread, unread, claims.num_rows):
        yield f"{unread} of {claims.num_rows} lines of pages that were read are unaccounted for"


def _pages_fall_silent(new: Side, parent: Side) -> Iterator[str]:
    now = _looks(new.inputs)
    speaking = _per_look(new)
    for look, count in sorted(_per_look(parent).items()):
        if look in now and not speaking[look] and not _same_bytes(look, parent, new):
            yield f"{look} gave {_many(count, 'listing')} and gives none now"


def _same_bytes(look: str, parent: Side, new: Side) -> bool:
    """Tell whether a page of this name gave listings under other names now."""
    before = {ref.sha256 for ref in parent.inputs.snapshots if _look(ref.url, ref.page) == look}
    listed = new.tables["listings"].column("snapshot_sha256")
    return bool(pc.any(pc.is_in(listed, value_set=pa.array(sorted(before), pa.string()))).as_py())


def _fewer_listings(new: Side, parent: Side) -> Iterator[Measure]:
    then, now = _still(parent, new), _still(new, parent)
    before, after = _by_source(then), _by_source(now)
    for source, count in sorted(before.items()):
        yield Measure(
            name=f"fewer_listings {source}",
            share=max(count - after[source], 0) / count,
            count=count - after[source],
            reason=f"{source}: the same pages gave {_many(count, 'listing')} "
            f"and give {after[source]} now",
        )


def _pages_gone(new: Side, parent: Side, limits: Limits) -> Iterator[str]:
    all_before, still = _by_source(parent.tables["listings"]), _by_source(_still(parent, new))
    for source, count in sorted(all_before.items()):
        if _exceeds(limits.pages_gone, count - still[source], count):
            yield (
                f"{source}: pages that are no longer given held "
                f"{count - still[source]} of its {count} listings"
            )


def _fields_empty(new: Side, parent: Side) -> Iterator[Measure]:
    before, after = _fill(parent, new), _fill(new, parent)
    for (source, field), (then, of_then) in sorted(before.items()):
        now, of_now = after.get((source, field), (0, 0))
        if of_then and of_now:
            yield Measure(
                name=f"fill_rate {source} {field}",
                share=max(then / of_then - now / of_now, 0.0),
                count=min(of_then, of_now),
                reason=f"{source}: {field} stood in {then / of_then:.0%} of the entries "
                f"and stands in {now / of_now:.0%} now",
            )


def _unknowns_grow(new: Side, parent: Side) -> Iterator[Measure]:
    before, after = (
        _still(here, there, "unknowns").num_rows for here, there in ((parent, new), (new, parent))
    )
    yield Measure(
        name="unknowns",
        share=max(after - before, 0) / max(before, 1),
        count=after - before,
        reason=f"the same pages left {before} things unread and leave {after} now",
    )


def _works_vanish(parent: Side, changes: Sequence[Change]) -> Iterator[Measure]:
    total = parent.tables["works"].num_rows
    gone = sum(change.op == "withdrawn" for change in changes)
    yield Measure(
        name="works_vanish",
        share=gone / max(total, 1),
        count=gone,
        reason=f"{gone} of {total} works would be withdrawn at once",
    )


def _merges_multiply(parent: Side, changes: Sequence[Change]) -> Iterator[Measure]:
    total = parent.tables["works"].num_rows
    merged = sum(change.op == "merged" and change.cause != "judgement" for change in changes)
    yield Measure(
        name="merges",
        share=merged / max(total, 1),
        count=merged,
        reason=f"{merged} of {total} works would be merged into others at once, by no steward",
    )


def _one_work_grows(new: Side, parent: Side, limits: Limits) -> Iterator[str]:
    (_, before), (work_id, after) = _largest(parent), _largest(new)
    share, enough = limits.growth
    if after >= enough and after - before > share * max(before, 1):
        yield f"the largest work had {before} mentions; {work_id} has {after}"


def _exceeds(limit: tuple[float, int], count: int, total: int) -> bool:
    share, enough = limit
    return count >= enough and count > share * total


def _largest(side: Side) -> tuple[str, int]:
    """Return the work with most mentions (the first by id), and their number."""
    counts = Counter(side.tables["mentions"].column("work_id").to_pylist())
    work_id = min(counts, key=lambda name: (-counts[name], name), default="")
    return work_id, counts[work_id]


def _by_source(listings: pa.Table) -> Counter[str]:
    return Counter(listings.column("source").to_pylist())


def _per_look(side: Side) -> Counter[str]:
    table = side.tables["listings"]
    urls, pages = table.column("url").to_pylist(), table.column("page").to_pylist()
    return Counter(_look(url, page) for url, page in zip(urls, pages, strict=True))


def _look(url: str | None, page: str) -> str:
    """Return what tells a page from others over time: its address, else its name."""
    return url or page


def _looks(inputs: Inputs) -> set[str]:
    return {_look(ref.url, ref.page) for ref in inputs.snapshots}


def _still(here: Side, there: Side, name: str = "listings") -> pa.Table:
    """Return the rows of ``here`` on pages that ``there`` was given too: by bytes or by name."""
    known = {ref.sha256 for ref in there.inputs.snapshots}
    looks = _looks(there.inputs)
    shas = {
        ref.sha256
        for ref in here.inputs.snapshots
        if ref.sha256 in known or _look(ref.url, ref.page) in looks
    }
    table = here.tables[name]
    wanted = pa.array(sorted(shas), pa.string())
    return table.filter(pc.is_in(table.column("snapshot_sha256"), value_set=wanted))


def _fill(here: Side, there: Side) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Return, for each source and field, the entries that have it and all entries."""
    ids = _still(here, there).column("mention_id")
    mentions = here.tables["mentions"]
    mentions = mentions.filter(pc.is_in(mentions.column("mention_id"), value_set=ids))
    sources = mentions.column("source").to_pylist()
    totals = Counter(sources)
    rates: dict[tuple[str, str], tuple[int, int]] = {}
    for field in (name for name in FILLED if name in mentions.column_names):
        holds = _has_value(mentions.column(field)).to_pylist()
        having = Counter(source for source, has in zip(sources, holds, strict=True) if has)
        rates |= {(source, field): (having[source], total) for source, total in totals.items()}
    return rates


def _has_value(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        return pc.greater(pc.fill_null(pc.list_value_length(column), 0), 0)
    return pc.is_valid(column)


def _many(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
