"""The commands. Exit codes: 0 published or nothing new, 1 the data failed, 2 wrong use.

Every command imports what it needs when it is called, so that `collate --help` and
`collate place` start in a fraction of a second.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, Literal, NoReturn

import typer

from pipeline.errors import PipelineError, UsageError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Publication listings in, one checked release of works out.",
)


def _folder(text: str) -> Path:
    """Return a folder, or an address such as ``s3://bucket/prefix``."""
    from pipeline.ingest import store

    return store.folder(text)


Curated = Annotated[
    Path,
    typer.Option(
        "--curated",
        help="Folder of releases and decisions, or s3://BUCKET/PREFIX.",
        show_default=True,
        parser=_folder,
        metavar="FOLDER",
    ),
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The instant, ISO 8601. [default: now]")]
Wait = Annotated[float, typer.Option("--wait", help="Seconds to wait for another run to end.")]
RAW_HELP = "Folder of snapshots, or s3://…. [default: CURATED/raw if it is there, else raw]"
Engine = Annotated[
    Literal["duckdb", "spark"],
    typer.Option("--engine", help="Who matches: this machine, or Spark. The result is the same."),
]
Raw = Annotated[Path | None, typer.Option("--raw", help=RAW_HELP, parser=_folder, metavar="FOLDER")]

Sources = Annotated[
    Path | None,
    typer.Option(
        "--sources", help="Your own file of sources. [default: sources.toml, if it is there]"
    ),
]

STOPPED = "Stopped. Nothing is left half made: every release there is is whole. Run again to go on."
NOTHING_WRITTEN = (
    "Nothing was published; the last good release stands. "
    "See that there is room (FOLDER/.cache may be deleted) and that you may write there, "
    "then run again."
)
STORE = "See its address and your credentials: docs/howto/object-storage.md; then run again."


def main() -> None:
    """Run the command; turn an error of the data or the call into a sentence and a code."""
    stopped = _note_interrupts()
    try:
        app()
    except UsageError as error:
        _fail(error, 2)
    except PipelineError as error:
        _fail(error, 1)
    except (Exception, SystemExit) as error:
        if stopped:  # whatever the interrupt became on its way up through other libraries
            _fail(STOPPED, 128 + signal.SIGINT)
        if isinstance(error, OSError):
            _fail(f"{_where(error)}{error.strerror or error}. {NOTHING_WRITTEN}", 1)
        if type(error).__module__.partition(".")[0] in ("botocore", "aiobotocore", "aiohttp"):
            _fail(f"the object store cannot be reached: {error}. {STORE}", 1)
        raise


def _fail(error: PipelineError | str, code: int) -> NoReturn:
    typer.echo(f"collate: {error}", err=True)
    sys.exit(code)


def _where(error: OSError) -> str:
    return f"{error.filename}: " if error.filename else ""


def _note_interrupts() -> list[int]:
    """Return a list that Ctrl-C adds to, besides raising what it always raises."""
    seen: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        seen.append(number)
        signal.default_int_handler(number, frame)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, note)
    return seen


