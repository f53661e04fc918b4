"""Pages of the three layouts as nobody prepared them: what is around and within entries."""

import textwrap

import pytest

from pipeline.errors import PageError
from pipeline.model import Reading
from pipeline.read import blocks
from pipeline.sources.filters import is_counted, is_open
from tests.sources.pages import html, snapshot, text

ONE = "This study looks at how the subject developed and at what countries can learn from it."
TWO = "The report draws on interviews held in four provinces with officials and with teachers."
LONG = (
    "Based on a survey of six hundred households, the paper asks why some families send their "
    "children away to work and why others, equally poor, do not; it finds that debt matters more "
    "than distance. Readers will find a summary of the law and a list of contacts."
)
FIRST = "Roads to the Coast: Labour, Debt and Return"
SECOND = "Health of Seasonal Workers in the Highlands"

Told = list[tuple[str, list[str], dict[str, list[str]]]]


def told(reading: Reading) -> Told:
    return [
        (
            entry.title,
            [part for part in entry.abstract.split("\n\n") if part],
            {field.role: list(field.values) for field in entry.fields},
        )
        for entry in reading.entries
    ]


def page(*lines: str) -> str:
    return "\n".join(lines)


def rules(reading: Reading) -> dict[str, str]:
    return {claim.text: claim.claimed_by for claim in reading.claims}


CARDS = page(
    *("First Guide", "", ONE, "Country", "Mali", "Year", "2001", "Category", ""),
    *("Second Guide", "", TWO, "Country", "Chad", "Year", "2003", "Category", ""),
)
AS_CARDS: Told = [
    ("First Guide", [ONE], {"country": ["Mali"], "year": ["2001"], "category": []}),
    ("Second Guide", [TWO], {"country": ["Chad"], "year": ["2003"], "category": []}),
]


@pytest.mark.parametrize(
    "form",
    [
        page("Filter by", "Country", "Region", "Year", "Apply", ""),
        page("Refine your search", "Country", "Chad (3)", "Mali (2)", "Year", "2001 (4)", ""),
        page("Country", "- Any -", "Chad", "Mali", "Year", "- Any -", "2001", "Apply", ""),
        page("Filtrar por", "País", "Chad", "Mali", "Año", "2001", "2003", "Buscar", ""),
    ],
)
def test_a_filter_over_or_under_the_cards_is_no_card(form: str) -> None:
    over = text(f"Publications\n{form}\n{CARDS}")
    assert told(over) == AS_CARDS
    assert "rule:filter" in rules(over).values()
    assert told(text(f"{CARDS}\n{form}")) == AS_CARDS


def test_a_form_of_labels_alone_is_no_card() -> None:
    form = "<form><label>Country</label><input><label>Year</label><input></form>"
    cards = "".join(
        f"<h3>{title}</h3><p>{abstract[0]}</p><dl><dt>Country</dt><dd>{fields['country'][0]}</dd>"
        f"<dt>Year</dt><dd>{fields['year'][0]}</dd><dt>Category</dt></dl>"
        for title, abstract, fields in AS_CARDS
    )
    assert told(html(f"<main><h1>Toolkit</h1>{form}{cards}</main>")) == AS_CARDS


def test_options_are_told_from_titles_with_a_year() -> None:
    assert is_counted("Chad (3)")
    assert not is_counted("Chad (2016)")
    assert is_open("- Any -")
    assert not is_open("Any")


def test_words_of_menus_stay_in_the_lists_of_an_abstract() -> None:
    said = page("The guide has these parts:", "- First", "- Next", "- Home", "- Contact")
    abstract = said.split("\n")
    cards = CARDS.replace(ONE, f"{said}\n{ONE}")
    assert told(text(cards))[0][1] == [*abstract, ONE]
    prose = text(f"Publications\nA Title of One (2016)\n{said}\nOther Title (2014)\n{TWO}")
    assert told(prose)[0][1] == abstract
    body = "<p>It has parts.</p><ul><li>First</li><li>Next<ul><li>law</li></ul></li></ul>"
    found = html(f"<h3>One Title (2016)</h3>{body}<h3>Other Title (2014)</h3><p>{TWO}</p>")
    assert told(found)[0][1] == ["It has parts.", "- First", "- Next", "- law"]


def test_a_menu_of_links_is_no_content() -> None:
    menu = "<ul><li><a href='/'>Home</a></li><li><a href='/c'>Contact</a></li></ul>"
    found = html(
        f"<h3>One Title (2016)</h3><p>{ONE}</p><h3>Other Title (2014)</h3><p>{TWO}</p>{menu}"
    )
    assert [entry.abstract for entry in found.entries] == [ONE, TWO]


