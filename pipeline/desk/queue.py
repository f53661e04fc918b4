"""The queue: what waits for a steward, the most useful first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from markupsafe import Markup
from starlette.responses import Response

from pipeline.desk.asked import Asked
from pipeline.desk.questions import REASONS, Question
from pipeline.report.cards import percent
from pipeline.report.text import LINE, shown
from pipeline.report.words import marked
from pipeline.resolve.judgements import Judgement

A_PAGE = 50
KINDS = ("open", "answered", "unsure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A question in the list."""

    href: str
    left: Markup
    right: Markup
    sources: tuple[Markup, ...]
    years: tuple[int, ...]
    probability: str
    settles: int
    touches: int
    reason: str
    answer: Judgement | None


def show(asked: Asked) -> Response:
    """Return the queue, filtered, a page of it."""
    kind = asked.value("show") if asked.value("show") in KINDS else "open"
    filters = asked.filters
    found = list(filters.holding(_of_kind(asked, kind, asked.served.questions)))
    first = max(0, min(asked.number("from"), len(found) - 1)) // A_PAGE * A_PAGE
    return asked.show(
        "queue.html",
        nav="queue",
        kind=kind,
        kinds=KINDS,
        rows=[_row(asked, question) for question in found[first : first + A_PAGE]],
        first=first,
        a_page=A_PAGE,
        total=len(found),
        filters=filters,
        facets=asked.served.facets,
        reasons=REASONS,
        is_filtered=bool(asked.filtered),
        country_name=lambda code: asked.served.place_names.get(code, code),
        kept=kept_line(asked),
    )


def following(asked: Asked, here: tuple[str, str] | None) -> Question | None:
    """Return the next open question after one, with the same filters; from the top at the end."""
    found = asked.served.questions
    at = asked.served.place.get(here, -1) if here else -1
    ring = chain(islice(found, at + 1, None), islice(found, max(at, 0)))
    return next(asked.filters.holding(_of_kind(asked, "open", ring)), None)


def before(asked: Asked, here: tuple[str, str]) -> Question | None:
    """Return the open question before one, with the same filters."""
    earlier = reversed(asked.served.questions[: asked.served.place.get(here, 0)])
    return next(asked.filters.holding(_of_kind(asked, "open", earlier)), None)


def kept_line(asked: Asked) -> Judgement | None:
    """Return the line that the page before this one kept, where the address names one."""
    kept = asked.number("kept")
    return next((line for line in asked.said.lines if kept and line.line == kept), None)


def address(question: Question) -> str:
    """Return where a question is shown."""
    return f"/pair/{question.ids[0]}/{question.ids[1]}"


def _of_kind(asked: Asked, kind: str, found: Iterable[Question]) -> Iterator[Question]:
    answers = asked.served.answers(asked.said)
    return (each for each in found if asked.served.kind(each, answers) == kind)


def _row(asked: Asked, question: Question) -> Row:
    left, right = marked(question.titles, LINE)
    return Row(
        href=address(question),
        left=left,
        right=right,
        sources=tuple(shown(name, 60) for name in question.sources),
        years=question.years,
        probability=percent(question.probability),
        settles=len(question.pairs),
        touches=question.touches,
        reason=question.reason,
        answer=asked.served.answers(asked.said).get(question.ids),
    )
