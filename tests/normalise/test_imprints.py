import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import MentionEdition
from pipeline.normalise.imprints import imprint

A, B, C = "978-92-9068-715-3", "978-92-9068-716-0", "978-92-9068-717-7"
A13, B13, C13 = "9789290687153", "9789290687160", "9789290687177"
Told = list[tuple[str | None, str | None, int | None, int | None]]


def told(editions: tuple[MentionEdition, ...]) -> Told:
    return [(e.language, e.isbn, e.pages, e.year) for e in editions]


ORDERS: list[tuple[str, Told]] = [
    ("2018/114 pages English Available for PDF download", [("en", None, 114, 2018)]),
    (
        f"2015/184 pages ISBN {A} (English) ISBN {B} (Spanish) English, Spanish",
        [("en", A13, 184, 2015), ("es", B13, 184, 2015)],
    ),
    (
        f"2009/231 pages ISBN {A} (English) 2009/173 pages ISBN {B} (Chinese) "
        f"2012/216 pages ISBN {C} (Arabic) Available for PDF download",
        [("en", A13, 231, 2009), ("zh", B13, 173, 2009), ("ar", C13, 216, 2012)],
    ),
    (f"ISBN {A} 184 p. 2015 French", [("fr", A13, 184, 2015)]),
    (
        f"ISBN {A} 184 p. 2015 French ISBN {B} 190 p. 2016 Spanish",
        [("fr", A13, 184, 2015), ("es", B13, 190, 2016)],
    ),
    (
        f"English: 2015, 184 pages, ISBN {A}; French: 2016, 190 pages, ISBN {B}",
        [("en", A13, 184, 2015), ("fr", B13, 190, 2016)],
    ),
    (
        f"2015 English 184 pages ISBN {A} Spanish 190 pages ISBN {B}",
        [("en", A13, 184, 2015), ("es", B13, 190, 2015)],
    ),
    (
        f"ISBN {A} English ISBN {B} Spanish 2015/100 pages",
        [("en", A13, 100, 2015), ("es", B13, 100, 2015)],
    ),
    (
        f"English (ISBN {A}), French (ISBN {B}), 2015",
        [("en", A13, None, 2015), ("fr", B13, None, 2015)],
    ),
    (
        f"2015/184 pages ISBN {A} English, French",
        [("en", None, 184, 2015), ("fr", None, 184, 2015)],
    ),
    (f"Français, 2014, 12 pp., ISBN {A}", [("fr", A13, 12, 2014)]),
    (
        "2014/76 pages English, Albanian, Bosnia and Herzegovina, Macedonian, Serbian",
        [(code, None, 76, 2014) for code in ("en", "sq", "bs", "mk", "sr")],
    ),
    (
        "2012/120 páginas Español, inglés y francés Disponible en línea",
        [(code, None, 120, 2012) for code in ("es", "en", "fr")],
    ),
    ("2012, 120 Seiten, Deutsch und Englisch", [("de", None, 120, 2012), ("en", None, 120, 2012)]),
    ("88 с. 2016 Русский", [("ru", None, 88, 2016)]),
    ("2016年 88页 中文", [("zh", None, 88, 2016)]),
    ("xii, 184 pages, 2015, English / French", [("en", None, 184, 2015), ("fr", None, 184, 2015)]),
    ("2014/1,024 pages English", [("en", None, 1024, 2014)]),
    ("October 2016, 12 pages, EN/FR/ES", [(c, None, 12, 2016) for c in ("en", "fr", "es")]),
    (
        "2016/44 pages English and Bosnia and Herzegovina",
        [("en", None, 44, 2016), ("bs", None, 44, 2016)],
    ),
    (
        "2014/102 pages Portuguese (Brazil) and Chinese (Simplified)",
        [("pt", None, 102, 2014), ("zh", None, 102, 2014)],
    ),
    ("2014/76 pages Lao PDR", [("lo", None, 76, 2014)]),
    ("2004/2005, 90 pages English", [("en", None, 90, 2004)]),
    (f"ISBN: {A} (en), {B} (fr)", [("en", A13, None, None), ("fr", B13, None, None)]),
    (
        "2014/76 pages Bosnian/Croatian/Serbian",
        [(code, None, 76, 2014) for code in ("bs", "hr", "sr")],
    ),
    (
        "English 2009/231 pages; Chinese 2009/173 pages",
        [("en", None, 231, 2009), ("zh", None, 173, 2009)],
    ),
    (
        "English (231 pages), Chinese (173 pages), 2009",
        [("en", None, 231, 2009), ("zh", None, 173, 2009)],
    ),
    ("Year: 2009 Pages: 231 Language(s): English", [("en", None, 231, 2009)]),
    (
        "184 стр., 2014, на русском и английском языках",
        [("ru", None, 184, 2014), ("en", None, 184, 2014)],
    ),
    ("184 pp. 2016 EUR 25.00 Hardcover", [(None, None, 184, 2016)]),
    (f"2016 ISBN {A}", [(None, A13, None, 2016)]),
    ("2016", []),
    ("Available for PDF download", []),
    (f"ISBN: {A} (Eng.), {B} (Fr.)", [("en", A13, None, None), ("fr", B13, None, None)]),
    (f"ISBN {A} Eng, ISBN {B} Fre", [("en", A13, None, None), ("fr", B13, None, None)]),
    ("E/F/S 2015", [(code, None, None, 2015) for code in ("en", "fr", "es")]),
    (
        "2015, 12 pages, all UN languages",
        [(code, None, 12, 2015) for code in ("ar", "zh", "en", "fr", "ru", "es")],
    ),
    ("2015/76 pages BCMS", [(code, None, 76, 2015) for code in ("bs", "hr", "cnr", "sr")]),
    (
        "Bilingual English/French, 184 pages, 2015",
        [("en", None, 184, 2015), ("fr", None, 184, 2015)],
    ),
    ("Année : 2015 – Pages : 184 – Langue : Français", [("fr", None, 184, 2015)]),
    ("Erscheinungsjahr: 2015, Umfang: 184 Seiten, Deutsch", [("de", None, 184, 2015)]),
    ("Год издания: 2015. Объем: 184 с. Язык: русский", [("ru", None, 184, 2015)]),
    ("2015/184 pages Reprinted 2014", [(None, None, 184, 2015)]),
    ("First published 2008; reprinted 2010, 2012. 184 pages.", [(None, None, 184, 2008)]),
    ("2008/Rev. 2012, 184 pages", [(None, None, 184, 2008)]),
    ("Revised 2015, 184 pages, English", [("en", None, 184, 2015)]),
    ("Dec 2015/Jan 2016, 24 pages", [(None, None, 24, 2015)]),
    ("184 p. : ill. ; 30 cm, 2015", [(None, None, 184, 2015)]),
    ("2nd ed., Geneva: IOM, 2015, 184 p.", [(None, None, 184, 2015)]),
    ("Geneva: IOM, 2015. xii + 184 p. English", [("en", None, 184, 2015)]),
    (f"ISBN électronique : {A}, 2015", [(None, A13, None, 2015)]),
]


