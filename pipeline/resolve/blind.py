"""The stewards' blind sample: pairs drawn by lot and answered without seeing what matching says.

A sample is drawn from each band of a release on its own (``draw``): pairs that no steward
has judged, in an order that their ids and the release fix, so that nobody chooses. An answer
is a line of the log like any other, whose ``because`` begins with a mark (``mark``) that says
which release it was drawn from, its band, its place in the draw, how many pairs the band had,
and by which model. Anything may follow the mark. An answer counts only if all that were drawn
before it are answered too (``unsure`` is an answer): leaving out the hard ones gains nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from pipeline.model import Decision, Pair
from pipeline.resolve.judgements import Judgement

STRATA = ("same", "review", "different")
_MARK = re.compile(
    r"\[blind (?P<release>\S{1,40}) (?P<band>same|review|different) "
    r"(?P<place>\d{1,9})/(?P<of>\d{1,9}) (?P<model>\S{1,80})\]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A pair in the sample: the ``place``-th, from 1, of all ``of`` pairs of its band."""

    left: str
    right: str
    release: str
    band: str
    place: int
    of: int
    model: str  # the beginning of the digest of the weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a band's sample says: pairs in the band, answers, and how many of them ``same``."""

    of: int
    answered: int
    same: int
    unsure: int


def draw(
    pairs: Iterable[Pair],
    decisions: Iterable[Decision],
    *,
    release: str,
    model: str,
    most: int,
) -> list[Drawn]:
    """Return the sample of a release, at most ``most`` pairs of each band, mixed.

    Args:
        pairs: Those of the release.
        decisions: The log as applied in it: pairs judged before are not drawn.
        release: Its version.
        model: The name of the weights that it was matched by.
        most: Pairs of each band.
    """
    known = {(each.left_mention_id, each.right_mention_id) for each in decisions}
    bands: dict[str, list[tuple[str, Pair]]] = {band: [] for band in STRATA}
    for pair in pairs:
        ids = pair.left_mention_id, pair.right_mention_id
        if ids not in known and pair.evidence_hash:
            bands[pair.band].append((_lot(release, *ids), pair))
    found = [
        (lot, Drawn(
            left=pair.left_mention_id, right=pair.right_mention_id, release=release, band=band,
            place=place, of=len(drawn), model=digest_of(model),
        ))
        for band, drawn in bands.items()
        for place, (lot, pair) in enumerate(sorted(drawn, key=lambda each: each[0])[:most], 1)
    ]  # fmt: skip
    return [drawn for _, drawn in sorted(found, key=lambda each: each[0])]


def digest_of(model: str) -> str:
    """Return what a mark calls a model: the last word of its name."""
    return model.split()[-1] if model.split() else "-"


def _lot(release: str, left: str, right: str) -> str:
    return sha256(f"{release}|{left}|{right}".encode()).hexdigest()


def mark(drawn: Drawn) -> str:
    """Return what ``because`` begins with.

    >>> mark(Drawn(left="a", right="b", release="r", band="same", place=3, of=40, model="12ab"))
    '[blind r same 3/40 12ab]'
    """
    return f"[blind {drawn.release} {drawn.band} {drawn.place}/{drawn.of} {drawn.model}]"


def marked(judgement: Judgement) -> Drawn | None:
    """Return where a judgement was drawn, or ``None`` where it is no blind answer."""
    found = _MARK.match(judgement.because)
    if found is None or not 1 <= int(found["place"]) <= int(found["of"]):
        return None
    left, right = judgement.pair
    return Drawn(
        left=left,
        right=right,
        release=found["release"],
        band=found["band"],
        place=int(found["place"]),
        of=int(found["of"]),
        model=found["model"],
    )


def counted(judgements: Iterable[Judgement], model: str) -> dict[str, Counted]:
    """Return what the blind answers on a model's pairs say, by band.

    Several samples are counted together; the size of a band is that of the newest.
    """
    samples: defaultdict[tuple[str, str, int], dict[int, str]] = defaultdict(dict)
    for drawn, verdict in _in_force(judgements).values():
        if drawn.model == digest_of(model):
            samples[drawn.band, drawn.release, drawn.of][drawn.place] = verdict
    found: dict[str, Counted] = {}
    for (band, _, of), answers in sorted(samples.items(), key=lambda each: _age(each[0])):
        verdicts = list(_from_the_first(answers))
        before = found.get(band, Counted(of=of, answered=0, same=0, unsure=0))
        found[band] = Counted(
            of=of,
            answered=before.answered + len(verdicts) - verdicts.count("unsure"),
            same=before.same + verdicts.count("same"),
            unsure=before.unsure + verdicts.count("unsure"),
        )
    return found


def _age(sample: tuple[str, str, int]) -> tuple[str, str, int, int]:
    band, release, of = sample
    day, _, number = release.rpartition(".")
    return band, day, int(number) if number.isdecimal() else 0, of


def _from_the_first(answers: Mapping[int, str]) -> Iterator[str]:
    place = 1
    while place in answers:
        yield answers[place]
        place += 1


def _in_force(judgements: Iterable[Judgement]) -> dict[tuple[str, str], tuple[Drawn, str]]:
    """Return the last blind answer on each pair, unless it was undone since.

    A later answer by somebody who saw the evidence does not count: it is not blind.
    """
    found: dict[tuple[str, str], tuple[Drawn, str]] = {}
    for judgement in judgements:
        if judgement.verdict == "undo":
            found.pop(judgement.pair, None)
        elif drawn := marked(judgement):
            found[judgement.pair] = drawn, judgement.verdict
    return found
