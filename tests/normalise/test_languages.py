import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Unknown
from pipeline.normalise import language_names, languages
from pipeline.normalise.identification import identify
from pipeline.normalise.language_countries import of_territory
from pipeline.normalise.language_names import known
from pipeline.normalise.languages import in_prose, language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("English", "en"),
        ("ENGLISH", "en"),
        (" english ", "en"),
        ("English version", "en"),
        ("in English", "en"),
        ("anglais", "en"),
        ("inglés", "en"),
        ("Englisch", "en"),
        ("английский", "en"),
        ("الإنجليزية", "en"),
        ("英语", "en"),
        ("英文", "en"),
        ("inglese", "en"),
        ("French", "fr"),
        ("français", "fr"),
        ("Francés", "fr"),
        ("Französisch", "fr"),
        ("Español", "es"),
        ("Castilian", "es"),
        ("castellano", "es"),
        ("Russian", "ru"),
        ("Русский", "ru"),
        ("русский язык", "ru"),
        ("العربية", "ar"),
        ("Arabic", "ar"),
        ("中文", "zh"),
        ("Chinese (Simplified)", "zh"),
        ("Mandarin", "zh"),
        ("Farsi", "fa"),
        ("Dari", "prs"),
        ("Kurdish (Sorani)", "ckb"),
        ("Brazilian Portuguese", "pt"),
        ("Portuguese (Brazil)", "pt"),
        ("Shqip", "sq"),
        ("Albanisch", "sq"),
        ("Bosanski", "bs"),
        ("Montenegrin", "cnr"),
        ("Serbo-Croatian", "sh"),
        ("Tagalog", "tl"),
        ("Filipino", "fil"),
        ("Khmer", "km"),
        ("Burmese", "my"),
        ("Tiếng Việt", "vi"),
        ("Tok Pisin", "tpi"),
        ("Moldovan", "ro"),
        ("Flemish", "nl"),
        ("Greek", "el"),
        ("Tetum", "tet"),
        ("en", "en"),
        ("EN", "en"),
        ("eng", "en"),
        ("fre", "fr"),
        ("FRA", "fr"),
        ("zho", "zh"),
        ("pt-BR", "pt"),
        ("zh_Hans", "zh"),
        ("ckb", "ckb"),
        ("iw", "he"),
    ],
)
def test_a_name_or_code_in_any_language_has_its_code(text: str, code: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Englsh", "en"),
        ("Bosnia and Herzegovina", "bs"),
        ("Creole", None),
        ("", None),
        ("Multilingual", None),
        ("123", None),
        ("e", None),
        ("xx", None),
        ("En", None),
    ],
)
def test_what_names_no_language_is_unknown_and_only_suggested(
    text: str, suggestion: str | None
) -> None:
    found = language(text)
    assert isinstance(found, Unknown)
    if suggestion:
        assert found.suggestion == suggestion


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("English, French and Spanish", ["en", "fr", "es"]),
        ("anglais / français / arabe", ["en", "fr", "ar"]),
        ("EN; FR; ES", ["en", "fr", "es"]),
        ("inglés y francés", ["en", "fr"]),
        ("English & Armenian", ["en", "hy"]),
        ("English, Albanian, Bosnia and Herzegovina, Macedonian", ["en", "sq", "bs", "mk"]),
        ("Bosnia and Herzegovina and Serbia", ["bs", "sr"]),
        ("Serbia, Albania, Armenia", ["sr", "sq", "hy"]),
        ("B/C/S", ["bs", "hr", "sr"]),
        ("BCMS", ["bs", "hr", "cnr", "sr"]),
        ("Eng, Fr", ["en", "fr"]),
        ("Eng., Fre., Sp.", ["en", "fr", "es"]),
        ("англ., фр.", ["en", "fr"]),
        ("E/F/S", ["en", "fr", "es"]),
        ("A, C, E, F, R, S", ["ar", "zh", "en", "fr", "ru", "es"]),
        ("All UN languages", ["ar", "zh", "en", "fr", "ru", "es"]),
        ("toutes les langues officielles de l'ONU", ["ar", "zh", "en", "fr", "ru", "es"]),
        ("все официальные языки ООН", ["ar", "zh", "en", "fr", "ru", "es"]),
        ("Bilingual English-French", ["en", "fr"]),
        ("English – French", ["en", "fr"]),
        ("English (original), French", ["en", "fr"]),
        ("englische und deutsche Fassung", ["en", "de"]),
        ("Versión en español", ["es"]),
        ("Serbo-Croatian", ["sh"]),
        ("عربي، 汉语", ["ar", "zh"]),
        ("English, English", ["en"]),
        ("Chinese (Simplified), Chinese (Traditional)", ["zh"]),
    ],
)
def test_a_list_gives_its_languages_each_once(text: str, codes: list[str]) -> None:
    assert list(languages.languages(text)) == codes


@pytest.mark.parametrize("text", ["Belgium", "Switzerland", "Kenya", "Montenegro", "South Africa"])
def test_a_country_of_many_languages_is_not_guessed(text: str) -> None:
    (found,) = languages.languages([text])
    assert isinstance(found, Unknown)
    assert found.kind == "language"


