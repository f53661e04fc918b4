"""The language of an abstract: sure, or not said."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalise.identification import identify

_FILE = Path(__file__).with_name("abstracts.csv")  # two sentences a language, of our own
SAID = {
    row["language"]: row["text"]
    for row in csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines())
}
UNSAID = {
    "nothing": "",
    "a word": "Report",
    "figures": "2015/184 978-92-9068-250-9 16 USD",
    "no language": "Vorbla kintet mos drali pentu, gavri nolt besqui traminu dol fasqua pelori.",
}


@pytest.mark.parametrize(("code", "text"), SAID.items(), ids=list(SAID))
def test_a_language_is_told_from_some_two_hundred_letters(code: str, text: str) -> None:
    assert identify(text) == code


@pytest.mark.parametrize("text", UNSAID.values(), ids=list(UNSAID))
def test_what_is_too_short_or_in_no_language_stays_unsaid(text: str) -> None:
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
    english, russian = SAID["en"], SAID["ru"]
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