@pytest.mark.parametrize(("text", "expected"), ORDERS, ids=[text[:50] for text, _ in ORDERS])
def test_editions_are_read_in_any_order(text: str, expected: Told) -> None:
    assert told(imprint(text).editions) == expected


@pytest.mark.parametrize(("text", "expected"), ORDERS, ids=[text[:50] for text, _ in ORDERS])
def test_an_understood_line_leaves_nothing_unknown(text: str, expected: Told) -> None:
    assert imprint(text).unknowns == ()


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("Available in hardcopy and for PDF download", ("print", "pdf")),
        ("Disponible en formato PDF", ("pdf",)),
        ("Disponible en ligne et en version papier", ("print", "online")),
        ("Paperback, EPUB and PDF", ("print", "pdf", "epub")),
        ("erhältlich als Taschenbuch", ("print",)),
        ("Доступно в формате PDF", ("pdf",)),
        ("Available for download", ("online",)),
        ("2013/140 pages English", ()),
        ("Not available online", ()),
        ("PDF not available", ()),
        ("Out of print, available as PDF", ("pdf",)),
        ("Print no longer available; PDF", ("pdf",)),
    ],
)
def test_formats_are_those_that_can_be_had(text: str, formats: tuple[str, ...]) -> None:
    assert imprint(text).formats == formats


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("English USD 30", 30, "USD"),
        ("US$ 16.50", 16.5, "USD"),
        ("€15", 15, "EUR"),
        ("25,00 EUR", 25, "EUR"),
        ("CHF 20", 20, "CHF"),
        ("Price: GBP 1,250.00", 1250, "GBP"),
        ("EUR 1.250,00", 1250, "EUR"),
        ("USD 30 / EUR 25", 30, "USD"),
        ("$30", 30, None),
        ("2013/140 pages English", None, None),
        ("Free of charge", None, None),
    ],
)
def test_prices_have_an_amount_and_a_currency(
    text: str, amount: float | None, currency: str | None
) -> None:
    read = imprint(text)
    assert (read.price_amount, read.price_currency) == (amount, currency)


