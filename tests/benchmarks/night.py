"""A whole night measured: pages fetched from loopback, read, merged and published.

    python -m tests.benchmarks.night [PAGES] [--entries N] [--size BYTES] [--prefect]

A site of one source lists PAGES pages (2,000 if not said) of some 20 kB, each with N entries (2)
that stand nowhere else, over 64 runs of pages; more bytes are a longer script in their heads.
The first night fetches and reads them all; on the second nothing is new, and the site says so to
each page asked for by its tag. Both are measured twice, on a quarter of the pages and on all, each
in a process of its own: by the clock, which other work on the machine disturbs, and in seconds of
a processor; seconds of a step are those that its line in the log says. Memory is the most that any
of the night's processes held.

With ``--prefect``, the unchanged night of the demonstration corpus too: without Prefect, on a
temporary server, and on one that runs, each beside a flow of nothing, which is Prefect's own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.crawl import AT_ONCE, LISTINGS, SIZE, site

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = "import sys; from pipeline.cli import main; sys.argv[0] = 'collate'; main()"
EMPTY = """
from flows import settings
settings.use(settings.OFFLINE, settings.QUIET)
from prefect import flow
flow(name="nothing")(lambda: None)()
"""
TURNS = 3
PLACES = ("Albania", "Kenya", "Nepal", "Peru", "Ghana", "Serbia", "Niger", "Nigeria", "Viet Nam")
TEXT = (
    "access aid border care child court data debt detention escape family fishing forced guide "
    "health home labour law legal migrant mining police policy prison recovery recruitment refugee "
    "rescue return review rights risk rural safety school shelter smuggling statistics strategy "
    "street study support survivor trade training transit travel trial urban victim village wage"
)
WORDS = TEXT.split()
SYLLABLES = [
    "al",
    "ber",
    "con",
    "dra",
    "el",
    "fin",
    "gor",
    "hal",
    "in",
    "jur",
    "kel",
    "lo",
    "mar",
    "nev",
]
SOURCE = """
[site]
title = "A site on loopback"
url = "{root}/"
layout = "labelled_cards"
words = ["loopback library"]
[site.fetch]
start = [{starts}]
private = true
delay = 0
at_once = {at_once}
pages = 100000
"""


def page(listing: int, number: int, last: int, *, entries: int, size: int = SIZE) -> bytes:
    """Return one page of the site: a head as sites have it, a menu, entries, a link to the next."""
    draw = random.Random(f"{listing} {number}")
    head = f"<script>var settings = '{'x' * (size // 2)}';</script>"
    menu = "".join(f'<li><a href="/{word}">{word.title()}</a></li>' for word in WORDS)
    cards = "".join(_card(draw) for _ in range(entries))
    link = f'<a rel="next" href="/{listing}?page={number + 1}">Next</a>' if number < last else ""
    text = (
        f"<!DOCTYPE html><html><head><title>Loopback library</title>{head}</head><body>"
        f"<nav><ul>{menu}</ul></nav><main><h1>Loopback library</h1>{cards}</main>{link}"
        "</body></html>"
    )
    return text.encode()


def _card(draw: random.Random) -> str:
    name = "".join(draw.choices(SYLLABLES, k=4)).capitalize()  # of a place, one in 28,000
    title = f"{' '.join(draw.choices(WORDS, k=5)).capitalize()} in {name}"
    abstract = " ".join(draw.choices(WORDS, k=120)).capitalize()
    return (
        f"<article><h2>{title}</h2><p>{abstract}.</p>"
        f"<h4>Country</h4><p>{draw.choice(PLACES)}</p>"
        f"<h4>Year</h4><p>{draw.randint(1995, 2020)}</p>"
        f"<h4>Authors</h4><p>{''.join(draw.choices(SYLLABLES, k=3)).title()}, A.</p>"
        "</article>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What one night took."""

    seconds: float
    processor: float  # seconds of all its processes
    memory: int  # bytes
    steps: Mapping[str, Mapping[str, Any]]  # what the log says of each; `read` is of all parts


