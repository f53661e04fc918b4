"""An answer becomes a line of the log, unless somebody else's stands there unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.desk.log import Ids
from pipeline.desk.opened import Opened
from pipeline.errors import UsageError
from pipeline.model import Mention, Pair
from pipeline.resolve import blind, judgements, sheet
from pipeline.resolve.judgements import Judgement, Log
from pipeline.resolve.verdicts import BANDS

UNDO = "undo"
STRONG = 4.0  # bits beyond a threshold from which an answer to the contrary needs a reason

VERDICTS: Mapping[str, tuple[str, str]] = {
    "same": ("s", "one work, listed twice"),
    "different": ("d", "two works that have nothing to do with each other"),
    "edition": ("e", "another edition, printed later or enlarged"),
    "translation": ("t", "the same text in another language, published by itself"),
    "part": ("p", "one is a volume, chapter or summary of the other"),
    "companion": ("c", "made to go with the other: a guide to a handbook, a film to a report"),
    "version": ("v", "an earlier or later state: a draft, an update"),
    "unsure": ("u", "cannot be told from what is here"),
}
"""What may be answered: its key, and what it means."""


class AnsweredError(UsageError):
    """Somebody answered in the meantime; nothing was written."""

    def __init__(self, judgement: Judgement) -> None:
        super().__init__(judgement)
        self.judgement = judgement

    def __str__(self) -> str:
        said = self.judgement
        return f"{said.steward} said {said.verdict} in the meantime. Your answer was not kept yet."


class ReasonError(UsageError):
    """The answer goes against strong evidence, and says not why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer as it came in.

    Attributes:
        ids: The two entries, smaller id first.
        verdict: One of ``VERDICTS``.
        because: Why; may be empty.
        steward: Who.
        at: When.
        seen: The line on the pair that the page showed last; 0 for none.
    """

    ids: Ids
    verdict: str
    because: str
    steward: str
    at: datetime
    seen: int = 0


def needs_reason(pair: Pair | None, verdict: str, upper: float, lower: float) -> str | None:
    """Return what an answer goes against, if that is strong evidence.

    >>> from pipeline.model import Pair
    >>> pair = Pair(left_mention_id="a", right_mention_id="b", weight=15.0, probability=0.99,
    ...             band="review", reason="", evidence_hash="")
    >>> needs_reason(pair, "different", 6.0, -2.0)
    'the evidence speaks strongly for one work (+15.0 bits)'
    """
    band = BANDS.get(verdict)
    if pair is None or band in (None, "review"):
        return None
    if band == "same" and pair.veto:
        return f"a contradiction holds them apart: {pair.veto}"
    if band == "same" and pair.weight <= lower - STRONG:
        return f"the evidence speaks strongly against one work ({pair.weight:+.1f} bits)"
    if band == "different" and pair.weight >= upper + STRONG and not pair.veto:
        return f"the evidence speaks strongly for one work ({pair.weight:+.1f} bits)"
    return None


def keep(log: Path, opened: Opened, given: Given, drawn: blind.Drawn | None = None) -> Judgement:
    """Append an answer with what the steward saw; return it as it will be read.

    Args:
        log: The stewards' log.
        opened: The release that the steward looked at.
        given: The answer.
        drawn: Where the pair was drawn, for an answer to the blind sample.

    Raises:
        UsageError: The release has no such entries, or there is no such verdict.
        AnsweredError: A line on the pair stands there that the steward did not see.
    """
    if given.verdict not in VERDICTS:
        raise UsageError(f"{given.verdict!r} is no answer; there are {', '.join(VERDICTS)}")
    left, right = (_mention(opened, name) for name in given.ids)
    pair = pair_of(opened, given.ids)
    because = sheet.tidy(given.because)
    answer = Judgement(
        decided_at=given.at.replace(microsecond=0),
        steward=given.steward,
        left_mention_id=given.ids[0],
        right_mention_id=given.ids[1],
        verdict=given.verdict,
        because=f"{blind.mark(drawn)} {because}".strip() if drawn else because,
        left_title=left.title,
        right_title=right.title,
        evidence_hash=pair.evidence_hash if pair else "",
    )
    if drawn is None and blind.marked(answer):  # a note that quotes a mark is no blind answer
        answer = replace(answer, because=f"“{because}”")
    return judgements.append(log, answer, _unless_answered(given.ids, given.seen))


def undo(log: Path, line: int, *, steward: str, at: datetime) -> Judgement:
    """Take the answer on a line back, and restore what stood on its pair before it.

    Raises:
        UsageError: The line is no answer of this steward, or is not the last on its pair.
    """
    lines = judgements.read(log)
    found = next((each for each in lines if each.line == line), None)
    if found is None or found.steward != steward or found.verdict == UNDO:
        raise UsageError("There is no such answer of yours to be taken back.")
    blank = replace(found, steward=steward, decided_at=at.replace(microsecond=0), line=0)
    taken = replace(blank, verdict=UNDO, because=f"takes line {line} back")
    kept = judgements.append(log, taken, _only_after(found.pair, line))
    before = [each for each in lines if each.pair == found.pair and each.line < line]
    if before and before[-1].verdict != UNDO:
        stood = before[-1]
        why = f"as {stood.steward} said on {stood.decided_at:%Y-%m-%d}. {stood.because}".strip()
        again = replace(stood, steward=steward, decided_at=kept.decided_at, because=why, line=0)
        judgements.append(log, again, _only_after(found.pair, kept.line))
    return kept


def pair_of(opened: Opened, ids: Ids) -> Pair | None:
    """Return the compared pair of two entries; ``None`` where nothing compared them."""
    found: Pair | None = opened.one("pairs", left_mention_id=ids[0], right_mention_id=ids[1])
    return found


def _mention(opened: Opened, mention_id: str) -> Mention:
    found: Mention | None = opened.one("mentions", mention_id=mention_id)
    if found is None:
        raise UsageError(
            f"Release {opened.version} has no entry {mention_id[:80]!r}. "
            "The page may be of an older release; go back to the queue."
        )
    return found


def _unless_answered(pair: Ids, seen: int) -> Callable[[Log], None]:
    """Return a check that nothing stands on a pair but what was seen, or an undo."""

    def check(log: Log) -> None:
        last = _last(log, pair)
        if last is not None and last.line != seen and last.verdict != UNDO:
            raise AnsweredError(last)

    return check


def _only_after(pair: Ids, line: int) -> Callable[[Log], None]:
    """Return a check that a line is the last on its pair."""

    def check(log: Log) -> None:
        last = _last(log, pair)
        if last is not None and last.line != line:
            raise AnsweredError(last)

    return check


def _last(log: Log, pair: Ids) -> Judgement | None:
    return next((each for each in log.judgements[::-1] if each.pair == pair), None)
