"""The pages that ship in `raw/` are whole, and each is read as it was written."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline import sources
from pipeline.ingest import snapshots
from pipeline.model import Reading, Snapshot

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
