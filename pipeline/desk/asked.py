"""A request as the pages see it, and what all pages have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response

from pipeline.desk.answers import UNDO
from pipeline.desk.guard import STEWARD
from pipeline.desk.log import Said
from pipeline.desk.questions import Filters
from pipeline.desk.room import Room, Served
from pipeline.desk.views import page
from pipeline.resolve.judgements import Judgement

PAGES = frozenset(
    {"works", "conflicts", "unknowns", "tonight", "blind", "preview"}
)  # what the bar leads to, beside the queue
LONGEST = 200  # characters of a value in an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, its release and the log as they were when it came."""

    room: Room
    served: Served
    said: Said
    steward: str
    session: str
    here: str = "/queue"
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """A value of the address, cut to length."""
        return self.query.get(name, "")[:LONGEST]

    def number(self, name: str, default: int = 0) -> int:
        """A value of the address as a number from 0; the default where it is none."""
        text = self.query.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default

    @property
    def filters(self) -> Filters:
        """Which questions are wanted."""
        names = ("source", "country", "year", "reason")
        return Filters(words=self.value("q"), **{name: self.value(name) for name in names})

    @property
    def filtered(self) -> str:
        """The same as the end of an address; empty without any."""
        given = {name: self.value(name) for name in ("source", "country", "year", "reason", "q")}
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def undoable(self) -> Judgement | None:
        """The steward's last answer that no release has applied yet."""
        mine = [
            line
            for line in self.said.fresh.values()
            if line.steward == self.steward and line.verdict != UNDO
        ]
        return max(mine, key=lambda line: line.line, default=None)

    def show(self, template: str, status: int = 200, /, **facts: Any) -> Response:
        """Return a page."""
        served, guard = self.served, self.room.settings.guard
        text = page(
            template,
            version=served.opened.version,
            thresholds=served.thresholds,
            steward=self.steward,
            is_named_by_proxy=guard.steward_header is not None,
            login=self.room.settings.login,
            form_token=guard.form_token(self.session),
            open_count=served.open_questions(self.said),
            answer_count=self.said.open_answers,
            notes=[note for note in self.said.notes if not note.is_harmless],
            undoable=self.undoable,
            filtered=self.filtered,
            cards=frozenset(),
            anchors=frozenset(),
            pages=PAGES,
            here=self.here,
            asks_who=bool(self.query.get("who")),
            **{"kept": None, **facts},
        )
        return HTMLResponse(text, status_code=status)

    def go(self, path: str, **query: Any) -> Response:
        """Return the way to another page, with the filters kept."""
        parts = [self.filtered, urlencode({name: str(value) for name, value in query.items()})]
        rest = "&".join(filter(None, parts))
        return RedirectResponse(f"{path}?{rest}" if rest else path, status_code=303)


def introduced(response: Response, steward: str) -> Response:
    """Return a response that makes the browser remember who is at the desk."""
    response.set_cookie(STEWARD, quote(steward), max_age=31_536_000, httponly=True, samesite="lax")
    return response
