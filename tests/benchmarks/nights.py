"""Nights measured: a full run beside nights on which little or nothing is new.

    python -m tests.benchmarks.nights [--listings N]... [--records N]...

``--listings`` goes through the whole run on made-up pages of ten entries: the first night, one
on which nothing is new, one on which 1 % of the pages are others, one on which 1 % of the
listings say something else, each on a page of its own; and that last night once more with
nothing kept, which must give the same tables. ``--records`` goes through matching alone, on
planted records of which 1 % are others. Every night is a process of its own; seconds of wall
clock and of processor, and the process's peak memory, imports included; shares are of the full
run's processor time.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pipeline import stages
from pipeline.cache import Store
from pipeline.match import engines, kept, model, table
from pipeline.match.columns import columns
from pipeline.match.records import Record
from pipeline.stages import Request
from tests.benchmarks import planted

T = TypeVar("T")
FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
PER_PAGE = 10
HEAD = "Skip to main content\n\nReports and Research IOM\n\n"
PLACES = ("Albania", "Kenya", "Nepal", "Peru", "Ghana", "Serbia", "Niger", "Nigeria", "Viet Nam")


class Clock:
    """Seconds of wall clock and of processor by stage."""

    def __init__(self) -> None:
        self.stages: dict[str, tuple[float, float]] = {}
        self.began = time.perf_counter()

    def timed(self, name: str, work: Callable[..., T], *given: Any) -> T:
        """Return what ``work`` returns, and note how long it took."""
        wall, cpu = time.perf_counter(), _processor()
        made = work(*given)
        self.stages[name] = time.perf_counter() - wall, _processor() - cpu
        return made

    def told(self) -> dict[str, Any]:
        """Return all that was noted."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        whole = time.perf_counter() - self.began, _processor()
        return {"stages": self.stages | {"whole": whole}, "peak": peak}


def _processor() -> float:
    """Return the seconds of processor that this process and its helpers took."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


# --------------------------------------------------------------------------- pages


def write_pages(folder: Path, n: int) -> None:
    """Write pages of planted records in the layout of labelled cards."""
    folder.mkdir()
    drawn = random.Random(n)
    vocabulary = planted._words(random.Random(9), 20_000)
    entries = [_entry(row, drawn, vocabulary) for row in planted.rows(n)]
    for at in range(0, n, PER_PAGE):
        body = HEAD + "".join(entries[at : at + PER_PAGE])
        (folder / f"p{at // PER_PAGE:06d}.txt").write_text(body, encoding="utf-8")


def _entry(row: dict[str, str], drawn: random.Random, vocabulary: list[str]) -> str:
    prose = ". ".join(
        " ".join(planted._pick(drawn, vocabulary) for _ in range(14)).capitalize() for _ in range(4)
    )
    people = "\n".join(row["author"].split(" and ")[:3])
    return (
        f"{row['title']}\n\n{prose}.\nCountry\n{drawn.choice(PLACES)}\nRegion\n"
        f"Authors\n{people}\nYear\n{row['year']}\nCategory\nManuals\n\n"
    )


def change_pages(folder: Path, mark: str) -> None:
    """Make one page in a hundred another page of other entries."""
    for path in sorted(folder.iterdir())[::100]:
        path.write_text(path.read_text().replace("\nYear\n", f" {mark}\nYear\n"))


def change_listings(folder: Path, mark: str) -> None:
    """Make one listing in a hundred say something else, each on a page of its own."""
    for path in sorted(folder.iterdir())[:: 100 // PER_PAGE]:
        path.write_text(path.read_text().replace("\nYear\n", f" {mark}\nYear\n", 1))


def run_night(folder: Path, night: int, *, is_cached: bool) -> dict[str, Any]:
    """Run the stages of a night, each timed; their order is that of ``pipeline.run``."""
    clock = Clock()
    curated = folder / ("curated" if is_cached else "full")
    request = Request(
        as_of=FIRST + timedelta(days=night),
        pages=(folder / "pages",),
        raw=curated / "raw",
        curated=curated,
        accept="measured",
        is_cached=is_cached,
    )
    with stages.alone(request):
        cache = clock.timed("cache", stages.cache, request)
        pages = clock.timed("ingest", stages.ingest, request)
        read = clock.timed("read", stages.read, pages, cache)
        readings = clock.timed("notice", stages.stand_in, read, request, (), cache)
        standards = clock.timed("normalise", stages.normalise, readings, cache)
        matched = clock.timed("match", stages.match, standards, request, cache)
        resolution = clock.timed("resolve", stages.resolve, standards, matched, request, cache)
        merged = clock.timed("merge", stages.merge, standards, resolution, cache)
        made = (request, readings, matched, resolution, merged, None, cache)
        clock.timed("publish", stages.publish, *made)
    return clock.told()


def measure_pages(n: int) -> None:
    """Print the nights of ``n`` listings."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder / "pages", n)
        nights = {"first, all is new": _child(folder, 0)}
        nights["nothing is new"] = _child(folder, 1)
        change_pages(folder / "pages", "Zorro")
        nights["1 % of pages new"] = _child(folder, 2)
        change_listings(folder / "pages", "Tango")
        shutil.copytree(folder / "curated", folder / "full", symlinks=True)
        nights["1 % of listings new"] = _child(folder, 3)
        nights["the same, full"] = _child(folder, 3, "--full")
        _check_same(folder / "curated" / "latest", folder / "full" / "latest")
    _print(f"{n:,} listings on {n // PER_PAGE:,} pages", nights)