@app.command()
def run(
    pages: Annotated[
        list[Path] | None,
        typer.Option("--pages", help="Read these files or folders, and nothing else."),
    ] = None,
    curated: Curated = Path("curated"),
    raw: Raw = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The instant of the run, ISO 8601. [default: now]")
    ] = None,
    accept: Annotated[
        str | None, typer.Option("--accept", help="Publish although a check fails, because ….")
    ] = None,
    wait: Annotated[
        float, typer.Option("--wait", help="Seconds to wait for another run to end.")
    ] = 60.0,
    model: Annotated[
        Path | None,
        typer.Option("--model", help="Weights from `collate train`. [default: those shipped]"),
    ] = None,
    prove: Annotated[
        float,
        typer.Option("--prove", help="Seconds to make one old release again, as a proof; 0: none."),
    ] = 300.0,
    engine: Engine = "duckdb",
    crawl: Annotated[
        bool, typer.Option("--crawl", help="Fetch the declared sources that are due first.")
    ] = False,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", help="With --crawl: fetch this one, due or not; again for more."),
    ] = None,
    own: Sources = None,
    page_seconds: Annotated[
        float, typer.Option("--page-seconds", help="The longest that reading one page may take.")
    ] = 60.0,
    source_seconds: Annotated[
        float,
        typer.Option("--source-seconds", help="The same of a source, or of 250 pages of it."),
    ] = 1800.0,
    runner: Annotated[
        Literal["threads", "dask"],
        typer.Option("--runner", help="Who reads: threads of this machine, or workers of Dask."),
    ] = "threads",
    log: Annotated[
        Literal["auto", "text", "json", "none"],
        typer.Option(
            "--log",
            help="Lines to standard error; auto: bars on a terminal, else none.",
        ),
    ] = "auto",
    plain: Annotated[bool, typer.Option("--plain", help="The same without Prefect.")] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Work everything out anew, and keep none of it.")
    ] = False,
) -> None:
    """Read the pages, match, merge and publish one release."""
    from pipeline.sources.apart import Limits
    from pipeline.stages import Request
    from pipeline.telling import shown

    for name, seconds, least in (
        ("--wait", wait, 0.0),
        ("--prove", prove, 0.0),
        ("--page-seconds", page_seconds, 0.001),
        ("--source-seconds", source_seconds, 0.001),
    ):
        if not seconds >= least:  # also refuses NaN, which no clock ever reaches
            raise UsageError(f"{name} {seconds:g}: give a number of seconds, {least:g} or more.")
    if plain and runner != "threads":
        raise UsageError(f"--runner {runner} is Prefect's; leave out --plain.")
    os.environ.setdefault("COLLATE_RUNNER", runner)
    if crawl and pages:
        raise UsageError("--pages reads these pages and nothing else; leave out --crawl.")
    if source and not crawl:
        raise UsageError("--source says what to fetch; add --crawl.")
    _use(own)
    request = Request(
        as_of=_instant(as_of),
        pages=tuple(pages or ()),
        raw=raw or _raw_of(curated, adopting=bool(pages) or crawl),
        curated=curated,
        accept=accept,
        wait=wait,
        prove=prove,
        model=model,
        engine=engine,
        is_cached=not no_cache,
        crawl=crawl,
        only=tuple(source or ()),
        limits=Limits(page=page_seconds, part=source_seconds),
    )
    with shown(log):
        outcome = _runner(plain)(request)
    typer.echo(outcome.summary)


@app.command()
def serve(
    cron: Annotated[str, typer.Option("--cron", help="When the nightly run is due.")] = "0 2 * * *",
    timezone: Annotated[str, typer.Option("--timezone", help="Of the schedule.")] = "UTC",
    curated: Curated = Path("curated"),
    raw: Raw = None,
    crawl: Annotated[
        bool, typer.Option("--crawl/--no-crawl", help="Fetch the sources that are due first.")
    ] = True,
    own: Sources = None,
    runner: Annotated[
        Literal["threads", "dask"],
        typer.Option("--runner", help="Who reads: threads of this machine, or workers of Dask."),
    ] = "threads",
    notify: Annotated[
        str | None,
        typer.Option("--notify", help="Address told when a night failed, or has warnings."),
    ] = None,
    port: Annotated[int, typer.Option("--port", help="Of the server, if none is named.")] = 4200,
) -> None:
    """Run every night: a schedule, and Prefect's pages to watch it; Ctrl-C ends it."""
    _use(own)
    os.environ.setdefault("COLLATE_RUNNER", runner)
    _plugin("serve")(
        cron=cron,
        timezone=timezone,
        port=port,
        parameters={
            "curated": str(curated),
            "raw": str(raw or _raw_of(curated, adopting=crawl)),
            "crawl": crawl,
            "wait": 600.0,
        },
        notify=notify,
        say=typer.echo,
    )


