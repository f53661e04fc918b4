"""One work: where each of its values comes from, what lost, and how to change it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import product

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from pipeline.desk import answers, by_hand, look
from pipeline.desk.answers import Given
from pipeline.desk.asked import Asked
from pipeline.desk.look import near
from pipeline.errors import MissingError, UsageError
from pipeline.merge import DERIVED
from pipeline.merge.choose import RULES
from pipeline.merge.overrides import as_text
from pipeline.model import Mention, Override, Provenance, Work
from pipeline.release.diff import as_text as told
from pipeline.report.index import language_name
from pipeline.report.text import LINE, bounded, shown

ENTRIES = 100  # of a work that its page shows
APART = 200  # pairs that one split may hold apart
EVENTS = 200
VALUES = 12
_SKIPPED = frozenset({"work_id", *DERIVED}) - {"first_seen_on", "last_seen_on"}  # in the head


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value was read."""

    source: Markup
    page: Markup
    place: Markup
    entry: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A value that could stand."""

    mention_id: str  # of the first entry that gives it
    value: Markup
    sources: tuple[Markup, ...]
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field of the golden record."""

    name: str
    values: tuple[tuple[Markup, tuple[Origin, ...]], ...]
    more: int
    candidates: tuple[Candidate, ...]  # where one of them is chosen
    by_hand: Override | None
    is_fresh: bool  # no release has applied it yet
    status: str  # what became of it in the release
    prior: int  # the line on the field that is seen


def show(asked: Asked) -> Response:
    """Return the page of a work; of one that became another, the way there."""
    return _page(asked)


def _page(asked: Asked, status: int = 200, refusal: str = "") -> Response:
    opened = asked.served.opened
    work_id = asked.path["work_id"]
    work: Work | None = opened.one("works", work_id=work_id)
    if work is None:
        return _moved(asked, work_id)
    mentions = opened.rows("mentions", work_id=work_id, most=ENTRIES)
    index = look.look_at(opened, mentions)
    moved = asked.value("moved")
    return asked.show(
        "work.html",
        status,
        nav="works",
        work=work,
        title=shown(work.title, LINE),
        fields=list(_fields(asked, work, mentions)),
        entries=[look.member(each) for each in mentions],
        more=max(0, work.mention_count - len(mentions)),
        printed={each.mention_id: look.printed(index, each.mention_id)[:1] for each in mentions},
        conflicts=opened.rows("conflicts", work_id=work_id),
        events=opened.rows("ledger", work_id=work_id, most=EVENTS, order="seq"),
        changes=[
            (each.field, each.op, each.before, each.after, each.cause)
            for each in opened.rows("changes", work_id=work_id)
        ],
        related=[
            (each.kind, other, shown(_title_of(asked, other), LINE), shown(each.basis, LINE))
            for each in (
                *opened.rows("relations", left_work_id=work_id),
                *opened.rows("relations", right_work_id=work_id),
            )
            for other in {each.left_work_id, each.right_work_id} - {work_id}
        ],
        led_here=[each.old_work_id for each in opened.rows("redirects", work_id=work_id)],
        moved=shown(moved, 60) if moved else None,
        refusal=shown(refusal, 800) if refusal else None,
        note=bounded(asked.form.get("because", ""), 2000),
        done=asked.value("done"),
    )


def _moved(asked: Asked, work_id: str) -> Response:
    row = asked.served.opened.one("redirects", old_work_id=work_id)
    if row is None:
        raise MissingError("no release has a work of this name")
    if row.work_id is None:
        raise MissingError(f"{work_id} was withdrawn with release {row.since}: {row.why}")
    return RedirectResponse(f"/works/{row.work_id}?moved={work_id}", status_code=303)


def override(asked: Asked) -> Response:
    """Keep which entry's value of a field is to stand."""
    work_id = asked.path["work_id"]
    among = asked.served.opened.rows("mentions", work_id=work_id, most=sys.maxsize)
    if not among:
        raise MissingError("the release has no such work any more; nothing was kept")
    if not asked.steward:
        return _page(asked, 422, "Say who you are first, above: a choice needs a name.")
    name = asked.form.get("field", "")
    try:
        by_hand.choose(
            asked.served.overrides.path,
            work_id=work_id,
            name=name,
            mention_id=asked.form.get("mention_id", ""),
            among=among,
            because=asked.form.get("because", "").strip(),
            steward=asked.steward,
            at=asked.room.settings.clock(),
            prior=_number(asked.form.get("prior", "")),
        )
    except UsageError as error:
        return _page(asked, 422, str(error))
    return RedirectResponse(f"/works/{work_id}?done=chosen#f-{name}", status_code=303)


