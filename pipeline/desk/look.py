"""The rows around a few entries, as the report's cards want them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.desk.log import Ids, Said
from pipeline.desk.opened import Opened
from pipeline.errors import MissingError
from pipeline.merge.choose import year_of
from pipeline.model import LedgerRow, Listing, Mention, Pair, Work
from pipeline.report.cards import Desk, PairCard, pair_card
from pipeline.report.data import Limits, ReportData, Thresholds
from pipeline.report.entries import Appearance, origin
from pipeline.report.index import Index, index
from pipeline.report.text import LINE, TITLE, shown
from pipeline.resolve.judgements import Judgement

MEMBERS = 40  # entries of a work that a page names
LINES = 60  # fields of an entry that a page quotes
VALUES = 40  # of one field


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A field as the page prints it, and where."""

    label: Markup
    values: tuple[tuple[Markup, Markup], ...]  # value, place
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """An entry as one page prints it."""

    source: Markup
    place: Appearance
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two works that a question is about."""

    work_id: str
    title: Markup
    entry: str  # mention id
    members: tuple[Member, ...]  # other entries
    more: int
    since: str  # the release that gave it its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Another entry of a work."""

    mention_id: str
    title: Markup
    source: Markup
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """All that the page of a pair shows."""

    ids: Ids
    card: PairCard
    sides: tuple[Side, ...]
    printed: tuple[tuple[Printed, ...], ...]  # of each entry
    effects: dict[str, tuple[str, ...]]  # verdict to what it would do, in sentences
    said: tuple[Judgement, ...]
    is_compared: bool


def pair_view(
    opened: Opened, ids: Ids, pairs: Sequence[Ids], said: Said, at: Thresholds
) -> PairView:
    """Return the page of two entries.

    Args:
        opened: The release.
        ids: The entries, smaller id first.
        pairs: All pairs that wait for the same answer.
        said: The stewards' log.
        at: The thresholds of the release.

    Raises:
        MissingError: The release has no such entry.
    """
    by_id = {each.mention_id: each for each in opened.rows("mentions", mention_id=ids)}
    own = [by_id.get(each) or mention(opened, each) for each in ids]
    works = tuple(dict.fromkeys(each.work_id for each in own))
    look = look_at(opened, [*own, *_members(opened, works, ids)], ids)
    mints = opened.rows("ledger", work_id=works, event="mint", order="seq")
    compared = opened.one("pairs", left_mention_id=ids[0], right_mention_id=ids[1])
    desk = Desk(look=look, thresholds=at, limits=Limits())
    return PairView(
        ids=ids,
        card=pair_card(
            compared or _uncompared(ids), desk, with_entries=True, settles=len(pairs) - 1
        ),
        sides=tuple(_side(look, each, mints) for each in own),
        printed=tuple(printed(look, each.mention_id) for each in own),
        effects=effects(look, own, mints, pairs, said),
        said=said.on(ids),
        is_compared=compared is not None,
    )


def mention(opened: Opened, mention_id: str) -> Mention:
    """Return an entry of the release.

    Raises:
        MissingError: The release has none with this id.
    """
    found: Mention | None = opened.one("mentions", mention_id=mention_id)
    if found is None:
        raise MissingError(f"release {opened.version} has no such entry; go back to the queue")
    return found


def look_at(opened: Opened, mentions: Sequence[Mention], pair: Ids | None = None) -> Index:
    """Return the look-ups of the report over a few entries and their works, and one pair."""
    ids = [each.mention_id for each in mentions]
    works = sorted({each.work_id for each in mentions})
    tables: dict[str, Any] = {
        "mentions": mentions,
        "works": opened.rows("works", work_id=works),
        "listings": opened.rows("listings", mention_id=ids),
        "coverage": opened.rows("coverage", mention_id=ids),
        "evidence": ()
        if pair is None
        else opened.rows("evidence", left_mention_id=pair[0], right_mention_id=pair[1]),
    }
    facts = {"version": opened.version, "as_of": opened.manifest.created_at, "parent": None}
    nowhere = Thresholds(upper=0.0, lower=0.0, prior=0.0)
    return index(ReportData.from_rows(tables, thresholds=nowhere, **facts))


def printed(look: Index, mention_id: str) -> tuple[Printed, ...]:
    """Return an entry as each page prints it, the first few pages."""
    listings = look.listings_of.get(mention_id, ())
    return tuple(
        Printed(source=shown(each.source, 60), place=origin(each), lines=tuple(_lines(each)))
        for each in listings[:4]
    )


