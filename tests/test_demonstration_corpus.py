"""The pages that ship in `raw/` are whole, and each is read as it was written."""

import hashlib
import json
import re
import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline import sources
from pipeline.ingest import snapshots
from pipeline.model import Reading, Snapshot
from pipeline.run import run
from pipeline.stages import Request

RAW = Path(__file__).resolve().parent.parent / "raw"

# Page: how many entries it lists, the first and the last of them, and what stays unread.
PAGES: dict[str, tuple[int, str, str, frozenset[str]]] = {
    "assessments-and-studies.html": (
        8,
        "Beneath the Surface -Methodological Issues in Research and Data Collection with Assisted"
        " Trafficking Victims",
        "Reference Guide on Protecting the Rights of Child Victims of Trafficking in Europe",
        frozenset(),
    ),
    "capacity-building.html": (
        8,
        "Harnessing Accumulated Knowledge to Respond to Trafficking in Persons: A Toolkit for"
        " Guidance in Designing and Evaluating Counter-Trafficking Programmes",
        "Trafficked at Sea: The Exploitation of Ukrainian Seafarers and Fishers",
        frozenset(),
    ),
    "counter-trafficking-toolkits.txt": (
        5,
        "Toolkit to Combat Trafficking in Persons",
        "IOM Handbook on Protection and Assistance for Migrants Vulnerable to Violence,"
        " Exploitation and Abuse",
        frozenset({"Sales Number"}),
    ),
    "icat-issue-briefs.html": (
        7,
        "Issue Brief 12 - Addressing vulnerabilities to trafficking in persons",
        "Pivoting Toward the Evidence: Building Effective Counter-trafficking Responses Using"
        " Accumulated Knowledge and a Shared Approach to Monitoring, Evaluation, and Learning"
        " (2016)",
        frozenset(),
    ),
    "icat-publications.txt": (
        6,
        "A Toolkit for Guidance in Designing and Evaluating Counter-Trafficking Programmes",
        "The International Legal Frameworks concerning Trafficking in Persons (2012)",
        frozenset(),
    ),
    "iom-migration-catalogue.html": (
        11,
        "N°34 – Glossary on Migration",
        "N°1 – Glossary on Migration",
        frozenset(),
    ),
    "iom-trafficking-catalogue.txt": (
        15,
        "Trafficking in Human Beings and Smuggling of Migrants in ACP Countries: Key Challenges"
        " and Ways Forward",
        "MRS° 36 - Trafficking of men – a trend less considered : The case of Belarus and Ukraine",
        frozenset(),
    ),
    "protection-in-crises.html": (
        4,
        "Institutional Framework for Addressing Gender-Based Violence in Crises",
        "Trata de personas con fines de explotación laboral en Centroamérica: Guatemala",
        frozenset(),
    ),
    "reports-and-research.txt": (
        10,
        "Profits and Poverty: The Economics of Forced Labour",
        "Glossary on Migration",
        frozenset(),
    ),
}
KEYS = {"charset", "fetched_at", "media_type", "page", "previous", "sha256", "size", "url"}
EXTENSIONS = {"text/plain": "txt", "text/html": "html", "application/pdf": "pdf"}


def sidecar(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_bytes())
    assert isinstance(found, dict)
    return found


SIDECARS = {path.stem[:12]: path for path in sorted(RAW.glob("*/*.json"))}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Snapshot]:
    """The corpus by page name; pages that a run added beside it are left out."""
    found, _ = snapshots.current(RAW)
    return {snapshot.page: snapshot for snapshot in found if snapshot.page in PAGES}


@cache
def reading(page: str) -> Reading:
    found, _ = snapshots.current(RAW)
    return sources.read_page(next(snapshot for snapshot in found if snapshot.page == page))


@pytest.mark.parametrize("path", SIDECARS.values(), ids=SIDECARS.keys())
def test_a_sidecar_says_what_its_page_is(path: Path) -> None:
    found = sidecar(path)
    body = path.with_suffix("." + EXTENSIONS[found["media_type"]]).read_bytes()
    assert found.keys() == KEYS
    assert path.stem == found["sha256"] == hashlib.sha256(body).hexdigest()
    assert found["size"] == len(body)


@pytest.mark.parametrize("path", SIDECARS.values(), ids=SIDECARS.keys())
def test_a_sidecar_is_written_in_one_form(path: Path) -> None:
    as_written = json.dumps(sidecar(path), indent=2, sort_keys=True) + "\n"
    assert path.read_text(encoding="utf-8") == as_written


