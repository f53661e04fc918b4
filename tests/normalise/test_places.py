"""One value of a country field: what it is read as, whoever printed it."""

import sys
import unicodedata
from typing import Literal

import pycountry
import pytest
from babel import localedata
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TableError
from pipeline.model import Unknown
from pipeline.normalise import place_index, places
from pipeline.normalise.place_names import ALIAS, FIRST, FIRST_LANGUAGES, Name
from pipeline.tables import rows

CASES = {
    # English and agency names
    "World Bank, inverted": ("Congo, Dem. Rep.", "CD"),
    "World Bank, republic": ("Korea, Rep.", "KR"),
    "World Bank, article": ("Gambia, The", "GM"),
    "IMF, kingdom behind": ("Bahrain, Kingdom of", "BH"),
    "IMF, sovereign behind": ("Curaçao, Kingdom of the Netherlands", "CW"),
    "UN, brackets": ("Iran (Islamic Republic of)", "IR"),
    "ISO 4217, capitals and article": ("PHILIPPINES (THE)", "PH"),
    "UNICEF, code before": ("BIH: Bosnia and Herzegovina", "BA"),
    "WHO, resolution": ("Kosovo (in accordance with UN Security Council resolution 1244)", "XK"),
    "UN, footnote": ("Republic of Moldova*", "MD"),
    "OECD, number": ("Germany (8)", "DE"),
    "Comtrade, years": ("Sudan (...2011)", "SD"),
    "Comtrade, short": ("Solomon Isds", "SB"),
    "ampersand": ("Trinidad & Tobago", "TT"),
    "no spaces": ("ElSalvador", "SV"),
    "torn apart": ("U. S. A.", "US"),
    "sovereign in brackets": ("Bermuda (UK)", "BM"),
    "sovereign before": ("France, Mayotte", "YT"),
    "both names": ("Ceylon (Sri Lanka)", "LK"),
    "region in brackets": ("Dominica (Caribbean)", "DM"),
    "old name of a state that goes on": ("Upper Volta", "BF"),
    "form never listed": ("Socialist Republic of Burundi", "BI"),
    "form with an adjective": ("Zambian Republic", "ZM"),
    "the form decides, Congo": ("People's Democratic Republic of the Congo", "CD"),
    "the form decides, China": ("Republic of China", "TW"),
    "mis-decoded": ("CuraÃ§ao", "CW"),
    "lost accent": ("M?xico", "MX"),
    "accented letter gone": ("Cte d'Ivoire", "CI"),
    "accented letter spelt by two": ("Tuerkiye", "TR"),
    "Windows read as Macintosh": ("CuraÁao", "CW"),
    "Macintosh read as Windows": ("RŽunion", "RE"),
    "escaped for HTML": ("C&ocirc;te d&#39;Ivoire", "CI"),
    "escaped for an address": ("Trinidad%20%26%20Tobago", "TT"),
    "shortened with a stop": ("Bolivia (Plurin. State of)", "BO"),
    "shortened at another letter": ("Carib. Netherlands", "BQ"),
    "shortened by its vowels": ("Bsnia. & Hrzgvna.", "BA"),
    "one letter and a stop": ("C. African Rep.", "CF"),
    "shortened island": ("Norfolk I.", "NF"),
    "cut behind a whole name": ("Venezuela (Boliv", "VE"),
    "number before": ("404: Kenya", "KE"),
    "footnote with a bracket": ("Cyprus 2)", "CY"),
    "region before": ("Eastern Africa / Kenya", "KE"),
    "was": ("Congo, Democratic Republic of (was Zaire)", "CD"),
    "until a year": ("Eswatini (until 2018: Swaziland)", "SZ"),
    "also known as": ("Ivory Coast (also known as Côte d'Ivoire)", "CI"),
    "without, abbreviated": ("Serbia w/o Kosovo", "RS"),
    "with a part": ("France (with Monaco)", "FR"),
    "a part that merged, behind": ("Germany (GDR)", "DDDE"),
    "no longer there": ("Netherlands Antilles (dissolved)", "ANHH"),
    "administered by the United Nations": ("UN Administered Province of Kosovo", "XK"),
    "territory of its sovereign": (
        "Hong Kong Special Administrative Region of the People's Republic of China",
        "HK",
    ),
    "people's republic": ("People's Republic of Albania", "AL"),
    "lower-case code with the name": ("srb (Serbia)", "RS"),
    "cut at a column's end": ("South Georgia and the South Sandwich Isl", "GS"),
    "with an exception": ("Serbia (excluding Kosovo)", "RS"),
    # other languages
    "French article behind": ("Îles Marshall (les)", "MH"),
    "French formal": ("la République togolaise", "TG"),
    "Spanish formal": ("la República Oriental del Uruguay", "UY"),
    "Portuguese": ("Moçambique", "MZ"),
    "German": ("Elfenbeinküste", "CI"),
    "Russian": ("Киргизская Республика", "KG"),
    "Arabic without its article": ("جمهورية أردن", "JO"),
    "Chinese formal": ("摩尔多瓦共和国", "MD"),
    "Arabic": ("جمهورية العراق", "IQ"),
    # what lists print beside a name, and how they turn it
    "ISO 3166-1 in French, turned": ("Tanzanie (la République-Unie de)", "TZ"),
    "ISO 3166-1 in French, democratic": ("Congo (la République démocratique du)", "CD"),
    "ISO 3166-1 in French, adjective": ("dominicaine (la République)", "DO"),
    "ISO 3166-1 in French, islands": ("Caïmans (les Îles)", "KY"),
    "word for islands": ("Îles Tokelau", "TK"),
    "word for an island": ("Isla de Malta", "MT"),
    "form of a territory": ("Territory of Guam", "GU"),
    "form of a territory, Spanish": ("Bailía de Jersey", "JE"),
    "German binder": ("Union der Komoren", "KM"),
    "federation": ("Federation of Malaysia", "MY"),
    "code behind": ("Kenya (KEN)", "KE"),
    "code with a hyphen": ("COM-Comoros", "KM"),
    "code with a slash": ("TH/Thailand", "TH"),
    "code with a space": ("KEN Kenya", "KE"),
    "superscript": ("Kenya¹", "KE"),
    "footnotes": ("Norway 2/ 3/", "NO"),
    "number stuck to it": ("Chile1", "CL"),
    "number of a list": ("1. Mauritania", "MR"),
    "year": ("Burkina Faso 2020", "BF"),
    "statistical unit": ("Rwanda, total", "RW"),
    "compass within": ("Republic of S. Sudan", "SS"),
    "cut within a word": ("Saint Helena, Ascens", "SH"),
    "Arabic, without islands": ("المالديف", "MV"),
    "Arabic, the form decides": ("جمهورية الصين", "TW"),
    "traditional Chinese of Hong Kong": ("所羅門群島", "SB"),
    "endonym of a neighbouring language": ("Polska", "PL"),
    # codes
    "alpha-2": ("KE", "KE"),
    "alpha-3": ("SYR", "SY"),
    # former countries
    "dissolved": ("Netherlands Antilles", "ANHH"),
    "marked former": ("Czechoslovakia (former)", "CSHH"),
    "inverted compass": ("Yemen, South", "YDYE"),
    "ISO 3166-3's own name": ("Burma, Socialist Republic of the Union of", "BUMM"),
    "its part named": ("Yugoslavia (Slovenia)", "SI"),
    # from real listings
    "UN designation": ("UNSC Resolution 1244 Administered Kosovo", "XK"),
    "shortened saint": ("St. Lucia", "LC"),
    "Macedonia": ("Macedonia", "MK"),
}

