"""The commands. Exit codes: 0 published or nothing new, 1 the data failed, 2 wrong use.

Every command imports what it needs when it is called, so that `collate --help` and
`collate place` start in a fraction of a second.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.errors import PipelineError, UsageError

if TYPE_CHECKING:
    pass

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Publication listings in, one checked release of works out.",
)

Curated = Annotated[
    Path, typer.Option("--curated", help="Folder of releases and decisions.", show_default=True)
]


def main() -> None:
    """Run the command; turn an error of the data or the call into a sentence and a code."""
    try:
        app()
    except UsageError as error:
        _fail(error, 2)
    except PipelineError as error:
        _fail(error, 1)


def _fail(error: PipelineError, code: int) -> None:
    typer.echo(f"collate: {error}", err=True)
    sys.exit(code)


@app.command()
def run(
    pages: Annotated[
        list[Path] | None,
        typer.Option("--pages", help="Read these files or folders, and nothing else."),
    ] = None,
    curated: Annotated[
        Path | None, typer.Option("--curated", help="Folder of releases. [default: curated]")
    ] = None,
    raw: Annotated[
        Path | None,
        typer.Option("--raw", help="Folder of snapshots. [default: raw, or CURATED/raw]"),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The instant of the run, ISO 8601. [default: now]")
    ] = None,
    accept: Annotated[
        str | None, typer.Option("--accept", help="Publish although a check fails, because ….")
    ] = None,
    wait: Annotated[
        float, typer.Option("--wait", help="Seconds to wait for another run to end.")
    ] = 60.0,
    plain: Annotated[bool, typer.Option("--plain", help="The same without Prefect.")] = False,
) -> None:
    """Read the pages, match, merge and publish one release."""
    from pipeline.stages import Request

    request = Request(
        as_of=_instant(as_of),
        pages=tuple(pages or ()),
        raw=raw or (curated / "raw" if curated else Path("raw")),
        curated=curated or Path("curated"),
        accept=accept,
        wait=wait,
    )
    outcome = _runner(plain)(request)
    typer.echo(outcome.summary)


def _runner(plain: bool) -> Any:
    if plain:
        from pipeline.run import run as plainly

        return plainly
    for entry in metadata.entry_points(group="collate.runners"):
        return entry.load()
    raise UsageError("No runner is installed. Run `make install`, or add --plain.")


def _instant(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no time. Write it like 2026-11-21T02:00:00Z.") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


@app.command()
def place(
    texts: Annotated[list[str], typer.Argument(help="Names to read, one by one.")],
    as_list: Annotated[
        bool, typer.Option("--list", help="Read them as the values of one field, cut names joined.")
    ] = False,
) -> None:
    """Say what a name, or a cut list of names, is read as, and why."""
    from pipeline.normalise import places

    lines = places.explain_list(texts) if as_list else [places.explain(text) for text in texts]
    for line in lines:
        typer.echo(line)


@app.command()
def match(
    file: Annotated[Path, typer.Argument(help="CSV, JSON Lines or Parquet with a column `rid`.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write `rid` and `cluster`.")],
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="Where to write the pairs and their evidence.")
    ] = None,
) -> None:
    """Merge any table of records."""
    from pipeline.match.table import match_file

    typer.echo(match_file(file, out, evidence))


if __name__ == "__main__":
    main()
