"""The blind sample: two entries side by side, and nothing of what matching says of them."""

from __future__ import annotations

from starlette.responses import Response

from pipeline.desk import answers, look
from pipeline.desk.answers import UNDO, VERDICTS, AnsweredError, Given
from pipeline.desk.asked import Asked
from pipeline.errors import UsageError
from pipeline.report.entries import side_by_side
from pipeline.resolve import blind

WANTED = 20  # answers in each band from which a release's statement rests on them


def show(asked: Asked) -> Response:
    """Return the next pair of the sample."""
    drawn = coming(asked)
    if drawn is None:
        return asked.show("blind.html", nav="blind", table=None, **_progress(asked))
    opened = asked.served.opened
    both = [look.mention(opened, each) for each in (drawn.left, drawn.right)]
    index = look.look_at(opened, both)
    return asked.show(
        "blind.html",
        nav="blind",
        table=side_by_side(both, index, 2),
        printed=tuple(look.printed(index, each.mention_id) for each in both),
        drawn=drawn,
        verdicts=VERDICTS,
        **_progress(asked),
    )


def answer(asked: Asked) -> Response:
    """Keep a blind answer, marked as one."""
    ids = asked.form.get("left", ""), asked.form.get("right", "")
    drawn = next((d for d in asked.served.drawn if (d.left, d.right) == ids), None)
    if drawn is None:
        raise UsageError("This pair is not in the sample of the release that is shown now.")
    if not asked.steward:
        raise UsageError("Say who you are first: an answer needs a name.")
    given = Given(
        ids=ids,
        verdict=asked.form.get("verdict", ""),
        because=asked.form.get("because", "").strip(),
        steward=asked.steward,
        at=asked.room.settings.clock(),
    )
    try:
        answers.keep(asked.served.watched.path, asked.served.opened, given, drawn)
    except AnsweredError:
        return asked.go("/blind")  # the other answer counts; the next pair is shown
    return asked.go("/blind")


def coming(asked: Asked) -> blind.Drawn | None:
    """Return the first pair of the sample that nobody has answered."""
    last = asked.said.last
    return next(
        (
            drawn
            for drawn in asked.served.drawn
            if (drawn.left, drawn.right) not in last
            or last[drawn.left, drawn.right].verdict == UNDO
        ),
        None,
    )


def _progress(asked: Asked) -> dict[str, int]:
    """Return how many answers count so far, and how many are wanted in each band."""
    model = asked.served.opened.manifest.inputs.model
    counted = blind.counted(asked.said.lines, model)
    return {"answered": sum(each.answered for each in counted.values()), "wanted": WANTED}
