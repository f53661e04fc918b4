"""The stages of a run as plain functions, in the order of the data's way.

Each takes what the one before it returned. `pipeline.run` calls them one after the other;
`flows.nightly` calls the same functions as Prefect tasks.
"""

from __future__ import annotations

import gc
import hashlib
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import lost, report, sources
from pipeline import match as matching
from pipeline import merge as merging
from pipeline import resolve as resolving
from pipeline.accounts import accounts
from pipeline.cache import OFF, Cache, Glance, Store, sweep
from pipeline.errors import GateError, PageError, ReaderError, UsageError
from pipeline.helpers import cores
from pipeline.ingest import adopt, snapshots, store
from pipeline.ingest import crawl as crawling
from pipeline.ingest.fetched import Fetched
from pipeline.ingest.fetched import table as fetched_table
from pipeline.ingest.snapshots import SetAside
from pipeline.match import Matched, model_file
from pipeline.match.model import Model, shipped
from pipeline.merge import Merged
from pipeline.model import (
    Alias,
    Change,
    LedgerRow,
    Override,
    Reading,
    Snapshot,
    Standard,
)
from pipeline.normalise import aliases, mentions
from pipeline.noticing import noticed
from pipeline.release import disk, issue, manifest, versions
from pipeline.release import inputs as made_from
from pipeline.release import publish as publishing
from pipeline.release.inputs import Inputs, SourceRef
from pipeline.report import PageRead, PageSetAside, ReportData, Thresholds
from pipeline.resolve import ParentState, Resolution, judgements, lines
from pipeline.resolve.merge_error import merge_error
from pipeline.schema import rows
from pipeline.sources import apart, readings
from pipeline.sources.apart import Limits, Part, Read
from pipeline.sources.drift import severe
from pipeline.sources.readings import Plan
from pipeline.standing import Failed, Stale, changed, source_rows, states
from pipeline.standing import stand_in as standing_in
from pipeline.telling import expect