@pytest.mark.parametrize(
    ("territory", "code"),
    [
        ("BA", "bs"),
        ("RS", "sr"),
        ("AL", "sq"),
        ("AM", "hy"),
        ("KZ", "kk"),
        ("UA", "uk"),
        ("BY", "be"),
        ("GE", "ka"),
        ("MK", "mk"),
        ("BR", "pt"),
        ("EG", "ar"),
        ("VN", "vi"),
        ("CH", None),
        ("BE", None),
        ("XK", None),
        ("IN", None),
        ("ZZ", None),
        ("ANHH", None),
    ],
)
def test_a_country_stands_for_the_language_it_is_named_for(
    territory: str, code: str | None
) -> None:
    assert of_territory(territory) == code


@pytest.mark.parametrize("display", ["en", "fr", "es", "pt", "de", "ru", "ar", "zh"])
def test_the_official_languages_are_read_in_every_display_language(display: str) -> None:
    names = Locale.parse(display).languages
    for code in ("en", "fr", "es", "ru", "ar", "zh", "de", "pt", "it", "tr", "vi", "sq", "uk"):
        assert known(names[code]) == code, names[code]


def test_names_of_other_things_are_not_read_in_running_lines() -> None:
    words = ("Even", "Print", "Papel", "Online", "Free", "Pages", "Available", "the", "and")
    assert [word for word in words if language_names.common(word)] == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Click here for the Russian version.", ["ru"]),
        ("Cliquez ici pour la version anglaise", ["en"]),
        ("Versión en español", ["es"]),
        ("Версия на русском языке", ["ru"]),
        ("Also available in Arabic, French and Chinese", ["ar", "fr", "zh"]),
        ("Русский", ["ru"]),
        ("Download here", []),
    ],
)
def test_a_link_to_a_version_names_its_language(text: str, codes: list[str]) -> None:
    assert list(in_prose(text)) == codes


TEXTS = {
    "en": "The report looks at how the protection of migrants can be improved in transit.",
    "fr": "Cette étude présente les formes de la traite des personnes et les réponses apportées.",
    "es": "Este informe presenta los resultados de una investigación sobre la trata de personas.",
    "pt": "Este relatório apresenta os resultados de uma investigação sobre o tráfico de pessoas.",
    "de": "Der Bericht stellt die Ergebnisse einer Untersuchung über den Menschenhandel vor und "
    "wird von der Behörde herausgegeben.",
    "it": "Il rapporto presenta i risultati della ricerca sulla tratta degli esseri umani.",
    "nl": "Het rapport geeft een overzicht van de resultaten van het onderzoek naar mensenhandel.",
    "sq": "Ky raport paraqet rezultatet e hulumtimit për trafikimin e qenieve njerëzore në vend.",
    "ru": "В докладе представлены результаты исследования о торговле людьми и о мерах по защите.",
    "uk": "У звіті наведено результати дослідження торгівлі людьми та заходів із захисту осіб.",
    "ar": "يعرض هذا التقرير نتائج دراسة عن الاتجار بالأشخاص في المنطقة وسبل حماية الضحايا",
    "fa": "این گزارش نتایج پژوهشی درباره قاچاق انسان و چگونگی پشتیبانی از قربانیان را نشان می‌دهد",
    "zh": "本报告介绍了关于贩运人口问题的研究结果以及保护受害者的措施。",
    "hy": "Զեկույցը ներկայացնում է մարդկանց թրաֆիքինգի վերաբերյալ հետազոտության արդյունքները։",
    "ka": "ანგარიში წარმოადგენს ადამიანით ვაჭრობის შესახებ კვლევის შედეგებს ქვეყანაში.",
    "vi": "Báo cáo này trình bày các kết quả của nghiên cứu về buôn bán người và những biện pháp.",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items(), ids=list(TEXTS))
def test_the_language_of_a_sentence_is_identified(code: str, text: str) -> None:
    assert identify(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PDF",
        "2015/184 pages",
        "IOM UNODC ILO UNHCR OSCE ICAT OHCHR UNICEF WHO UNESCO FAO",
        "Anna Bella Carla Dora Emma Frida Greta Hanna Ida Jana Klara",
        "Studija je o tome da se u zemlji i na granici ne zna koliko je ljudi koji su za to.",
    ],
)
def test_an_unsure_language_is_not_said(text: str) -> None:
    assert identify(text) is None


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(language(text), str | Unknown)
    for item in languages.languages(text):
        assert isinstance(item, str | Unknown)
    in_prose(text)
    identify(text * 10)


@given(st.sampled_from(sorted(language_names.names())))
def test_case_makes_no_difference_to_a_name(name: str) -> None:
    assert known(name.upper()) == known(name.title()) or len(name) < 4


def test_a_megabyte_is_read_in_reasonable_time() -> None:
    languages.languages("English and " * 100_000)
    identify("the of and " * 100_000)
    in_prose("Russian " * 100_000)