def night(curated: Path, sources: Path) -> Night:
    """Run a night in a process of its own."""
    options = ["--plain", "--crawl", "--source", "site", "--sources", sources, "--prove", "0"]
    command = [sys.executable, "-c", RUN, "run", "--curated", curated, "--log", "json", *options]
    began = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            [*map(str, command)], stdout=subprocess.DEVNULL, stderr=log, env=_environment()
        )
        _, code, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(code)
        seconds = time.perf_counter() - began
        log.seek(0)
        lines = log.read().decode().splitlines()
    if child.returncode:
        raise SystemExit("\n".join(lines[-5:]))
    return Night(
        seconds=seconds,
        processor=used.ru_utime + used.ru_stime,
        memory=used.ru_maxrss * 1024,
        steps=_steps(lines),
    )


def _steps(lines: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        told = json.loads(line)
        step = found.setdefault(told["event"], {"parts": 0})
        for name, value in told.items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                step[name] = step.get(name, 0) + value
        step["parts"] += 1
    return found


def measured(pages: int, entries: int, size: int) -> None:
    """Print what a first and an unchanged night take."""
    last = pages // LISTINGS - 1
    with (
        site(last, partial(page, entries=entries, size=size)) as root,
        tempfile.TemporaryDirectory() as name,
    ):
        folder = Path(name)
        starts = ", ".join(f'"{root}/{number}?page=0"' for number in range(LISTINGS))
        sources = folder / "sources.toml"
        sources.write_text(SOURCE.format(root=root, starts=starts, at_once=AT_ONCE))
        first = night(folder / "curated", sources)
        again = night(folder / "curated", sources)
        kept = (folder / "curated" / "raw").rglob("*.html")
        _say(first, again, sum(path.stat().st_size for path in kept))


def _say(first: Night, again: Night, size: int) -> None:
    fetch, read, whole = (first.steps[name] for name in ("fetch", "read", "gather"))
    pages, listings = whole["pages"], whole["listings"]
    by = f"{size / read['seconds'] / 1e6:.1f} MB/s and {listings / read['seconds']:.0f} listings/s"
    lines = (
        f"{pages} pages, {size / 1e6:.0f} MB, {listings} listings",
        f"  fetch      {pages / fetch['seconds']:.0f} pages/s",
        f"  read       {by} by each reader",
        f"  first      {_told(first)}",
        f"  unchanged  {_told(again)}",
    )
    print(*lines, sep="\n", flush=True)  # noqa: T201


def _told(found: Night) -> str:
    steps = ", ".join(f"{name} {step['seconds']:.1f}" for name, step in found.steps.items())
    return (
        f"{found.seconds:.1f} s ({found.processor:.1f} of a processor), "
        f"{found.memory / 1e6:.0f} MB of memory: {steps}"
    )


# ---------------------------------------------------------------------------- Prefect's share


def prefect() -> None:
    """Print what an unchanged night of the demonstration corpus takes, with and without Prefect."""
    from tests.flows.api import PREFECT, Api, environment, free_port, running

    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        served = environment(folder / "prefect", port)
        alone = {key: value for key, value in served.items() if key != "PREFECT_API_URL"}
        command = [sys.executable, "-c", RUN, "run", "--prove", "0", "--raw", str(ROOT / "raw")]
        command += ["--curated", str(folder / "curated")]
        nothing = [sys.executable, "-c", EMPTY]
        subprocess.run([*command, "--plain"], check=True, stdout=subprocess.DEVNULL, env=alone)
        _compare("without Prefect", [*command, "--plain"], [sys.executable, "-c", ""], alone)
        _compare("on a temporary server", command, nothing, alone)
        with running([*PREFECT, "server", "start"], served, folder / "log"):
            Api(port).wait()
            _compare("on a server that runs", command, nothing, served)


def _compare(name: str, ours: Sequence[str], theirs: Sequence[str], env: Mapping[str, str]) -> None:
    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(TURNS):
        for who, command in (("theirs", theirs), ("ours", ours)):
            began = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=dict(env))
            times[who].append(time.perf_counter() - began)
    whole, fixed = (statistics.median(times[who]) for who in ("ours", "theirs"))
    print(f"  {name:<22} {whole:5.1f} s, of which {fixed:5.1f} fixed", flush=True)  # noqa: T201


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("pages", nargs="?", type=int, default=2_000)
    parser.add_argument("--entries", type=int, default=2)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--prefect", action="store_true")
    asked = parser.parse_args()
    for pages in (asked.pages // 4, asked.pages):
        measured(max(pages, LISTINGS), asked.entries, asked.size)
    if asked.prefect:
        print("An unchanged night of the demonstration corpus")  # noqa: T201
        prefect()


if __name__ == "__main__":
    main()
