"""`collate train`: the next model, from labelled sets and from the stewards' decisions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import tables
from pipeline.errors import UsageError
from pipeline.match import model_file
from pipeline.match.model import Model, shipped
from pipeline.match.training import Examples, Labelled, Trained, decided, labelled
from pipeline.match.training import train as trained_on
from pipeline.match.training.next_model import STRENGTH
from pipeline.release import disk, versions
from pipeline.resolve import judgements
from pipeline.stages import DECISIONS

ANSWERS = "stewards' decisions"
RELEASES_ASKED = 100  # the newest, for what stewards saw of a pair
Ids = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to train on, and how.

    Attributes:
        on: The day, for the card.
        sets: Labelled sets: tables as `collate match` reads, with a column ``cluster``.
        curated: Folder of releases and decisions; ``None`` to learn from sets alone.
        model: The model to start from; ``None`` for the shipped one.
        version: The name of the next one; ``None`` to count on.
        strength: In how many pairs each weight we have counts as seen.
        precision: The precision that a threshold is proposed for; ``None`` to leave it.
    """

    on: date
    sets: tuple[Path, ...] = ()
    curated: Path | None = None
    model: Path | None = None
    version: str | None = None
    strength: float = STRENGTH
    precision: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The stewards' decisions as examples, and what the card says of them."""

    examples: Examples
    said: Mapping[str, int]  # verdict to count
    first: date | None
    last: date | None
    left_out: int  # on pages that merging is measured on
    not_found: int  # that no release says any evidence of


def train(plan: Plan, out: Path) -> str:
    """Write the next model to a new file; return its card.

    Raises:
        UsageError: ``out`` is there, a set cannot be read, or there is too little to learn from.
    """
    if out.exists():
        raise UsageError(f"{out} is there already; a model is never written over. Name another.")
    if not out.parent.is_dir():
        raise UsageError(f"{out}: there is no folder {out.parent}; make it first.")
    if not plan.strength >= 1 or not (plan.precision is None or 0 < plan.precision <= 1):
        raise UsageError("--strength is 1 or more; --precision is above 0 and at most 1.")
    shape = model_file.read(plan.model) if plan.model else shipped()
    sets = [labelled(path, shape) for path in plan.sets]
    answers = stewards(plan.curated, shape) if plan.curated else None
    made = trained_on(
        sets,
        [answers.examples] if answers else [],
        shape,
        version=plan.version,
        strength=plan.strength,
        precision=plan.precision,
    )
    lines = list(card(made, sets, answers, shape, plan))
    with out.open("x", encoding="utf-8") as file:
        file.write(model_file.text(made.model, lines))
    return "\n".join(lines)


# --------------------------------------------------------------------------- decisions


def stewards(curated: Path, shape: Model) -> Answers:
    """Return the decisions in force, each with the evidence that the releases show of its pair."""
    last = {each.pair: each for each in judgements.read(curated / DECISIONS)}
    said = {ids: j for ids, j in last.items() if j.verdict not in ("undo", "unsure")}
    seen: dict[Ids, dict[str, str]] = {}
    held_back: set[Ids] = set()
    for version in versions.releases(curated)[: -RELEASES_ASKED - 1 : -1]:
        wanted = said.keys() - seen.keys() - held_back
        if not wanted:
            break
        folder = versions.resolve(version, curated)
        held_back |= _held_back(wanted, disk.read_table(folder, "listings"))
        seen |= _evidence(wanted - held_back, disk.read_table(folder, "evidence"))
    used = [said[ids] for ids in sorted(seen)]
    return Answers(
        examples=decided(ANSWERS, ((seen[j.pair], j.verdict == "same") for j in used), shape),
        said=Counter(j.verdict for j in used),
        first=min((j.decided_at.date() for j in used), default=None),
        last=max((j.decided_at.date() for j in used), default=None),
        left_out=len(held_back),
        not_found=len(said) - len(seen) - len(held_back),
    )


