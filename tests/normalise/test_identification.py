"""The Universal Declaration of Human Rights, its second stretch, in some ninety languages."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalise.identification import identify

_FILE = Path(__file__).with_name("declaration.csv")
ROWS = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))
SAID = [(row["language"], row["text"]) for row in ROWS if row["is_said"] == "yes"]
UNSAID = [(row["language"], row["text"]) for row in ROWS if row["is_said"] != "yes"]


@pytest.mark.parametrize(("code", "text"), SAID, ids=[code for code, _ in SAID])
def test_a_language_is_told_from_some_two_hundred_letters(code: str, text: str) -> None:
    assert identify(text) == code


@pytest.mark.parametrize(("code", "text"), UNSAID, ids=[code for code, _ in UNSAID])
def test_a_text_too_like_its_neighbour_or_in_no_known_language_stays_unsaid(
    code: str, text: str
) -> None:
    assert identify(text) is None


# Sentences with the marks that tell standard languages apart, in words of our own.
MARKED = {
    "hr": "Izvješće se bavi suzbijanjem trgovanja ljudima u Europi, suradnjom policije i udruga te "
    "provedbom mjera za zaštitu djece i obitelji tijekom kaznenog postupka.",
    "sr": "Izveštaj se bavi suzbijanjem trgovine ljudima u svetu, saradnjom policije i udruženja i "
    "primenom mera za zaštitu dece i porodica na svim mestima i za sve vreme postupka.",
    "bs": "Izvještaj se bavi suzbijanjem trgovine ljudima u Evropi, saradnjom općina i policije te "
    "mjerama za zaštitu djece i porodica; općenito se govori o historiji tih mjera.",
    "id": "Laporan ini menyajikan hasil penelitian tentang perdagangan orang dan perlindungan "
    "korban, karena kerja sama internasional dan kebijakan pemerintah belum memadai.",
    "ms": "Laporan ini membentangkan hasil kajian mengenai pemerdagangan orang dan perlindungan "
    "mangsa, kerana kerjasama antarabangsa dan dasar kerajaan masih belum memadai.",
    "nb": "Rapporten legger fram resultatene av en undersøkelse om menneskehandel og viser hvordan "
    "ofrene kan få bedre hjelp av myndighetene i årene som kommer.",
    "da": "Rapporten fremlægger resultaterne af en undersøgelse om menneskehandel og viser, "
    "hvordan ofrene kan få bedre hjælp af myndighederne i de kommende år.",
}


@pytest.mark.parametrize(("code", "text"), MARKED.items(), ids=list(MARKED))
def test_near_languages_are_told_apart_by_what_only_one_of_them_has(code: str, text: str) -> None:
    assert identify(text) == code
    assert identify(text.upper()) == code


def test_half_one_language_and_half_another_is_in_neither() -> None:
    english, russian = (
        next(text for code, text in SAID if code == wanted) for wanted in ("en", "ru")
    )
    assert identify(f"{english} {russian}") in (None, "en", "ru")
    assert identify(english[:100] + russian[:100]) is None


def test_names_of_people_and_places_are_in_no_language() -> None:
    assert identify("Albania, Armenia, Bosnia, Croatia, Kenya, Kosovo, Moldova, Serbia") is None
    assert identify("IOM UNODC ILO UNHCR OSCE ICAT OHCHR UNICEF WHO UNESCO FAO WFP UNDP") is None


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text_is_in_one_language_or_none(text: str) -> None:
    found = identify(text + "\ud800")
    assert found is None or 2 <= len(found) <= 3