UNREAD: list[tuple[str, list[tuple[str, str]]]] = [
    ("20118/32 pages English", [("date", "20118")]),
    ("2011/64 pages English, Klingonese, French", [("language", "Klingonese")]),
    ("2010/268 pages ISBN 978-92-9068-249-4 English", [("identifier", "ISBN 978-92-9068-249-4")]),
    ("2015/184 pages English, Belgium", [("language", "Belgium")]),
    ("$30", [("line", "$30")]),
    (
        "2014/76 pages English, with summaries in French and Spanish",
        [("line", "summaries in French and Spanish")],
    ),
    ("2014/76 pages English CD-ROM", [("line", "CD-ROM")]),
    ("2014/76 pages Kosovo, Serbia", [("line", "Kosovo, Serbia")]),
    ("pp. 12-34 2015", [("line", "pp. 12-34")]),
    ("2015/184 pages + 20 pages annex", [("line", "20 pages annex")]),
    ("Reprinted 2014", [("date", "Reprinted 2014")]),
    ("2015, 184 pages - Type: Manual", [("line", "Type: Manual")]),
    ("1437/20 pages English", [("date", "1437")]),
    ("Rs. 500", [("line", "Rs. 500")]),
]


@pytest.mark.parametrize(("text", "expected"), UNREAD, ids=[text for text, _ in UNREAD])
def test_what_is_not_understood_is_said(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(u.kind, u.text) for u in imprint(text).unknowns] == expected


PUBLISHED: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("Geneva: IOM, 2015. 184 pages", ("IOM",), ("Geneva",)),
    ("Genève : OIM, 2015", ("OIM",), ("Genève",)),
    ("2015, IOM, Geneva", ("IOM",), ("Geneva",)),
    ("Washington, DC: World Bank, 2011. 286 p.", ("World Bank",), ("Washington, DC",)),
    ("New York and Geneva: United Nations, 2010", ("United Nations",), ("New York and Geneva",)),
    ("London : Routledge, 2013. Hardback", ("Routledge",), ("London",)),
    ("International Labour Office, Geneva, 2012", ("International Labour Office",), ("Geneva",)),
    ("Geneva: IOM/UNHCR, 2015", ("IOM", "UNHCR"), ("Geneva",)),
    (
        "Wien: Bundesamt für Migration und Flüchtlinge, 2011",
        ("Bundesamt für Migration und Flüchtlinge",),
        ("Wien",),
    ),
    ("Published by UNODC, Vienna, 2014", ("UNODC",), ("Vienna",)),
    ("Cambridge University Press, 2010", ("Cambridge University Press",), ()),
    ("Vienna, Austria; English 2015", (), ("Vienna, Austria",)),
    ("©2015 IOM", ("IOM",), ()),
]


@pytest.mark.parametrize(
    ("text", "publishers", "places"), PUBLISHED, ids=[t for t, *_ in PUBLISHED]
)
def test_who_published_it_and_where_is_accounted_for(
    text: str, publishers: tuple[str, ...], places: tuple[str, ...]
) -> None:
    read = imprint(text)
    assert (read.publishers, read.published_at, read.unknowns) == (publishers, places, ())


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("US$ 20, CHF 18, EUR 17", ((20, "USD"), (18, "CHF"), (17, "EUR"))),
        ("Can$ 25", ((25, "CAD"),)),
        ("THB 250", ((250, "THB"),)),
        ("30.- CHF", ((30, "CHF"),)),
        ("20 dollars", ((20, None),)),
    ],
)
def test_every_price_is_kept(text: str, prices: tuple[tuple[float, str | None], ...]) -> None:
    assert imprint(text).prices == prices


