"""Catalogues as others print them: imprints in other orders, furniture, order forms."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Claim
from pipeline.sources import imprints
from tests.sources.pages import text

PROSE = "This study looks at how the subject developed and at what countries can learn from it."
MORE = "The second part gives recommendations for governments and examples from several regions."

IMPRINTS = [
    "2015/184 pages English Available for PDF download",
    "ISBN 978-92-9068-715-3 2015 184 pages",
    "184 p. English, French. ISBN 978-92-9068-716-0. USD 20",
    "pp. 184, 2015, E-ISBN 978-92-9068-755-9",
    "2013 English Available for PDF download",
    "Available in hardcopy and for PDF download",
    "2010/137 pages ISSN 1813-2278 English USD 30",
    "2013/103 páginas Español Disponible en formato PDF",
    "2015/76 pages, français, anglais, disponible en version papier",
    "2015, 184 Seiten, Deutsch, als PDF verfügbar",
    "2014, 120 páginas, português, disponível em PDF",
    "2015. 184 с. ISBN 978-92-9068-717-7. Русский",
    "2014/76 pages English, Albanian, Bosnia and Herzegovina, Macedonian",
]
NO_IMPRINTS = [
    "The 184 pages of this report, published in 2015, are available as PDF and in print.",
    "Trafficked at sea. The exploitation of Ukrainian seafarers and fishers 2012",
    "English for migrants: a handbook",
    "Available in French",
    "Online safety of children",
]


def catalogue(*imprints_: str) -> str:
    return "CATALOGUE\n\n" + "\n\n".join(
        f"Title {place} of the List\n\n{line}\n\n{PROSE}\n\n"
        for place, line in enumerate(imprints_)
    )


def ignored(claims: Sequence[Claim]) -> list[tuple[str, str]]:
    return [(claim.claimed_by[5:], claim.text) for claim in claims if not claim.listing]


@pytest.mark.parametrize("line", IMPRINTS)
def test_an_imprint_is_known_whatever_its_order_and_language(line: str) -> None:
    assert imprints.grade(line) == imprints.STRONG


@pytest.mark.parametrize("line", NO_IMPRINTS)
def test_a_line_that_only_holds_a_year_or_pages_is_no_imprint(line: str) -> None:
    assert imprints.grade(line) != imprints.STRONG


PIECES = (
    *(
        "ISBN",
        "e-ısbn",
        "İSBN",
        "iſsn",
        "price",
        "Precio",
        "prix",
        "preço",
        "Preis",
        "цена",
        "doi:",
    ),
    *(
        "10.1234/x",
        "2015",
        "٢٠١٥",
        "xii,",
        "pp",
        "$",
        "€",
        "available",
        "disponíveis",
        "ERHÄLTLICH",
    ),
    *(
        "als",
        "PDF",
        "e-pub",
        "ebook",
        "доступно",
        "متاح",
        "下载",
        "hard",
        "-",
        "copy",
        "épuisé",
        "free",
    ),
    *("xiv,", "lc +", "p.", "páginas:", "seiten", "с", "页数", "doi:", "https://doi.org/10.1234/x"),
    *("price", "precio", "gratis", "relié", "agotado", "also", "now", "only", "im", "zum", "out"),
    *("в", "формате", "(online)", "e", "online", "electronic", "broché", "aud", "jpy", "tip"),
    *("cd-rom", "dvd", "mobi", "Druck", "in", "print", "soft cover", "papier", "one", "of", " "),
)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=8))
def test_no_token_is_missed_for_how_it_begins(words: list[str]) -> None:
    everywhere = re.compile(
        rf"(?:\b|(?=[\d$€£¥م提可下在]))(?:{imprints._TOKENS})", re.VERBOSE | re.IGNORECASE
    )
    for line in (" ".join(words), "".join(words)):
        small = imprints._small(line)
        assert len(small) == len(line)
        found = [(each.lastgroup, each[0].strip()) for each in everywhere.finditer(line)]
        quick = imprints._TOKEN.finditer(small)
        assert [
            (each.lastgroup, line[each.start() : each.end()].strip()) for each in quick
        ] == found


def test_each_entry_has_its_imprint_whole() -> None:
    found = text(catalogue(*IMPRINTS))
    assert [entry.fields[0].values for entry in found.entries] == [(line,) for line in IMPRINTS]
    assert {entry.abstract for entry in found.entries} == {PROSE}


def test_an_imprint_cut_over_lines_is_one_and_two_imprints_are_two() -> None:
    cut = "2012/227 pages\nISBN 978-92-9068-638-5\n(Spanish)"
    two = "2009/231 pages English\n2012/216 pages Arabic"
    found = text(catalogue(cut, two))
    assert [entry.fields[0].values for entry in found.entries] == [
        ("2012/227 pages ISBN 978-92-9068-638-5 (Spanish)",),
        ("2009/231 pages English", "2012/216 pages Arabic"),
    ]
    assert found.entries[0].fields[0].locator == "L5-L7"


def test_a_title_cut_over_lines_is_one_title() -> None:
    found = text(
        f"A Title of the List\n\n{IMPRINTS[0]}\n\n{PROSE}\n\n\n\nThe second title: a long\n"
        f"title that goes on\n\n{IMPRINTS[0]}\n\n{MORE}\n"
    )
    assert found.entries[1].title == "The second title: a long title that goes on"
    assert found.entries[1].title_locator == "L9-L10"


def test_running_heads_and_page_numbers_do_not_cut_a_paragraph() -> None:
    found = text(
        f"Publications on Migration\n\nA Title of the List\n\n{IMPRINTS[0]}\n\n"
        "This study looks at how the subject developed over ten years and what the\n\n12\n\n"
        "Publications on Migration\n\ncountries can learn from it.\n\n\n"
        f"Another Title of the List\n\n{IMPRINTS[1]}\n\n{MORE}\n\n- 13 -\n\n"
        "Publications on Migration\n"
    )
    assert found.entries[0].abstract == (
        "This study looks at how the subject developed over ten years and what the countries can "
        "learn from it."
    )
    assert {rule for rule, _ in ignored(found.claims)} == {"running_head", "page_number"}
    assert not found.unread


def test_an_entry_without_an_imprint_and_a_section_heading_are_told_apart() -> None:
    found = text(
        f"A Title of the List\n\n{IMPRINTS[0]}\n\n{PROSE}\n\n\n\nREPORTS\n\n\n\n"
        "Another Title of the List"
        f"\n\n{IMPRINTS[1]}\n\n{PROSE}\n\n\n\nAn entry that prints no imprint\n\n{MORE}\n\n\n\n"
        f"The last title\n\n{IMPRINTS[2]}\n\n{MORE}\n"
    )
    assert [(entry.title, len(entry.fields)) for entry in found.entries] == [
        ("A Title of the List", 1),
        ("Another Title of the List", 1),
        ("An entry that prints no imprint", 0),
        ("The last title", 1),
    ]
    assert ("section_heading", "REPORTS") in ignored(found.claims)


@pytest.mark.parametrize(
    "back",
    [
        ["HOW TO ORDER", "Books are sold in our bookstore.", "ORDER FORM", "Name:", "MAY 2019"],
        ["COMMENT COMMANDER", "Nom :\nAdresse :", "Tél. : +41 22 717 91 11", "JANVIER 2016"],
        ["CÓMO COMPRAR", "FORMULARIO DE PEDIDO", "Nombre:\nDirección:", "ENERO 2018"],
        ["BESTELLFORMULAR", "Name:\nAnschrift:", "Postfach 17, 1211 Genf 19", "MAI 2018"],
        ["ФОРМА ЗАКАЗА", "Имя:\nАдрес:", "Тел.: +7 495 797 87 22"],
    ],
    ids=["en", "fr", "es", "de", "ru"],
)
def test_the_order_form_is_no_abstract(back: list[str]) -> None:
    found = text(catalogue(*IMPRINTS[:2]) + "\n\n".join(back) + "\n")
    assert found.entries[-1].abstract == PROSE
    lines = [line for part in back for line in part.split("\n")]
    assert [line for _, line in ignored(found.claims)][1:] == lines


def test_addresses_at_the_end_need_no_heading_to_be_known() -> None:
    found = text(
        catalogue(*IMPRINTS[:2]) + "P.O. Box 17, 1211 Geneva 19\n\nTel.: +41 22 717 91 11\n"
    )
    assert found.entries[-1].abstract == PROSE
    assert [rule for rule, _ in ignored(found.claims)][1:] == ["address", "address"]