def split(asked: Asked) -> Response:
    """Hold some entries of a work apart from the others: a judgement on each pair across."""
    work_id = asked.path["work_id"]
    among = asked.served.opened.rows("mentions", work_id=work_id, most=ENTRIES)
    out = [each.mention_id for each in among if f"out-{each.mention_id}" in asked.form]
    rest = [each.mention_id for each in among if each.mention_id not in out]
    because = asked.form.get("because", "").strip()
    if not asked.steward:
        return _page(asked, 422, "Say who you are first, above: a judgement needs a name.")
    if not out or not rest:
        return _page(asked, 422, "Mark the entries that are another work; not all of them.")
    if not because:
        return _page(asked, 422, "Say why they are another work.")
    if len(out) * len(rest) > APART:
        return _page(asked, 422, f"That would be more than {APART} judgements; mark fewer at once.")
    for pair in product(out, rest):
        left, right = sorted(pair)
        last = asked.said.last.get((left, right))
        given = Given(
            ids=(left, right),
            verdict="different",
            because=because,
            steward=asked.steward,
            at=asked.room.settings.clock(),
            seen=last.line if last else 0,
        )
        answers.keep(asked.served.watched.path, asked.served.opened, given)
    return RedirectResponse(f"/works/{work_id}?done=split#entries", status_code=303)


def _fields(asked: Asked, work: Work, mentions: Sequence[Mention]) -> Iterator[FieldView]:
    hand = asked.served.hand()
    origins: defaultdict[tuple[str, str], list[Provenance]] = defaultdict(list)
    for row in asked.served.opened.rows("provenance", work_id=work.work_id, most=2000):
        origins[row.field, row.value].append(row)
    sources = {each.mention_id: each.source for each in mentions}
    pages = _pages(asked, mentions)
    for field in fields(Work):
        if field.name in _SKIPPED:
            continue
        value = getattr(work, field.name)
        values = [told(each) or "" for each in (value if isinstance(value, tuple) else (value,))]
        chosen = hand.overrides.get((work.work_id, field.name))
        yield FieldView(
            name=field.name,
            values=tuple(
                (
                    shown(_with_name(asked, field.name, each), LINE),
                    tuple(_origin(row, sources, pages) for row in origins[field.name, each][:3]),
                )
                for each in values[:VALUES]
                if each
            ),
            more=max(0, len(values) - VALUES),
            candidates=_candidates(field.name, value, mentions) if field.name in RULES else (),
            by_hand=chosen if chosen and chosen.value else None,
            is_fresh=chosen is not None and hand.is_fresh(chosen),
            status=hand.status(chosen) if chosen else "",
            prior=chosen.line if chosen else 0,
        )


def _with_name(asked: Asked, field: str, value: str) -> str:
    """Return a code with what it stands for; other values as they are."""
    if field in ("country_codes", "region_codes"):
        return f"{value} {asked.served.place_names.get(value, '')}".strip()
    return f"{value} {language_name(value)}" if field == "languages" else value


def _candidates(name: str, value: object, mentions: Sequence[Mention]) -> tuple[Candidate, ...]:
    """Return the values that entries give, those that differ; none where there is no choice."""
    giving: dict[str, list[Mention]] = {}
    for each in mentions:
        if text := as_text(name, each):
            giving.setdefault(text, []).append(each)
    if len(giving) < 2:
        return ()
    value_of = RULES[name][1]
    return tuple(
        Candidate(
            mention_id=found[0].mention_id,
            value=shown(_readable(value_of(found[0])), LINE),
            sources=tuple(shown(name, 60) for name in sorted({m.source for m in found})),
            stands=value_of(found[0]) == value,
        )
        for found in giving.values()
    )


def _readable(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _pages(asked: Asked, mentions: Sequence[Mention]) -> Mapping[str, str]:
    ids = [each.mention_id for each in mentions]
    found = asked.served.opened.rows("listings", mention_id=ids)
    return {each.listing_id: each.page for each in found}


def _origin(row: Provenance, sources: Mapping[str, str], pages: Mapping[str, str]) -> Origin:
    return Origin(
        source=shown(sources.get(row.mention_id, row.mention_id), 60),
        page=shown(pages.get(row.listing_id, ""), 60),
        place=shown(near(row.locator), 60),
        entry=row.mention_id,
        rule=row.rule.replace("_", " "),
    )


def _title_of(asked: Asked, work_id: str) -> str:
    found = asked.served.opened.one("works", work_id=work_id)
    return found.title if found else work_id


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
