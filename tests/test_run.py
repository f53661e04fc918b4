"""The whole chain on real pages: what is published is what the pages say, whoever runs it."""

import csv
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import pipeline
from pipeline.release import manifest, verify, versions
from pipeline.run import run
from pipeline.stages import Outcome, Request

pytestmark = pytest.mark.seeds

NIGHT = datetime(2026, 11, 21, 2, tzinfo=UTC)
COLLATE = [sys.executable, "-m", "pipeline"]


def _run(pages: Path, curated: Path, **options: Any) -> Outcome:
    request = Request(as_of=NIGHT, pages=(pages,), raw=curated / "raw", curated=curated)
    return run(request, **options)


@pytest.fixture(scope="module")
def curated(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("curated")
    _run(seeds, folder)
    return folder


Row = Mapping[str, Any]
Rows = Mapping[tuple[str, int], Row]


def _rows(table: str, curated: Path) -> list[Row]:
    found = pipeline.load(table, root=curated)
    names = [str(name) for name in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.itertuples(index=False)]


@pytest.fixture(scope="module")
def listings(curated: Path) -> Rows:
    rows = {(row["page"], row["ordinal"]): row for row in _rows("listings", curated)}
    return dict(sorted(rows.items()))


@pytest.fixture(scope="module")
def mentions(curated: Path, listings: Rows) -> Rows:
    by_id = {row["mention_id"]: row for row in _rows("mentions", curated)}
    return {key: by_id[row["mention_id"]] for key, row in listings.items()}


def _values(listing: Row, role: str) -> list[str]:
    return [
        value for field in listing["fields"] if field["role"] == role for value in field["values"]
    ]


def _folded(text: str) -> str:
    return " ".join(text.split())


def _absent(value: Any) -> Any:
    return None if value is pd.NA or value != value else value


# ------------------------------------------------------------------- listings, field by field


def test_every_entry_is_there_in_page_order(listings: Rows, truth: list[dict[str, Any]]) -> None:
    assert list(listings) == [(each["page"], each["ordinal"]) for each in truth]


def test_titles_are_as_printed(listings: Rows, truth: list[dict[str, Any]]) -> None:
    for each in truth:
        printed = _folded(listings[each["page"], each["ordinal"]]["title"])
        assert printed in (each["title"], f"{each['title']} ({each['year']})")


def test_each_entry_begins_on_its_line(listings: Rows, truth: list[dict[str, Any]]) -> None:
    for each in truth:
        locator = listings[each["page"], each["ordinal"]]["title_locator"]
        assert locator.split("-")[0] == f"L{each['line']}"


@pytest.mark.parametrize(
    ("role", "name"),
    [("country", "raw_countries"), ("region", "raw_regions"), ("authors", "raw_authors")],
)
def test_raw_labels_are_as_the_page_cuts_them(
    role: str, name: str, listings: Rows, truth: list[dict[str, Any]]
) -> None:
    for each in truth:
        assert _values(listings[each["page"], each["ordinal"]], role) == each[name]


def test_an_empty_label_is_kept(listings: Rows, truth: list[dict[str, Any]]) -> None:
    for each in truth:
        fields = listings[each["page"], each["ordinal"]]["fields"]
        found = any(field["role"] == "category" for field in fields)
        assert found == each["category_label_present"]


def test_abstracts_go_from_their_first_word_to_their_last(
    listings: Rows, truth: list[dict[str, Any]]
) -> None:
    for each in truth:
        abstract = _absent(listings[each["page"], each["ordinal"]]["abstract"])
        paragraphs = abstract.split("\n\n") if abstract else []
        assert len(paragraphs) == each["abstract_paragraphs"], (each["page"], each["ordinal"])
        if abstract:
            text = _folded(abstract)
            first, last = paragraphs[0].lstrip("-•– "), paragraphs[-1]
            assert first.startswith(each["abstract_starts"]), (text[:60], each["abstract_starts"])
            assert last.endswith(each["abstract_ends"]), (text[-60:], each["abstract_ends"])


# -------------------------------------------------------------------- mentions, field by field


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("title", "title"),
        ("year", "year"),
        ("month", "month"),
        ("series", "series"),
        ("country_codes", "stated_countries"),
        ("region_codes", "stated_regions"),
        ("is_worldwide", "worldwide"),
        ("availability", "availability"),
    ],
)
def test_values_are_in_standard_form(
    column: str, name: str, mentions: Rows, truth: list[dict[str, Any]]
) -> None:
    for each in truth:
        found = mentions[each["page"], each["ordinal"]][column]
        found = list(found) if isinstance(found, list) else _absent(found)
        if column == "availability" and found is not None:
            found = sorted(found, key=["print", "pdf"].index)
        assert found == each[name], (each["page"], each["ordinal"])


