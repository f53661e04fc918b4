from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalise.titles import bracketed_year, parts, printed, series_line, series_name


@pytest.mark.parametrize(
    ("title", "expected", "year"),
    [
        ("Addressing Demand (2014)", "Addressing Demand", 2014),
        ("Addressing  Demand\n(2014) ", "Addressing Demand", 2014),
        ("Addressing Demand [2014]", "Addressing Demand", 2014),
        ("Trafficked at sea 2012", "Trafficked at sea 2012", None),
        ("Legal Review (Second Edition)", "Legal Review (Second Edition)", None),
        ("Room (1234)", "Room (1234)", None),
        ("(2014)", "(2014)", 2014),
        ("Needs Assessment Tool:Response", "Needs Assessment Tool:Response", None),
        ("", "", None),
    ],
)
def test_the_printed_title_loses_white_space_and_a_bracketed_year_only(
    title: str, expected: str, year: int | None
) -> None:
    assert printed(title) == expected
    assert bracketed_year(title) == year


PARTS: list[tuple[str, dict[str, Any]]] = [
    ("MRS° 36 - Trafficking of men", {"series": "MRS 36", "core": "Trafficking of men"}),
    ("N°24 – Rights, Residence", {"series": "24", "core": "Rights, Residence"}),
    ("MRS N°12 - Migration", {"series": "MRS 12", "number": "12", "core": "Migration"}),
    ("IMR No. 24 – Migration", {"series": "IMR 24", "core": "Migration"}),
    (
        "Migration Research Series 36: Men",
        {"series": "Migration Research Series 36", "core": "Men"},
    ),
    ("Legal Review (Second Edition)", {"edition": "Second Edition", "core": "Legal Review"}),
    ("Legal Review (2nd ed.)", {"edition": "2nd ed.", "core": "Legal Review"}),
    ("Legal Review - Third revised edition", {"edition": "Third revised edition"}),
    ("Guía (segunda edición)", {"edition": "segunda edición", "core": "Guía"}),
    ("Guide (deuxième édition)", {"edition": "deuxième édition", "core": "Guide"}),
    ("Trafficked at sea 2012", {"year": 2012, "month": None, "core": "Trafficked at sea"}),
    ("Fishers in South Africa, 2014", {"year": 2014, "core": "Fishers in South Africa"}),
    (
        "In Times of Crisis I December 2015",
        {"year": 2015, "month": 12, "core": "In Times of Crisis"},
    ),
    ("Crisis | July 2015", {"year": 2015, "month": 7, "core": "Crisis"}),
    ("Crisis (October 2016)", {"year": 2016, "month": 10, "core": "Crisis"}),
    ("Manual (French version)", {"language": "fr", "core": "Manual"}),
    ("Manual (Russian)", {"language": "ru"}),
    ("World Report 2014 (Russian)", {"language": "ru", "year": 2014, "core": "World Report"}),
    ("Agenda 2030", {"year": None, "core": "Agenda 2030"}),
    ("Migrants in 2012", {"year": None}),
    ("Rights, 2000-2010", {"year": None, "core": "Rights, 2000-2010"}),
    (
        "Migrants (Training Guide)",
        {"edition": None, "language": None, "core": "Migrants (Training Guide)"},
    ),
    ("COVID-19 - Response", {"series": None, "core": "COVID-19 - Response"}),
    ("2016", {"year": None, "core": "2016"}),
    ("  Foo – bar | ", {"core": "Foo - bar"}),
    (
        "Migration Research Series, No. 24: Men",
        {"series": "Migration Research Series 24", "core": "Men"},
    ),
    ("IOM Migration Research Series, 36. Men", {"series": "IOM Migration Research Series 36"}),
    ("Issue Brief #7 Pivoting", {"series": "Issue Brief 7", "core": "Pivoting"}),
    ("Policy Brief No.4 Counting", {"series": "Policy Brief 4", "core": "Counting"}),
    ("Policy Brief No. 4 of the Committee", {"series": None}),
    ("Working Paper 12/2014: Labour", {"series": "Working Paper 12/2014", "year": None}),
    ("N.º 24 – Derechos", {"series": "24", "core": "Derechos"}),
    ("Cuadernos de Migración No. 27: Trata", {"series": "Cuadernos de Migración 27"}),
    ("Collection Études, n° 3 – La traite", {"series": "Collection Études 3"}),
    ("Arbeitspapier 7: Menschenhandel", {"series": "Arbeitspapier 7"}),
    ("World Migration Report 2018: A Summary", {"series": None}),
    ("Handbook (2nd edition, 2015)", {"edition": "2nd edition, 2015", "year": 2015}),
    ("Handbook 2nd edition 2015", {"core": "Handbook", "year": 2015}),
    ("Handbook. Third, revised edition", {"core": "Handbook", "edition": "Third, revised edition"}),
    ("Manual, 2.ª edición", {"core": "Manual", "edition": "2.ª edición"}),
    ("Toolkit – Spanish version", {"core": "Toolkit", "language": "es"}),
    ("Toolkit [PDF]", {"core": "Toolkit"}),
    ("“Trafficking at Sea”", {"core": "Trafficking at Sea"}),
    ("“At Sea”: A Report", {"core": '"At Sea": A Report'}),
    ("– Trafficking at Sea –", {"core": "Trafficking at Sea"}),
    ("Traite des Ãªtres humains", {"core": "Traite des Ãªtres humains"}),  # damage is kept
]