NOT_COUNTRIES = [
    "", " ", "-", "Asia", "Eastern Europe", "Southern Africa", "Latin America", "America",
    "Virgin Islands", "Korea University", "Georgia, USA", "Atlanta, Georgia", "Georgia Tech",
    "James Oman", "Richard Cuba", "Chad Smith", "Virginia", "South Australia", "New Jersey",
    "New Mexico", "Mexico City", "Panama City", "Niger Delta", "Niger State", "State of Georgia",
    "Guinea pig", "Bank of Uganda", "Ministry of Justice of Kenya", "Swahili", "Health", "Unknown",
    "Egypt Sign Language", "Tonga (Zambia)", "Benin City", "South Jordan", "Nevis", "Bonaire",
    "Republic of Vietnam", "Islamic State of Iraq", "Republic of Somaliland", "EU", "NA", "ken",
    "A. Jordan", "O. Cuba", "Jordan, A.", "L. Brazil", "I ran", "to go", "Theus", "Pala",
    "La Trinidad", "Departamento de Guatemala", "Municipality of Panama", "Samoa Islands",
    "Federal Republic of Niger", "Гвиана", "Ireland Island", "Gò Công", "Dem. Kongo",
    "Pénama", "Laï", "Macaé", "Holland, A.", "M. Oman", "France, M.", "Jordan H", "Colo.",
    "Nigeri", "Austrila", "Albnia", "Zimbabwee", "Morocco & Western Sahara", "China and Taiwan",
    "Denmark & Greenland", "Cyprus (northern part)", "Colorado 404", "Lake Kenya",
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), CASES.values(), ids=CASES.keys())
def test_a_name_is_read_as_its_code(text: str, code: str) -> None:
    assert places.country(text) == code


