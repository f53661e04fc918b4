"""Merging measured: ours beside others, on labelled sets and on planted records of any size.

    python -m tests.benchmarks.merge [--sets DIR] [--scale N...] [--only TOOL]... [SET]...

``DIR`` holds JSON Lines files with ``rid``, ``source``, bibliographic fields and ``cluster``, the
truth (default: the labelled sets beside the checkout). Every tool runs in a process of its own,
imports included, so that time and memory are its own. Others run where they are installed:

- ours       ``collate match`` at the shipped setting
- naive      equal folded title and year
- splink     a plain Splink recipe with weights by hand: blocking on how titles begin and end and
             on author and year, Jaro-Winkler and Levenshtein distances, connected components
- bib-dedupe, recordlinkage: their documented recipes
- dedupe      trained on labels of the very set that it merges

In sets of two sources only pairs across them count, as in the literature. Where the five real
pages and the truth about them are at hand, their entries are one more set, ``five_pages``.
Seconds are those on the clock, CPU those of all cores together, which other work on the machine
disturbs less; MB is the peak, where a tool has helpers with that of the largest for each other
core. With several sizes the growth between them is printed, as the exponent of n.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.benchmarks import noisy, planted

ROOT = Path(__file__).resolve().parents[2]
SETS = ROOT.parent / "shared" / "bench" / "er"
Rows = list[dict[str, Any]]
Clusters = Mapping[str, Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How a clustering compares with the truth; pairs of records count, and records (B-cubed)."""

    precision: float
    recall: float
    f1: float
    false_merges: int
    b_cubed: float


# --------------------------------------------------------------------------- scores


def scores(rows: Rows, found: Clusters, *, across: bool) -> Scores:
    """Return the scores of ``found``; with ``across`` only pairs of two sources count."""
    both, ours, true = (defaultdict[Any, Counter[str]](Counter) for _ in range(3))
    for row in rows:
        mine, theirs = found.get(row["rid"], ("alone", row["rid"])), row["cluster"]
        both[mine, theirs][row["source"]] += 1
        ours[mine][row["source"]] += 1
        true[theirs][row["source"]] += 1
    hits, merged, wanted = (_pairs(groups.values(), across) for groups in (both, ours, true))
    precision = hits / merged if merged else 1.0
    recall = hits / wanted if wanted else 1.0
    n = len(rows) or 1
    size = {name: {k: v.total() for k, v in g.items()} for name, g in (("o", ours), ("t", true))}
    b_precision = sum(c.total() ** 2 / size["o"][o] for (o, _), c in both.items()) / n
    b_recall = sum(c.total() ** 2 / size["t"][t] for (_, t), c in both.items()) / n
    return Scores(
        precision=precision,
        recall=recall,
        f1=_mean(precision, recall),
        false_merges=merged - hits,
        b_cubed=_mean(b_precision, b_recall),
    )