def _check_same(one: Path, other: Path) -> None:
    for path in one.glob("*.parquet"):
        if path.read_bytes() != (other / path.name).read_bytes():
            raise SystemExit(f"{path.name} is not that of a full run")


# --------------------------------------------------------------------------- records


def records(n: int, *, changed: bool) -> list[Record]:
    """Return planted records; with ``changed``, one in a hundred is another."""
    made = [_record(row) for row in planted.rows(n)]
    if changed:
        others = [_record(row) for row in planted.rows(n // 100 + 1, seed=99)]
        for at, other in zip(range(0, n, 100), others, strict=False):
            made[at] = replace(other, rid=made[at].rid)
    return made


def _record(row: dict[str, str]) -> Record:
    return Record(
        rid=row["rid"],
        source=row["source"],
        title=row["title"],
        year=int(row["year"]) if row["year"] else None,
        authors=row["author"],
        venue=row["venue"],
        volume=row["volume"],
        page_range=row["pages"],
    )


def match_night(folder: Path, n: int, *, changed: bool, is_cached: bool) -> dict[str, Any]:
    """Match planted records, each step timed; making the records is not counted."""
    there = records(n, changed=changed)
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    shape, store = model.shipped(), Store.of(folder, "benchmark")
    clock, before = Clock(), _processor()
    if is_cached:
        given = clock.timed("features", kept.known, there, store)
        size = len(given.outline)
        found = clock.timed("pairs", kept.score, given, shape, store)
    else:
        c = clock.timed("features", columns, there)
        size = len(c)
        found = clock.timed("pairs", engines.score, c, shape)
    clock.timed("groups", table.grouped, size, found, shape)
    told = clock.told()
    wall, cpu = told["stages"]["whole"]
    told["stages"]["whole"] = wall, cpu - before
    return told


def measure_records(n: int) -> None:
    """Print the nights of ``n`` records."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nights = {
            "full, nothing kept": _child(folder, 0, "--full", "--only-records", str(n)),
            "first, all is kept": _child(folder, 0, "--only-records", str(n)),
            "nothing is new": _child(folder, 0, "--only-records", str(n)),
            "1 % of records new": _child(folder, 1, "--only-records", str(n)),
        }
    _print(f"{n:,} records, matching alone", nights)


# --------------------------------------------------------------------------- the command


def _child(folder: Path, night: int, *more: str) -> dict[str, Any]:
    """Run one night in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.nights", "--night", str(night)]
    done = subprocess.run(
        [*command, "--folder", str(folder), *more], check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _print(title: str, nights: dict[str, dict[str, Any]]) -> None:
    names = list(next(iter(nights.values()))["stages"])
    full = next(v for k, v in nights.items() if "full" in k)["stages"]["whole"][1]
    sys.stdout.write(f"\n{title}: seconds (of processor)\n{'':22}")
    sys.stdout.write("".join(f"{name:>15}" for name in names) + "   peak MB  of full\n")
    for name, told in nights.items():
        times = (told["stages"][each] for each in names)
        line = "".join(f"{f'{wall:.2f} ({cpu:.2f})':>15}" for wall, cpu in times)
        share = told["stages"]["whole"][1] / full
        sys.stdout.write(f"{name:22}{line}{told['peak']:>10.0f}{share:>8.0%}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--listings", type=int, action="append", default=[])
    options.add_argument("--records", type=int, action="append", default=[])
    for name, kind in (("--night", int), ("--folder", Path), ("--only-records", int)):
        options.add_argument(name, type=kind, help=argparse.SUPPRESS)
    options.add_argument("--full", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.folder is None:
        for n in given.listings or ([] if given.records else [10_000]):
            measure_pages(n)
        for n in given.records or ([] if given.listings else [100_000]):
            measure_records(n)
        return
    if given.only_records:
        told = match_night(
            given.folder, given.only_records, changed=bool(given.night), is_cached=not given.full
        )
    else:
        told = run_night(given.folder, given.night, is_cached=not given.full)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
