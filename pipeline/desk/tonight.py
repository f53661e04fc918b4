"""Tonight: what the release changed, what was merged by itself, how its sources stand."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from pipeline.desk.asked import Asked
from pipeline.report.text import LINE, shown

A_PAGE = 25
MERGED = 40  # works named that were merged without a steward
VERBATIM = ("title", "abstract")  # fields whose values are as they are, whatever they look like
OPS = ("withdrawn", "merged", "split", "changed", "added")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Something that changed in a work."""

    work_id: str
    title: Markup
    op: str
    field: str
    before: Markup | None
    after: Markup | None
    cause: str


def show(asked: Asked) -> Response:
    """Return the page of the release."""
    served = asked.served
    opened = served.opened
    op = asked.value("op") if asked.value("op") in OPS else ""
    opened.need("changes", "works", "ledger", "mentions", "sources")
    counts = opened.dicts("SELECT op, cause, count(*) AS n FROM changes GROUP BY ALL ORDER BY ALL")
    total = sum(each["n"] for each in counts if op in ("", each["op"]))
    first = max(0, min(asked.number("from"), total - 1)) // A_PAGE * A_PAGE
    found = opened.dicts(
        f"""
        SELECT c.*, w.title FROM (
            SELECT * FROM changes WHERE (? = '' OR op = ?)
            ORDER BY list_position({list(OPS)!r}, op), work_id, field LIMIT {A_PAGE}
            OFFSET {first:d}) c
        LEFT JOIN works w USING (work_id)
        ORDER BY list_position({list(OPS)!r}, c.op), c.work_id, c.field
        """,
        [op, op],
    )
    return asked.show(
        "tonight.html",
        nav="tonight",
        made=opened.manifest.created_at,
        parent=opened.manifest.parent,
        counts=by_op(counts),
        op=op,
        rows=[changed(each) for each in found],
        total=total,
        first=first,
        a_page=A_PAGE,
        by_itself=_by_itself(asked),
        sources=opened.rows("sources", most=500),
        drifts=[(each.severity, shown(f"{each.sentence}.", 600)) for each in served.drifts],
        error=opened.manifest.merge_error,
        expired=[
            (each, shown(each.value, LINE))
            for each in opened.rows("overrides", most=500)
            if each.status == "expired"
        ],
        refused=[
            (each, shown(each.text, LINE))
            for each in opened.rows("aliases", most=500)
            if each.status == "refused"
        ],
        drawn=served.charts,
    )


def by_op(counts: list[dict[str, Any]]) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Return for each kind of change its number, and its causes with theirs."""
    made = []
    for op in OPS:
        causes = [(each["cause"], each["n"]) for each in counts if each["op"] == op]
        if causes:
            made.append((op, sum(n for _, n in causes), causes))
    return made


def changed(found: dict[str, Any]) -> Changed:
    """Return a row of ``changes`` with its work's title as a page shows it."""
    title = found["title"] or found["before"] or found["work_id"]
    return Changed(
        work_id=found["work_id"],
        title=shown(title, LINE),
        op=found["op"],
        field=found["field"],
        before=_value(found["field"], found["before"]),
        after=_value(found["field"], found["after"]),
        cause=found["cause"],
    )


def _value(field: str, text: str | None) -> Markup | None:
    """Return a value of ``changes`` as people write it: lists without brackets, yes and no."""
    if text and field and field not in VERBATIM:
        with suppress(ValueError):
            found = json.loads(text)
            if isinstance(found, bool):
                return shown("yes" if found else "no", LINE)
            if isinstance(found, list):
                return shown("; ".join(map(str, found)), LINE) if found else None
    return shown(text, LINE) if text else None


def _by_itself(asked: Asked) -> list[tuple[str, Markup, int]]:
    """Return works that entries joined in this release without a steward's word."""
    opened = asked.served.opened
    found = opened.dicts(
        f"""
        SELECT w.work_id, any_value(w.title) AS title, any_value(w.mention_count) AS n
        FROM ledger l JOIN works w ON w.work_id = l.work_id
        WHERE l.release = ? AND l.event IN ('join', 'merge') AND NOT contains(l.why, 'steward')
              AND w.mention_count > 1
        GROUP BY w.work_id ORDER BY n DESC, w.work_id LIMIT {MERGED}
        """,
        [opened.version],
    )
    return [(each["work_id"], shown(each["title"], LINE), each["n"]) for each in found]