def test_contributors_are_people_or_organisations(
    mentions: Rows, truth: list[dict[str, Any]]
) -> None:
    for each in truth:
        found = mentions[each["page"], each["ordinal"]]["contributors"]
        shown = [{key: one[key] for key in ("kind", "name", "given")} for one in found]
        assert shown == each["authors"], (each["page"], each["ordinal"])


def test_editions_are_one_per_language(mentions: Rows, truth: list[dict[str, Any]]) -> None:
    for each in truth:
        found = mentions[each["page"], each["ordinal"]]["editions"]
        shown = [{key: one[key] for key in ("language", "isbn", "pages", "year")} for one in found]
        assert shown == each["editions"], (each["page"], each["ordinal"])


def test_prices_have_an_amount_and_a_currency(mentions: Rows, truth: list[dict[str, Any]]) -> None:
    for each in truth:
        row = mentions[each["page"], each["ordinal"]]
        amount, currency = _absent(row["price_amount"]), _absent(row["price_currency"])
        assert ({"currency": currency, "amount": amount} if currency else None) == each["price"]


def test_identifiers_are_in_standard_form(
    curated: Path, mentions: Rows, truth: list[dict[str, Any]]
) -> None:
    rows = pipeline.load("identifiers", root=curated)
    for each in truth:
        mention_id = mentions[each["page"], each["ordinal"]]["mention_id"]
        mine = rows[(rows.mention_id == mention_id) & rows.scheme.isin(["isbn", "issn"])]
        found = {(row.scheme, row.value, bool(row.is_electronic)) for row in mine.itertuples()}
        assert found == {
            (one["scheme"], one["value"], one.get("electronic", False))
            for one in each["identifiers"]
        }


@pytest.mark.parametrize(
    ("basis", "name"), [("title", "title_countries"), ("abstract", "abstract_countries")]
)
def test_countries_named_in_running_text_are_covered(
    basis: str,
    name: str,
    curated: Path,
    mentions: Rows,
    truth: list[dict[str, Any]],
) -> None:
    coverage = pipeline.load("coverage", root=curated)
    coverage = coverage[
        (coverage.basis == basis) & (coverage.scheme.str.startswith(("iso", "user")))
    ]
    for each in truth:
        mention_id = mentions[each["page"], each["ordinal"]]["mention_id"]
        same = [
            other[name]
            for other in truth
            if mentions[other["page"], other["ordinal"]]["mention_id"] == mention_id
        ]
        found = set(coverage[coverage.mention_id == mention_id].place_code)
        assert found == set().union(*same), (each["page"], each["ordinal"])


def test_a_former_country_names_its_successors(curated: Path) -> None:
    coverage = pipeline.load("coverage", root=curated)
    antilles = coverage[coverage.place_code == "ANHH"]
    assert set(antilles.scheme) == {"iso3166-3"}
    assert all(set(codes) == {"BQ", "CW", "SX"} for codes in antilles.successor_codes)


def test_the_citation_poured_into_authors_is_an_unknown(curated: Path) -> None:
    unknowns = pipeline.load("unknowns", root=curated)
    assert len(unknowns[unknowns.kind == "contributor"]) == 1


# --------------------------------------------------------------------------------- works, pairs


