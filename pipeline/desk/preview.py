"""Preview: what open answers would change, made by the real stages, and publishing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from pipeline.desk.answers import UNDO
from pipeline.desk.asked import Asked
from pipeline.desk.drafts import Draft
from pipeline.desk.opened import Opened
from pipeline.desk.tonight import OPS, by_op, changed
from pipeline.errors import UsageError
from pipeline.report.text import LINE, shown

A_PAGE = 50
LISTED = 50  # things said that are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something a steward said that no release has applied."""

    href: str
    what: Markup
    said: Markup
    steward: Markup


def show(asked: Asked) -> Response:
    """Return what waits to be applied, and the draft as far as it is.

    A page that watches a run is loaded anew when that is over: all of it has changed.
    """
    if asked.value("watching") and not asked.room.bench.running:
        return Response(status_code=204, headers={"hx-refresh": "true"})
    return _page(asked)


def draft(asked: Asked) -> Response:
    """Begin a draft."""
    return _begun(asked, lambda said: asked.room.bench.make(**said))


def publish(asked: Asked) -> Response:
    """Publish what the draft showed; the desk then shows the new release."""
    return _begun(
        asked,
        lambda said: asked.room.bench.publish(**said, then=lambda: _ignored(asked.room.refresh())),
    )


def _begun(asked: Asked, begin: Any) -> Response:
    if not asked.steward:
        return _page(asked, 422, "Say who you are first, above: a release needs a name.")
    said = {
        "model": asked.served.opened.manifest.inputs.model,
        "steward": asked.steward,
        "at": asked.room.settings.clock(),
    }
    try:
        begin(said)
    except UsageError as error:
        return _page(asked, 422, str(error))
    return RedirectResponse("/preview", status_code=303)


def _ignored(_: object) -> None:
    return None


def _page(asked: Asked, status: int = 200, refusal: str = "") -> Response:
    bench = asked.room.bench
    made, going = bench.draft, bench.running
    waiting = tuple(_waiting(asked))
    return asked.show(
        "preview.html",
        status,
        nav="preview",
        refusal=refusal,
        waiting=waiting[:LISTED],
        more=max(0, len(waiting) - LISTED),
        draft=made,
        going=going,
        publishing=bench.publishing,
        is_stale=bench.is_stale and not bench.publishing,
        **_diff(asked, made),
    )


def _waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield what waits: answers, values chosen, texts explained; the newest of each first."""
    said, hand = asked.said.fresh.values(), asked.served.hand()
    for line in sorted((each for each in said if each.verdict != UNDO), key=lambda j: -j.line):
        yield Waiting(
            href=f"/pair/{line.left_mention_id}/{line.right_mention_id}",
            what=shown(f"{line.left_title} | {line.right_title}", LINE),
            said=shown(line.verdict, 40),
            steward=shown(line.steward, 60),
        )
    for override in filter(hand.is_fresh, hand.overrides.values()):
        yield Waiting(
            href=f"/works/{override.work_id}#f-{override.field}",
            what=shown(override.field.replace("_", " "), 60),
            said=shown(override.value if override.mention_id else "as the rule has it", LINE),
            steward=shown(override.steward, 60),
        )
    for alias in filter(hand.is_fresh, hand.aliases.values()):
        yield Waiting(
            href=f"/unknowns?kind={alias.kind}",
            what=shown(alias.text, LINE),
            said=shown(alias.value or "nothing said any more", LINE),
            steward=shown(alias.steward, 60),
        )


def _diff(asked: Asked, made: Draft | None) -> dict[str, Any]:
    """Return what the draft's release changes, a page of it."""
    opened = made.opened if made else None
    if opened is None:
        return {"counts": [], "rows": [], "total": 0, "first": 0, "a_page": A_PAGE, "applied": {}}
    counts = opened.dicts("SELECT op, cause, count(*) AS n FROM changes GROUP BY ALL ORDER BY ALL")
    total = sum(each["n"] for each in counts)
    first = max(0, min(asked.number("from"), total - 1)) // A_PAGE * A_PAGE
    found = opened.dicts(
        f"""
        SELECT c.*, w.title FROM changes c LEFT JOIN works w USING (work_id)
        ORDER BY c.cause != 'judgement', list_position({list(OPS)!r}, c.op), c.work_id, c.field
        LIMIT {A_PAGE} OFFSET {first:d}
        """
    )
    return {
        "counts": by_op(counts),
        "rows": [
            tuple(each) for _, each in groupby(map(changed, found), key=lambda row: row.work_id)
        ],
        "total": total,
        "first": first,
        "a_page": A_PAGE,
        "applied": _applied(asked, opened),
    }


def _applied(asked: Asked, opened: Opened) -> dict[str, int]:
    """Return what becomes of the answers that waited: status to number."""
    known = {line.line for line in asked.said.fresh.values()}
    found = opened.dicts("SELECT status, line FROM decisions")
    counts: dict[str, int] = {}
    for each in found:
        if each["line"] in known:
            counts[each["status"]] = counts.get(each["status"], 0) + 1
    return counts