def test_nothing_but_pages_and_sidecars_is_there() -> None:
    files = {path.relative_to(RAW).as_posix() for path in RAW.rglob("*") if path.is_file()}
    named = re.compile(r"[a-z]+/(?P<sha256>[0-9a-f]{64})\.(?:txt|html|pdf|json)")
    strange = {name for name in files if not named.fullmatch(name)}
    stems = [found["sha256"] for name in files if (found := named.fullmatch(name))]
    assert {name for name in strange if not name.endswith("/sightings.jsonl")} == {
        "README.md",
        ".gitattributes",
    }
    assert {stems.count(stem) for stem in stems} == {2}


def test_every_page_of_the_corpus_is_there_and_whole(shipped: dict[str, Snapshot]) -> None:
    _, damaged = snapshots.current(RAW)
    assert shipped.keys() == PAGES.keys()
    assert not damaged


def test_the_explanation_names_every_page() -> None:
    told = (RAW / "README.md").read_text(encoding="utf-8")
    assert [page for page in PAGES if f"`{page}`" not in told] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_lists_what_it_was_written_to_list(page: str) -> None:
    count, first, last, _ = PAGES[page]
    titles = [entry.title for entry in reading(page).entries]
    assert (len(titles), titles[0], titles[-1]) == (count, first, last)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_unread_but_what_was_meant_to_be(page: str) -> None:
    unread = {unknown.text for unknown in reading(page).unread}
    assert unread == PAGES[page][3]


def test_a_page_in_another_charset_is_read_letter_by_letter() -> None:
    titles = [entry.title for entry in reading("protection-in-crises.html").entries]
    assert titles[2] == (
        "Traite des Êtres Humains et Trafic de Migrants dans les pays ACP : Défis et voies à suivre"
    )


def test_a_paragraph_that_a_page_break_cuts_in_two_is_one() -> None:
    catalogue = reading("iom-trafficking-catalogue.txt").entries
    cut = {entry.title: entry.abstract for entry in catalogue}
    assessment = cut["Needs Assessment: Human Trafficking in the Western Balkans"]
    assert assessment.count("\n\n") == 2


# --------------------------------------------------------- what `raw/README.md` says it shows

Place = tuple[str, int]  # a page and an entry's place on it, from 1

STUDIES = "assessments-and-studies.html"
CAPACITY = "capacity-building.html"
TOOLKITS = "counter-trafficking-toolkits.txt"
BRIEFS = "icat-issue-briefs.html"
ICAT = "icat-publications.txt"
MIGRATION = "iom-migration-catalogue.html"
TRAFFICKING = "iom-trafficking-catalogue.txt"
CRISES = "protection-in-crises.html"
REPORTS = "reports-and-research.txt"

ONE_WORK: dict[str, tuple[Place, Place]] = {
    "a card on two topic pages": ((TOOLKITS, 3), (CAPACITY, 1)),
    "an entry on two pages of headed prose": ((ICAT, 3), (BRIEFS, 6)),
    "title and abstract are the same": ((CAPACITY, 2), (TRAFFICKING, 1)),
    "a colon is missing": ((CAPACITY, 3), (TRAFFICKING, 14)),
    "a subtitle is added": ((CAPACITY, 4), (TRAFFICKING, 12)),
    "the abstract goes on longer": ((CAPACITY, 7), (TRAFFICKING, 5)),
    "a year apart": ((CAPACITY, 8), (TRAFFICKING, 9)),
    "title case": ((STUDIES, 1), (TRAFFICKING, 13)),
    "in French": ((STUDIES, 6), (MIGRATION, 5)),
    "a wrong check digit": ((STUDIES, 7), (MIGRATION, 4)),
    "in Spanish": ((CRISES, 4), (TRAFFICKING, 8)),
    "the month is added": ((CRISES, 2), (TRAFFICKING, 3)),
    "a number in the series is added": ((REPORTS, 10), (MIGRATION, 1)),
    "an identifier that lacks a digit": ((TOOLKITS, 1), (MIGRATION, 10)),
}
TWO_WORKS: dict[str, tuple[Place, Place]] = {
    "one title, ten years apart": ((REPORTS, 1), (REPORTS, 2)),
    "report and executive summary": ((REPORTS, 3), (REPORTS, 4)),
    "two volumes": ((REPORTS, 5), (REPORTS, 6)),
    "a volume and a part of the next": ((REPORTS, 6), (REPORTS, 7)),
    "first and second edition": ((REPORTS, 8), (REPORTS, 9)),
    "two glossaries": ((MIGRATION, 1), (MIGRATION, 11)),
    "two photo novellas": ((MIGRATION, 6), (MIGRATION, 7)),
    "one printed title, two works": ((MIGRATION, 2), (MIGRATION, 3)),
    "report and briefing": ((TRAFFICKING, 3), (TRAFFICKING, 4)),
    "handbook and facilitator's guide": ((TRAFFICKING, 10), (TRAFFICKING, 14)),
    "handbook on a card and facilitator's guide": ((CAPACITY, 3), (TRAFFICKING, 10)),
    "one subtitle, two studies": ((TRAFFICKING, 11), (TRAFFICKING, 12)),
    "two papers of one series": ((TRAFFICKING, 6), (TRAFFICKING, 7)),
    "two numbers of one series": ((BRIEFS, 3), (BRIEFS, 4)),
    "two needs assessments": ((TOOLKITS, 4), (CAPACITY, 7)),
    "assessment and training guide": ((STUDIES, 3), (CAPACITY, 5)),
}
ASKED: dict[str, tuple[Place, Place]] = {
    "only the subtitle is printed": ((ICAT, 1), (TOOLKITS, 3)),
    "the neighbour's title is printed": ((STUDIES, 2), (MIGRATION, 3)),
}
UNKNOWNS = {
    ("place", "Puntland State"),
    ("place", "Central Mediterranean Route"),
    ("label", "Sales Number"),
    ("identifier", "ISBN 978-92-9068-721-5"),
    ("identifier", "ISBN 978-92-133789-1"),
}


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration")
    for path in SIDECARS.values():
        if (found := sidecar(path))["page"] in PAGES:
            (folder / "raw" / path.parent.name).mkdir(parents=True, exist_ok=True)
            for part in (path, path.with_suffix("." + EXTENSIONS[found["media_type"]])):
                shutil.copy(part, folder / "raw" / path.parent.name / part.name)
    night = datetime(2026, 11, 21, 2, tzinfo=UTC)
    run(Request(as_of=night, raw=folder / "raw", curated=folder / "curated"))
    return folder / "curated"


