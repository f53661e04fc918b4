"""Cards as other pages print them: labels missing, empty, unknown, inline, in other languages."""

import pytest

from pipeline.model import Entry
from tests.sources.pages import html, text

PROSE = "This study looks at how the first subject developed and what countries can learn from it."
MORE = "A second paragraph tells about the method that was used and thanks those who took part."


def fields(entry: Entry) -> list[tuple[str, tuple[str, ...]]]:
    return [(field.role, field.values) for field in entry.fields]


def test_a_page_with_one_card_is_read() -> None:
    found = text(
        f"Returns\n\nOnly Title\n\n{PROSE}\nCountry\nGhana\nTogo\nRegion\nEurope\nYear\n2018\n"
    )
    (entry,) = found.entries
    assert (entry.title, entry.abstract) == ("Only Title", PROSE)
    assert fields(entry) == [
        ("country", ("Ghana", "Togo")),
        ("region", ("Europe",)),
        ("year", ("2018",)),
    ]


def test_labels_may_stand_in_any_order_and_be_missing_or_empty() -> None:
    found = text(
        f"Health\n\nFirst title\n\n{PROSE}\n\n{MORE}\n\n- one point\n- another\n"
        "Year\n2018\nCountry\n"
        "Ghana\n\nSecond title\n\nYear\n2019\nCountry\nCategory\n\n"
        f"Third title\n\n{MORE}\nAuthors\n"
        "Category\nManual\nHandbook\n"
    )
    assert [entry.title for entry in found.entries] == [
        "First title",
        "Second title",
        "Third title",
    ]
    assert [fields(entry) for entry in found.entries] == [
        [("year", ("2018",)), ("country", ("Ghana",))],
        [("year", ("2019",)), ("country", ()), ("category", ())],
        [("authors", ()), ("category", ("Manual", "Handbook"))],
    ]
    assert found.entries[0].abstract == f"{PROSE}\n\n{MORE}\n\n- one point\n\n- another"
    assert found.entries[1].abstract == ""


def test_a_label_in_no_table_is_said_and_keeps_its_values() -> None:
    card = "{}\n\n{}\nCountry\nGhana\nYear\n2018\nThematic scope\n{}\n\n"
    found = text(
        "Health\n\n"
        + card.format("One title", PROSE, "Law")
        + card.format("Other title", MORE, "Work")
    )
    assert [fields(entry)[-1] for entry in found.entries] == [
        ("other", ("Law",)),
        ("other", ("Work",)),
    ]
    assert [(u.kind, u.text) for u in found.unread] == [("label", "Thematic scope")] * 2


@pytest.mark.parametrize(
    ("country", "year", "title", "prose"),
    [
        (
            "Pays",
            "Année",
            "Guide pratique",
            "Ce guide aide celles et ceux qui travaillent sur place.",
        ),
        ("País", "Año", "Guía práctica", "Esta guía ayuda a quienes trabajan con las víctimas."),
        ("País", "Ano", "Guia prático", "Este guia ajuda quem trabalha com as vítimas no terreno."),
        (
            "Land",
            "Jahr",
            "Leitfaden",
            "Dieser Leitfaden hilft allen, die mit Betroffenen arbeiten.",
        ),
        ("Страна", "Год", "Пособие", "Это пособие помогает тем, кто работает с пострадавшими."),
        (
            "البلد",
            "السنة",
            "دليل عملي",
            "يقدم هذا الدليل معلومات عملية للعاملين مع الضحايا في البلدان.",
        ),
        (
            "国家",
            "年份",
            "实用指南手册",
            "本工具包汇集了各国打击人口贩运的经验，供政策制定者和执法人员使用。",
        ),
    ],
)
def test_labels_are_read_in_eight_languages(
    country: str, year: str, title: str, prose: str
) -> None:
    card = f"{title} {{}}\n\n{prose}\n{country}\nX\n{year}\n2018\n\n"
    found = text(card.format(1) + card.format(2))
    assert [entry.title for entry in found.entries] == [f"{title} 1", f"{title} 2"]
    assert {entry.abstract for entry in found.entries} == {prose}
    assert fields(found.entries[1]) == [("country", ("X",)), ("year", ("2018",))]


