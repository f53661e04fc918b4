"""A catalogue says the same as a PDF as it does as text, however it is set."""

from pathlib import Path

import pytest

from pipeline.sources import read_page
from tests.sources.forms import cards
from tests.sources.pages import HERE, file, pdf
from tests.sources.printed import Print
from tests.sources.printed import pdf as printed

CATALOGUE = HERE / "iom_catalogue" / "page_breaks" / "page.txt"


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_catalogue_in_columns_has_the_listings_of_its_text(columns: int) -> None:
    wanted = cards(read_page(file(CATALOGUE)))
    body = printed(wanted, Print(columns=columns, justified=columns == 2, title_size=12))
    assert cards(pdf(body)) == wanted


@pytest.mark.seeds
@pytest.mark.parametrize("columns", [1, 2])
def test_the_real_catalogue_has_its_titles_and_imprints_as_a_pdf(columns: int, seeds: Path) -> None:
    (page,) = seeds.glob("004_*")
    wanted = cards(read_page(file(page)))
    style = Print(columns=columns, title_size=12, head="Publications", justified=columns == 2)
    found = cards(pdf(printed(wanted, style)))
    assert [card.title for card in found] == [card.title for card in wanted]
    assert [card.fields for card in found] == [card.fields for card in wanted]
    # A paragraph that ends with a full line looks as one that a page break cut.
    same = sum(a.paragraphs == b.paragraphs for a, b in zip(found, wanted, strict=True))
    assert same >= len(wanted) - 3