@pytest.fixture(scope="module")
def mention_of(curated: Path) -> dict[Place, str]:
    listings = pipeline.load("listings", root=curated)
    places = zip(listings["page"], listings["ordinal"], strict=True)
    return dict(zip(places, listings["mention_id"], strict=True))


@pytest.fixture(scope="module")
def work_of(curated: Path) -> dict[str, str]:
    mentions = pipeline.load("mentions", root=curated)
    return dict(zip(mentions["mention_id"], mentions["work_id"], strict=True))


@pytest.mark.parametrize("pair", ONE_WORK.values(), ids=ONE_WORK)
def test_entries_of_one_work_are_merged(
    pair: tuple[Place, Place], mention_of: dict[Place, str], work_of: dict[str, str]
) -> None:
    left, right = (work_of[mention_of[place]] for place in pair)
    assert left == right


@pytest.mark.parametrize("pair", TWO_WORKS.values(), ids=TWO_WORKS)
def test_look_alikes_stay_apart(
    pair: tuple[Place, Place], mention_of: dict[Place, str], work_of: dict[str, str]
) -> None:
    left, right = (work_of[mention_of[place]] for place in pair)
    assert left != right


@pytest.mark.parametrize("pair", ASKED.values(), ids=ASKED)
def test_doubtful_pairs_are_merged_or_asked_about(
    pair: tuple[Place, Place],
    curated: Path,
    mention_of: dict[Place, str],
    work_of: dict[str, str],
) -> None:
    left, right = sorted(mention_of[place] for place in pair)
    pairs = pipeline.load("pairs", root=curated)
    asked = pairs[pairs["band"] == "review"]
    waiting = {frozenset(ids) for ids in asked[["left_mention_id", "right_mention_id"]].values}
    assert work_of[left] == work_of[right] or frozenset((left, right)) in waiting


def test_what_nobody_could_read_goes_to_the_steward(curated: Path) -> None:
    unknowns = pipeline.load("unknowns", root=curated)
    found = set(zip(unknowns["kind"], unknowns["text"], strict=True))
    assert UNKNOWNS - found == set()


def test_sources_that_disagree_on_a_year_are_a_conflict(
    curated: Path, mention_of: dict[Place, str], work_of: dict[str, str]
) -> None:
    conflicts = pipeline.load("conflicts", root=curated)
    years = conflicts[conflicts["field"] == "year"]
    at_sea = years[years["work_id"] == work_of[mention_of[CAPACITY, 8]]]
    assert {"2012", "2013"} <= {*at_sea["kept"], *at_sea["lost"]}


def test_report_and_briefing_are_versions_of_each_other(
    curated: Path, mention_of: dict[Place, str], work_of: dict[str, str]
) -> None:
    relations = pipeline.load("relations", root=curated)
    versions = relations[relations["kind"] == "version"]
    related = {frozenset(ids) for ids in versions[["left_work_id", "right_work_id"]].values}
    report, briefing = (work_of[mention_of[TRAFFICKING, ordinal]] for ordinal in (3, 4))
    assert frozenset((report, briefing)) in related