def test_a_price_in_a_sure_currency_comes_before_one_without() -> None:
    read = imprint("$30 / EUR 25")
    assert (read.price_amount, read.price_currency) == (25, "EUR")


def test_a_sales_number_is_told_apart() -> None:
    assert imprint("96 pp. Sales No. E.15.IV.3").numbers == ("Sales No. E.15.IV.3",)


def test_each_isbn_has_the_formats_its_own_brackets_name() -> None:
    read = imprint(f"ISBN {A} (print); ISBN {B} (web pdf)")
    assert [(e.isbn, e.formats) for e in read.editions] == [
        (A13, ("print",)),
        (B13, ("pdf", "online")),
    ]


def test_later_printings_are_told_with_the_edition() -> None:
    assert imprint("2nd ed. 2008; reprinted 2010, 2012").edition == "2nd ed.; reprinted 2010, 2012"


def test_a_year_of_five_digits_is_no_year() -> None:
    read = imprint("20118/32 pages English")
    assert read.year is None
    assert told(read.editions) == [("en", None, 32, None)]


def test_a_wrong_isbn_is_kept_and_tied_to_nothing() -> None:
    read = imprint("2010/268 pages ISBN 978-92-9068-249-4 English")
    assert [(i.value, i.is_valid) for i in read.identifiers] == [("9789290682494", False)]
    assert told(read.editions) == [("en", None, 268, 2010)]


def test_an_electronic_isbn_has_its_own_edition_and_format() -> None:
    read = imprint(f"2015/184 pages ISBN {A} E-ISBN {B} English Available in print and PDF")
    assert [(e.isbn, e.formats) for e in read.editions] == [(A13, ("print",)), (B13, ("pdf",))]


def test_a_format_in_brackets_makes_an_isbn_electronic() -> None:
    read = imprint(f"2015/55 pages ISBN {A} (English) ISBN {B} (English, online)")
    assert [i.is_electronic for i in read.identifiers] == [False, True]


def test_an_isbn_with_something_unread_in_brackets_is_tied_to_nobody() -> None:
    read = imprint(f"2015/55 pages ISBN {A} (Klingonese) ISBN {B} (French)")
    assert told(read.editions) == [("fr", B13, 55, 2015)]
    assert [u.text for u in read.unknowns] == ["Klingonese"]


def test_an_issn_is_no_edition() -> None:
    read = imprint("2008/36 pages ISSN 1607-338X English")
    assert [(i.scheme, i.value) for i in read.identifiers] == [("issn", "1607-338X")]
    assert told(read.editions) == [("en", None, 36, 2008)]


def test_the_month_of_the_year_is_kept_and_the_edition_statement_too() -> None:
    read = imprint("2nd edition, October 2016, 12 pages, English")
    assert (read.year, read.month, read.edition) == (2016, 10, "2nd edition")


PIECES = [
    "2015", "184 pages", "12 pp.", f"ISBN {A}", f"(English) ISBN {B}", "English", "French,", "and",
    "Spanish", "/", ";", "Available for PDF download", "USD 30", "Bosnia and Herzegovina", "(", ")",
    "ISSN 1607-338X", "E-ISBN", "20118", "not available", "Klingonese", "EN", "№", "2016/10 pages",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))
def test_any_mixture_of_pieces_is_read(text: str) -> None:
    read = imprint(text)
    assert all(e.year is None or 1400 <= e.year <= 2100 for e in read.editions)
    assert {e.isbn for e in read.editions} - {None} <= {i.value for i in read.identifiers}
    assert imprint(text) == read


@given(st.text(max_size=200))
def test_any_text_at_all_is_read(text: str) -> None:
    imprint(text)


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_white_space_makes_no_difference(pieces: list[str]) -> None:
    narrow, wide = " ".join(pieces), " \u00a0\n ".join(pieces)
    assert imprint(narrow) == imprint(wide)


def test_a_megabyte_is_read_in_reasonable_time() -> None:
    noise = "2015/184 pages ISBN 978-92-9068-715-3 (English) " * 20_000
    assert imprint(noise).year == 2015
