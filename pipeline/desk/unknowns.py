"""Unknowns: what no table could read, each text once, to be explained for all that print it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from pipeline.desk import by_hand
from pipeline.desk.asked import Asked
from pipeline.desk.look import near
from pipeline.errors import UsageError
from pipeline.model import ALIASED, UNKNOWN_KINDS, Alias
from pipeline.normalise import places
from pipeline.normalise.fold import fold
from pipeline.normalise.regions import table as regions
from pipeline.report.text import LINE, shown
from pipeline.sources.base import ROLES
from pipeline.tables import rows

A_PAGE = 40
LONGEST = 500  # characters of a text that can be explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A text that could not be read, and where it stands."""

    kind: str
    text: Markup
    raw: str  # as the form sends it
    count: int
    places: tuple[tuple[Markup, Markup], ...]  # page, place on it
    suggestion: Markup | None
    said: Alias | None
    is_fresh: bool
    is_refused: bool  # this version knows no such code
    prior: int
    can_say: bool


def show(asked: Asked) -> Response:
    """Return the texts of a kind, the most frequent first."""
    return _page(asked)


def explain(asked: Asked) -> Response:
    """Keep what a text means."""
    if not asked.steward:
        return _page(asked, 422, "Say who you are first, above: an explanation needs a name.")
    kind, text = asked.form.get("kind", ""), asked.form.get("text", "")
    try:
        by_hand.explain(
            asked.served.aliases.path,
            kind=kind,
            text=text[:LONGEST],
            value="" if "back" in asked.form else _given(asked.form.get("value", "")),
            because=asked.form.get("because", "").strip()
            or ("taken back" if "back" in asked.form else ""),
            steward=asked.steward,
            at=asked.room.settings.clock(),
            prior=_number(asked.form.get("prior", "")),
        )
    except UsageError as error:
        return _page(asked, 422, str(error))
    query = {"kind": asked.value("kind"), "from": asked.value("from"), "done": "kept"}
    rest = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"/unknowns?{rest}", status_code=303)


def _given(text: str) -> str:
    if not text.strip():
        raise UsageError("Say what it means: codes or names, or - for nothing.")
    return text[:LONGEST]


def _page(asked: Asked, status: int = 200, refusal: str = "") -> Response:
    opened = asked.served.opened
    opened.need("unknowns")
    kind = asked.value("kind") if asked.value("kind") in UNKNOWN_KINDS else ""
    counts = opened.dicts(
        "SELECT kind, count(DISTINCT text) AS n FROM unknowns GROUP BY 1 ORDER BY 1"
    )
    grouped = (
        "SELECT kind, text, count(*) AS n, any_value(suggestion) AS suggestion, "
        "list({'page': page, 'locator': locator})[:4] AS places FROM unknowns "
        "WHERE (? = '' OR kind = ?) GROUP BY kind, text"
    )
    total = sum(each["n"] for each in counts if kind in ("", each["kind"]))
    first = max(0, min(asked.number("from"), total - 1)) // A_PAGE * A_PAGE
    order = "list_position(['place', 'language', 'label'], kind) NULLS LAST, kind, n DESC, text"
    found = opened.dicts(
        f"{grouped} ORDER BY {order} LIMIT {A_PAGE} OFFSET {first:d}", [kind, kind]
    )
    hand = asked.served.hand()
    return asked.show(
        "unknowns.html",
        status,
        nav="unknowns",
        rows=[_row(each, hand) for each in found],
        counts=[(each["kind"], each["n"]) for each in counts],
        kind=kind,
        total=total,
        first=first,
        a_page=A_PAGE,
        roles=sorted(ROLES),
        codes=_codes(),
        refusal=shown(refusal, 800) if refusal else None,
        tried=(asked.form.get("kind", ""), fold(asked.form.get("text", ""))),
        note=asked.form.get("because", "")[:2000],
        value=asked.form.get("value", "")[:LONGEST],
        done=asked.value("done"),
    )


def _row(found: Mapping[str, Any], hand: by_hand.Hand) -> Row:
    said = hand.aliases.get((found["kind"], fold(found["text"])))
    return Row(
        kind=found["kind"],
        text=shown(found["text"], LINE),
        raw=found["text"][:LONGEST],
        count=found["n"],
        places=tuple(
            (shown(p["page"], 60), shown(near(p["locator"]), 60)) for p in found["places"]
        ),
        suggestion=shown(found["suggestion"], LINE) if found["suggestion"] else None,
        said=said if said and said.value else None,
        is_fresh=said is not None and hand.is_fresh(said),
        is_refused=said is not None and hand.status(said) == "refused",
        prior=said.line if said else 0,
        can_say=found["kind"] in ALIASED and len(found["text"]) <= LONGEST,
    )


@cache
def _codes() -> tuple[tuple[str, str], ...]:
    """Return the codes that a place may be, with their names."""
    countries = {row["code"]: row["name"] for row in rows("country_codes.tsv", "code", "name")}
    former = {row["code"]: places.name(row["code"]) for row in rows("former_countries.tsv", "code")}
    known = {**countries, **former, **{code: each.name for code, each in regions().items()}}
    return tuple(sorted(known.items(), key=lambda item: item[1]))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
