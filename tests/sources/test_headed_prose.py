"""Headings with prose as others print them: years, series, translations, lists."""

import pytest

from pipeline.model import Entry
from pipeline.sources import lines
from tests.sources.pages import html, text

PROSE = "This study looks at how the subject developed and at what countries can learn from it."


def fields(entry: Entry) -> list[tuple[str, tuple[str, ...]]]:
    return [(field.role, field.values) for field in entry.fields]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("ICAT Issue Brief 01, 10/2016", "series"),
        ("UNODC Issue Paper No. 3, May 2015", "series"),
        ("Nota informativa N.º 1, octubre de 2016", "series"),
        ("Document d'information nº 4, octobre 2016", "series"),
        ("Выпуск № 2, октябрь 2016", "series"),
        ("Click here for the Russian version.", "language_link"),
        ("Also available in French, Spanish and Arabic", "language_link"),
        ("Cliquez ici pour la version anglaise", "language_link"),
        ("Haga clic aquí para la versión en inglés", "language_link"),
        ("Русская версия", "language_link"),
        ("English | Français | Español", "language_link"),
        ("October 2016", "date"),
        ("10/2016", "date"),
        ("Read more", ""),
        ("Handbook 2016", ""),
        ("The Next Decade: Promoting Common Priorities", ""),
        ("It tells of 3 ways in which notes on the Russian economy were read then.", ""),
    ],
)
def test_lines_under_a_heading_have_roles(line: str, role: str) -> None:
    assert lines.role(line, "paragraph") == role


def test_years_months_and_spans_in_brackets_are_fields_and_stay_in_the_title() -> None:
    found = text(
        f"Resources\nFirst title on something (March 2016)\n{PROSE}\n"
        "Second Title on Something [2015]\n"
        f"{PROSE}\n- one\n- two\n{PROSE}\nThird title on something (2012-2013)\n{PROSE}\n"
    )
    assert [(entry.title, fields(entry)) for entry in found.entries] == [
        ("First title on something (March 2016)", [("date", ("March 2016",))]),
        ("Second Title on Something [2015]", [("year", ("2015",))]),
        ("Third title on something (2012-2013)", [("year", ("2012-2013",))]),
    ]
    assert found.entries[1].abstract == f"{PROSE}\n\n- one\n\n- two\n\n{PROSE}"


def test_a_title_without_a_year_is_known_by_what_follows() -> None:
    found = text(
        "Publicaciones\nLa trata de personas y el tráfico ilícito de migrantes: diferencias\n"
        "Nota informativa N.º 1, octubre de 2016\nHaga clic aquí para ver la versión en inglés.\n"
        "Guía para la protección de las víctimas (2015)\n"
        "Esta guía reúne la experiencia de varios.\n"
    )
    assert [fields(entry) for entry in found.entries] == [
        [
            ("series", ("Nota informativa N.º 1, octubre de 2016",)),
            ("language_link", ("Haga clic aquí para ver la versión en inglés.",)),
        ],
        [("year", ("2015",))],
    ]


def test_headings_of_groups_and_of_the_page_are_no_entries() -> None:
    found = html(
        f"<h1>Publications</h1><h2>Papers</h2><h3>One title (2015)</h3><p>{PROSE}</p>"
        f"<h2>Briefs</h2><h3>Other title (2014)</h3><p>{PROSE}</p>"
        f"<h3>Third (2013)</h3><p>{PROSE}</p>"
    )
    assert [entry.title for entry in found.entries] == [
        "One title (2015)",
        "Other title (2014)",
        "Third (2013)",
    ]


def test_dates_over_their_titles_are_those_of_the_titles_under_them() -> None:
    cards = [(f"{n} March 201{n}", f"Title {n} of a Study of Work") for n in range(1, 5)]
    over = "".join(f"<p>{day}</p><h3>{title}</h3><p>{PROSE}</p>" for day, title in cards)
    under = "".join(f"<h3>{title}</h3><p>{PROSE}</p><p>{day}</p>" for day, title in cards)
    updated = "<p>9 May 2020</p>"
    for body in (over, under, updated + under):
        found = html(f"<h1>Publications</h1>{body}")
        said = [(entry.title, fields(entry)) for entry in found.entries]
        assert said == [(title, [("date", (day,))]) for day, title in cards]
        assert {entry.abstract for entry in found.entries} == {PROSE}
