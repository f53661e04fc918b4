"""One question: its page, its answer, and the answer taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import Response

from pipeline.desk import answers, look, queue
from pipeline.desk.answers import VERDICTS, AnsweredError, Given
from pipeline.desk.asked import Asked
from pipeline.desk.look import LINES, mention, printed
from pipeline.errors import MissingError, UsageError
from pipeline.model import Listing
from pipeline.report.text import TITLE, bounded, shown, visible

PIECE = 20_000  # characters of one text on a page
NOTE = 2000  # characters of a note that a refused answer is shown with again


def show(asked: Asked) -> Response:
    """Return the page of a pair."""
    return _page(asked)


def answer(asked: Asked) -> Response:
    """Keep an answer and go on; or say why it was not kept."""
    ids = _ids(asked)
    verdict, because = asked.form.get("verdict", ""), asked.form.get("because", "").strip()
    if not asked.steward:
        return _page(asked, 422, refusal="Say who you are first, above: an answer needs a name.")
    at = asked.served.thresholds
    compared = answers.pair_of(asked.served.opened, ids)
    against = answers.needs_reason(compared, verdict, at.upper, at.lower)
    if against and not because:
        refusal = f"“{verdict}”, although {against}: say why in a few words, then answer again."
        return _page(asked, 422, refusal=refusal, wants_reason=True)
    given = Given(
        ids=ids,
        verdict=verdict,
        because=because,
        steward=asked.steward,
        at=asked.room.settings.clock(),
        seen=_line(asked.form.get("seen", "")),
    )
    try:
        kept = answers.keep(asked.served.watched.path, asked.served.opened, given)
    except AnsweredError as error:
        return _page(asked, 409, refusal=str(error), other=error.judgement)
    found = queue.following(_again(asked), ids)
    if found is None:
        return asked.go("/queue", kept=kept.line)
    return asked.go(queue.address(found), kept=kept.line)


def undo(asked: Asked) -> Response:
    """Take the steward's answer on a line back, and show its pair."""
    line = _line(asked.form.get("line", ""))
    if not asked.steward:
        raise UsageError("Say who you are first.")
    taken = answers.undo(
        asked.served.watched.path, line, steward=asked.steward, at=asked.room.settings.clock()
    )
    return asked.go(f"/pair/{taken.pair[0]}/{taken.pair[1]}", undone=line)


def entry(asked: Asked) -> Response:
    """Return all that pages print of an entry, in pieces where it is long."""
    opened = asked.served.opened
    own = mention(opened, asked.path["mention_id"])
    listings: tuple[Listing, ...] = opened.rows("listings", mention_id=own.mention_id, most=LINES)
    texts = [("title", own.title), ("abstract", own.abstract or "")]
    start = asked.number("from") // PIECE * PIECE
    name = asked.value("field") if asked.value("field") in dict(texts) else "title"
    text = dict(texts)[name]
    return asked.show(
        "entry.html",
        nav="",
        own=own,
        title=shown(own.title, TITLE),
        texts=[(each, len(said)) for each, said in texts if said],
        name=name,
        piece=visible(text[start : start + PIECE]),
        start=start,
        end=min(start + PIECE, len(text)),
        length=len(text),
        size=PIECE,
        printed=printed(look.look_at(opened, [own]), own.mention_id),
        listing_count=len(listings),
    )


def _page(
    asked: Asked,
    status: int = 200,
    *,
    refusal: str = "",
    wants_reason: bool = False,
    other: object = None,
) -> Response:
    asked = _again(asked)
    ids = _ids(asked)
    question = asked.served.by_ids.get(ids)
    pairs = question.pairs if question else (ids,)
    view = look.pair_view(asked.served.opened, ids, pairs, asked.said, asked.served.thresholds)
    coming, past = queue.following(asked, ids), queue.before(asked, ids)
    return asked.show(
        "pair.html",
        status,
        nav="queue",
        view=view,
        question=question,
        verdicts=VERDICTS,
        kinds=_effect_of(view.effects),
        seen=asked.said.last[ids].line if ids in asked.said.last else 0,
        refusal=shown(refusal, 1000) if refusal else None,
        other=other,
        wants_reason=wants_reason,
        note=bounded(asked.form.get("because", ""), NOTE),
        company=asked.room.sit(ids, asked.steward),
        coming=queue.address(coming) if coming else None,
        past=queue.address(past) if past else None,
        kept=queue.kept_line(asked),
        is_undone=bool(asked.number("undone")),
    )


def _effect_of(effects: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    """Return for each verdict what it would do, in one text."""
    return {name: " ".join(effects.get(name, effects["related"])) for name in VERDICTS}


def _ids(asked: Asked) -> tuple[str, str]:
    left, right = sorted((asked.path["left"], asked.path["right"]))
    if left == right:
        raise MissingError("an entry cannot be held against itself")
    return left, right


def _again(asked: Asked) -> Asked:
    """Return the request with the log as it is now."""
    return replace(asked, said=asked.served.watched.now())


def _line(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