DECISIONS = "decisions.csv"
OVERRIDES, ALIASES = lines.FILES[Override], lines.FILES[Alias]
MODELS = "models"  # every model that a release was made with, but for those shipped
_NAMED = 3  # pages set aside that a refusal names
PACKAGE = Path(__file__).parent
CODE = ("**/*.py", "**/*.toml", "sources/*.csv", "**/*.html", "**/*.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One run: what goes in, where it goes, and the clock.

    Attributes:
        as_of: The instant of the run, UTC; it names the release.
        pages: Folders or files to adopt; when given, the run reads these and nothing else.
        raw: Where snapshots are kept.
        curated: Where releases and decisions are.
        accept: Why a release that fails its checks is published all the same.
        wait: How long to wait for another run that holds `curated`, in seconds.
        model: A file of weights to match by; ``None`` for those that come with the project.
        engine: Who matches, ``duckdb`` or ``spark``; the result is the same.
        is_cached: Whether to use and to keep what runs work out, in `curated/.cache`.
        prove: Seconds for making one old release again when all is done; 0 for none.
        limits: How long reading may take, a page and a part of a source.
        crawl: Whether to fetch the declared sources first.
        only: Names of the sources to fetch, due or not; all that are due where none is named.
    """

    as_of: datetime
    pages: tuple[Path, ...] = ()
    raw: Path = Path("raw")
    curated: Path = Path("curated")
    accept: str | None = None
    wait: float = 60.0
    model: Path | None = None
    engine: str = "duckdb"
    is_cached: bool = True
    prove: float = 0.0
    limits: Limits = field(default_factory=Limits)
    crawl: bool = False
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages of a run, sorted by SHA-256, and those that could not be taken."""

    snapshots: tuple[Snapshot, ...]
    aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The pages as read, and those that no source could read."""

    readings: tuple[Reading, ...]
    aside: tuple[SetAside, ...]
    unread: tuple[Snapshot, ...] = ()  # kept, though no source reads them
    lost: tuple[Snapshot, ...] = ()  # those whose reader hung or crashed: another night it may not
    stood: frozenset[str] = frozenset()  # SHA-256 of those that are as the last release has them
    stale: tuple[Stale, ...] = ()  # sources whose listings are not tonight's
    fetched: tuple[Fetched, ...] = ()
    drifted: tuple[str, ...] = ()  # what of the pages is not as it used to be, in sentences
    habits: Mapping[str, Any] = field(default_factory=dict)  # for the nights that follow
    aliases: tuple[Alias, ...] = ()  # what stewards said that texts mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended.

    Attributes:
        version: The release that is the latest now.
        published: False when there was nothing new.
        summary: The dozen lines for a terminal.
        markdown: The same for Prefect's pages.
        warnings: What an operator should look at, though the run did not fail.
    """

    version: str
    path: Path
    published: bool
    summary: str
    markdown: str
    warnings: tuple[str, ...] = ()


@contextmanager
def alone(request: Request) -> Iterator[None]:
    """Hold the lock on the curated folder, and clear up what a killed run left there.

    Raises:
        LockedError: Another run still holds it after ``request.wait`` seconds.
        UsageError: A folder that is to be written to is a file.
    """
    for folder in (request.curated, request.raw):
        if store.is_remote(folder):
            continue
        if not next(path for path in (folder, *folder.parents) if path.exists()).is_dir():
            raise UsageError(f"{folder} is a file, or leads through one. Name a folder.")
    with publishing.lock(request.curated, wait=request.wait), _collecting_seldom():
        publishing.clear_up(request.curated)
        yield


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Let the garbage collector look less often: a run makes millions of rows, and few cycles."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def fetch(request: Request) -> tuple[Fetched, ...]:
    """Fetch the sources that the request names and that are due; say of each how it ended.

    One that cannot be fetched stops nothing: what was last good of it stands.

    Raises:
        UsageError: No source has such a name or can be fetched, or its entry is wrong.
    """
    wanted = crawling.chosen(crawling.sites(sources.entries()), request.only)
    with store.mirrored(request.raw, writing=True) as raw:
        raw.mkdir(parents=True, exist_ok=True)
        return crawling.crawl(wanted, raw, now=request.as_of, is_due=bool(request.only))


def ingest(request: Request) -> Pages:
    """Return the pages of the run, adopting files where the request names some.

    Raises:
        UsageError: A folder of pages is not there.
    """
    if not request.pages and not request.raw.is_dir():
        raise UsageError(f"{request.raw} is not there. Give pages to read: --pages FOLDER.")
    with store.mirrored(request.raw, writing=bool(request.pages)) as raw:
        if request.pages:
            found, aside = adopt.adopt(request.pages, raw, now=request.as_of)
        else:
            found, aside = snapshots.current(raw)
        kept = tuple(lasting(request.raw, raw, snapshot) for snapshot in found)
    return Pages(snapshots=kept, aside=aside)


def lasting(raw: Path, here: Path, snapshot: Snapshot) -> Snapshot:
    """Return a page of ``store.mirrored(raw)`` that can be read when the mirror is gone."""
    path = snapshot.path
    return replace(snapshot, path=store.lasting(raw, here, path)) if path else snapshot


def cache(request: Request) -> Cache:
    """Return what earlier runs of this very code worked out; the result is the same without."""
    if not request.is_cached or store.is_remote(request.curated):
        return OFF
    kept = Store.of(request.curated, made_by())
    sweep(request.curated, kept)
    return kept


def made_by() -> str:
    """Return what every result depends on beside its own input: code, tables and libraries."""
    libraries = sorted(f"{each.name} {each.version}" for each in metadata.distributions())
    own = _own_parts().values()
    return "\n".join([made_from.folder_hash(PACKAGE), *own, sys.version, *libraries])


def _code() -> str:
    """Return the hash of the code, of which a user's own file of sources is a part."""
    code, own = made_from.folder_hash(PACKAGE, CODE), _own_parts()
    if not own:
        return code
    return f"sha256:{hashlib.sha256(''.join([code, *own.values()]).encode()).hexdigest()}"


def _own_parts() -> dict[str, str]:
    own = sources.own_file()
    return {"sources.toml": made_from.file_hash(own).partition(":")[2][:12]} if own else {}


def read(
    pages: Pages,
    cache: Cache = OFF,
    limits: Limits | None = None,
    by: Callable[[Part, Limits], list[Read]] | None = None,
) -> Readings:
    """Read every page by the source that its content shows; set aside what none can read.

    Other processes read, several at once. Their results do not depend on how many there are.
    """
    plan = plan_reading(pages, cache)
    with ThreadPoolExecutor(max(1, min(cores(), len(plan.parts)))) as pool:
        work = by or apart.read_part
        asked = [pool.submit(work, part, limits or Limits()) for part in plan.parts]
    return gather(pages, plan, [each.exception() or each.result() for each in asked])


def plan_reading(pages: Pages, cache: Cache = OFF) -> Plan:
    """Return which pages were read before, and the others in parts of one source each."""
    plan = readings.plan(pages.snapshots, cache)
    expect("read", sum(len(part.snapshots) for part in plan.parts))
    return plan


def gather(pages: Pages, plan: Plan, made: Sequence[Sequence[Read] | BaseException]) -> Readings:
    """Return all pages as read: those known before, and what came of each part."""
    found: list[Reading] = []
    aside = list(pages.aside)
    unread: list[Snapshot] = []
    lost: list[Snapshot] = []
    for snapshot, one in zip(pages.snapshots, readings.completed(plan, made), strict=True):
        if isinstance(one, Reading):
            found.append(one)
        else:
            (lost if isinstance(one, ReaderError) else unread).append(snapshot)
            aside.append(SetAside(page=one.page, sha256=snapshot.sha256, reason=one.reason))
    return Readings(
        readings=tuple(found), aside=tuple(_by_page(aside)), unread=tuple(unread), lost=tuple(lost)
    )


def stand_in(
    found: Readings, request: Request, fetched: Sequence[Fetched] = (), cache: Cache = OFF
) -> Readings:
    """Return what counts tonight: for what failed, the last good listings, marked as stale.

    A source that lost most of what its pages gave is not believed, and stands so as a whole,
    unless the request says why all is as it should be.
    """
    came = {page.sha256: page for page in (*found.unread, *found.lost)}
    failed = [Failed.of(aside, came.get(aside.sha256)) for aside in found.aside]
    standing = standing_in(found.readings, failed, fetched=fetched, curated=request.curated)
    seen = noticed(standing.readings, request.curated, request.as_of, cache)
    doubted = {} if request.accept else severe(seen.drifts)
    if doubted:
        standing = standing_in(
            found.readings, failed, fetched=fetched, doubted=doubted, curated=request.curated
        )
    whole = replace(
        found,
        readings=standing.readings,
        aside=tuple(_by_page([*found.aside, *standing.aside])),
        unread=tuple(page for page in found.unread if page.sha256 not in standing.stood),
        stood=standing.stood,
        stale=standing.stale,
        fetched=tuple(fetched),
        drifted=seen.sentences(doubted),
        habits=seen.learned(doubted),
    )
    return as_said(whole, alias_lines(request.curated))


def as_said(found: Readings, said: tuple[Alias, ...]) -> Readings:
    """Return readings with the labels that stewards explained, and with all that they said."""
    return replace(found, readings=aliases.relabelled(found.readings, said), aliases=said)


def normalise(read_pages: Readings, cache: Cache = OFF) -> list[Standard]:
    """Return the mentions of all pages in standard form, each with its listings."""
    found = mentions.standardise(read_pages.readings, cache)
    return aliases.answered(found, read_pages.aliases)


def alias_lines(curated: Path) -> tuple[Alias, ...]:
    """Return what stewards said that texts mean, every line."""
    return aliases.weighed(lines.weighed(lines.read(curated / ALIASES, Alias)))


def override_lines(curated: Path) -> tuple[Override, ...]:
    """Return the values that stewards chose by hand, every line."""
    return lines.weighed(lines.read(curated / OVERRIDES, Override))


def match(standards: Sequence[Standard], request: Request, cache: Cache = OFF) -> Matched:
    """Return the pairs of mentions compared, with their evidence.

    Raises:
        UsageError: The file that the request names is no model, or its engine is not there.
    """
    shape = model_file.read(request.model) if request.model else shipped()
    return matching.match(
        matching.records(standards, cache), shape=shape, cache=cache, engine=request.engine
    )


def resolve(
    standards: Sequence[Standard], matched: Matched, request: Request, cache: Cache = OFF
) -> Resolution:
    """Return which mentions are one work, as stewards, weights and the past have it."""
    version = versions.next_version(request.curated, request.as_of.astimezone(UTC).date())
    parent = parent_state(request.curated)
    before = versions.latest(request.curated)
    went = entries_gone(request, before, parent.ledger, standards, cache)
    return resolve_with(
        standards,
        matched,
        judgements.read(request.curated / DECISIONS),
        replace(parent, went=went),
        version,
        override_lines(request.curated),
    )


def resolve_with(
    standards: Sequence[Standard],
    matched: Matched,
    said: Sequence[judgements.Judgement],
    parent: ParentState | None,
    version: str,
    overrides: tuple[Override, ...] = (),
) -> Resolution:
    """Return the same with every input given; for a release that is made again."""
    found = resolving.resolve(standards, matched, said, parent or ParentState(), version)
    return replace(found, overrides=overrides)


def parent_state(curated: Path, version: str = versions.LATEST) -> ParentState:
    """Return what a release hands on to the next; nothing where there is none yet."""
    if versions.latest(curated) is None:
        return ParentState()
    ledger = disk.read_table(versions.resolve(version, curated), "ledger")
    return ParentState(ledger=tuple(rows(LedgerRow, ledger)))


def entries_gone(
    request: Request,
    parent: str | None,
    ledger: Sequence[LedgerRow],
    standards: Sequence[Standard],
    cache: Cache = OFF,
) -> tuple[Standard, ...]:
    """Return the entries of the parent's pages that are no pages of tonight.

    Snapshots are never pruned, and the parent's descriptor names them even when the parent was:
    so a release can be made again. Where nothing came, nothing is asked of what went.

    Args:
        request: Says where pages and releases are.
        parent: The version of the release that tonight's follows.
        ledger: The parent's.
        standards: Tonight's entries.
        cache: What earlier runs worked out.
    """
    known = {row.mention_id for row in ledger}
    folder = versions.record(store.folder(request.curated), parent) if parent else None
    if folder is None or known.issuperset(each.mention_id for each in standards):
        return ()
    tonight = {sha256 for each in standards for sha256 in each.pages}
    before = {ref.sha256 for ref in manifest.read(folder).inputs.snapshots if ref.source}
    pages = stored(request.raw, before - tonight)
    glance = Glance(cache)  # of a few pages: what the others are asked for stays
    return tuple(normalise(read(pages, glance), glance)) if pages.snapshots else ()


def stored(raw: Path, wanted: Iterable[str]) -> Pages:
    """Return the pages of these digests, as far as ``raw`` has them."""
    found: list[Snapshot] = []
    aside: list[SetAside] = []
    with store.mirrored(raw) as here:
        for sha256 in sorted(wanted):
            try:
                if snapshot := snapshots.find(here, sha256):
                    found.append(lasting(raw, here, snapshot))
            except PageError as error:
                aside.append(SetAside(page=error.page, sha256=sha256, reason=error.reason))
    return Pages(snapshots=tuple(found), aside=tuple(aside))


def merge(standards: Sequence[Standard], resolution: Resolution, cache: Cache = OFF) -> Merged:
    """Return one golden record per work, with where each value comes from."""
    return merging.merge(standards, resolution, cache)


def publish(
    request: Request,
    read_pages: Readings,
    matched: Matched,
    resolution: Resolution,
    merged: Merged,
    between: issue.Between | None = None,
    cache: Cache = OFF,
) -> Outcome:
    """Check the rows, publish them as one release, and say in a dozen lines what it holds."""
    made = release_rows(read_pages, matched, resolution, merged, cache)
    log = judgements.read_log(request.curated / DECISIONS)
    error = merge_error(log.judgements, matched.weights.name)
    facts: dict[str, Any] = {
        "merge_error": error.sentence,
        "as_of": request.as_of.astimezone(UTC),
        "thresholds": thresholds(matched.weights),
        "pages": tuple(_page_read(reading) for reading in read_pages.readings),
        "set_aside": tuple(
            PageSetAside(page=page.page, snapshot_sha256=page.sha256, reason=page.reason)
            for page in read_pages.aside
        ),
    }
    version = versions.next_version(request.curated, request.as_of.astimezone(UTC).date())
    before = versions.latest(request.curated)

    gone = lost.sentences(log, request.curated, [before] if before else [])
    stale = tuple(each.sentence(request.as_of) for each in read_pages.stale)
    folder = versions.resolve(before, request.curated) if before else None

    def page(tables: Mapping[str, pa.Table], failed: Sequence[str]) -> str:
        said = (*gone, *stale, *read_pages.drifted, *notices(request, log, failed))
        told = {**made, "changes": rows(Change, tables["changes"])}
        data = ReportData.from_rows(told, version=version, parent=before, notices=said, **facts)
        return report.render(data)

    model_file.keep(matched.weights, request.curated / MODELS)
    with _telling_what_was_set_aside(read_pages):
        issued = issue.issue(
            made,
            curated=request.curated,
            version=version,
            inputs=inputs_of(request, read_pages, matched.weights),
            report=page,
            accept=request.accept,
            merge_error=error.as_dict(),
            between=between,
            sources=(
                *changed(states(folder) if folder else (), made["sources"]),
                *read_pages.drifted,
            ),
            habits=read_pages.habits,
        )
    data = ReportData.from_rows(
        {**made, "changes": issued.changes},
        version=issued.version,
        parent=issued.parent,
        notices=(*gone, *stale, *read_pages.drifted, *notices(request, log, issued.accepted)),
        **facts,
    )
    told = report.summary_text(data, report=str(_report_of(request.curated, issued.path)))
    news = "" if issued.published else f"Nothing new: release {issued.version} stands.\n"
    return Outcome(
        version=issued.version,
        path=issued.path,
        published=issued.published,
        summary=news + told,
        markdown=report.summary_markdown(data),
        warnings=(*data.notices, *_newly_aside(read_pages, request.as_of)),
    )


def _newly_aside(read_pages: Readings, now: datetime) -> Iterator[str]:
    """Yield the pages set aside that came tonight; of the others an earlier night has told."""
    old = {
        page.sha256 for page in read_pages.unread if page.fetched_at < now.replace(microsecond=0)
    }
    new = [page for page in read_pages.aside if page.sha256 not in old]
    yield from (f"{page.page} was set aside: {page.reason}" for page in new[:_NAMED])
    if len(new) > _NAMED:
        yield f"{len(new) - _NAMED} more pages were set aside"


def _report_of(curated: Path, release: Path) -> Path:
    """Where people open the report; an object store has no link that a browser could follow."""
    folder = release if store.is_remote(curated) else curated / versions.LATEST
    return folder / publishing.REPORT


@contextmanager
def _telling_what_was_set_aside(read_pages: Readings) -> Iterator[None]:
    """Add to why a release is refused the pages that could not be read, a few by name."""
    try:
        yield
    except GateError as error:
        named = [f"{page.page} was set aside ({page.reason})" for page in read_pages.aside[:_NAMED]]
        rest = len(read_pages.aside) - len(named)
        more = [f"so were {rest} more"] if rest else []
        ill = [
            f"{each.source} was not fetched ({each.reason})"
            for each in read_pages.fetched
            if not each.is_good
        ]
        raise GateError((*error.reasons, *named, *more, *ill), error.can_be_accepted) from error


def notices(request: Request, log: judgements.Log, failed: Sequence[str]) -> tuple[str, ...]:
    """Return what a reader must know first: checks overridden, lines of the log set aside."""
    return (
        *(f"Published although {reason}. Accepted because: {request.accept}" for reason in failed),
        *(
            f"decisions.csv, line {note.line}, was set aside: {note.reason}"
            for note in log.notes
            if not note.is_harmless
        ),
    )


def release_rows(
    read_pages: Readings,
    matched: Matched,
    resolution: Resolution,
    merged: Merged,
    cache: Cache = OFF,
) -> dict[str, Sequence[Any]]:
    """Return the rows of every table of the release but ``changes``."""
    published = {
        field.name: getattr(merged, field.name)
        for field in fields(merged)
        if field.name != "unknowns"
    }
    return {
        **published,
        "pairs": resolution.pairs,
        "evidence": matched.evidence,
        "decisions": resolution.decisions,
        "aliases": read_pages.aliases,
        "relations": resolution.relations,
        "redirects": resolution.redirects,
        "ledger": resolution.ledger,
        **accounts(read_pages.readings, merged.unknowns, cache),
        "sources": source_rows(
            read_pages.readings,
            stale=read_pages.stale,
            fetched=read_pages.fetched,
            named={name: (each.title, each.url) for name, each in sources.sources().items()},
        ),
    }


def inputs_of(
    request: Request, read_pages: Readings, shape: Model, log: bytes | None = None
) -> Inputs:
    """Return all that the release is made from; ``log`` where it is not today's decisions."""
    used = {reading.source for reading in read_pages.readings}
    return Inputs(
        created_at=request.as_of.astimezone(UTC),
        snapshots=_snapshot_refs(read_pages),
        code=_code(),
        tables=made_from.folder_hash(PACKAGE / "tables"),
        parts={**made_from.folder_parts(PACKAGE, (*CODE, "tables/**/*")), **_own_parts()},
        model=shape.name,
        overrides=made_from.line_hash(request.curated / OVERRIDES),
        aliases=made_from.line_hash(request.curated / ALIASES),
        decisions=made_from.file_hash(request.curated / DECISIONS)
        if log is None
        else f"sha256:{hashlib.sha256(log).hexdigest()}",
        sources={
            name: SourceRef(title=source.title, url=source.url, licence=source.licence or None)
            for name, source in sources.sources().items()
            if name in used
        },
    )


def after_fetching(outcome: Outcome, fetched: Sequence[Fetched], now: datetime) -> Outcome:
    """Return an outcome whose summary begins with how fetching ended."""
    told = fetched_table(fetched, now)
    return replace(outcome, summary=f"{told}\n\n{outcome.summary}") if told else outcome


def thresholds(shape: Model) -> Thresholds:
    """Return what the weights of pairs are held against, for the report."""
    return Thresholds(
        upper=shape.same, lower=shape.review, prior=math.log2(shape.prior / (1 - shape.prior))
    )


def _page_read(reading: Reading) -> PageRead:
    snapshot = reading.snapshot
    return PageRead(
        page=snapshot.page,
        source=reading.source,
        snapshot_sha256=snapshot.sha256,
        url=snapshot.url,
    )


def _snapshot_refs(read_pages: Readings) -> tuple[made_from.SnapshotRef, ...]:
    refs = [
        made_from.snapshot_ref(
            reading.snapshot, reading.source, reading.snapshot.sha256 in read_pages.stood
        )
        for reading in read_pages.readings
    ]
    refs += [made_from.snapshot_ref(snapshot, None) for snapshot in read_pages.unread]
    return tuple(sorted(refs, key=lambda ref: ref.sha256))


def _by_page(aside: Sequence[SetAside]) -> list[SetAside]:
    return sorted(aside, key=lambda page: (page.sha256, page.page, page.reason))