def _pairs(shared: Path) -> Iterator[dict[str, str]]:
    with (shared / "truth" / "pairs.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_pairs_are_merged_asked_or_apart_as_they_are(
    curated: Path, shared: Path, mentions: Rows
) -> None:
    pairs = pipeline.load("pairs", root=curated)
    asked = {
        (row.left_mention_id, row.right_mention_id)
        for row in pairs[pairs.band == "review"].itertuples()
    }
    for pair in _pairs(shared):
        left = mentions[pair["left_page"], int(pair["left_ordinal"])]
        right = mentions[pair["right_page"], int(pair["right_ordinal"])]
        ids = tuple(sorted((left["mention_id"], right["mention_id"])))
        merged = left["work_id"] == right["work_id"]
        if pair["expected"] == "auto":
            assert merged, pair
        elif pair["expected"] == "auto_or_review":
            assert merged or ids in asked, pair
        else:
            assert not merged, pair


def test_there_are_as_many_works_as_there_are(curated: Path) -> None:
    assert len(pipeline.load("works", root=curated)) == 59


# ------------------------------------------------------------------------------------ accounting


def test_every_line_is_claimed_or_unknown(curated: Path, seeds: Path) -> None:
    claims = pipeline.load("claims", root=curated)
    pages = {row["page"]: row["snapshot_sha256"] for row in _rows("listings", curated)}
    for page, sha256 in pages.items():
        accounted: set[int] = set()
        for locator in claims[claims.snapshot_sha256 == sha256].locator:
            for part in locator.split(";"):
                first, _, last = part.replace("L", "").partition("-")
                accounted |= set(range(int(first), int(last or first) + 1))
        lines = (seeds / page).read_text(encoding="utf-8").split("\n")
        wanted = {number for number, line in enumerate(lines, 1) if line.strip()}
        assert wanted <= accounted, (page, sorted(wanted - accounted))


def test_the_release_is_whole(curated: Path) -> None:
    assert verify.verify(versions.resolve(root=curated)) == []


def test_pandas_reads_the_works_in_one_line(curated: Path) -> None:
    works = pd.read_parquet(curated / "latest" / "works.parquet")
    assert works.work_id.is_unique


# ------------------------------------------------------------- order, names, nights, crashes


def test_shuffled_and_renamed_pages_change_nothing(
    curated: Path, seeds: Path, tmp_path: Path
) -> None:
    pages = sorted(seeds.iterdir())
    random.Random(7).shuffle(pages)
    other = tmp_path / "pages"
    for number, page in enumerate(pages):
        (other / str(number % 2)).mkdir(parents=True, exist_ok=True)
        shutil.copy(page, other / str(number % 2) / f"{number:03}-renamed.html")
    _run(other, tmp_path / "curated")
    first, second = (
        manifest.read(versions.resolve(root=root)).content_digest
        for root in (curated, tmp_path / "curated")
    )
    assert first == second


def test_a_second_run_makes_no_release(seeds: Path, tmp_path: Path) -> None:
    assert _run(seeds, tmp_path).published
    again = _run(seeds, tmp_path)
    assert not again.published
    assert "Nothing new" in again.summary
    assert versions.releases(tmp_path) == [again.version]


