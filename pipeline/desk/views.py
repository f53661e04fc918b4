"""Templates become pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader

from pipeline.normalise.fold import fold
from pipeline.report.page import asset, environment
from pipeline.report.text import plain

KINDS = {
    "svg": "image/svg+xml",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
}
OWN = ("desk.css", "desk.js", "htmx.min.js", "icon.svg")


def page(name: str, /, **facts: Any) -> str:
    """Return a page made from a template of the desk."""
    return _environment().get_template(name).render(**facts)


@cache
def statics() -> Mapping[str, tuple[bytes, str]]:
    """Return the files that pages refer to: name to body and media type."""
    folder = files("pipeline.desk") / "static"
    found = {name: (folder / name).read_bytes() for name in OWN}
    found["report.css"] = asset("style.css").encode()
    return {name: (body, KINDS[name.rpartition(".")[2]]) for name, body in found.items()}


@cache
def _environment() -> Environment:
    report = PackageLoader("pipeline.report", "templates")
    desk = PackageLoader("pipeline.desk", "templates")
    made = environment(ChoiceLoader([desk, PrefixLoader({"report": report})]))
    made.filters |= {"plain": plain, "folded": fold}
    return made