@app.command()
def adopt(
    files: Annotated[
        list[Path], typer.Argument(help="Saved pages, folders of them, or web archives (WARC).")
    ],
    curated: Curated = Path("curated"),
    raw: Raw = None,
    as_of: AsOf = None,
) -> None:
    """Keep pages that a person saved among those that `collate run` reads."""
    from pipeline import stages

    request = stages.Request(
        as_of=_instant(as_of), pages=tuple(files), raw=raw or _raw_of(curated), curated=curated
    )
    with stages.alone(request):
        found = stages.ingest(request)
    for aside in found.aside:
        typer.echo(f"set aside: {aside.page}: {aside.reason}", err=True)
    typer.echo(f"{len(found.snapshots)} pages are in {request.raw}")
    if not found.snapshots:
        raise typer.Exit(1)


def _use(own: Path | None) -> None:
    """Name a user's own file of sources to this process, and to those that it starts."""
    from pipeline.sources.entries import OWN, own_file

    if own:
        os.environ[OWN] = str(own.resolve())
    own_file()  # a file that is named and not there is told now


def _runner(plain: bool) -> Any:
    if plain:
        from pipeline.run import run as plainly

        return plainly
    return _plugin("prefect")


def _plugin(name: str) -> Any:
    """Return what runs us, by its name; `pipeline` does not know it otherwise."""
    for entry in metadata.entry_points(group="collate.runners", name=name):
        return entry.load()
    raise UsageError("No runner is installed. Run `make install`, or `collate run --plain`.")


def _instant(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"{text!r} is no time. Write it like 2026-11-21T02:00:00Z.") from None


@app.command()
def place(
    texts: Annotated[list[str], typer.Argument(help="Names to read, one by one.")],
    as_list: Annotated[
        bool, typer.Option("--list", help="Read them as the values of one field, cut names joined.")
    ] = False,
) -> None:
    """Say what a name, or a cut list of names, is read as, and why."""
    from pipeline.normalise import places

    for told in [places.explain_list(texts)] if as_list else map(places.explain, texts):
        typer.echo(told)


@app.command()
def match(
    file: Annotated[Path, typer.Argument(help="CSV, JSON Lines or Parquet with a column `rid`.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write `rid` and `cluster`.")],
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="Where to write the pairs and their evidence.")
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option("--model", help="Weights from `collate train`. [default: those shipped]"),
    ] = None,
    engine: Engine = "duckdb",
) -> None:
    """Merge any table of records."""
    from pipeline.match.model_file import read
    from pipeline.match.table import match_file

    made = match_file(file, out, evidence, shape=read(model) if model else None, engine=engine)
    typer.echo(
        f"{made.records} records, {made.clusters} clusters in {out}; "
        f"{made.merged} records share theirs with another ({made.pairs} pairs kept)"
    )


@app.command()
def train(
    labelled: Annotated[
        list[Path] | None,
        typer.Option("--labelled", help="A table as `collate match` reads, with its `cluster`s."),
    ] = None,
    curated: Annotated[
        Path | None, typer.Option("--curated", help="Learn from the decisions kept here as well.")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", help="Where to write the model; never over another file.")
    ] = Path("model.toml"),
    model: Annotated[
        Path | None, typer.Option("--model", help="The weights to start from. [default: shipped]")
    ] = None,
    precision: Annotated[
        float | None, typer.Option("--precision", help="Propose a threshold for this precision.")
    ] = None,
    strength: Annotated[
        float, typer.Option("--strength", help="In how many pairs each present weight was seen.")
    ] = 200.0,
    name: Annotated[
        str | None, typer.Option("--name", help="The new version. [default: the next]")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day for the card. [default: today]")
    ] = None,
) -> None:
    """Make the next weights from labelled sets and decisions; `--model` uses them."""
    from pipeline.train import Plan
    from pipeline.train import train as make

    plan = Plan(
        on=_instant(as_of).date(),
        sets=tuple(labelled or ()),
        curated=curated,
        model=model,
        version=name,
        strength=strength,
        precision=precision,
    )
    typer.echo(make(plan, out))
    typer.echo(f"Written to {out}. Review it by hand, then: collate run --model {out}")