def _pairs(groups: Iterable[Counter[str]], across: bool) -> int:
    total = 0
    for by_source in groups:
        n = by_source.total()
        total += n * (n - 1) // 2
        if across:
            total -= sum(k * (k - 1) // 2 for k in by_source.values())
    return total


def _mean(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0


# --------------------------------------------------------------------------- tools


def ours(path: Path, rows: Rows) -> Clusters:
    """Match the file as ``collate match`` does."""
    from pipeline.match.table import match_file

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "clusters.jsonl"
        match_file(path, out)
        lines = map(json.loads, out.read_text(encoding="utf-8").splitlines())
        return {line["rid"]: line["cluster"] for line in lines}


def naive(path: Path, rows: Rows) -> Clusters:
    """Equal title, folded, and equal year."""
    return {row["rid"]: (_fold(row["title"]) or row["rid"], row["year"]) for row in rows}


def _fold(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def splink(path: Path, rows: Rows) -> Clusters:
    """Run a plain recipe of the kind that Splink's documentation teaches, weights by hand.

    Several blocking rules of which each is loose on its own (here how a title begins, how it
    ends, first author and year, volume and pages), string distances at thresholds for what is
    misprinted, connected components of what is more likely one than not. The rules and weights
    were chosen for F1 on the labelled sets, not for speed or against it.
    """
    import pyarrow as pa
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    api = DuckDBAPI()
    table = pa.Table.from_pylist([_plain(row) for row in rows])
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="rid",
        probability_two_random_records_match=1e-3,
        blocking_rules_to_generate_predictions=[
            block_on("start"),
            block_on("ending"),
            block_on("first", "year"),
            block_on("volume", "pages"),
        ],
        comparisons=[
            cl.JaroWinklerAtThresholds("title", [0.97, 0.92, 0.85]).configure(
                m_probabilities=[0.6, 0.2, 0.1, 0.06, 0.04],
                u_probabilities=[0.0005, 0.001, 0.003, 0.02, 0.9755],
            ),
            cl.JaroWinklerAtThresholds("author", [0.88]).configure(
                m_probabilities=[0.5, 0.35, 0.15], u_probabilities=[0.01, 0.03, 0.96]
            ),
            cl.ExactMatch("year").configure(m_probabilities=[0.9, 0.1], u_probabilities=[0.1, 0.9]),
            cl.LevenshteinAtThresholds("pages", [1]).configure(
                m_probabilities=[0.7, 0.05, 0.25], u_probabilities=[0.002, 0.01, 0.988]
            ),
        ],
    )
    linker = Linker(api.register(table), settings, log_level=None)
    predicted = linker.inference.predict(threshold_match_probability=0.5, warning_mode="never")
    grouped = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, 0.5)
    found = grouped.as_duckdbpyrelation()
    at = found.columns.index
    return {row[at("rid")]: row[at("cluster_id")] for row in found.fetchall()}


def _plain(row: Mapping[str, Any]) -> dict[str, str | None]:
    title = " ".join(re.findall(r"\w+", row["title"].casefold()))
    names = re.findall(r"\w{3,}", row["author"].casefold())
    return {
        "rid": row["rid"],
        "title": title or None,
        "start": title[:12] or None,
        "ending": title[-12:] or None,
        "author": " ".join(names)[:80] or None,
        "first": names[0] if names else None,
        "year": row["year"] or None,
        "volume": row["volume"] or None,
        "pages": row["pages"] or None,
    }


def bib_dedupe(path: Path, rows: Rows) -> Clusters:
    """Run the recipe of bib-dedupe's documentation."""
    import pandas as pd

    peer: Any = importlib.import_module("bib_dedupe.bib_dedupe")
    names = {"rid": "ID", "venue": "journal"}
    frame = pd.DataFrame(rows).rename(columns=names).drop(columns=["cluster", "source"])
    frame["ENTRYTYPE"] = "article"
    prepared = peer.prep(frame, cpu=1)
    found = peer.cluster(peer.match(peer.block(prepared, cpu=1), cpu=1))
    return {rid: f"c{at}" for at, group in enumerate(found) for rid in group}


def record_linkage(path: Path, rows: Rows) -> Clusters:
    """Index on sorted titles, compare strings, join what scores 2.5 of 4."""
    import pandas as pd

    peer: Any = importlib.import_module("recordlinkage")
    frame = pd.DataFrame([_plain(row) for row in rows]).set_index("rid").fillna("")
    index = peer.Index()
    index.sortedneighbourhood("title", window=9)
    compare = peer.Compare()
    compare.string("title", "title", method="jarowinkler", label="title")
    compare.string("author", "author", method="jarowinkler", label="author")
    compare.exact("year", "year", label="year")
    compare.exact("pages", "pages", label="pages")
    scored = compare.compute(index.index(frame), frame)
    return _components(rows, scored[scored.sum(axis=1) >= 2.5].index)


def dedupe_trained(path: Path, rows: Rows) -> Clusters:
    """Run the recipe of dedupe's documentation, with pairs labelled from the set's own truth."""
    import random

    peer: Any = importlib.import_module("dedupe")
    variables: Any = importlib.import_module("dedupe.variables")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    random.seed(0)
    data = {row["rid"]: {**_plain(row), "cluster": row["cluster"]} for row in rows}
    names = [name for name in DEDUPED if any(row[name] for row in data.values())]
    linker = peer.Dedupe([variables.String(name, has_missing=True) for name in names], num_cores=1)
    linker.prepare_training(data, sample_size=2000)
    linker.mark_pairs(peer.training_data_dedupe(data, "cluster", 2000))
    linker.train(index_predicates=False)
    found = linker.partition(data, 0.5)
    return {rid: f"c{at}" for at, (group, _) in enumerate(found) for rid in group}


DEDUPED = ("title", "author", "year", "volume", "pages")
MOST_MEMORY = 8 * 2**30  # bytes


def _components(rows: Rows, links: Iterable[tuple[str, str]]) -> Clusters:
    parent = {row["rid"]: row["rid"] for row in rows}

    def root(rid: str) -> str:
        while parent[rid] != rid:
            rid = parent[rid]
        return rid

    for a, b in links:
        parent[root(a)] = root(b)
    return {rid: root(rid) for rid in parent}


TOOLS: Mapping[str, tuple[str, Callable[[Path, Rows], Clusters]]] = {
    "ours": ("pipeline", ours),
    "naive": ("json", naive),
    "splink": ("splink", splink),
    "bib-dedupe": ("bib_dedupe", bib_dedupe),
    "recordlinkage": ("recordlinkage", record_linkage),
    "dedupe": ("dedupe", dedupe_trained),
}


# --------------------------------------------------------------------------- one run, in a process


def run(tool: str, path: Path) -> dict[str, Any]:
    """Run a tool on a set in this process; return its scores, seconds and peak memory."""
    # Ours reads the file itself, within its time and memory; the others are handed its rows.
    rows = [] if tool == "ours" else _read(path)
    start, start_cpu = time.perf_counter(), _cpu()
    found = TOOLS[tool][1](path, rows)
    seconds, cpu = time.perf_counter() - start, _cpu() - start_cpu
    mb, helper_mb = peak_memory(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rows = rows or _read(path)
    across = len({row["source"] for row in rows}) == 2
    result = scores(rows, found, across=across)
    return {
        "precision": result.precision,
        "recall": result.recall,
        "f1": result.f1,
        "false": result.false_merges,
        "b_cubed": result.b_cubed,
        "seconds": seconds,
        "cpu": cpu,
        "mb": mb + helper_mb * (len(os.sched_getaffinity(0)) - 1),
    }


def _read(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _cpu() -> float:
    """Return the seconds that this process and those it has ended spent on all cores."""
    mine, theirs = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def peak_memory() -> float:
    """Return the most memory this process had, in MB: its own, not that of who started it."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


PEERS = ROOT / ".venv-peers" / "bin" / "python"  # made by `make peers`


@cache
def interpreter(module: str) -> Path | None:
    """Return the Python that has a module: this one, else that of the peers."""
    if importlib.util.find_spec(module) is not None:
        return Path(sys.executable)
    asked = f"import importlib.util as i; raise SystemExit(i.find_spec({module!r}) is None)"
    has = PEERS.is_file() and not subprocess.run([PEERS, "-c", asked], check=False).returncode
    return PEERS if has else None


def measured(tool: str, path: Path) -> dict[str, Any] | None:
    """Run a tool on a set in a process of its own; ``None`` if it fails."""
    python = interpreter(TOOLS[tool][0])
    command = [str(python), "-W", "ignore", "-m", __spec__.name, "--run", tool, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(f"{tool} on {path.stem}: {done.stderr.strip().splitlines()[-1:]}\n")
        return None
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


HEAD = f"{'set':14} {'tool':14} {'precision':>9} {'recall':>7} {'F1':>7} {'false':>6}"
HEAD += f" {'B-cubed':>8} {'seconds':>8} {'CPU':>7} {'MB':>6}"


def line(name: str, tool: str, found: Mapping[str, Any]) -> str:
    """Return one row of the table."""
    return (
        f"{name:14} {tool:14} {found['precision']:9.4f} {found['recall']:7.4f} {found['f1']:7.4f} "
        f"{found['false']:6d} {found['b_cubed']:8.4f} {found['seconds']:8.1f} "
        f"{found['cpu']:7.1f} {found['mb']:6.0f}"
    )


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(argv: list[str] | None = None) -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("names", nargs="*")
    options.add_argument("--sets", type=Path, default=SETS)
    options.add_argument("--scale", type=int, nargs="+", action="extend", default=[])
    options.add_argument("--noisy", type=int, nargs="+", action="extend", default=[])
    options.add_argument("--only", action="append", choices=TOOLS, default=[])
    options.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args(argv)
    if chosen.run:
        say(json.dumps(run(chosen.run[0], Path(chosen.run[1]))))
        return
    tools = [tool for tool in chosen.only or TOOLS if interpreter(TOOLS[tool][0]) is not None]
    say(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        paths = _paths(chosen, Path(folder))
        means = defaultdict[str, list[float]](list)
        costs: dict[str, dict[str, Mapping[str, Any]]] = {path.stem: {} for path in paths}
        for path in paths:
            for tool in tools:
                if (found := measured(tool, path)) is None:
                    continue
                if path.stem != FIVE_PAGES:  # 68 entries: found and wrong count, not a mean
                    means[tool].append(found["f1"])
                costs[path.stem][tool] = found
                say(line(path.stem, tool, found))
    for text in told(sorted(chosen.scale), costs):
        say(text)
    for tool, values in means.items():
        say(f"mean F1 of {tool} over {len(values)} sets: {sum(values) / len(values):.4f}")


FIVE_PAGES = "five_pages"


def _paths(chosen: argparse.Namespace, folder: Path) -> list[Path]:
    """Return the sets that are asked for, those of planted records and of the five pages made."""
    planted_sets = [_planted(folder, f"planted-{n}", planted.rows(n)) for n in chosen.scale]
    planted_sets += [_planted(folder, f"noisy-{n}", noisy.rows(n)) for n in chosen.noisy]
    if planted_sets and not chosen.names:
        return planted_sets
    wanted = sorted(chosen.sets.glob("*.jsonl"))
    if FIVE_PAGES in (chosen.names or [FIVE_PAGES]):
        from tests.benchmarks.five_pages import five_pages  # the peers' Python cannot import it

        wanted += five_pages(chosen.sets, folder / f"{FIVE_PAGES}.jsonl")
    return [path for path in wanted if path.stem in (chosen.names or [path.stem])] + planted_sets


Costs = Mapping[str, Mapping[str, Any]]


def told(sizes: list[int], costs: Mapping[str, Costs]) -> Iterator[str]:
    """Yield what the costs of planted records of several sizes say."""
    for n, more in pairwise(sizes):
        yield from growth(n, more, costs[f"planted-{n}"], costs[f"planted-{more}"])
    for n in sizes:
        for text in beside(costs[f"planted-{n}"]):
            yield f"{n:,} records: {text}"


def growth(n: int, more: int, at_n: Costs, at_more: Costs) -> Iterator[str]:
    """Yield how the cost of each tool grows from one size to the next."""
    for tool in sorted(at_n.keys() & at_more.keys()):
        times = [at_more[tool][of] / at_n[tool][of] for of in ("seconds", "cpu")]
        exponents = [math.log(ratio) / math.log(more / n) for ratio in times]
        yield (
            f"{tool} from {n:,} to {more:,}: {times[0]:.1f} x the seconds "
            f"(exponent {exponents[0]:.2f}), {times[1]:.1f} x the CPU ({exponents[1]:.2f})"
        )


def beside(costs: Costs) -> Iterator[str]:
    """Yield what ours costs beside each other tool."""
    ours = costs.get("ours")
    for tool, theirs in costs.items():
        if ours and tool != "ours":
            times = [ours[of] / theirs[of] for of in ("seconds", "cpu", "mb")]
            yield (
                f"ours costs {times[0]:.2f} x the seconds of {tool}, {times[1]:.2f} x the CPU, "
                f"{times[2]:.2f} x the MB"
            )


def _planted(folder: Path, name: str, rows: Iterable[Mapping[str, str]]) -> Path:
    path = folder / f"{name}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return path


if __name__ == "__main__":
    main()