@pytest.mark.parametrize("text", NOT_COUNTRIES, ids=repr)
def test_what_is_no_country_stays_unknown(text: str) -> None:
    found = places.country(text)
    assert isinstance(found, Unknown)
    assert (found.text, found.kind) == (text, "place")


@pytest.mark.parametrize(
    ("text", "suggested"),
    [("Kenia Republik Ost", "KE"), ("Zimbabwee", "ZW"),
     ("Ivorian", "CI"), ("Cambodians", "KH"), ("Congolese", None),
     ("Tobago", "TT"), ("Virgin Islands", "VG"), ("Qwertz", None)],
)  # fmt: skip
def test_an_unknown_suggests_but_never_decides(text: str, suggested: str | None) -> None:
    found = places.country(text)
    assert isinstance(found, Unknown)
    assert found.suggestion == suggested


@pytest.mark.parametrize("language", FIRST_LANGUAGES)
def test_every_name_that_cldr_has_for_a_country_resolves_to_it(language: str) -> None:
    listed = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    for code, name in localedata.load(language)["territories"].items():
        if code in listed:
            assert places.country(name) == code, name


def test_every_name_of_the_united_nations_resolves_to_its_code() -> None:
    for row in rows("un_names.tsv"):
        assert places.country(row["name"]) == row["code"], row


def test_every_code_resolves_to_itself_and_so_does_its_own_name() -> None:
    for row in rows("country_codes.tsv"):
        assert places.country(row["name"]) == row["code"], row
        assert places.country(row["alpha3"]) == row["code"], row
        if row["code"] != "NA":
            assert places.country(row["code"]) == row["code"]
    for row in rows("former_countries.tsv"):
        assert places.country(row["code"]) == row["code"]
        for name in row["names"].split("|"):
            assert places.country(name) == row["code"], name


def test_every_alias_is_read_as_its_row_says() -> None:
    for row in rows("place_aliases.tsv"):
        for name in row["names"].split("|"):
            found = places.country(name)
            if row["kind"] in ("name", "part"):
                assert found == row["code"], name
            else:
                assert isinstance(found, Unknown), name


FORMS: st.SearchStrategy[Literal["NFC", "NFD", "NFKC", "NFKD"]] = st.sampled_from(
    ["NFC", "NFD", "NFKC", "NFKD"]
)
NAMES = st.sampled_from([row["name"] for row in rows("un_names.tsv")])


@given(NAMES, FORMS)
def test_case_and_normalisation_form_make_no_difference(
    name: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"]
) -> None:
    code = places.country(name)
    for changed in (name.upper(), name.lower(), name.swapcase()):
        assert places.country(unicodedata.normalize(form, changed)) == code


@given(NAMES)
def test_accents_make_no_difference(name: str) -> None:
    plain = "".join(
        char for char in unicodedata.normalize("NFD", name) if not "\u0300" <= char <= "\u036f"
    )
    assert places.country(plain) == places.country(name)


@given(st.text(max_size=200))
def test_any_text_gives_a_code_or_an_unknown_with_that_text(text: str) -> None:
    found = places.country(text)
    assert isinstance(found, str) or found.text == text


@given(st.text(alphabet="()[]{},;/-–*?Ã'’. aeRpublicofKny1244", max_size=170))
def test_texts_of_signs_alone_do_no_harm(text: str) -> None:
    places.country(text)