@app.command()
def show(
    version: Annotated[str, typer.Argument(help="A version, `latest` or `all`.")] = "latest",
    curated: Curated = Path("curated"),
) -> None:
    """Say what is in a release, or which releases there are."""
    from pipeline.release import show as showing

    if version == "all":
        typer.echo(showing.render_all(curated) or f"{curated} holds no release yet.")
    else:
        typer.echo(showing.render(showing.show(version, curated=curated)))


@app.command()
def diff(
    a: Annotated[str, typer.Argument(help="The earlier version.")],
    b: Annotated[str, typer.Argument(help="The later version.")] = "latest",
    curated: Curated = Path("curated"),
) -> None:
    """Say what changed from one release to another, and why."""
    from pipeline.release import causes, changelog, versions
    from pipeline.release import diff as comparing
    from pipeline.release.losses import losses

    before, after = (comparing.stored(versions.resolve(each, curated)) for each in (a, b))
    found = causes.told(a, b, root=curated, sides=(before, after))
    typer.echo(changelog.render(found, losses(before.tables, after.tables)))


@app.command()
def replay(
    version: Annotated[str, typer.Argument(help="The version to make again.")],
    curated: Curated = Path("curated"),
    raw: Raw = None,
    as_json: Annotated[bool, typer.Option("--json", help="Say it to a program.")] = False,
) -> None:
    """Make a release again, and prove that it is the same or say what differs."""
    from pipeline.rebuild import rebuild
    from pipeline.release import replay as replaying

    found = replaying.replay(
        version, curated=curated, rebuild=rebuild(curated, raw or _raw_of(curated))
    )
    typer.echo(replaying.as_json(found) if as_json else replaying.render(found))
    if not found.is_same:
        raise typer.Exit(1)


@app.command()
def why(
    work_id: Annotated[str, typer.Argument(help="A work of this or of any older release.")],
    field: Annotated[
        str | None, typer.Argument(help="A column of `works`; all if not given.")
    ] = None,
    version: Annotated[str, typer.Option("--version", help="The release to look in.")] = "latest",
    curated: Curated = Path("curated"),
    raw: Raw = None,
) -> None:
    """Show the page lines and the rules behind the values of a work."""
    from pipeline.rebuild import text_reader
    from pipeline.release import why as asking
    from pipeline.release import why_shown

    found = asking.why(
        work_id,
        field,
        curated=curated,
        text_at=text_reader(raw or _raw_of(curated)),
        version=version,
    )
    why_shown.show(found)


@app.command()
def export(
    version: Annotated[str, typer.Argument(help="A version or `latest`.")] = "latest",
    form: Annotated[
        str, typer.Option("--format", help="csv, jsonl, bibtex, ris or csl (JSON, for Zotero).")
    ] = "csv",
    table: Annotated[str, typer.Option("--table", help="For csv and jsonl.")] = "works",
    work: Annotated[
        list[str] | None, typer.Option("--work", help="Only this work; give it again for more.")
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="csv: begin with the mark by which Excel knows UTF-8.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="A file. [default: the terminal]")
    ] = None,
    curated: Curated = Path("curated"),
) -> None:
    """Give a release to other programs: rows as CSV or JSON Lines, works as references."""
    from pipeline.release import exports

    pieces = exports.export(
        form, curated=curated, version=version, table=table, works=work or (), excel=excel
    )
    if out is None:
        for piece in pieces:
            typer.echo(piece.encode(), nl=False)
    else:
        typer.echo(f"{out}: {exports.write(pieces, out)} bytes")