def _evidence(wanted: Iterable[Ids], table: pa.Table) -> dict[Ids, dict[str, str]]:
    """Return the level of each comparison, by pair, as a release words it."""
    pairs = set(wanted)
    found: defaultdict[Ids, dict[str, str]] = defaultdict(dict)
    for row in _of(pairs, table, ["comparison", "level"]):
        ids = row["left_mention_id"], row["right_mention_id"]
        if ids in pairs:
            found[ids][row["comparison"]] = row["level"]
    return dict(found)


def _of(pairs: set[Ids], table: pa.Table, names: Sequence[str]) -> list[dict[str, str]]:
    left = pa.array(sorted({left for left, _ in pairs}), type=pa.string())
    of_left = table.filter(pc.is_in(table["left_mention_id"], value_set=left))
    rows: list[dict[str, str]] = of_left.select(
        ["left_mention_id", "right_mention_id", *names]
    ).to_pylist()
    return rows


def _held_back(wanted: Iterable[Ids], listings: pa.Table) -> set[Ids]:
    """Return the pairs with a mention that stands only on pages merging is measured on."""
    measured = {row["sha256"] for row in tables.rows("held_back.tsv", "sha256", "note")}
    pages: defaultdict[str, set[str]] = defaultdict(set)
    for row in listings.select(["mention_id", "snapshot_sha256"]).to_pylist():
        pages[row["mention_id"]].add(row["snapshot_sha256"])
    kept = {mention_id for mention_id, on in pages.items() if on <= measured}
    return {ids for ids in wanted if not kept.isdisjoint(ids)}


# --------------------------------------------------------------------------- the card


def card(
    made: Trained, sets: Sequence[Labelled], answers: Answers | None, before: Model, plan: Plan
) -> Iterator[str]:
    """Yield the lines that say what a model was made of and how well it does."""
    yield f"Model {made.model.version}, trained {plan.on}, from {before.name}."
    yield "Trained on"
    for each in sorted(sets, key=lambda each: each.examples.name):
        of = each.examples
        yield (
            f"  {of.name}: {len(each.works)} records of {len(set(each.works))} works; "
            f"{int(of.same.sum())} pairs of one work and {int((~of.same).sum())} of others compared"
        )
    if answers:
        yield from _of_answers(answers)
    yield f"Each weight we had counts as seen in {plan.strength:g} pairs."
    yield from _thresholds(made, before, plan)
    yield "Held out (pairs of records after clustering; the weights we had, then these)"
    for part in made.held_out:
        old, new = part.present, part.trained
        yield (
            f"  {part.name}: precision {old.precision:.4f}, {new.precision:.4f}; "
            f"recall {old.recall:.4f}, {new.recall:.4f}; "
            f"false merges {old.false}, {new.false} of {new.merged} merged"
        )
    yield "  mean F1 {:.4f}, {:.4f}".format(*made.mean_f1)
    yield (
        "Better where held out."
        if made.is_better
        else "No better where held out: keep the present model."
    )
    yield (
        "Weights that moved by more than a bit"
        if made.moved
        else "No weight moved by more than a bit."
    )
    for move in made.moved:
        yield f"  {move.comparison}: {move.level}: {move.before:+.1f} to {move.after:+.1f}"


def _of_answers(answers: Answers) -> Iterator[str]:
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(answers.said.items()))
    when = f", {answers.first} to {answers.last}" if answers.first else ""
    yield f"  {ANSWERS}: {told or 'none'}{when}"
    if answers.left_out:
        yield f"    left out: {answers.left_out} on pages that merging is measured on"
    if answers.not_found:
        yield f"    left out: {answers.not_found} that no release shows the evidence of"


def _thresholds(made: Trained, before: Model, plan: Plan) -> Iterator[str]:
    if plan.precision is None:
        yield f"Thresholds as they were: merged from {before.same:g} bits."
    elif made.is_reached:
        yield f"Merged from {made.model.same:g} bits ({before.same:g} before), the lowest threshold"
        yield f"that merges held-out parts with precision {plan.precision:g} on average."
    else:
        yield f"No threshold that was tried has precision {plan.precision:g} where held out;"
        yield f"it stays at {before.same:g} bits."
