from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalise.identifiers import doi, in_text, isbn, issn, labelled, un_symbol, unknowns
from pipeline.normalise.text import plain

Row = tuple[str, str, bool, bool]


def found(text: str) -> list[Row]:
    items = (item.identifier for item in in_text(text))
    return [(i.scheme, i.value, i.is_valid, i.is_electronic) for i in items]


GOOD, GOOD_RAW = "9789290687559", "978-92-9068-755-9"


@pytest.mark.parametrize(
    ("text", "value", "electronic"),
    [
        (f"ISBN {GOOD_RAW}", GOOD, False),
        (f"ISBN: {GOOD_RAW}", GOOD, False),
        (f"ISBN-13: {GOOD_RAW}", GOOD, False),
        (f"ISBN 13 {GOOD}", GOOD, False),
        (f"ISBN{GOOD_RAW}", GOOD, False),
        ("isbn 978 92 9068 755 9", GOOD, False),
        ("ISBN 978–92–9068–755–9", GOOD, False),
        ("ISBN ٩٧٨-٩٢-٩٠٦٨-٧٥٥-٩", GOOD, False),
        ("ISBN 978 92 9068 755 9 184 pages", GOOD, False),
        (f"E-ISBN {GOOD_RAW}", GOOD, True),
        (f"ISBN électronique : {GOOD_RAW}", GOOD, True),
        (f"ISBN (versión electrónica): {GOOD_RAW}", GOOD, True),
        (f"ISBN impreso: {GOOD_RAW}", GOOD, False),
        (f"ISBN {GOOD_RAW} (web pdf)", GOOD, True),
        (f"ISBN {GOOD_RAW} (pbk.)", GOOD, False),
        (f"国际标准书号：{GOOD_RAW}", GOOD, False),
        ("МСБН 0-306-40615-2", "9780306406157", False),
        (f"eISBN: {GOOD_RAW}", GOOD, True),
        (f"e-ISBN {GOOD}", GOOD, True),
        (f"ISBN (PDF) {GOOD_RAW}", GOOD, True),
        (f"ISBN {GOOD_RAW} (online)", GOOD, True),
        (f"ISBN (print) {GOOD_RAW}", GOOD, False),
        (f"Print ISBN {GOOD_RAW}", GOOD, False),
        (f"see {GOOD_RAW}.", GOOD, False),
        ("ISBN-10: 0-306-40615-2", "9780306406157", False),
        ("ISBN 0 8044 2957 X", "9780804429573", False),
    ],
)
def test_an_isbn_is_found_however_it_is_printed(text: str, value: str, electronic: bool) -> None:
    assert found(text) == [("isbn", value, True, electronic)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ISBN 978-92-9068-249-4", "9789290682494"),
        ("ISBN 978-92-9068-75-9 2015", "978929068759"),
        ("ISBN 0-306-40615-3", "0306406153"),
    ],
)
def test_a_wrong_isbn_is_kept_marked_and_reported_never_repaired(text: str, value: str) -> None:
    assert found(text) == [("isbn", value, False, False)]
    items = tuple(item.identifier for item in in_text(text))
    assert [(u.kind, u.text) for u in unknowns(items)] == [("identifier", items[0].raw)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("ISSN 1813-2278", [("issn", "1813-2278", True, False)]),
        ("ISSN: 1607338x", [("issn", "1607-338X", True, False)]),
        ("ISSN 1813-2279", [("issn", "1813-2279", False, False)]),
        ("e-ISSN 1813-2278", [("issn", "1813-2278", True, True)]),
        ("ISSN 1813-2278 (online)", [("issn", "1813-2278", True, True)]),
        ("https://doi.org/10.18356/AB12.", [("doi", "10.18356/ab12", True, False)]),
        ("doi:10.1000/182, and", [("doi", "10.1000/182", True, False)]),
        (
            "(10.1016/S0140-6736(05)67864-3)",
            [("doi", "10.1016/s0140-6736(05)67864-3", True, False)],
        ),
        ("A/RES/55/25", [("un_symbol", "A/RES/55/25", True, False)]),
        ("(E/CN.15/2016/5)", [("un_symbol", "E/CN.15/2016/5", True, False)]),
        ("CTOC/COP/2010/1.", [("un_symbol", "CTOC/COP/2010/1", True, False)]),
        ("A/HRC/23/48/Add.3,", [("un_symbol", "A/HRC/23/48/Add.3", True, False)]),
        ("S/RES/2331 (2016)", [("un_symbol", "S/RES/2331(2016)", True, False)]),
        ("CEDAW/C/GC/38", [("un_symbol", "CEDAW/C/GC/38", True, False)]),
        ("ST/ESA/SER.A/377", [("un_symbol", "ST/ESA/SER.A/377", True, False)]),
    ],
)
def test_other_schemes_are_found_in_text(text: str, rows: list[Row]) -> None:
    assert found(text) == rows