def test_a_labels_word_in_running_text_is_no_label() -> None:
    cut = "of origin matters more than income, as the tables of this paper show."
    found = text(CARDS.replace(ONE, f"{ONE}\nRegion\n{cut}"))
    assert told(found)[0][1:] == ([ONE, f"Region {cut}"], AS_CARDS[0][2])


def test_a_label_that_no_table_has_is_found_after_one_value_in_two_cards() -> None:
    found = text(CARDS.replace("Year\n", "Series\nGuides\nFunding\nDevelopment Fund\nYear\n"))
    assert [field.label for field in found.entries[1].fields] == [
        *("Country", "Series", "Funding", "Year", "Category")
    ]


def test_a_table_keeps_the_lines_of_its_last_cell() -> None:
    head = "<tr><th>Year</th><th>Publication</th><th>Country</th><th>Author(s)</th></tr>"
    rows = "".join(
        f"<tr><td>200{n}</td><td>Title {n}</td><td>Mali</td><td>A. Roe<br>B. Doe</td></tr>"
        for n in range(3)
    )
    assert [fields["authors"] for _, _, fields in told(html(f"<table>{head}{rows}</table>"))] == [
        ["A. Roe", "B. Doe"]
    ] * 3


def test_a_separator_in_its_own_element_is_no_value() -> None:
    fields = "".join(
        f"<div><span>{label}</span><span> – </span><span>{value}</span></div>"
        for label, value in (("Country", "Mali"), ("Region", "Africa"), ("Year", "2001"))
    )
    found = html(f"<h3>One</h3><p>{ONE}</p>{fields}<h3>Other</h3><p>{TWO}</p>{fields}")
    assert told(found)[1][2] == {"country": ["Mali"], "region": ["Africa"], "year": ["2001"]}


# ------------------------------------------------------------------------ headed prose


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("ICAT Issue Brief 07, 11/2019", "series"),
        ("Policy Paper No. 3 (2015)", "series"),
        ("Issue Paper 2, June 2014", "series"),
        ("Note d’information n° 5, 06/2018", "series"),
        ("Available in Arabic, Chinese, French", "language_link"),
        ("Click here for the Russian and Spanish versions.", "language_link"),
    ],
)
def test_a_line_with_a_role_may_stand_under_the_prose(line: str, role: str) -> None:
    for order in ((line, ONE), (ONE, line), (ONE, line, "Click here for the French version.")):
        found = text(page("Publications", "One Title (2016)", *order, "Other (2014)", TWO))
        assert found.entries[0].abstract == ONE
        assert (role, (line,)) in [(field.role, field.values) for field in found.entries[0].fields]


def test_a_subtitle_on_its_own_line_or_after_a_break_is_of_the_title() -> None:
    found = text(
        page(
            *("Publications", "One Title (2016)", ONE, "Counting the Costs", "Why Fees Persist"),
            *("ICAT Issue Brief 02, 10/2017", TWO, "Debt and its Uses:", "A Review (2012)", ONE),
        )
    )
    assert [entry.title for entry in found.entries] == [
        *("One Title (2016)", "Counting the Costs Why Fees Persist"),
        "Debt and its Uses: A Review (2012)",
    ]
    found = html(f"<h3>Debt<br>A Review (2012)</h3><p>{ONE}</p><h3>Fees (2010)</h3><p>{TWO}</p>")
    assert [entry.title for entry in found.entries] == ["Debt A Review (2012)", "Fees (2010)"]


def test_a_year_after_a_bold_title_is_of_the_title() -> None:
    found = html(
        f"<h1>Publications</h1><p><b>One Title</b> (2016)</p><p>{ONE}</p>"
        f"<p><b>Other Title (2014)</b></p><p>{TWO}</p>"
    )
    assert [entry.title for entry in found.entries] == ["One Title (2016)", "Other Title (2014)"]


def test_numbered_items_are_no_titles() -> None:
    found = text(
        page("Publications", "One Title (2016)", "Parts:", "1. law", "2. Costs of the Way", ONE)
        + page("", "Other Title (2014)", TWO)
    )
    assert [entry.title for entry in found.entries] == ["One Title (2016)", "Other Title (2014)"]


# ------------------------------------------------------------------------ catalogues