@pytest.mark.parametrize("title", ["2011 Migration Outlook for Nepal", "1951 Convention: a Guide"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("last", ["Year\n2018", "Year", "Year\n2018\nCategory", "Pages\n128"])
def test_a_title_that_begins_with_a_year_is_no_value(title: str, gap: str, last: str) -> None:
    card = f"{{}}\n\n{PROSE}\nCountry\nGhana\n{last}{gap}"
    found = text("Returns\n\n" + card.format("Only Title of One") + card.format(title))
    assert [entry.title for entry in found.entries] == ["Only Title of One", title]


def test_several_labels_may_stand_on_one_line() -> None:
    found = text(
        f"One Title\n{PROSE}\nCountry: Ghana, Togo | Year: 2018\nOther Title\n{MORE}\n"
        "Country: Mali; Chad\nAuthors: Surtees, Rebecca\nYear: 2015\n"
    )
    assert [fields(entry) for entry in found.entries] == [
        [("country", ("Ghana", "Togo")), ("year", ("2018",))],
        [
            ("country", ("Mali", "Chad")),
            ("authors", ("Surtees, Rebecca",)),
            ("year", ("2015",)),
        ],
    ]


def test_a_card_without_any_label_is_an_entry_between_others() -> None:
    found = text(
        f"One title of a card\n\n{PROSE}\nCountry\nGhana\nYear\n2018\n\n"
        "A card that has no labels\n\n"
        f"{PROSE} {MORE}\n\nThe third of the titles\n\n{MORE} {PROSE}\nCountry\nMali\nYear\n2017\n"
    )
    assert [(entry.title, len(entry.fields)) for entry in found.entries] == [
        ("One title of a card", 2),
        ("A card that has no labels", 0),
        ("The third of the titles", 2),
    ]


def test_filters_beside_the_cards_are_no_labels() -> None:
    card = "<div class=row><h3>{}</h3><p>{}</p><p><b>Country</b> {} <b>Year</b> 2018</p></div>"
    found = html(
        "<aside><h4>Country</h4><ul><li>Ghana (2)</li></ul></aside><main><h1>Results</h1>"
        + card.format("One title", PROSE, "Ghana")
        + card.format("Other title", MORE, "Mali")
        + "</main>"
    )
    assert [entry.title for entry in found.entries] == ["One title", "Other title"]
    assert fields(found.entries[1]) == [("country", ("Mali",)), ("year", ("2018",))]
    assert not found.unread


def test_bold_words_in_an_abstract_are_no_labels() -> None:
    card = "<div><h2>{}</h2><p>The <b>new</b> <a href=x>guide</a> is <em>for</em> many.</p>"
    rest = "<p><strong>Aim:</strong> to help.</p><div>Country</div><div>Mali</div><div>Year</div>"
    found = html("".join(f"{card.format(n)}{rest}<div>201{n}</div></div>" for n in (1, 2)))
    assert {entry.abstract for entry in found.entries} == {
        "The new guide is for many.\n\nAim: to help."
    }


def test_a_title_that_links_gives_the_address_of_the_entry() -> None:
    card = "<a href='/{0}'><h2>Title {0}</h2></a><p>{1}</p><p>Country: Mali</p><p>Year: 2018</p>"
    found = html(card.format(1, PROSE) + card.format(2, MORE))
    assert [entry.url for entry in found.entries] == ["/1", "/2"]


def test_words_for_no_date_are_a_year_and_no_title() -> None:
    card = "{}\n\n{}\nCountry\nGhana\nYear\n{}\nCategory\n\n"
    found = text(
        "Health\n\n"
        + card.format("One title", PROSE, "n.d.")
        + card.format("Other title", MORE, "forthcoming")
    )
    assert [entry.title for entry in found.entries] == ["One title", "Other title"]
    assert [fields(entry)[1] for entry in found.entries] == [
        ("year", ("n.d.",)),
        ("year", ("forthcoming",)),
    ]


def test_titles_and_abstracts_may_stand_after_labels() -> None:
    cards = "".join(
        f"<dl><dt>Title</dt><dd>Work number {n}</dd><dt>Abstract</dt><dd>{PROSE}</dd>"
        "<dt>Country</dt><dd>Mali</dd><dt>Year</dt><dd>2001</dd></dl>"
        for n in range(3)
    )
    found = html(f"<h1>Publications</h1>{cards}")
    assert [(entry.title, entry.abstract) for entry in found.entries] == [
        (f"Work number {n}", PROSE) for n in range(3)
    ]
    assert fields(found.entries[0]) == [("country", ("Mali",)), ("year", ("2001",))]
