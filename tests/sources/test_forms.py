"""The project's own pages in every form of HTML: the entries are the same."""

from collections.abc import Callable

import pytest

from pipeline.model import Reading
from pipeline.sources import read_page
from tests.sources import forms
from tests.sources.pages import HERE, file, html, said

CARDS = read_page(file(HERE / "iom_topics" / "protection" / "page.txt"))
PROSE = [
    read_page(file(HERE / "icat_publications" / "publications" / "page.txt")),
    read_page(file(HERE / "iom_catalogue" / "page_breaks" / "page.txt")),
]


@pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.__name__)
def test_cards_say_the_same_in_every_form(form: Callable[[forms.Card], str]) -> None:
    page = forms.page("Protection", "".join(map(form, forms.cards(CARDS))))
    assert said(html(page)) == said(CARDS)


@pytest.mark.parametrize("form", forms.PROSE_FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("expected", PROSE, ids=lambda reading: reading.source)
def test_prose_says_the_same_in_every_form(
    expected: Reading, form: Callable[[forms.Prose], str]
) -> None:
    page = forms.page("Publications", "".join(map(form, forms.proses(expected))))
    assert said(html(page)) == said(expected)


def test_a_table_with_a_row_per_publication_is_read_by_its_columns() -> None:
    rows = "".join(
        f"<tr><td>{year}</td><td>{title}</td><td>Albania, Serbia</td><td>Europe</td></tr>"
        for year, title in ((2014, "First Title"), (2015, "Second Title"))
    )
    head = "<tr><th>Year</th><th>Title</th><th>Country</th><th>Region</th></tr>"
    found = html(f"<h1>Publications</h1><table>{head}{rows}</table>")
    assert [entry.title for entry in found.entries] == ["First Title", "Second Title"]
    assert [[(field.role, field.values) for field in entry.fields] for entry in found.entries] == [
        [("year", (year,)), ("country", ("Albania", "Serbia")), ("region", ("Europe",))]
        for year in ("2014", "2015")
    ]