def _raw_of(curated: Path, *, adopting: bool = False) -> Path:
    """Where the snapshots of a folder of releases are; see ADR 6.

    Beside the usual folder of releases it is `raw`. Pages tried out into another folder are
    kept inside that one, and are found there again.
    """
    inside = curated / "raw"
    is_usual = isinstance(curated, Path) and curated.resolve() == Path("curated").resolve()
    return inside if inside.is_dir() or (adopting and not is_usual) else Path("raw")


@app.command()
def decide(
    left: Annotated[str, typer.Argument(help="A mention.")],
    right: Annotated[str, typer.Argument(help="The other mention.")],
    verdict: Annotated[
        str,
        typer.Argument(
            help="same, different, unsure, undo, or edition, translation, part, companion, version."
        ),
    ],
    because: Annotated[str, typer.Option("--because", help="Why.")],
    blind: Annotated[
        bool, typer.Option("--blind", help="Drawn by `collate sample`, and judged by that alone.")
    ] = False,
    steward: Annotated[
        str | None, typer.Option("--steward", help="Who. [default: your login name]")
    ] = None,
    as_of: AsOf = None,
    curated: Curated = Path("curated"),
) -> None:
    """Keep a steward's judgement; the next run honours it."""
    from pipeline.decide import decide as keep

    kept = keep(
        left,
        right,
        verdict,
        because=because,
        steward=steward or _login(),
        decided_at=_instant(as_of),
        curated=curated,
        is_blind=blind,
    )
    typer.echo(f"Kept: {kept.verdict}. “{kept.left_title}” | “{kept.right_title}”")


@app.command()
def sample(
    size: Annotated[int, typer.Option("--size", min=1, help="Pairs of each band.")] = 20,
    curated: Curated = Path("curated"),
) -> None:
    """Draw pairs to be judged blind, by which releases state their merge error."""
    from pipeline.decide import sample as drawn
    from pipeline.report.text import plain

    for pair, left, right in drawn(curated, size):
        typer.echo(f"{pair.left} {pair.right}\n  {plain(left, 400)}\n  {plain(right, 400)}")
    typer.echo("Answer each: collate decide LEFT RIGHT VERDICT --blind --because WHY")


@app.command()
def desk(
    curated: Curated = Path("curated"),
    raw: Raw = None,
    host: Annotated[
        str,
        typer.Option("--host", help="Address to listen on; others than this machine need a token."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")
    ] = 8765,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host", help="Another name, with its port, by which it may be called."
        ),
    ] = None,
    steward_header: Annotated[
        str | None,
        typer.Option("--steward-header", help="Header by which a proxy before it says who asks."),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            "--token", envvar="COLLATE_DESK_TOKEN", help="Ask browsers for this. [default: made up]"
        ),
    ] = None,
) -> None:
    """Open the stewards' application in a browser: questions, works, conflicts, unknowns."""
    from pipeline import serve

    plan = serve.Plan(
        curated=curated,
        raw=raw or _raw_of(curated),
        host=host,
        port=port,
        allowed=tuple(allow_host or ()),
        steward_header=steward_header,
        token=token,
        login=_login_if_any(),
    )
    serve.serve(plan, typer.echo)


def _login_if_any() -> str:
    try:
        return _login()
    except UsageError:
        return ""


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise UsageError("Say who decides: --steward NAME.") from None