def effects(
    look: Index,
    own: Sequence[Mention],
    mints: Sequence[LedgerRow],
    pairs: Sequence[Ids],
    said: Said,
) -> dict[str, tuple[str, ...]]:
    """Return what each answer would do, in sentences."""
    works = [look.works[name] for name in dict.fromkeys(each.work_id for each in own)]
    more = f"It settles {len(pairs)} pairs." if len(pairs) > 1 else ""
    together: tuple[str, ...]
    apart: tuple[str, ...]
    if len(works) == 1:
        (work,) = works
        kept = f"They stay one work of {_entries(work.mention_count)}, {work.work_id}."
        parted = f"{work.work_id} is split: the part with its oldest entry keeps the id."
        together, apart = (kept,), (parted,)
    else:
        together = tuple(_joining(look, works, mints, said))
        apart = ("They stay two works, and so do all entries that belong to them.",)
    related = "They stay two works, and the release says how they are related."
    return {
        "same": (*together, *filter(None, [more])),
        "different": (*apart, *filter(None, [more])),
        "related": (*([] if len(works) > 1 else apart), related),
        "unsure": ("It stays open, for everybody, behind all other questions.",),
    }


def _joining(
    look: Index, works: Sequence[Work], mints: Sequence[LedgerRow], said: Said
) -> Iterable[str]:
    order = {row.work_id: row.seq for row in reversed(mints)}
    oldest, other = sorted(works, key=lambda work: (order.get(work.work_id, 0), work.work_id))
    total = sum(work.mention_count for work in works)
    yield f"One work of {_entries(total)}: {oldest.work_id} stays, {other.work_id} leads to it."
    if differing := _differing(works):
        yield f"Its sources will disagree on {', '.join(differing)}."
    members = [{m.mention_id for m in look.mentions_of[work.work_id]} for work in works]
    for line in said.last.values():
        left, right = line.pair
        across = (left in members[0] and right in members[1]) or (
            left in members[1] and right in members[0]
        )
        if across and line.verdict not in ("same", "unsure", "undo"):
            yield (
                f"But {line.steward} said {line.verdict} of two of their entries on "
                f"{line.decided_at:%Y-%m-%d}: while that stands, the two works stay apart."
            )


def _differing(works: Sequence[Work]) -> list[str]:
    """Return the fields of which two works say different things."""
    one, other = works
    years = {year for year in (one.year, other.year) if year is not None}
    found = [f"the year ({' | '.join(map(str, sorted(years)))})"] if len(years) > 1 else []
    if one.isbns and other.isbns and not set(one.isbns) & set(other.isbns):
        found.append("the ISBN")
    if one.series and other.series and one.series != other.series:
        found.append("the series")
    return found


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _members(opened: Opened, works: Sequence[str], ids: Ids) -> list[Mention]:
    found = opened.rows("mentions", work_id=works, most=MEMBERS)
    return [each for each in found if each.mention_id not in ids]


def _side(look: Index, own: Mention, mints: Sequence[LedgerRow]) -> Side:
    work = look.works[own.work_id]
    others = [m for m in look.mentions_of[own.work_id] if m.mention_id != own.mention_id]
    since = [row.release for row in mints if row.work_id == work.work_id]
    return Side(
        work_id=work.work_id,
        title=shown(work.title, TITLE),
        entry=own.mention_id,
        members=tuple(member(each) for each in others),
        more=max(0, work.mention_count - 1 - len(others)),
        since=since[0] if since else "",
    )


def member(each: Mention) -> Member:
    """Return an entry as a list of entries names it."""
    return Member(
        mention_id=each.mention_id,
        title=shown(each.title, LINE),
        source=shown(each.source, 60),
        year=year_of(each),
    )


def _lines(listing: Listing) -> Iterable[Line]:
    yield _line("title", [listing.title], [listing.title_locator])
    if listing.abstract:
        yield _line("abstract", [listing.abstract], [listing.abstract_locator or ""])
    for field in listing.fields[:LINES]:
        places = field.value_locators or [field.locator] * len(field.values)
        yield _line(field.label, field.values, places)


def _line(label: str, values: Sequence[str], places: Sequence[str]) -> Line:
    both = list(zip(values, [*places, *[""] * len(values)], strict=False))
    return Line(
        label=shown(label, 60),
        values=tuple(
            (shown(value, TITLE), shown(near(place), 60)) for value, place in both[:VALUES]
        ),
        more=max(0, len(both) - VALUES),
    )


def near(locator: str) -> str:
    """Return a locator as people read it: of a path through a page, its end.

    >>> near("/html/body/div[3]/ul/li[2]"), near("L12-L14")
    ('… ul/li[2]', 'L12-L14')
    """
    first = locator[:2000].partition(";")[0]
    parts = first.split("/")
    return f"… {'/'.join(parts[-2:])}" if first.startswith("/") and len(parts) > 3 else locator


def _uncompared(ids: Ids) -> Pair:
    return Pair(
        left_mention_id=ids[0],
        right_mention_id=ids[1],
        weight=0.0,
        probability=0.5,
        band="review",
        reason="Nothing was compared.",
        evidence_hash="",
    )
