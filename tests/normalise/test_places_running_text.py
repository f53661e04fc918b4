"""Countries named in running text: names only, with what looks like one kept out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalise.places import mentioned
from tests.normalise.sentences import sentences

# Text, the codes it names in order of first mention, its language where it is told.
SENTENCES: list[tuple[str, str, str | None]] = [
    ("Migrant domestic workers in Lebanon, Jordan and Kuwait", "LB JO KW", None),
    ("Guinea pigs were bred near the Niger Delta; Chad Smith of New Mexico disagrees", "", None),
    ("Jersey City is in New Jersey; Jersey is not", "JE", None),
    ("Mexico City hosts the Gulf of Mexico forum", "", None),
    ("The Lake Chad region, Chad and Niger", "TD NE", None),
    (
        "US-funded work in the Democratic Republic of the Congo and the Republic of the Congo",
        "US CD CG",
        None,
    ),
    ("DRC: floods in Kinshasa, DRC", "CD", None),
    ("CONTACT US FOR DETAILS ABOUT KENYA", "KE", None),
    ("South Korea, North Korea and the Republic of Korea", "KR KP", None),
    (
        "Trafficking in Papua New Guinea, Equatorial Guinea, Guinea-Bissau and Guinea",
        "PG GQ GW GN",
        None,
    ),
    ("This research was funded by the Government of Canada and covers Haiti", "HT", None),
    ("made possible through the support of the US Department of State in Ukraine", "UA", None),
    ("The Government of Ghana adopted a law", "GH", None),
    ("Mr. Michael Jordan visited Jordan", "JO", None),
    ("Atlanta, Georgia and Florida", "", None),
    ("Georgia, Armenia and Azerbaijan", "GE AM AZ", None),
    ("Northern Ireland and Ireland", "IE", None),
    ("St. Vincent and the Grenadines; St. Kitts and Nevis; Saint Lucia", "VC KN LC", None),
    ("the former Yugoslav Republic of Macedonia", "MK", None),
    ("UNSC resolution 1244-administered Kosovo", "XK", None),
    ("Bosnia\nand Herzegovina", "BA", None),
    ("Turkey’s asylum system and Türkiye's law", "TR", None),
    ("turkey recipes and china plates", "", None),
    ("Family Reunion Guidelines", "", None),
    ("La traite des personnes au Cameroun, en Côte d’Ivoire et au Tchad", "CM CI TD", None),
    (
        "Les enfants au Maroc, à l'île Maurice et en République démocratique du Congo",
        "MA MU CD",
        "fr",
    ),
    ("Réunion d'experts sur la migration au Bénin", "BJ", "fr"),
    ("Maurice Dupont et Dominique Martin sur le Sénégal", "SN", "fr"),
    ("Trata de personas en México, el Perú y la República Dominicana", "MX PE DO", None),
    ("Migración en España: el caso de Granada", "ES", "es"),
    ("Tráfico de pessoas no Brasil e em Moçambique", "BR MZ", None),
    ("Menschenhandel in Österreich und der Schweiz", "AT CH", "de"),
    ("Торговля людьми: Казахстан и Кыргызстан", "KZ KG", None),
    ("الاتجار بالأشخاص في الأردن ولبنان", "JO LB", None),
    ("中国和越南的移徙", "CN VN", None),
    ("发展中国家的移徙", "", None),
    ("UN document S/2003/223 on Serbia and Montenegro", "RS ME", None),
    ("Kuwait City, Panama City and Guatemala City", "", None),
    ("New Caledonia, New Zealand, New Guinea and New York", "NC NZ", None),
    ("Vatican City and the Holy See", "VA", None),
    ("the Soviet Union and East Germany", "SUHH DDDE", None),
    ("South Sudan and Sudan; northern Nigeria; East Timor", "SS SD NG TL", None),
    ("The U.S. and the U.K. signed; the UAE did not.", "US GB AE", None),
    ("US$ 500 paid in US dollars", "", None),
    ("Oman, C. (2010). Studies. Jordan et al. (2011)", "", None),
    ("Togo: a country profile", "TG", None),
    ("Viet Nam, Lao PDR, Cambodia & Myanmar (Burma)", "VN LA KH MM", None),
    ("Iran (Islamic Republic of) and the Syrian Arab Republic", "IR SY", None),
    ("Chad-Cameroon pipeline", "TD CM", None),
    ("Hong Kong SAR, Macao SAR and Taiwan Province of China", "HK MO TW", None),
    ("the Netherlands, Holland, and The Gambia", "NL GM", None),
    ("Antigua and Barbuda; Trinidad & Tobago; Turks and Caicos Islands", "AG TT TC", None),
    ("West Bank and Gaza Strip", "PS", None),
    ("U.S. Virgin Islands and British Virgin Islands", "VI VG", None),
    ("Latin America and the Caribbean, South America", "", None),
    ("Central African Republic (CAR): CAR refugees; a CAR dealer", "CF", None),
    ("Buy a CAR", "", None),
    ("Kenya Airways flew to Mount Kenya", "KE", None),
    ("In Brazil nuts are eaten", "", None),
    ("Mali Empire history; Benin City; Niger State", "ML", None),
    ("American Samoa and Samoa; Solomon Islands; Marshall Islands", "AS WS SB MH", None),
    ("Spain, Portugal and Andorra 2010/France", "ES PT AD FR", None),
    ("Republic of Moldova/Romania", "MD RO", None),
    ("Afghanistan's and Pakistan's borders", "AF PK", None),
    ("AFGHANISTAN: HUMANITARIAN RESPONSE", "AF", None),
    ("Man, Jersey and Guernsey", "JE GG", None),
    ("Monaco; San Marino; Liechtenstein", "MC SM LI", None),
    ("Israel Defense Forces in Israel", "IL", None),
    ("The Gulf of Guinea, the Gulf of Oman and the Sea of Japan", "", None),
    ("the Kingdom of Saudi Arabia and the Hashemite Kingdom of Jordan", "SA JO", None),
    ("the Dominican Republic and Dominica", "DO DM", None),
    ("El Salvador, Honduras y Guatemala", "SV HN GT", None),
    ("Cabo Verde (formerly Cape Verde)", "CV", None),
    ("the Russian Federation", "RU", None),
    ("the Philippines, Brunei Darussalam", "PH BN", None),
    ("Macedonia, FYROM", "MK", None),
    ("India, Indian, Indians, Indiana", "IN", None),
    ("Malian, Malians; Mali", "ML", None),
    ("Guinea-\nBissau and Herze-\ngovina", "GW", None),
    ("Bosnia and Herze-\ngovina", "BA", None),
    ("Guinea Ecuatorial", "GQ", None),
    ("Jordanie, Liban, Tchad", "JO LB TD", None),
    ("República Democrática do Congo", "CD", None),
    ("Reunión de expertos en México", "MX", "es"),
    ("Rhode Island, Norfolk and Long Island", "", None),
    ("Lebanon, New Hampshire; Cuba, New York; Trinidad, Colorado", "", None),
    ("Mr Holland and Kathy Ireland met Jordan", "JO", None),
    ("Zaire ebolavirus in Uganda", "UG", None),
    ("Upper Volta, Siam and Persia", "BF TH IR", None),
    ("Миграция из Таджикистана в Российской Федерации", "TJ RU", None),
    ("Menschenhandel in den Niederlanden", "NL", None),
    ("印度洋和马里兰", "", None),
]


@pytest.mark.parametrize(("text", "codes", "language"), SENTENCES, ids=lambda part: repr(part)[:40])
def test_the_countries_a_text_names(text: str, codes: str, language: str | None) -> None:
    assert list(dict.fromkeys(code for code, _, _ in mentioned(text, language))) == codes.split()


def test_a_mention_says_where_it_stands_even_where_white_space_is_folded() -> None:
    text = "Asylum in  Bosnia\n and\tHerzegovina"
    assert [text[start:end] for _, start, end in mentioned(text)] == ["Bosnia\n and\tHerzegovina"]


def test_every_mention_counts_not_only_the_first() -> None:
    assert [code for code, _, _ in mentioned("Kenya, Chad, Kenya")] == ["KE", "TD", "KE"]


def test_a_bare_name_is_settled_by_what_the_text_spells_out() -> None:
    text = "The Democratic Republic of the Congo is large. Congo has many rivers."
    assert {code for code, _, _ in mentioned(text)} == {"CD"}


@given(st.text(max_size=300))
def test_any_text_gives_spans_that_lie_in_it_and_do_not_overlap(text: str) -> None:
    reached = 0
    for _, start, end in mentioned(text):
        assert reached <= start < end <= len(text)
        reached = end


@pytest.mark.heavy
def test_a_megabyte_is_read() -> None:
    text = "Kenya, Kenya and the United States of " * 25_000
    assert len(mentioned(text)) > 50_000


# What a rule would have to know the world for: a river by its affluents.
MISREAD = {"Le Congo et ses affluents: le fleuve Congo"}


def test_each_sentence_names_what_is_marked_in_it() -> None:
    told = set()
    for sentence in sentences():
        found = tuple((code, end) for code, _, end in mentioned(sentence.text))
        if found != sentence.names:
            told.add(sentence.text)
    assert told == MISREAD


@pytest.mark.seeds
def test_the_countries_that_titles_of_the_real_pages_name(truth: list[dict[str, Any]]) -> None:
    for entry in truth:
        named = list(dict.fromkeys(code for code, _, _ in mentioned(entry["title"])))
        assert named == entry["title_countries"], entry["title"]