@pytest.mark.parametrize(("title", "expected"), PARTS, ids=[title for title, _ in PARTS])
def test_a_title_is_made_of_parts(title: str, expected: dict[str, Any]) -> None:
    found = parts(title)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "series", "year", "month"),
    [
        ("ICAT Issue Brief 01, 10/2016", "ICAT Issue Brief 01", 2016, 10),
        ("ICAT Policy Paper 2 | 2014", "ICAT Policy Paper 2", 2014, None),
        ("Issue Paper No. 3 (October 2014)", "Issue Paper 3", 2014, 10),
        ("Working Paper 12, Oct. 2016", "Working Paper 12", 2016, 10),
        ("Document de travail n° 5, mars 2012", "Document de travail 5", 2012, 3),
        ("Migration Research Series N° 36", "Migration Research Series 36", None, None),
        ("Issue Brief 7", "Issue Brief 7", None, None),
        ("10/2016", None, 2016, 10),
    ],
)
def test_a_series_line_has_a_series_and_a_date(
    text: str, series: str | None, year: int | None, month: int | None
) -> None:
    found = series_line(text)
    assert found.series == series
    assert (found.date.year if found.date else None) == year
    assert (found.date.month if found.date else None) == month


def test_series_are_named_in_one_form() -> None:
    assert series_name("MRS°", "36") == series_name(" MRS N°", "36") == "MRS 36"
    assert series_name("N", "24") == series_name("", "24") == "24"


@given(st.text(max_size=80))
def test_the_printed_title_is_found_once_and_for_all(title: str) -> None:
    assert printed(title).split() == printed(title).split()
    if bracketed_year(printed(title)) is None:
        assert printed(printed(title)) == printed(title)


PIECES = [
    "Report",
    "(2014)",
    "2012",
    "(Second Edition)",
    "N°24 –",
    "MRS 36 -",
    ":",
    "I",
    "December",
    "2015",
    "(French)",
    "|",
    "Part II",
    ",",
    "in",
    "–",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map(" ".join))
def test_parts_never_lose_the_whole_title(title: str) -> None:
    found = parts(title)
    assert found.core or not title.strip(" |·•*")
    assert parts(title.replace(" ", "  ")) == found


@given(st.text(max_size=120))
def test_any_text_is_read(title: str) -> None:
    parts(title)
    series_line(title)


def test_a_megabyte_is_read_in_reasonable_time() -> None:
    for piece in ("(2014) ", "N°24 - ", "A ", "1.", "a:"):
        parts(piece * (1_000_000 // len(piece)))
        printed(piece * (1_000_000 // len(piece)))
        series_line(piece * (1_000_000 // len(piece)))
