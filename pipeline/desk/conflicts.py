"""Conflicts: what sources disagree on, the gravest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from pipeline.desk.asked import Asked
from pipeline.merge.choose import RULES
from pipeline.report.text import LINE, plain, shown
from pipeline.report.words import marked, partings

A_PAGE = 50
SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Two values of a field, one of which stands."""

    work_id: str
    title: Markup
    field: str
    kept: Markup
    lost: Markup
    kept_from: Markup
    lost_from: Markup
    kind: str
    severity: str
    can_choose: bool
    is_chosen: bool


def show(asked: Asked) -> Response:
    """Return the conflicts of a severity, a page of them."""
    opened = asked.served.opened
    opened.need("conflicts", "works", "mentions")
    severity = asked.value("severity") if asked.value("severity") in SEVERITIES else ""
    field = asked.value("field")
    where = "(? = '' OR c.severity = ?) AND (? = '' OR c.field = ?)"
    values = [severity, severity, field, field]
    total = opened.dicts(f"SELECT count(*) AS n FROM conflicts c WHERE {where}", values)[0]["n"]
    first = max(0, min(asked.number("from"), total - 1)) // A_PAGE * A_PAGE
    found = opened.dicts(
        f"""
        SELECT c.*, w.title, k.source AS kept_source, l.source AS lost_source
        FROM (SELECT * FROM conflicts c WHERE {where}
              ORDER BY list_position(['high', 'medium', 'low'], severity), work_id, field, lost
              LIMIT {A_PAGE} OFFSET {first:d}) c
        LEFT JOIN works w USING (work_id)
        LEFT JOIN mentions k ON k.mention_id = c.kept_mention_id
        LEFT JOIN mentions l ON l.mention_id = c.lost_mention_id
        ORDER BY list_position(['high', 'medium', 'low'], severity), c.work_id, c.field, c.lost
        """,
        values,
    )
    hand = asked.served.hand()
    counted = opened.dicts("SELECT severity, count(*) AS n FROM conflicts GROUP BY 1")
    counts = {each["severity"]: each["n"] for each in counted}
    names = opened.dicts("SELECT DISTINCT field FROM conflicts ORDER BY 1")
    return asked.show(
        "conflicts.html",
        nav="conflicts",
        rows=[_row(each, (each["work_id"], each["field"]) in hand.overrides) for each in found],
        total=total,
        first=first,
        a_page=A_PAGE,
        severity=severity,
        severities=[(name, counts.get(name, 0)) for name in SEVERITIES],
        field=field,
        names=[each["field"] for each in names],
    )


def _row(found: dict[str, Any], is_chosen: bool) -> Row:
    kept, lost = marked(partings([found["kept"], found["lost"]]), LINE)
    return Row(
        work_id=found["work_id"],
        title=shown(found["title"] or found["work_id"], 120),
        field=found["field"],
        kept=kept,
        lost=lost,
        kept_from=shown(found["kept_source"], 60),
        lost_from=shown(found["lost_source"], 60),
        kind=plain(found["kind"], 60),
        severity=found["severity"],
        can_choose=found["field"] in RULES,
        is_chosen=is_chosen,
    )