def test_a_page_nobody_claims_is_set_aside_and_the_run_goes_on(seeds: Path, tmp_path: Path) -> None:
    pages = shutil.copytree(seeds, tmp_path / "pages")
    (pages / "shopping.txt").write_text("Milk\nBread\nTwo lemons\n", encoding="utf-8")
    (pages / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    outcome = _run(pages, tmp_path / "curated")
    assert outcome.published
    assert "shopping.txt" in outcome.summary
    assert len(pipeline.load("listings", root=tmp_path / "curated")) == 68


def test_the_same_pages_the_next_day_keep_their_ids(seeds: Path, tmp_path: Path) -> None:
    _run(seeds, tmp_path)
    before = pipeline.load("mentions", root=tmp_path).set_index("mention_id").work_id
    some = tmp_path / "some"
    some.mkdir()
    for page in sorted(seeds.iterdir())[1:]:
        shutil.copy(page, some)
    _run(some, tmp_path)
    after = pipeline.load("mentions", root=tmp_path).set_index("mention_id").work_id
    kept = after.index.intersection(before.index)
    assert (before[kept] == after[kept]).all()


@pytest.mark.parametrize(
    "after", [2.0, *(pytest.param(late, marks=pytest.mark.heavy) for late in (1.0, 3.0))]
)
def test_a_killed_run_leaves_latest_on_a_whole_release(
    after: float, curated: Path, seeds: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(curated, tmp_path / "curated", symlinks=True)
    few = tmp_path / "few"
    few.mkdir()
    for page in sorted(seeds.iterdir())[1:]:
        shutil.copy(page, few)
    command = [*COLLATE, "run", "--plain", "--pages", str(few), "--curated", str(copy)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert verify.verify((copy / "latest").resolve()) == []
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout
    assert verify.verify((copy / "latest").resolve()) == []
    assert len(pipeline.load("listings", root=copy)) == 63


@pytest.mark.heavy
def test_two_runs_at_once_do_not_mix(seeds: Path, tmp_path: Path) -> None:
    command = [*COLLATE, "run", "--plain", "--pages", str(seeds), "--curated", str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = sorted(process.communicate()[0].splitlines()[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert told[0].startswith("Nothing new")
    assert len(versions.releases(tmp_path)) == 1


def test_a_decision_is_honoured_by_the_next_run(seeds: Path, curated: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(curated, tmp_path / "curated", symlinks=True)
    mentions = pipeline.load("mentions", root=copy)
    merged = mentions[mentions.work_id.duplicated(keep=False)].sort_values("work_id")
    left, right = merged.mention_id.iloc[0], merged.mention_id.iloc[1]
    decide = [*COLLATE, "decide", left, right, "different", "--because", "two printings"]
    subprocess.run([*decide, "--steward", "s", "--curated", str(copy)], check=True)
    _run(seeds, copy)
    now = pipeline.load("mentions", root=copy).set_index("mention_id").work_id
    assert now[left] != now[right]


def test_judgements_taken_out_of_the_log_are_missed(
    seeds: Path, curated: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(curated, tmp_path / "curated", symlinks=True)
    left, right = sorted(pipeline.load("mentions", root=copy).mention_id)[:2]
    decide = [*COLLATE, "decide", left, right, "different", "--because", "two works"]
    subprocess.run([*decide, "--steward", "s", "--curated", str(copy)], check=True)
    assert "lacks" not in _run(seeds, copy).summary
    (copy / "decisions.csv").write_bytes(b"")
    assert "decisions.csv lacks 1 of the judgements" in _run(seeds, copy).summary
    told = subprocess.run(
        [*COLLATE, "doctor", "--curated", str(copy)], check=False, capture_output=True, text=True
    )
    assert "lacks 1 of the judgements" in told.stdout + told.stderr


def test_a_release_can_be_made_again(curated: Path) -> None:
    version = versions.latest(curated)
    command = [*COLLATE, "replay", str(version), "--curated", str(curated)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "says the same" in done.stdout


def test_the_doctor_finds_nothing_wrong_and_then_what_is(curated: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(curated, tmp_path / "curated", symlinks=True)
    command = [*COLLATE, "doctor", "--curated", str(copy)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    works = (copy / "latest" / "works.parquet").resolve()
    pq.write_table(pq.read_table(works).slice(1), works)
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "works.parquet" in done.stdout


def test_wrong_use_is_said_with_code_2(tmp_path: Path) -> None:
    command = [*COLLATE, "run", "--plain", "--pages", str(tmp_path / "nowhere")]
    environment = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(
        [*command, "--curated", str(tmp_path / "c")],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == 2
    assert "is not there" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_pages_another_folder_of_releases_is_made_from_raw(tmp_path: Path) -> None:
    command = [*COLLATE, "run", "--plain", "--curated", str(tmp_path / "c")]
    project = Path(__file__).parent.parent
    subprocess.run(command, check=True, cwd=project, capture_output=True)
    assert len(pipeline.load("listings", root=tmp_path / "c")) >= 74
    assert not (tmp_path / "c" / "raw").exists()


@pytest.mark.heavy
@pytest.mark.flow
def test_prefect_makes_the_same_release(curated: Path, seeds: Path, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("collate")), "run", "--pages", str(seeds)]
    environment = {**os.environ, "PREFECT_HOME": str(tmp_path / "prefect")}
    when = ["--as-of", NIGHT.isoformat()]
    subprocess.run([*command, *when, "--curated", str(tmp_path / "c")], check=True, env=environment)
    ours, theirs = (
        manifest.read(versions.resolve(root=root)).content_digest
        for root in (curated, tmp_path / "c")
    )
    assert ours == theirs
