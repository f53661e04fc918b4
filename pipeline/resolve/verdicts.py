"""What the stewards' log says of tonight's pairs: which lines stand, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.match.words import is_serial, words
from pipeline.model import RELATIONS, Decision, Pair
from pipeline.normalise.fold import fold
from pipeline.resolve import sheet
from pipeline.resolve.heirs import heir
from pipeline.resolve.judgements import COLUMNS, Judgement

Ids = tuple[str, str]
APART = RELATIONS | {"different"}
BANDS = {"same": "same", "unsure": "review"} | dict.fromkeys(APART, "different")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """The log as applied tonight.

    Attributes:
        decisions: Every line with its status, in line order.
        standing: The verdict in force on each pair, both mentions being there.
        reopened: The verdicts whose evidence is not what the steward saw any more.
        inherited: Pairs, standing or reopened, whose verdict was on an entry that its page
            words otherwise since.
    """

    decisions: tuple[Decision, ...]
    standing: Mapping[Ids, Judgement]
    reopened: Mapping[Ids, Judgement]
    inherited: frozenset[Ids] = frozenset()

    def of(self, pair: Pair) -> Judgement | None:
        """The verdict on a pair, standing or reopened."""
        ids = pair.left_mention_id, pair.right_mention_id
        return self.standing.get(ids) or self.reopened.get(ids)

    def answer(self, pair: Pair) -> str | None:
        """The verdict that settles a pair; none where stewards are unsure or asked again."""
        judgement = self.standing.get((pair.left_mention_id, pair.right_mention_id))
        return judgement.verdict if judgement and judgement.verdict != "unsure" else None

    @property
    def same(self) -> frozenset[Ids]:
        """Pairs that stewards hold to be one work."""
        return frozenset(ids for ids, j in self.standing.items() if j.verdict == "same")

    @property
    def different(self) -> frozenset[Ids]:
        """Pairs that may not meet in one work.

        A reopened ``different`` still holds them apart until it is answered afresh, for
        nothing is merged on a question; a reopened ``same`` joins nothing.
        """
        verdicts = {**self.reopened, **self.standing}
        return frozenset(ids for ids, j in verdicts.items() if j.verdict in APART)


def weigh(
    judgements: Iterable[Judgement],
    titles: Mapping[str, str],
    pairs: Mapping[Ids, Pair],
    came_for: Mapping[str, Sequence[str]] | None = None,
) -> Verdicts:
    """Return what the log says of tonight's mentions.

    Args:
        judgements: The log, in line order.
        titles: Mention id to title, for every mention there is.
        pairs: The pairs that were compared, with the bands that the weights give.
        came_for: Mention that is gone to those that came on the night it went.
    """
    lines = tuple(judgements)
    last = {judgement.pair: judgement for judgement in lines}
    status = {ids: _status(judgement, titles, pairs) for ids, judgement in last.items()}
    decisions = tuple(
        _decision(line, status[line.pair] if last[line.pair] is line else "superseded")
        for line in lines
    )
    passed_on = dict(_passed_on(last, titles, came_for or {}))
    kept = {ids: j for ids, j in passed_on.items() if not _is_new(j, titles, pairs.get(ids))}
    asked_again = {
        ids: j for ids, j in passed_on.items() if ids not in kept and not _agree(j, pairs.get(ids))
    }
    own = {
        wanted: {ids: last[ids] for ids, s in status.items() if _stands(last[ids], s, wanted)}
        for wanted in ("applied", "reopened")
    }
    return Verdicts(
        decisions=decisions,
        standing={**own["applied"], **kept},
        reopened={**own["reopened"], **asked_again},
        inherited=frozenset(kept.keys() | asked_again.keys()),
    )


def _passed_on(
    last: Mapping[Ids, Judgement], titles: Mapping[str, str], came_for: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Ids, Judgement]]:
    """Yield the verdicts on pairs of which one entry has an heir, as verdicts on the heir."""
    for _, judgement in sorted(last.items()):
        if judgement.verdict == "undo" or _sees(judgement, titles) != 1:
            continue
        sides = {
            judgement.left_mention_id: judgement.left_title,
            judgement.right_mention_id: judgement.right_title,
        }
        (gone,) = (side for side in sides if side not in titles)
        (stays,) = (side for side in sides if side in titles)
        found = heir(sides[gone], came_for.get(gone, ()), titles)
        if found is None or found == stays:
            continue
        heired = (
            replace(judgement, left_mention_id=found)
            if gone == judgement.left_mention_id
            else replace(judgement, right_mention_id=found)
        )
        if heired.pair not in last:
            yield heired.pair, heired


def _sees(judgement: Judgement, titles: Mapping[str, str]) -> int:
    return sum(mention_id in titles for mention_id in judgement.pair)


def _is_new(judgement: Judgement, titles: Mapping[str, str], pair: Pair | None) -> bool:
    """Tell whether an heir says anything but what its steward saw, letters' case aside.

    That of a serial may be its next number, whatever the weights see of its year.
    """
    names = judgement.left_title, judgement.right_title
    if _is_retitled(judgement, titles) or any(is_serial(words(name)) for name in names if name):
        return True
    return pair is None or pair.evidence_hash != judgement.evidence_hash


def _agree(judgement: Judgement, pair: Pair | None) -> bool:
    """Tell whether the weights say by themselves what the steward said of the entry before."""
    band = pair.band if pair else "different"
    return BANDS[judgement.verdict] == band


def _stands(judgement: Judgement, status: str, wanted: str) -> bool:
    return status == wanted and judgement.verdict != "undo"


def _status(judgement: Judgement, titles: Mapping[str, str], pairs: Mapping[Ids, Pair]) -> str:
    if not all(mention_id in titles for mention_id in judgement.pair):
        return "absent"
    if judgement.verdict != "undo" and _is_stale(judgement, titles, pairs.get(judgement.pair)):
        return "reopened"
    return "applied"


def _is_stale(judgement: Judgement, titles: Mapping[str, str], pair: Pair | None) -> bool:
    """Tell whether what the steward saw has changed so that they would want to look again.

    A title that reads otherwise is such a change: they judged another entry. (An entry with
    another year or identifier is another mention; see ``heirs``.) Another evidence hash, which
    is that some comparison came out at another level, is one only if the weights now say the
    contrary of the verdict. Another page, time, comma or version of the weights is none. A
    line that does not say what its steward saw is never reopened.
    """
    if _is_retitled(judgement, titles):
        return True
    if pair is None or judgement.evidence_hash in ("", pair.evidence_hash):
        return False
    return {BANDS[judgement.verdict], pair.band} == {"same", "different"}


def _is_retitled(judgement: Judgement, titles: Mapping[str, str]) -> bool:
    seen = (
        (judgement.left_title, titles[judgement.left_mention_id]),
        (judgement.right_title, titles[judgement.right_mention_id]),
    )
    return any(then and fold(then) != fold(sheet.tidy(now)) for then, now in seen)


def _decision(judgement: Judgement, status: str) -> Decision:
    values = {column: getattr(judgement, column) for column in COLUMNS}
    decision = Decision(**values, status=status, line=judgement.line)
    if judgement.left_mention_id < judgement.right_mention_id:
        return decision
    return replace(
        decision,
        left_mention_id=judgement.right_mention_id,
        right_mention_id=judgement.left_mention_id,
        left_title=judgement.right_title,
        right_title=judgement.left_title,
    )


def asked(pair: Pair, verdicts: Verdicts) -> Pair:
    """Return the pair as clustering is to see it: an open question joins nothing."""
    judgement = verdicts.of(pair)
    is_open = judgement is not None and verdicts.answer(pair) is None
    return replace(pair, band="review") if is_open else pair


def settled(pair: Pair, verdicts: Verdicts, *, is_one: bool) -> Pair:
    """Return the pair with the band and the reason that follow from verdicts and groups.

    Args:
        pair: A pair with the band that the weights and its groups give it.
        verdicts: What the stewards said.
        is_one: Its mentions ended in one work.
    """
    judgement = verdicts.of(pair)
    if judgement is None:
        return _unjudged(pair, is_one=is_one)
    is_inherited = (pair.left_mention_id, pair.right_mention_id) in verdicts.inherited
    if (pair.left_mention_id, pair.right_mention_id) in verdicts.reopened:
        what = "The entry reads otherwise" if is_inherited else "What was seen has changed"
        reason = f"{what} since {_says(judgement)}"
        return replace(pair, band="review", reason=reason)
    if judgement.verdict == "same" and not is_one:
        reason = f"{_says(judgement)}; but other verdicts hold their groups apart"
        return replace(pair, band="review", reason=reason)
    return replace(pair, band=BANDS[judgement.verdict], reason=_says(judgement))


def _unjudged(pair: Pair, *, is_one: bool) -> Pair:
    if pair.band != "same" or is_one:
        return pair
    reason = f"{pair.reason}; but a contradiction holds their groups apart"
    return replace(pair, band="review", reason=reason)


def uncompared(verdicts: Verdicts, pairs: Mapping[Ids, Pair]) -> tuple[Pair, ...]:
    """Return a pair for each verdict on mentions that no rule brought together."""
    missing = {**verdicts.standing, **verdicts.reopened}.keys() - pairs.keys()
    return tuple(
        Pair(
            left_mention_id=left,
            right_mention_id=right,
            weight=0.0,
            probability=0.5,
            band="review",
            reason="Nothing was compared",
            evidence_hash="",
        )
        for left, right in sorted(missing)
    )


def _says(judgement: Judgement) -> str:
    because = f": {judgement.because}" if judgement.because else ""
    return (
        f"{judgement.steward} said {judgement.verdict} on {judgement.decided_at:%Y-%m-%d}{because}"
    )
