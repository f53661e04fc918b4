"""The merge report as one self-contained page."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.normalise import places
from pipeline.report import charts, sections, tiles
from pipeline.report.cards import Desk
from pipeline.report.data import Limits, ReportData, in_order
from pipeline.report.index import index
from pipeline.report.summary import counts
from pipeline.report.text import plain, shown, web_address
from pipeline.report.waterfall import bits

OPEN = 40  # merged works; with more, their evidence stands closed

_TEMPLATES = "templates"


def render(data: ReportData, limits: Limits | None = None) -> str:
    """Return the report of one release: HTML that needs no other file and no network.

    The same data gives the same text, whatever the order of its rows.

    Args:
        data: The release's rows and facts.
        limits: How many rows each section shows.
    """
    data = in_order(data)
    desk = Desk(look=index(data), thresholds=data.thresholds, limits=limits or Limits())
    merged = sections.merged(data, desk)
    review = sections.review(data, desk)
    works = sections.all_works(data, desk, merged.rows)
    style, script = asset("style.css"), asset("script.js")
    return (
        _environment()
        .get_template("report.html")
        .render(
            data=data,
            version=shown(data.version, 80),
            version_text=plain(data.version, 80),
            parent=shown(data.parent, 80) if data.parent else None,
            as_of=data.as_of,
            notices=tuple(shown(notice, 600) for notice in data.notices),
            merge_error=shown(data.merge_error, 600) if data.merge_error else None,
            thresholds=data.thresholds,
            counts=counts(data),
            merged=merged,
            review=review,
            apart=sections.apart(data, desk),
            relations=sections.relations(data, desk),
            conflicts=sections.conflicts(data, desk),
            unknowns=sections.unknowns(data, desk),
            set_aside=sections.set_aside(data, desk),
            changes=sections.changes(data, desk),
            decisions=sections.decisions(data, desk),
            sources=sections.sources(data, desk),
            works=works,
            scores=charts.scores(data.pairs, data.thresholds),
            years=charts.years(data.works),
            worldmap=_worldmap(data),
            anchors=frozenset(row.anchor for row in works.rows),
            cards=frozenset(card.anchor for card in merged.rows),
            is_short=len(merged.rows) <= OPEN,
            policy=_policy(style, script),
            style=Markup(style),  # our own file, not scraped text
            script=Markup(script),
        )
    )


def _worldmap(data: ReportData) -> tiles.TileMap | None:
    """Return the map of works by the countries that their pages state."""
    about = {(row.place_code, row.work_id) for row in data.coverage if row.basis == "stated"}
    names = {code: places.name(code) for code in tiles.positions()}
    return tiles.tile_map(Counter(code for code, _ in about), names)


def _policy(style: str, script: str) -> str:
    """Return a Content-Security-Policy that lets in these two texts and nothing else."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def asset(name: str) -> str:
    """Return a file of the report's own: its style or its script."""
    return files(__package__).joinpath(_TEMPLATES, name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return environment(PackageLoader("pipeline.report", _TEMPLATES))


def environment(loader: BaseLoader) -> Environment:
    """Return where pages are made from templates: everything escaped, nothing undefined."""
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"shown": shown, "web": web_address, "count": _count, "bits": bits}
    return made


def _count(number: int) -> str:
    """Return a whole number with its thousands set apart by a thin space."""
    return f"{number:,}".replace(",", "\u202f")
