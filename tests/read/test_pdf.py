"""PDFs in columns, with words cut, running heads and page numbers, and those nobody can read."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import PageError
from pipeline.read import blocks, pdf, text_at
from pipeline.read.pdf_text import Piece, pages
from tests.sources.forms import Card
from tests.sources.pages import snapshot
from tests.sources.printed import PAPER, Print
from tests.sources.printed import pdf as printed

PDF = "application/pdf"
PROSE = (
    "Seasonal workers who cross two borders in a year are counted in neither country, and the "
    "offices that could compare their figures do not exchange them. This paper reads the permits "
    "of five districts side by side. It asks which of the differences are made by the forms.",
    "The second part turns to recruitment fees. They are paid in instalments, in kind or by a "
    "cousin, and a question that names a sum finds none of them. An appendix proposes other words.",
)


def prose(number: int) -> list[str]:
    """Two paragraphs that no other entry has."""
    return [f"{'In short: ' * (number % 7)}{text} ({number})" for text in PROSE]


def cards(count: int) -> list[Card]:
    return [
        Card(f"Working Paper {number}: Counting Permits in District {number}", prose(number), ())
        for number in range(1, count + 1)
    ]


def cut(text: str) -> str:
    return re.sub(r"([a-z]{3})(?=[a-z]{3})", "\\1\xad", text)


def paragraphs(body: bytes) -> list[str]:
    """The texts of the page, what goes on over a column or page joined, furniture left out."""
    found: list[str] = []
    for block in blocks(snapshot(body, PDF)):
        if block.hints & {"running_head", "page_number"}:
            continue
        if "continues" in block.hints:
            glue = "" if found[-1].endswith("\xad") else " "
            found[-1] = f"{found[-1].rstrip(chr(0xAD))}{glue}{block.text}"
        else:
            found.append(block.text)
    return found


STYLES = [
    Print(columns=columns, justified=justified, by_row=by_row, head=head)
    for columns in (1, 2, 3)
    for justified, by_row, head in (
        (False, False, ""),
        (True, True, "Permits and Papers"),
    )
]


@pytest.mark.parametrize("style", STYLES, ids=lambda s: f"{s.columns}-{s.justified}-{s.head}")
def test_columns_are_read_one_after_the_other(style: Print) -> None:
    wanted = [text for card in cards(24) for text in (card.title, *card.paragraphs)]
    assert paragraphs(printed(cards(24), style)) == wanted


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_words_cut_at_the_end_of_a_line_are_whole_again(columns: int) -> None:
    made = [replace(card, paragraphs=[cut(text) for text in card.paragraphs]) for card in cards(24)]
    wanted = [text for card in cards(24) for text in (card.title, *card.paragraphs)]
    assert paragraphs(printed(made, Print(columns=columns))) == wanted


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["of labour migra-", "tion", "migration papers"], "of labour migration"),
        (["a cross-", "border trade", "cross-border zones"], "a cross-border trade"),
        (["ISBN 978-92-", "9068-250-9"], "ISBN 978-92-9068-250-9"),
        (["the years 2010-", "2015 in figures"], "the years 2010-2015 in figures"),
    ],
)
def test_a_hyphen_is_the_words_own_where_the_document_spells_it_so(
    lines: Sequence[str], text: str
) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAPER)
    for place, line in enumerate([*lines[:2], "", *lines[2:]]):
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(60, 700 - 12 * place, line)
    canvas.save()
    assert paragraphs(out.getvalue())[0] == text


def test_running_heads_and_page_numbers_are_named_and_come_last() -> None:
    found = blocks(snapshot(printed(cards(16), Print(head="Permits and Papers")), PDF))
    marked = [block for block in found if block.hints & {"running_head", "page_number"}]
    assert {block.text for block in marked} >= {"Permits and Papers", "1", "2"}
    assert found[-len(marked) :] == tuple(marked)


def test_a_title_over_both_columns_parts_them() -> None:
    made = printed(cards(6), Print(columns=2), before=["All the Working Papers of a Long Decade"])
    found = paragraphs(made)
    assert found[0] == "All the Working Papers of a Long Decade" or found[0].startswith("All the")
    assert [text for text in found if text.startswith("Working Paper")] == [
        card.title for card in cards(6)
    ]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_a_viewer_turns_reads_the_same(angle: int) -> None:
    upright = printed(cards(4), Print(columns=2))
    assert paragraphs(printed(cards(4), Print(columns=2, angle=angle))) == paragraphs(upright)


def test_titles_set_larger_or_bolder_are_headings() -> None:
    found = blocks(snapshot(printed(cards(3), Print(title_size=14)), PDF))
    assert [block.text for block in found if block.kind == "heading"] == [
        card.title for card in cards(3)
    ]
    plain = blocks(snapshot(printed(cards(3), Print(bold_titles=False)), PDF))
    assert not [block for block in plain if block.kind == "heading"]


@settings(max_examples=5, deadline=None)
@given(
    st.lists(st.text("abcdefghij .-é", min_size=1, max_size=300), min_size=1, max_size=6),
    st.integers(1, 3),
)
def test_every_locator_leads_back_to_its_block(texts: list[str], columns: int) -> None:
    page = snapshot(printed([Card("A title", texts, ())], Print(columns=columns)), PDF)
    for block in blocks(page):
        assert text_at(page, block.locator) == block.text


@pytest.mark.parametrize("locator", ["p9L1", "p1L99", "L1", "p1L2-p1L1", "", "p1L1;x"])
def test_a_locator_that_points_at_nothing_says_so(locator: str) -> None:
    with pytest.raises(PageError, match="points at nothing"):
        text_at(snapshot(printed(cards(1), Print()), PDF), locator)


def _locked() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=pdfencrypt.StandardEncryption("secret"))
    canvas.drawString(60, 700, "Text")
    canvas.save()
    return out.getvalue()


def _empty() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(10, 10, 50, 50)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"%PDF-1.7\nnot one", "cannot open it"),
        (printed(cards(2), Print())[:700], "cannot open it"),
        (_locked(), "protected by a password"),
        (_empty(), "text recognition"),
    ],
)
def test_what_cannot_be_read_is_set_aside_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        blocks(snapshot(body, PDF))


def test_a_document_of_too_many_pages_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(2001):
        canvas.drawString(60, 700, "Text")
        canvas.showPage()
    canvas.save()
    with pytest.raises(PageError, match="more than 2000 pages"):
        blocks(snapshot(out.getvalue(), PDF))


def test_a_file_is_read_once_for_all_its_locators(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []

    def counting(body: bytes) -> list[list[Piece]]:
        read.append(body)
        return pages(body)

    monkeypatch.setattr(pdf, "pages", counting)
    page = snapshot(printed(cards(3), Print(columns=2)), PDF)
    for block in blocks(page):
        assert text_at(page, block.locator) == block.text
    assert read == [page.body]
