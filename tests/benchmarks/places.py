"""Places beside other libraries: correct, wrong and unresolved per kind, look-ups per second.

Run by hand:

    python -m tests.benchmarks.places [FOLDER]

FOLDER holds the labelled sets (``places_dev.tsv``, ``place_joins_dev.json``,
``regions_dev.tsv``); it is ``../shared/bench`` unless given. Libraries that are not installed
are left out with a line that says so. Running text is measured on the sentences of
``tests/normalise/running_sentences.tsv`` and on the titles in FOLDER's neighbour ``truth``.
"""

import csv
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Unknown
from pipeline.normalise import places
from tests.benchmarks import place_peers
from tests.normalise.sentences import sentences

PEERS = Path(".venv-peers/bin/python")  # made by `make peers`
_NONE = "not a country"
_OTHER = ("fr", "es", "ar", "ru", "zh", "de", "pt")
_ENGLISH = ("agency", "iso_en", "cldr_en", "un_m49_en", "unterm_en", "mledoze_en", "mledoze_alt",
            "rcc_en", "brief", "test_suites", "demonym_eng")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled name: what may be answered ("-" alone: nothing), and its kind."""

    text: str
    expected: frozenset[str]
    kind: str


def labelled(folder: Path) -> Iterator[Row]:
    """Yield the labelled names of ``places_dev.tsv``."""
    with (folder / "places_dev.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            expected = frozenset(row["expected"].split("|"))
            is_none = expected == {"-"}
            categories = row["category"].split(";")
            yield Row(row["raw"], expected, _NONE if is_none else kind(categories))


def kind(categories: list[str]) -> str:
    """Return which line of the table a country counts in, from where it is listed."""
    if "historic" in categories:
        return "former countries"
    if any(category.startswith(_ENGLISH) for category in categories):
        return "English and agencies"
    endings = {category.rsplit("_", 1)[-1] for category in categories}
    return "UN and CLDR, other languages" if endings & set(_OTHER) else "further languages"


def judged(rows: list[Row], answers: list[str | None]) -> dict[str, Counter[str]]:
    """Return how often an answer is correct, wrong or nothing, by kind."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for row, answer in zip(rows, answers, strict=True):
        if row.kind == _NONE:
            verdict = "correct" if answer is None else "wrong"
        elif answer is None:
            verdict = "unresolved"
        else:
            verdict = "correct" if answer in row.expected else "wrong"
        table[row.kind][verdict] += 1
    return table


# ------------------------------------------------------------------- the libraries


@dataclass(frozen=True, slots=True)
class Measured:
    """What one library answers to each row, how fast, and how soon after its import."""

    answers: list[str | None]
    speed: float
    start: float


def ours(text: str) -> str | None:
    """Return this project's answer."""
    found = places.country(text)
    return None if isinstance(found, Unknown) else found


def measured(rows: list[Row]) -> Iterator[tuple[str, Measured]]:
    """Yield this project and the libraries that `make peers` installed, or say which lack."""
    names = [row.text for row in rows if row.kind != _NONE]
    others = [row.text for row in rows if row.kind == _NONE]
    start = place_peers.start("from pipeline.normalise.places import country; country('Kenya')")
    yield "this project", Measured(*place_peers.answers(names, others, ours), start)
    if not PEERS.is_file():
        _say(f"no other library: {PEERS} is missing (make peers)")
        return
    script = [str(PEERS), str(Path(place_peers.__file__))]
    asked = json.dumps([names, others])
    ran = subprocess.run(script, input=asked, capture_output=True, text=True, check=True)
    for name, told in json.loads(ran.stdout).items():
        if "error" in told:
            _say(f"{name}: {told['error']}")
        else:
            yield name, Measured(told["answers"], told["speed"], told["start"])


# ------------------------------------------------------------------- lists, regions, prose


@dataclass(frozen=True, slots=True)
class Scores:
    """True and false findings, misses, and kilobytes per second."""

    right: int
    wrong: int
    missed: int
    pace: float

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        score = 2 * precision * recall / max(1e-9, precision + recall)
        return f"P {precision:.3f} R {recall:.3f} F {score:.3f}, {self.pace:,.0f} kB/s"


def joined(folder: Path) -> dict[str, Counter[str]]:
    """Return how many cut lists come out exactly as labelled, by kind."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for case in json.loads((folder / "place_joins_dev.json").read_text(encoding="utf-8")):
        found = places.countries(case["fragments"])
        is_exact = {str(one) for one in found} == set(case["gold"])
        table[case["kind"]]["correct" if is_exact else "wrong"] += 1
    return table


def regions(folder: Path) -> Counter[str]:
    """Return how many names of regions are read as their M49 code ("-": as none)."""
    counts: Counter[str] = Counter()
    with (folder / "regions_dev.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            (found,) = places.regions([row["raw"]])
            code = "-" if isinstance(found, Unknown) or found.startswith("x-") else found
            counts["correct" if code == row["expected_m49"] else "wrong"] += 1
    return counts


def prose() -> Scores:
    """Return how the marked sentences of the tests are read, each name where it ends."""
    right = wrong = missed = size = 0
    began = time.perf_counter()
    for sentence in sentences():
        found = {(code, end) for code, _, end in places.mentioned(sentence.text)}
        wanted = set(sentence.names)
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
        size += len(sentence.text.encode())
    return Scores(right, wrong, missed, size / 1000 / (time.perf_counter() - began))


def titles(folder: Path) -> Scores:
    """Return how the titles of the real pages are read, each country once a title."""
    right = wrong = missed = size = 0
    began = time.perf_counter()
    for line in (folder.parent / "truth" / "listings.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        found = {code for code, _, _ in places.mentioned(case["title"])}
        wanted = set(case["title_countries"])
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
        size += len(case["title"].encode())
    return Scores(right, wrong, missed, size / 1000 / (time.perf_counter() - began))


# ------------------------------------------------------------------- the table


def _say(line: str = "") -> None:
    sys.stdout.write(line + "\n")


_KINDS = ("English and agencies", "UN and CLDR, other languages", "former countries")


def _percent(counts: Counter[str]) -> str:
    total = sum(counts.values())
    shares = (f"{100 * counts[one] / max(1, total):6.2f}" for one in ("correct", "wrong"))
    return " /".join(shares)


def main(folder: Path) -> None:
    """Print the whole table."""
    rows = sorted(labelled(folder), key=lambda row: row.kind == _NONE)
    sizes = Counter(row.kind for row in rows)
    _say("names of countries: correct / wrong in %; of names that are none, those matched in %")
    heads = "".join(f"{f'{kind} ({sizes[kind]})':>36}" for kind in (*_KINDS, _NONE))
    _say(f"{'':20}{'look-ups/s':>12}{'start, s':>10}{heads}")
    for name, one in measured(rows):
        table = judged(rows, one.answers)
        cells = "".join(f"{_percent(table[kind]):>36}" for kind in _KINDS)
        none = table[_NONE]
        matched = 100 * none["wrong"] / max(1, sum(none.values()))
        _say(f"{name:20}{one.speed:12,.0f}{one.start:10.2f}{cells}{matched:36.2f}")
    _say("\ncut lists, exactly as labelled")
    for kind_of_list, counts in joined(folder).items():
        _say(f"  {kind_of_list:30}{_percent(counts)}  of {sum(counts.values())}")
    counts = regions(folder)
    _say(f"\nregions{'':25}{_percent(counts)}  of {sum(counts.values())}")
    _say(f"\nrunning text, marked sentences: {prose()}")
    _say(f"running text, titles of the real pages: {titles(folder)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/bench"))