def test_an_imprint_of_little_is_one_beside_others() -> None:
    pieces = ["2015/184 pages English", "English, French", "2011", "103 pages Spanish"]
    found = text(
        "PUBLICATIONS\n\n\n"
        + "".join(f"Title of Work {n}\n\n{piece}\n\n{ONE}\n\n\n" for n, piece in enumerate(pieces))
    )
    assert [fields["imprint"] for _, _, fields in told(found)] == [[piece] for piece in pieces]


def test_imprints_may_stand_over_their_titles() -> None:
    found = text(
        page("CATALOGUE", "", "2015/184 pages English", FIRST, ONE, "")
        + page("", "2010/268 pages French", SECOND, TWO)
    )
    assert told(found) == [
        (FIRST, [ONE], {"imprint": ["2015/184 pages English"]}),
        (SECOND, [TWO], {"imprint": ["2010/268 pages French"]}),
    ]


def test_a_year_on_its_own_line_begins_an_imprint() -> None:
    details = "<ul><li>2015</li><li>184 pages</li><li>English</li></ul>"
    found = html(f"<h3>{FIRST}</h3>{details}<p>{ONE}</p><h3>{SECOND}</h3>{details}<p>{TWO}</p>")
    assert [fields["imprint"] for _, _, fields in told(found)] == [["2015 184 pages English"]] * 2


def test_where_to_learn_more_ends_an_abstract_and_begins_no_order_form() -> None:
    more = "For more information, see the annex."
    found = text(
        page("CATALOGUE", "", "", FIRST, "", "2015/184 pages English", "", ONE, "", more, "", "")
        + page("", SECOND, "", "2010/268 pages French", "", TWO)
    )
    assert told(found)[0][1] == [ONE, more]


# ------------------------------------------------------------------------ all layouts


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("slack", [0, 3])
def test_wrapped_pages_say_what_unwrapped_ones_say(width: int, slack: int) -> None:
    def fill(body: str) -> str:
        lines = textwrap.wrap(body, width)
        return "\n".join(lines[:1] + textwrap.wrap(" ".join(lines[1:]), width - slack))

    title = f"{FIRST}, with an Account of What the Courts of Four Provinces Decided"
    imprint = (
        "2015/184 pages ISBN 978-92-9068-715-3 (English) ISBN 978-92-9068-716-0 (Spanish) "
        "English, Spanish Available for PDF download"
    )
    lines = ["PUBLICATIONS", "", "", fill(title), "", fill(imprint), "", fill(LONG), "", fill(LONG)]
    lines += ["", "", SECOND, "", "2010/268 pages French", "", fill(LONG)]
    assert told(text(page(*lines))) == [
        (title, [LONG, LONG], {"imprint": [imprint]}),
        (SECOND, [LONG], {"imprint": ["2010/268 pages French"]}),
    ]


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (
            "<h1>Blog</h1>"
            + "".join(
                f"<h2>Why I moved {n} times</h2><p>{n} March 2014</p><p>{ONE}</p>"
                for n in range(1, 4)
            ),
            "text/html",
        ),
        (
            page("News", "Minister opens shelter", "12 May 2016", ONE, "Related stories")
            + page("", "Border posts get radios (2015)", "Training for judges ends (2014)"),
            "text/plain",
        ),
        (page("Events", "Conference on Law (2016)", "Geneva", "School (2015)", "Nairobi"), ""),
        (page("Changelog", "Version 2 (2016)", ONE, "Version 1 (2015)", TWO), ""),
        (page("- title: One", "  country: Mali", "  year: 2001") * 3, ""),
        ("<form>" + "".join(f"<label>{n}</label>" for n in ("Title", "Country", "Year")), "html"),
        (page("Search", "Title", "Country", "- Any -", "Chad", "Year", "2001", "Apply"), ""),
    ],
)
def test_what_looks_a_little_like_a_listing_is_no_sources(body: str, media_type: str) -> None:
    kind = "text/html" if "html" in media_type else "text/plain"
    with pytest.raises(PageError):
        text(body) if kind == "text/plain" else html(body)


def test_a_tag_with_attributes_without_number_is_cut() -> None:
    body = "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">x</p>"
    assert [block.text for block in blocks(snapshot(body, "text/html"))] == ["x"]


def test_a_page_of_a_thousand_entries_is_read() -> None:
    body = "".join(
        f"Title {n} of a card\n\n{ONE}\nCountry\nMali\nYear\n2001\n\n" for n in range(1000)
    )
    assert len(text(body).entries) == 1000
