"""Which releases go, which stay, and what stays of those that go.

Kept are all releases of the last ``keep_days`` days, then the last one of each month; the
latest one, those that somebody pinned, and a release without which a kept one could not be
made again. Of a pruned release its descriptor, ``CHANGES.md`` and ``changes.parquet`` stay,
byte for byte, in ``pruned/<version>/`` beside a note of when and by which policy it went.
Snapshots and judgements are never pruned.

No id is lost: the ledger of every later release begins with all rows of the earlier ones, so
the latest alone says what became of each id ever published. This is looked at, not believed:
a release whose ledger does not begin with its parent's holds its parent.

A kill at any moment does no harm. The tombstone is whole before its release loses its name
(one rename; in an object store, its ``datapackage.json``), and what has lost its name is
cleared up by whoever writes next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipeline.errors import ReleaseError, UsageError
from pipeline.ingest import store
from pipeline.release import disk, lineage, manifest, pins
from pipeline.release.publish import CHANGES
from pipeline.release.remote import take_back
from pipeline.release.versions import (
    DESCRIPTOR,
    NEW,
    OLD,
    PRUNED,
    RELEASES,
    latest,
    releases,
    tombstones,
)

KEPT = (DESCRIPTOR, CHANGES, "changes.parquet")
NOTE = "pruned.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is kept whatever happens.

    Attributes:
        keep_days: All releases of so many days before ``today``.
        keep_monthly: Then the last release of each of so many months; ``None``: of every month.
    """

    keep_days: int = 30
    keep_monthly: int | None = None

    def __post_init__(self) -> None:
        """Refuse numbers below zero."""
        if self.keep_days < 0 or (self.keep_monthly or 0) < 0:
            raise UsageError("what is kept is counted from 0: --keep-days 30 --keep-monthly 12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What pruning does: why each release stays, and which go."""

    stays: Mapping[str, str]
    goes: tuple[str, ...]
    bytes: int  # in the tables that go


def plan(curated: Path | str, policy: Policy, today: date) -> Plan:
    """Return which releases a policy keeps, and why.

    Raises:
        ReleaseError: A release cannot be read; nothing is pruned beside a damaged one.
    """
    root = store.folder(curated)
    stated = {version: manifest.read(root / RELEASES / version) for version in releases(root)}
    days = {version: date.fromisoformat(version.rpartition(".")[0]) for version in stated}
    stays = dict(_by_policy(days, policy, today))
    stays |= {version: f"pinned: {why}" for version, why in pins.pinned(root).items()}
    if current := latest(root):
        stays[current] = "the latest"
    for version in sorted(stays.keys() & stated.keys()):
        child = version
        while (parent := stated[child].parent) in stated and parent not in stays:
            if not lineage.broken(root, stated[child]):
                break
            stays[str(parent)] = f"{child} is made on it, and does not hold its ledger"
            child = str(parent)
    goes = tuple(version for version in stated if version not in stays)
    return Plan(
        stays={version: stays[version] for version in stated if version in stays},
        goes=goes,
        bytes=sum(each["bytes"] for v in goes for each in stated[v].resources.values()),
    )


def prune(
    curated: Path | str,
    policy: Policy,
    now: datetime,
    *,
    told: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Prune; the caller holds ``publish.lock(curated)``.

    Args:
        curated: The folder of releases.
        policy: What is kept.
        now: The instant of pruning, UTC.
        told: Is called with each version when it is gone.
    """
    root = store.folder(curated)
    made = plan(root, policy, now.astimezone(UTC).date())
    for version in made.goes:
        _bury(root, version, policy, now)
        _disappear(root, version)
        told(version)
    return made


def _by_policy(days: Mapping[str, date], policy: Policy, today: date) -> Iterator[tuple[str, str]]:
    """Yield what the policy keeps; ``days`` is in the order of releases."""
    since = today - timedelta(days=policy.keep_days)
    of_month = {(day.year, day.month): version for version, day in days.items()}
    months = sorted(of_month, reverse=True)[: policy.keep_monthly]
    yield from ((of_month[month], f"the last of {month[0]}-{month[1]:02}") for month in months)
    for version, day in days.items():
        if day >= since:
            yield version, f"not older than {policy.keep_days} days"


def _bury(root: Path, version: str, policy: Policy, now: datetime) -> None:
    """Put what stays of a release under its name; it may stand there from a killed try."""
    release, tomb = root / RELEASES / version, root / PRUNED / version
    note = {
        "version": version,
        "prunedAt": manifest.instant(now),
        "policy": {"keepDays": policy.keep_days, "keepMonthly": policy.keep_monthly},
    }
    bodies = {name: (release / name).read_bytes() for name in KEPT if (release / name).is_file()}
    bodies[NOTE] = (json.dumps(note, indent=2) + "\n").encode()
    if store.is_remote(root):
        for name, body in bodies.items():
            (tomb / name).write_bytes(body)
        return
    if tomb.is_dir():
        return
    new = root / PRUNED / f"{NEW}{version}"
    disk.remove(new)
    new.mkdir(parents=True)
    for name, body in bodies.items():
        disk.write(new / name, body)
    disk.sync(new)
    new.rename(tomb)
    disk.sync(tomb.parent)


def _disappear(root: Path, version: str) -> None:
    """Take a release's name from it at one stroke, then remove it."""
    release, gone = root / RELEASES / version, root / RELEASES / f"{OLD}{version}"
    if store.is_remote(root):
        gone.write_bytes(b"")  # so that who comes after a kill knows what to remove
        take_back(release)
        store.remove(gone)
        return
    release.rename(gone)
    disk.sync(release.parent)
    disk.remove(gone)


def render(made: Plan, *, is_done: bool) -> str:
    """Return what pruning does, or would do, as lines of text."""
    lines = [f"keep   {version}  {why}" for version, why in made.stays.items()]
    word = "pruned" if is_done else "prune "
    lines += [f"{word} {version}" for version in made.goes]
    if not made.goes:
        return "\n".join([*lines, "Nothing to prune."])
    verb = "went" if is_done else "would go"
    of_all = f"{len(made.goes)} of {len(made.goes) + len(made.stays)} releases"
    return "\n".join([*lines, f"{of_all} {verb}, {made.bytes / 1e6:.1f} MB of tables."])


def check(curated: Path | str) -> Iterator[str]:
    """Yield what is wrong with what is kept of pruned releases, a sentence each."""
    root = store.folder(curated)
    for version in tombstones(root):
        tomb = root / PRUNED / version
        try:
            stated = manifest.read(tomb)
        except ReleaseError as error:
            yield str(error)
            continue
        if stated.is_altered:
            what = f"{PRUNED}/{version}/{DESCRIPTOR}"
            yield f"{what} is not what was published; restore it from a copy."
        entries = {str(each["path"]): each for each in (*stated.files, *stated.resources.values())}
        for name in KEPT[1:]:
            if name in entries and not _is_as_stated(tomb / name, str(entries[name]["hash"])):
                what = f"{PRUNED}/{version}/{name}"
                yield f"{what} is not what was published; restore it from a copy."


def _is_as_stated(path: Path, stated: str) -> bool:
    try:
        return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" == stated
    except FileNotFoundError:
        return False
