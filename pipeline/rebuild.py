"""What the commands `replay` and `why` need of the stages: pages by their digest, a run again."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC
from functools import lru_cache
from pathlib import Path

from pipeline import stages, standing
from pipeline.errors import PageError
from pipeline.ingest import snapshots, store
from pipeline.match import Matched, model_file
from pipeline.model import TABLES, Alias, Decision, LedgerRow, Override, Snapshot, Standard
from pipeline.normalise import aliases
from pipeline.read import text_at
from pipeline.release import build, diff, disk, issue, lineage, versions
from pipeline.release.issue import Between, Tables
from pipeline.release.manifest import Manifest
from pipeline.release.replay import Rebuild, Remade
from pipeline.resolve import Judgement, ParentState, judgements, lines
from pipeline.schema import rows, table
from pipeline.stages import Outcome, Readings, Request
from pipeline.standing import Stale


def text_reader(raw: Path) -> Callable[[str, str], str | None]:
    """Return a function from a page's SHA-256 and a locator to the text that stands there.

    It returns ``None`` where the snapshot, or the place in it, is not at hand.
    """

    @lru_cache(maxsize=16)
    def page(sha256: str) -> Snapshot | None:
        with store.mirrored(raw, only=sha256) as here:
            found = snapshots.find(here, sha256)
            return stages.lasting(raw, here, found) if found else None

    def read(sha256: str, locator: str) -> str | None:
        try:
            found = page(sha256)
            return text_at(found, locator) if found else None
        except PageError:
            return None

    return read


def rebuild(curated: Path, raw: Path) -> Rebuild:
    """Return a function that makes a stored release again from what it was made from."""

    def again(manifest: Manifest) -> Remade:
        then = manifest.inputs
        request = Request(
            as_of=then.created_at,
            raw=raw,
            curated=curated,
            model=model_file.kept(then.model, curated / stages.MODELS),
        )
        readings = _read_then(curated, raw, manifest)
        standards = stages.normalise(readings)
        matched = stages.match(standards, request)
        log, said = _judged_then(curated, manifest)
        ledger = tuple(rows(LedgerRow, lineage.inherited(curated, manifest)))
        went = stages.entries_gone(request, manifest.parent, ledger, standards)
        resolution = stages.resolve_with(
            standards,
            matched,
            said,
            ParentState(ledger=ledger, went=went),
            manifest.version,
            _lines_then(curated, manifest, Override),
        )
        merged = stages.merge(standards, resolution)
        made = stages.release_rows(readings, matched, resolution, merged)
        return Remade(
            tables=build.tables(made),
            inputs=replace(
                stages.inputs_of(request, readings, matched.weights, log),
                overrides=then.overrides,  # their lines stand in the release itself
                aliases=then.aliases,
            ),
            damaged={aside.sha256: aside.reason for aside in readings.aside},
        )

    return again


def between(
    request: Request, read_pages: Readings, standards: Sequence[Standard], matched: Matched
) -> Between:
    """Return a function that makes the releases between the parent and this run's.

    In the order of ``issue.ORDER`` each takes one kind of input more from today: first the code
    (with it the tables: the old ones are not kept), then the weights, then the pages; the last,
    with today's judgements, is the run's own. When a page of the parent is not there any more,
    there are none.
    """

    def steps(parent: Manifest, differ: tuple[str, ...]) -> list[tuple[str, Tables]]:
        then, curated = parent.inputs, request.curated
        _, said = _judged_then(curated, parent)
        by_hand = _lines_then(curated, parent, Override)
        state = stages.parent_state(curated, parent.version)
        version = versions.next_version(curated, request.as_of.astimezone(UTC).date())

        def made(pages: Readings, known: Sequence[Standard], pairs: Matched) -> Tables:
            went = stages.entries_gone(request, parent.version, state.ledger, known)
            resolution = stages.resolve_with(
                known, pairs, said, replace(state, went=went), version, by_hand
            )
            merged = stages.merge(known, resolution)
            found = stages.release_rows(pages, pairs, resolution, merged)
            return {name: table(TABLES[name], found.get(name, ())) for name in diff.NEEDED}

        kinds = [cause for cause in issue.ORDER if cause in differ]
        code = [cause for cause in kinds[:-1] if cause in ("parser", "table")]
        if kinds[-1] == "table":
            return []  # nothing but code and tables: as one, they cannot be told apart
        then_weights = model_file.kept(then.model, curated / stages.MODELS)
        worlds = [(cause, replace(request, model=then_weights)) for cause in code[:1]]
        worlds += [("model", request)] if "model" in kinds[:-1] else []
        found: list[tuple[str, Tables]] = []
        if worlds:
            old = _read_then(curated, request.raw, parent, read_pages.aliases)
            if len(old.readings) + len(old.unread) < len({ref.sha256 for ref in then.snapshots}):
                return []
            known = stages.normalise(old)
            found = [(cause, made(old, known, stages.match(known, each))) for cause, each in worlds]
        if "page" in kinds[:-1]:
            found.append(("page", made(read_pages, standards, matched)))
        return found

    return steps


def prove_one(request: Request, outcome: Outcome) -> Outcome:
    """Make one release before this run's again, and say in the outcome how that went.

    Which one is drawn by the instant of the run, so that all have their turn and a run can be
    repeated. It is done in a process of its own, which ends when its time is up; whatever comes
    of it, the run stands.
    """
    old = [name for name in versions.releases(request.curated) if name != outcome.version]
    if not request.prove or not old:
        return outcome
    version = random.Random(request.as_of.isoformat()).choice(old)
    told, is_fault = _proof(version, request)
    word = "WARNING" if is_fault else "proved"
    return replace(
        outcome,
        summary=f"{outcome.summary.rstrip()}\n  {word:<10} {told}\n".rstrip("\n"),
        markdown=f"{outcome.markdown.rstrip()}\n\n{'**Warning:** ' if is_fault else ''}{told}\n",
        warnings=(*outcome.warnings, *([told] if is_fault else [])),
    )


def _proof(version: str, request: Request) -> tuple[str, bool]:
    """Return in words how making a release again went, and whether somebody should look."""
    command = [sys.executable, "-m", "pipeline", "replay", version, "--json"]
    command += ["--curated", str(request.curated), "--raw", str(request.raw)]
    try:
        ended = subprocess.run(
            command, capture_output=True, timeout=request.prove, check=False, text=True
        )
    except subprocess.TimeoutExpired:
        return f"release {version}: no time to make it again ({request.prove:g} s)", False
    try:
        found = json.loads(ended.stdout)
    except ValueError:
        return f"release {version} could not be made again: {ended.stderr.strip()[-500:]}", True
    if found["isSame"]:
        return f"release {version} was made again, and says the same", False
    why = "; ".join((*found["problems"], *found["inputs"])) or "no input differs"
    if found["isExplained"]:
        return f"release {version} was made by another version and differs: {why[:500]}", False
    return f"release {version} could not be made again: {why[:500]}", True


def _read_then(
    curated: Path, raw: Path, manifest: Manifest, said: tuple[Alias, ...] | None = None
) -> Readings:
    """Return the pages of a release as they are read now; those that stood in it as it has them.

    ``said`` is what stewards said that texts mean; what the release knew where none is given.
    """
    refs = manifest.inputs.snapshots
    found = stages.read(stages.stored(raw, {ref.sha256 for ref in refs if not ref.stands}))
    stood = [ref for ref in refs if ref.stands]
    again = standing.readings_of(curated, manifest.version, stood) if stood else []
    states = standing.states(versions.resolve(manifest.version, curated))
    whole = replace(
        found,
        readings=tuple(sorted((*found.readings, *again), key=lambda each: each.snapshot.sha256)),
        stood=frozenset(ref.sha256 for ref in stood),
        stale=tuple(
            Stale(source=row.source, reason=row.reason or "", good_at=row.good_at)
            for row in states
            if row.state != "fresh"
        ),
    )
    if said is None:
        said = aliases.weighed(_lines_then(curated, manifest, Alias))
    return stages.as_said(whole, said)


def _judged_then(curated: Path, manifest: Manifest) -> tuple[bytes | None, tuple[Judgement, ...]]:
    """Return the log as a release saw it, if it can be had, and the judgements in it."""
    log = _log_as_it_was(curated / stages.DECISIONS, manifest.inputs.decisions)
    said = _said_then(curated, manifest) if log is None else judgements.parse(log).judgements
    return log, said


def _lines_then(
    curated: Path, manifest: Manifest, kind: type[lines.Line]
) -> tuple[lines.Line, ...]:
    """Return the overrides or aliases that a release was made with, as it keeps them.

    What became of each is worked out anew; a line that another superseded stays so.
    """
    name = "overrides" if kind is Override else "aliases"
    if name not in manifest.resources:
        return ()  # the release is older than the table
    table = disk.read_table(versions.resolve(manifest.version, curated), name)
    found: list[lines.Line] = sorted(rows(kind, table), key=lambda row: row.line)
    fresh = (replace(row, status="applied") if row.status != "superseded" else row for row in found)
    return tuple(fresh)


def _log_as_it_was(path: Path, digest: str) -> bytes | None:
    """Return the beginning of the log whose hash is ``digest``, if any has it.

    Programs only ever append to the log, so what a release saw is the log up to some line;
    unless a person saved it from a spreadsheet since.
    """
    body = path.read_bytes() if path.is_file() else b""
    running, seen = hashlib.sha256(), 0
    if digest == f"sha256:{running.hexdigest()}":
        return b""
    for line in body.splitlines(keepends=True):
        running.update(line)
        seen += len(line)
        if digest == f"sha256:{running.hexdigest()}":
            return body[:seen]
    return None


def _said_then(curated: Path, manifest: Manifest) -> tuple[Judgement, ...]:
    """Return the judgements as the release itself keeps them, every line that it saw."""
    table = disk.read_table(versions.resolve(manifest.version, curated), "decisions")
    kept = sorted(rows(Decision, table), key=lambda row: row.line)
    return tuple(
        Judgement(**{name: getattr(row, name) for name in (*judgements.COLUMNS, "line")})
        for row in kept
    )
