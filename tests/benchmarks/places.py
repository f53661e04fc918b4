"""Places beside other libraries: correct, wrong and unresolved per kind, look-ups per second.

Run by hand:

    python -m tests.benchmarks.places [FOLDER]

FOLDER holds the labelled sets (``places_dev.tsv``, ``place_joins_dev.json``,
``regions_dev.tsv``); it is ``../shared/bench`` unless given. Libraries that are not installed
are left out with a line that says so. Running text is measured on ``running_text.jsonl``
(keys ``text``, ``codes``) where the folder has one, else on the titles in ``../truth``.
"""

import csv
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Unknown
from pipeline.normalise import places

LookUp = Callable[[str], str | None]
_SECONDS = 1.0  # how long a speed is measured at most
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
            yield Row(row["raw"], expected, "not a country" if is_none else kind(categories))


def kind(categories: list[str]) -> str:
    """Return which line of the table a country counts in, from where it is listed."""
    if "historic" in categories:
        return "former countries"
    if any(category.startswith(_ENGLISH) for category in categories):
        return "English and agencies"
    endings = {category.rsplit("_", 1)[-1] for category in categories}
    return "UN and CLDR, other languages" if endings & set(_OTHER) else "further languages"


def judged(rows: Iterable[Row], look_up: LookUp) -> dict[str, Counter[str]]:
    """Return how often a look-up is correct, wrong or gives nothing, by kind."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        answer = look_up(row.text)
        if row.kind == "not a country":
            verdict = "correct" if answer is None else "wrong"
        elif answer is None:
            verdict = "unresolved"
        else:
            verdict = "correct" if answer in row.expected else "wrong"
        table[row.kind][verdict] += 1
    return table


def speed(rows: list[Row], look_up: LookUp) -> float:
    """Return look-ups per second on names that have a code, each asked again and again."""
    texts = [row.text for row in rows if row.kind != "not a country"]
    done, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < _SECONDS:
        for text in texts[: 1 + done]:  # the first rounds are short, for the slow ones
            look_up(text)
        done += min(len(texts), 1 + done)
    return done / passed


def cold_speed(rows: list[Row]) -> float:
    """Return this project's look-ups per second on names that it has not been asked before."""
    texts = [row.text for row in rows if row.kind != "not a country"]
    best = 0.0
    for _ in range(3):
        places.country.cache_clear()
        began = time.perf_counter()
        for text in texts:
            places.country(text)
        best = max(best, len(texts) / (time.perf_counter() - began))
    return best


# ------------------------------------------------------------------- the libraries


def ours(text: str) -> str | None:
    """Return this project's answer."""
    found = places.country(text)
    return None if isinstance(found, Unknown) else found


def peers() -> Iterator[tuple[str, LookUp]]:
    """Yield the libraries that are installed, with a line for each that is not."""
    for name, made in (
        ("pycountry", _pycountry),
        ("country_converter", _country_converter),
        ("countryguess", _countryguess),
        ("countrynames", _countrynames),
        ("rigour", _rigour),
    ):
        try:
            yield name, made()
        except ImportError:
            _say(f"{name}: not installed, left out")
        except TypeError as error:  # country_converter 1.3 beside pandas 3
            _say(f"{name}: does not start here ({error}), left out")


def _pycountry() -> LookUp:
    import pycountry

    def look_up(text: str) -> str | None:
        try:
            return str(pycountry.countries.lookup(text).alpha_2)
        except LookupError:
            return None

    return look_up


def _country_converter() -> LookUp:
    import logging

    import country_converter  # type: ignore[import-not-found,unused-ignore]

    logging.getLogger("country_converter").setLevel(logging.CRITICAL)
    converter = country_converter.CountryConverter()

    def look_up(text: str) -> str | None:
        found = converter.convert(text, to="ISO2", not_found=None)
        return found if isinstance(found, str) and len(found) == 2 and found != text else None

    return look_up


def _countryguess() -> LookUp:
    import countryguess  # type: ignore[import-not-found,unused-ignore]

    def look_up(text: str) -> str | None:
        found = countryguess.guess_country(text, attribute="iso2", default=None)
        return str(found) if found else None

    return look_up


def _countrynames() -> LookUp:
    import countrynames  # type: ignore[import-not-found,unused-ignore]

    def look_up(text: str) -> str | None:
        found = countrynames.to_code(text)
        return str(found) if found else None

    return look_up


def _rigour() -> LookUp:
    from rigour.territories import lookup_territory  # type: ignore[import-not-found,unused-ignore]

    def look_up(text: str) -> str | None:
        found = lookup_territory(text)
        return str(found.code).upper() if found else None

    return look_up


# ------------------------------------------------------------------- lists, regions, prose


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


def prose(folder: Path) -> tuple[str, int, int, int, float]:
    """Return the set's name, true and false findings, misses, and kilobytes per second."""
    own = folder / "running_text.jsonl"
    path = own if own.is_file() else folder.parent / "truth" / "listings.jsonl"
    right = wrong = missed = size = 0
    began = time.perf_counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        text = case["text"] if own.is_file() else case["title"]
        wanted = set(case["codes"] if own.is_file() else case["title_countries"])
        found = {code for code, _, _ in places.mentioned(text)}
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
        size += len(text.encode())
    return path.name, right, wrong, missed, size / 1000 / (time.perf_counter() - began)


# ------------------------------------------------------------------- the table


def _say(line: str = "") -> None:
    sys.stdout.write(line + "\n")


def _percent(counts: Counter[str]) -> str:
    total = sum(counts.values())
    shares = (f"{100 * counts[one] / total:6.2f}" for one in ("correct", "wrong", "unresolved"))
    return " /".join(shares) + f"  of {total}"


def main(folder: Path) -> None:
    """Print the whole table."""
    rows = list(labelled(folder))
    _say("correct / wrong / unresolved in %")
    for name, look_up in (("this project", ours), *peers()):
        table = judged(rows, look_up)
        _say(f"\n{name}: {speed(rows, look_up):,.0f} look-ups/s, asked again and again")
        for one in sorted(table):
            _say(f"  {one:30}{_percent(table[one])}")
    _say(f"\nthis project, each name for the first time: {cold_speed(rows):,.0f} look-ups/s")
    _say("\ncut lists, exactly as labelled")
    for one, counts in joined(folder).items():
        _say(f"  {one:30}{_percent(counts)}")
    _say(f"\nregions{'':25}{_percent(regions(folder))}")
    name, right, wrong, missed, pace = prose(folder)
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    score = 2 * precision * recall / max(1e-9, precision + recall)
    _say(
        f"\nrunning text ({name}): P {precision:.3f} R {recall:.3f} F {score:.3f}, {pace:,.0f} kB/s"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/bench"))