@app.command()
def prune(
    keep_days: Annotated[
        int, typer.Option("--keep-days", help="Keep every release of so many days.")
    ] = 30,
    keep_monthly: Annotated[
        int | None,
        typer.Option(
            "--keep-monthly",
            help="Keep the last release of each of so many months. [default: of every month]",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go.")] = False,
    as_of: AsOf = None,
    curated: Curated = Path("curated"),
    wait: Wait = 60.0,
) -> None:
    """Remove old releases; no id, no judgement and no snapshot is lost."""
    from pipeline.release import prune as pruning
    from pipeline.release import publish

    policy = pruning.Policy(keep_days=keep_days, keep_monthly=keep_monthly)
    now = _instant(as_of)
    _existing(curated)
    if dry_run:
        typer.echo(pruning.render(pruning.plan(curated, policy, now.date()), is_done=False))
        return
    with publish.lock(curated, wait=wait):
        typer.echo(pruning.render(pruning.prune(curated, policy, now), is_done=True))


@app.command()
def pin(
    version: Annotated[str, typer.Argument(help="A version, or `latest`.")],
    because: Annotated[str, typer.Option("--because", help="Who cites or shares it.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the pin off.")] = False,
    as_of: AsOf = None,
    curated: Curated = Path("curated"),
    wait: Wait = 60.0,
) -> None:
    """Keep a release for ever: `collate prune` passes it by."""
    from pipeline.release import pins, publish

    if bool(because.strip()) == undo:
        raise UsageError("Say why: --because TEXT; or take the pin off: --undo.")
    _existing(curated)
    with publish.lock(curated, wait=wait):
        name = pins.pin(version, because=because.strip(), curated=curated, now=_instant(as_of))
    typer.echo(f"{name} is {'no longer pinned' if undo else 'pinned'}.")


def _existing(curated: Path) -> None:
    """Refuse a folder without releases, so that none is made by asking."""
    from pipeline.release import versions

    versions.resolve(versions.LATEST, curated)


@app.command()
def sources(own: Sources = None) -> None:
    """List the sources that are configured."""
    from pipeline.ingest.crawl import sites
    from pipeline.sources import entries
    from pipeline.sources import sources as declared

    _use(own)
    fetched = sites(entries())
    for name, source in sorted(declared().items()):
        where = f"  {source.url}" if source.url else ""
        how = "  (fetched by --crawl)" if name in fetched else ""
        typer.echo(f"{name:<22} {source.layout:<18} {source.title}{where}{how}")


@app.command("new-source")
def new_source(
    name: Annotated[str, typer.Argument(help="What to call it: small letters, digits, _ and -.")],
    where: Annotated[str, typer.Argument(help="The address of a page of it, or a saved page.")],
    case: Annotated[str, typer.Option("--case", help="What to call the fixture.")] = "first",
    private: Annotated[
        bool, typer.Option("--private", help="The address may be on this machine or network.")
    ] = False,
    own: Sources = None,
    as_of: AsOf = None,
) -> None:
    """Read a page of a new site, say what is read, and write its entry and its fixture."""
    from pipeline.new_source import new_source as make

    if own and not own.is_file():
        own.touch()
    _use(own)
    typer.echo(make(name, where, now=_instant(as_of), case=case, private=private))


@app.command()
def doctor(
    curated: Curated = Path("curated"),
    raw: Raw = None,
    mend: Annotated[bool, typer.Option("--mend", help="Mend what is safe to mend.")] = False,
) -> None:
    """Check every release, snapshot and decision, and say what is wrong."""
    from pipeline.doctor import examine

    found = list(examine(curated, raw or _raw_of(curated), mend=mend))
    for line in found:
        typer.echo(line)
    if found:
        raise typer.Exit(1)
    typer.echo("Nothing is wrong.")


@app.command()
def dictionary(
    check: Annotated[
        Path | None, typer.Option("--check", help="Fail when this file is not up to date.")
    ] = None,
    write: Annotated[Path | None, typer.Option("--write", help="Write it to this file.")] = None,
) -> None:
    """Print the data dictionary, made from the declarations of the tables."""
    from pipeline.release.dictionary import dictionary as made

    text = made()
    if write:
        write.write_text(text, encoding="utf-8")
    elif not check:
        typer.echo(text, nl=False)
    elif not check.is_file() or check.read_text(encoding="utf-8") != text:
        raise UsageError(f"{check} is not up to date. Run `make docs` and commit it.")


if __name__ == "__main__":
    main()
