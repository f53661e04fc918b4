import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import YEARS, Unknown
from pipeline.normalise.dates import Dated, read


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("2016", 2016, None, None),
        ("(2016)", 2016, None, None),
        ("[2016]", 2016, None, None),
        ("©2010", 2010, None, None),
        ("c2010", 2010, None, None),
        ("Published in 2010", 2010, None, None),
        ("Year: 2014", 2014, None, None),
        ("10/2016", 2016, 10, None),
        ("2016/10", 2016, 10, None),
        ("2016-10", 2016, 10, None),
        ("2014-05-01", 2014, 5, 1),
        ("2014-05-01T10:00:00Z", 2014, 5, 1),
        ("1.5.2014", 2014, 5, 1),
        ("25/12/2016", 2016, 12, 25),
        ("12/25/2016", 2016, 12, 25),
        ("03/04/2016", 2016, None, None),
        ("05/05/2016", 2016, 5, 5),
        ("2005/06", 2005, None, None),
        ("October 2016", 2016, 10, None),
        ("Oct. 2016", 2016, 10, None),
        ("Sept 2016", 2016, 9, None),
        ("I December 2015", 2015, 12, None),
        ("| July 2015", 2015, 7, None),
        ("OCTOBER, 2016", 2016, 10, None),
        ("5 October 2016", 2016, 10, 5),
        ("October 5th, 2016", 2016, 10, 5),
        ("1st May 2014", 2014, 5, 1),
        ("octobre 2016", 2016, 10, None),
        ("1er octobre 2016", 2016, 10, 1),
        ("août 2011", 2011, 8, None),
        ("5 de mayo de 2014", 2014, 5, 5),
        ("outubro de 2016", 2016, 10, None),
        ("März 2012", 2012, 3, None),
        ("октябрь 2016 г.", 2016, 10, None),
        ("5 октября 2016 года", 2016, 10, 5),
        ("2016年10月", 2016, 10, None),
        ("2016年10月5日", 2016, 10, 5),
        ("أكتوبر 2016", 2016, 10, None),
        ("تشرين الأول ٢٠١٦", 2016, 10, None),
        ("Tetor 2014", 2014, 10, None),
        ("ottobre 2016", 2016, 10, None),
        ("Spring 2016", 2016, None, None),
    ],
)
def test_a_date_is_read(text: str, year: int, month: int | None, day: int | None) -> None:
    found = read(text)
    assert isinstance(found, Dated)
    assert (found.year, found.month, found.day) == (year, month, day)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2010-2012", (2010, None, 2012, None)),
        ("2009–10", (2009, 10, None, None)),  # ISO 8601: October
        ("2010/2011", (2010, None, 2011, None)),
        ("1998-01", (1998, 1, None, None)),
        ("October–November 2018", (2018, 10, None, 11)),
        ("Dec 2015 - Jan 2016", (2015, 12, 2016, 1)),
        ("March to June 2014", (2014, 3, None, 6)),
        ("May and June 2014", (2014, 5, None, 6)),
        ("Dec 2015/Jan 2016", (2015, 12, 2016, 1)),
        ("2009 to 2012", (2009, None, 2012, None)),
        ("from 2009 to 2012", (2009, None, 2012, None)),
        ("FY 2014/15", (2014, None, 2015, None)),
        ("Winter 2014/15", (2014, None, 2015, None)),
    ],
)
def test_a_range_has_two_ends(
    text: str, expected: tuple[int, int | None, int | None, int | None]
) -> None:
    found = read(text)
    assert isinstance(found, Dated)
    assert (found.year, found.month, found.until_year, found.until_month) == expected


@pytest.mark.parametrize(
    "text",
    [
        "20118",
        "n.d.",
        "forthcoming",
        "16",
        "",
        "Oct.",
        "31/31/2016",
        "2016-13-45",
        "32 May 2016",
        "the year 2016 was good",
        "2012-2010",
        "1066",
        "2016 184",
        "May",
        "v2016.1",
    ],
)
def test_what_is_no_date_is_unknown(text: str) -> None:
    found = read(text)
    assert isinstance(found, Unknown)
    assert (found.text, found.kind) == (text, "date")


@pytest.mark.parametrize(
    "text",
    ["1437", "1437 AH", "1395", "2559 BE", "5775", "n.d.", "s.f.", "2015?", "31 February 2014"],
)
def test_years_of_other_calendars_and_doubtful_dates_are_not_guessed(text: str) -> None:
    assert isinstance(read(text), Unknown)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("كانون الأول/ديسمبر 2015", 12),
        ("Fri, 11 December 2015", 12),
        ("viernes 11 de diciembre de 2015", 12),
        ("1º de dezembro de 2015", 12),
        ("Q3 2015", None),
        ("Third Quarter, 2015", None),
        ("2015 (reprinted 2017)", None),
        ("عام 2015", None),
    ],
)
def test_words_around_a_date_do_not_hide_it(text: str, month: int | None) -> None:
    found = read(text)
    assert isinstance(found, Dated)
    assert (found.year, found.month) == (2015, month)


def test_a_year_in_other_words_is_only_suggested() -> None:
    found = read("probably 2016")
    assert isinstance(found, Unknown)
    assert found.suggestion == "2016"


@pytest.mark.parametrize(
    "locale", ["en", "fr", "es", "pt", "de", "it", "ru", "ar", "zh", "tr", "sq"]
)
def test_every_month_of_the_main_languages_is_read(locale: str) -> None:
    for month, name in Locale.parse(locale).months["format"]["wide"].items():
        text = f"2016年{name}" if locale == "zh" else f"{name} 2016"
        found = read(text)
        assert isinstance(found, Dated), text
        assert found.month == month, text


@given(st.integers(1460, 2100), st.integers(1, 12), st.integers(1, 28))
def test_an_iso_date_is_read_as_it_is_written(year: int, month: int, day: int) -> None:
    found = read(f"{year}-{month:02}-{day:02}")
    assert isinstance(found, Dated)
    assert (found.year, found.month, found.day) == (year, month, day)


@given(st.text(max_size=40) | st.text(alphabet="0123456789/-. OctMay", max_size=20))
def test_any_text_is_read_and_never_leads_out_of_bounds(text: str) -> None:
    found = read(text)
    if isinstance(found, Dated):
        assert found.year in YEARS
        assert found.month is None or 1 <= found.month <= 12
        assert found.day is None or 1 <= found.day <= 31
        assert found.until_year is None or found.until_year in YEARS


def test_a_megabyte_is_read_in_reasonable_time() -> None:
    assert isinstance(read("2016 " * 200_000), Unknown)