@pytest.mark.heavy
def test_every_code_point_gives_a_code_or_an_unknown() -> None:
    for char in map(chr, range(sys.maxunicode + 1)):
        found = places.country(char)
        assert isinstance(found, str) or found.text == char, f"U+{ord(char):04X}"


def test_every_code_point_within_a_name_is_read_or_not_but_does_no_harm() -> None:
    text = "".join(f"Kenya{chr(code)} " for code in range(0, sys.maxunicode + 1, 61))
    assert {code for code, _, _ in places.mentioned(text)} == {"KE"}
    assert places.described(text) == []


def test_megabytes_do_no_harm() -> None:
    for text in ("Kenya " * 200_000, "(" * 1_000_000, "a" * 1_000_000):
        assert isinstance(places.country(text), Unknown)
        places.countries([text])
        places.regions([text])


def test_the_loader_refuses_one_name_with_two_codes() -> None:
    spellings = [
        Name("Elbonia", "XA", "a list", ALIAS),
        Name("ELBONIA", "XB", "another list", ALIAS),
    ]
    with pytest.raises(TableError, match="ELBONIA"):
        place_index.build(spellings)


def test_a_name_that_two_bases_give_to_two_codes_goes_to_nobody() -> None:
    spellings = [Name("Elbonia", "XA", "a list", FIRST), Name("Elbonia", "XB", "another", FIRST)]
    built = place_index.build(spellings)
    assert "elbonia" not in built.exact
    assert built.contested == {"elbonia": ["XA", "XB"]}


def test_an_alias_settles_what_the_bases_contest() -> None:
    spellings = [
        Name("Elbonia", "XA", "a list", FIRST),
        Name("Elbonia", "XB", "another", FIRST),
        Name("Elbonia", "XB", "settled", ALIAS),
    ]
    assert place_index.build(spellings).exact["elbonia"].startswith("XB ")


def test_no_region_is_taken_for_a_country_but_those_that_are_both() -> None:
    taken = {row["name"] for row in rows("region_names.tsv") if _is_code(row["name"])}
    assert taken == BOTH


# The United Nations' short names of a country and of a region that are spelt alike, and a code:
# the column decides.
BOTH = {"Micronesia", "Micronésie", "密克罗尼西亚", "ميكرونيزيا", "Южная Африка", "CAN"}


def _is_code(text: str) -> bool:
    return isinstance(places.country(text), str)


def test_codes_tell_their_name_scheme_successors_and_dates() -> None:
    assert places.name("ANHH") == "Netherlands Antilles"
    assert places.scheme("ANHH") == "iso3166-3"
    assert places.successors("ANHH") == ("BQ", "CW", "SX")
    first_last = places.valid_between("ANHH")
    assert first_last is not None
    assert first_last[1].isoformat() == "2010-10-10"
    assert places.valid_between("KE") is None


def test_every_former_country_names_its_successors_and_ends_after_it_began() -> None:
    known = {row["code"] for row in rows("country_codes.tsv")}
    for row in rows("former_countries.tsv"):
        assert set(places.successors(row["code"])) <= known, row["code"]
        between = places.valid_between(row["code"])
        assert between is not None
        assert between[0] < between[1], row["code"]
        assert pycountry.historic_countries.get(alpha_4=row["code"]) is not None


def test_every_row_of_the_place_tables_says_where_it_is_from() -> None:
    for table in (
        "place_aliases.tsv", "former_countries.tsv", "un_names.tsv", "dependencies.tsv",
        "place_words.tsv", "groupings.tsv", "region_names.tsv", "publisher_regions.tsv",
        "running_names.tsv", "shields.tsv", "demonyms.tsv", "worldwide.tsv",
    ):  # fmt: skip
        assert all(row["source"].strip() for row in rows(table)), table


def test_the_explanation_names_the_code_the_list_and_the_other_reading() -> None:
    told = places.explain("Netherlands Antilles")
    assert "ANHH" in told
    assert "ISO 3166-3" in told
    assert "BQ CW SX" in told
    assert "CSXX" in places.explain_list(["Serbia", "Montenegro"])
    assert "unknown" in places.explain("Georgia Tech")
    assert "scope" in places.explain("Worldwide")