@pytest.mark.parametrize(
    "text",
    [
        "ISBN pending 2015", "ISBN: n/a", "ISBN 2015 184 p.", "2015/184 pages", "1813-2278",
        "9789290682494", "A/B", "E/F/S", "and/or 24/7", "http://x.test/A/RES/1", "12/10/2016",
        "COVID-19/HIV/2", "the years 2010-2012", "Tel. 978 929 068 75", "10.5/100",
    ],
)  # fmt: skip
def test_what_may_be_something_else_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_several_are_found_in_order_with_their_places() -> None:
    text = f"see A/RES/55/25, ISBN {GOOD_RAW} and ISSN 1813-2278"
    items = in_text(text)
    assert [i.identifier.scheme for i in items] == ["un_symbol", "isbn", "issn"]
    assert [plain(text)[i.start : i.stop] for i in items] == [
        "A/RES/55/25", f"ISBN {GOOD_RAW}", "ISSN 1813-2278",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scheme", "text", "values"),
    [
        ("isbn", f"{GOOD_RAW}; 978-92-9068-716-0", [GOOD, "9789290687160"]),
        ("isbn", GOOD_RAW, [GOOD]),
        ("isbn", "92-9068-249-4", ["9290682494"]),
        ("isbn", "to follow", []),
        ("issn", "1813-2278", ["1813-2278"]),
        ("doi", "https://doi.org/10.1000/182", ["10.1000/182"]),
        ("doi", "10.1000/182", ["10.1000/182"]),
        ("un_symbol", "A/RES/55/25", ["A/RES/55/25"]),
    ],
)
def test_a_labelled_value_needs_no_label_of_its_own(
    scheme: str, text: str, values: list[str]
) -> None:
    assert [item.value for item in labelled(scheme, text)] == values


@given(st.integers(min_value=0, max_value=10**9 - 1))
def test_every_isbn_10_has_its_isbn_13_and_a_changed_digit_is_seen(body: int) -> None:
    digits = f"{body:09d}"
    check = sum((10 - at) * int(digit) for at, digit in enumerate(digits)) % 11
    last = "0123456789X"[(11 - check) % 11]
    assert isbn(digits + last).is_valid
    assert isbn(digits + last).value.startswith("978" + digits)
    assert not isbn(digits + "0123456789X"[(11 - check + 1) % 11]).is_valid


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    for reader in (isbn, issn, doi, un_symbol):
        assert reader(text).raw == text
    for item in in_text(text):
        assert item.start < item.stop


@given(st.text(alphabet="ISBN 0123456789-X/AE.()10", max_size=120))
def test_found_identifiers_do_not_overlap(text: str) -> None:
    items = in_text(text)
    assert all(a.stop <= b.start for a, b in pairwise(items))


@pytest.mark.heavy
def test_a_megabyte_is_read_in_reasonable_time() -> None:
    for piece in ("978-", "ISBN ", "A/", "10.1234/", "ISBN 978-92-", "A/RES/1/"):
        in_text(piece * (1_000_000 // len(piece)))
