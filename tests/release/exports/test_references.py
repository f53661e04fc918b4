"""Works as references: other libraries read back what was written, whatever the titles hold."""

from __future__ import annotations

import json
import re
import string
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import citeproc
import pybtex.database
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

import pipeline
from pipeline import model
from pipeline.release import exports
from pipeline.release.exports import bibtex, csl, ris
from pipeline.release.exports.references import Name, Reference, clean, references
from tests.release.rows import Entry, published, rows

HOSTILE = [
    "100% of {A} & B_1 #2 $3 ~ ^", "{", "}", "}}", "{{", "\\", "\\input{/etc/passwd}", '"', "'",
    "@comment{x}", "a\nER  - \nTY  - JOUR", "TY  - JOUR", "x,\n author = {Y}", "and",
    "<b>&amp;</b>", "Женщины и дети", "الاتجار بالأشخاص", "人口贩运", "\u202eabc", "a\x00b",
    "\ufeffx", "%", "a -- b --- ''c''", "`x`", "|",
]  # fmt: skip
titles = (st.text(min_size=1) | st.sampled_from(HOSTILE)).filter(clean)

ILO = Name(family="International Labour Office (ILO)", given=None, is_person=False, role="author")
ODIHR = Name(
    family="OSCE, Office for Democratic Institutions and Human Rights",
    given=None,
    is_person=False,
    role="publisher",
)
KANGASPUNTA = Name(family="Kangaspunta", given="Kristiina", is_person=True, role="author")


def made(**said: Any) -> Reference:
    given = {
        "work_id": "w-0001",
        "title": "Profits and Poverty",
        "year": 2014,
        "abstract": None,
        "series": None,
        "names": (ILO, KANGASPUNTA),
        "languages": ("en",),
        "isbns": ("9789290687481",),
        "issns": (),
        "doi": None,
        "number": None,
        "pages": 68,
        "places": ("Bosnia and Herzegovina", "Serbia"),
        "url": "https://www.ilo.org/",
    }
    return Reference(**{**given, **said})


# ------------------------------------------------------------------------------------- BibTeX


def _parsed(reference: Reference) -> Any:
    text = "".join(bibtex.bibtex([reference]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = pybtex.database.parse_string(text, "bibtex").entries
    assert list(found) == [reference.work_id]
    return found[reference.work_id]


LACKING = {  # what LaTeX has and pylatexenc has not
    r"\textbraceleft{}": r"\{",
    r"\textbraceright{}": r"\}",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    r"\textasciigrave{}": "{`}",
}


def _said(latex: str) -> str:
    for command, plain in LACKING.items():
        latex = latex.replace(command, plain)
    return str(LatexNodes2Text(keep_comments=True).latex_to_text(latex)).replace("ˆ", "^")


@pytest.mark.parametrize("title", HOSTILE)
def test_bibtex_gives_back_a_hostile_title(title: str) -> None:
    read = _said(_parsed(made(title=clean(title))).fields["title"])
    assert read.split() == clean(title).split()


@given(titles)
@settings(max_examples=25)
def test_bibtex_gives_back_any_title(title: str) -> None:
    read = _said(_parsed(made(title=clean(title))).fields["title"])
    assert read.split() == clean(title).replace("ˆ", "^").split()


@given(titles, titles)
@settings(max_examples=15, suppress_health_check=[HealthCheck.filter_too_much])
def test_two_entries_stay_two_whatever_the_first_holds(one: str, two: str) -> None:
    given = [made(title=clean(one), abstract=clean(two)), made(work_id="w-0002", title=clean(two))]
    text = "".join(bibtex.bibtex(given))
    assert list(pybtex.database.parse_string(text, "bibtex").entries) == ["w-0001", "w-0002"]


def test_bibtex_has_a_report_with_its_names() -> None:
    read = _parsed(made(names=(ILO, KANGASPUNTA, ODIHR)))

    assert read.type == "techreport"
    assert [str(person) for person in read.persons["author"]] == [
        "{International Labour Office (ILO)}",
        "Kangaspunta, Kristiina",
    ]
    assert read.fields["institution"] == f"{{{ODIHR.family}}}"
    assert (read.fields["year"], read.fields["isbn"]) == ("2014", "9789290687481")


@given(titles, titles)
@settings(max_examples=15)
def test_a_name_is_one_person_whatever_it_holds(family: str, given_names: str) -> None:
    name = Name(family=clean(family), given=clean(given_names), is_person=True, role="author")
    organisation = replace(name, given=None, is_person=False)
    assert len(_parsed(made(names=(name, organisation))).persons["author"]) == 2


# ---------------------------------------------------------------------------------------- RIS

TAG = re.compile(r"[A-Z][A-Z0-9]  - .*")


@given(titles)
def test_ris_gives_back_any_title(title: str) -> None:
    text = "".join(ris.ris([made(title=clean(title), abstract=clean(title)), made()]))

    lines = [line for line in text.split("\n") if line]
    assert all(TAG.fullmatch(line) for line in lines)
    assert sum(line.startswith("TY  - ") for line in lines) == 2
    first, _ = rispy.loads(text)
    assert first["title"].split() == clean(title).split()


def test_ris_has_a_report_with_its_names() -> None:
    given_ = made(names=(ILO, KANGASPUNTA, ODIHR), url="https://www.ilo.org/a%3Bb")
    [read] = rispy.loads("".join(ris.ris([given_])))

    assert read["type_of_reference"] == "RPRT"
    assert read["authors"] == ["International Labour Office (ILO)", "Kangaspunta, Kristiina"]
    assert read["publisher"] == ODIHR.family
    assert read["keywords"] == ["Bosnia and Herzegovina", "Serbia"]
    assert read["urls"] == ["https://www.ilo.org/a%3Bb"]


def test_an_organisation_with_a_comma_is_no_person_in_ris() -> None:
    [read] = rispy.loads("".join(ris.ris([made(names=(replace(ODIHR, role="author"),))])))
    assert read["authors"] == ["OSCE Office for Democratic Institutions and Human Rights"]


# ------------------------------------------------------------------------------------ CSL-JSON

STANDARD = Path(citeproc.__file__).parent / "data" / "schema" / "schemas" / "styles"
OF_ITEMS = {"id", "type", "language", "citation-key"}  # of the data, not of styles


def _words(file: str) -> set[str]:
    return set(re.findall(r'"([A-Za-z-]+)"', (STANDARD / file).read_text(encoding="utf-8")))


def _items(*given_: Reference) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads("".join(csl.csl(given_)))
    return read


FULL = {
    "names": (ILO, KANGASPUNTA, ODIHR, replace(ILO, role="convener"), replace(ILO, role="editor")),
    "abstract": "A.",
    "series": "Issue Brief 1",
    "issns": ("1994-4646",),
    "doi": "10.1/2",
    "number": "A/1/2",
    "languages": ("en", "fr"),
}


@pytest.mark.parametrize(
    "said", [{}, FULL, {"names": (), "year": None, "isbns": (), "pages": None}]
)
def test_csl_uses_only_the_words_of_its_standard(said: dict[str, Any]) -> None:
    [item] = _items(made(**said))
    assert set(item) <= _words("csl-variables.rnc") | OF_ITEMS
    assert item["type"] in _words("csl-types.rnc")
    assert item["type"] == "report"
    for key, value in item.items():
        assert value, key
        if key == "issued":
            assert value == {"date-parts": [[2014]]}
        elif isinstance(value, list):
            assert all(each.keys() <= {"family", "given", "literal"} for each in value)
        else:
            assert isinstance(value, str)


def test_an_organisation_is_a_literal_name_in_csl() -> None:
    [item] = _items(made())
    assert item["author"] == [
        {"literal": "International Labour Office (ILO)"},
        {"family": "Kangaspunta", "given": "Kristiina"},
    ]


@given(titles)
def test_csl_gives_back_any_title(title: str) -> None:
    assert [each["title"] for each in _items(made(title=clean(title)), made())] == [
        clean(title),
        "Profits and Poverty",
    ]


def test_nothing_to_export_is_an_empty_list() -> None:
    assert _items() == []


@pytest.mark.filterwarnings("ignore::UserWarning")  # citeproc's own, of fields it does not know
def test_a_citation_processor_sets_an_item() -> None:
    items = _items(made(names=(KANGASPUNTA, ODIHR)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        shelf = CitationStylesBibliography(style, CiteProcJSON(items), formatters.plain)
        shelf.register(Citation([CitationItem("w-0001")]))
        [told] = [str(entry) for entry in shelf.bibliography()]
    assert "Kangaspunta, K." in told
    assert "(2014)" in told
    assert "Profits and Poverty" in told


# ------------------------------------------------------------------------------ from a release


def _contributor(entry: Entry, ordinal: int, name: str, given: str | None) -> model.ContributorRow:
    return model.ContributorRow(
        work_id=entry.work,
        mention_id=entry.mention_id,
        ordinal=ordinal,
        name=name,
        given=given,
        kind="person" if given else "organisation",
        role="author",
        raw=name,
    )


def _edition(work: str, language: str, pages: int | None, url: str | None) -> model.Edition:
    return model.Edition(
        edition_id=f"e-{work}-{language}",
        work_id=work,
        language=language,
        isbn=None,
        year=2014,
        pages=pages,
        formats=(),
        price_amount=None,
        price_currency=None,
        url=url,
    )


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("curated")
    one, two = Entry(work="w-0001", title="One"), Entry(work="w-0002", title="a\nER  - \r\nb")
    made_ = rows([one, two])
    names = ("Rebecca Surtees", "International Labour Office (ILO)")
    made_["works"][0] = replace(made_["works"][0], contributors=names)
    made_["contributors"] = [
        _contributor(one, 1, "International Labour Office (ILO)", None),
        _contributor(one, 2, "Surtees", "Rebecca"),
    ]
    made_["editions"] = [
        _edition("w-0001", "en", 76, "/en/publications/one"),
        _edition("w-0001", "fr", 76, "https://publications.iom.int/books/one;two"),
        _edition("w-0002", "en", 76, "javascript:alert(1)"),
        _edition("w-0002", "fr", 80, None),
    ]
    published(folder, made_)
    return folder


def test_a_reference_is_put_together_from_the_tables(curated: Path) -> None:
    one, two = references(curated / "latest")

    assert [name.family for name in one.names] == ["Surtees", "International Labour Office (ILO)"]
    assert [name.is_person for name in one.names] == [True, False]
    assert (one.pages, one.url) == (76, "https://publications.iom.int/books/one%3Btwo")
    assert (two.title, two.pages, two.url) == ("a ER - b", None, None)


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl"])
def test_every_work_of_a_release_is_exported_once(curated: Path, form: str) -> None:
    text = "".join(exports.export(form, curated=curated))
    assert [text.count(key) for key in ("w-0001", "w-0002")] == [1, 1]


def test_a_key_is_a_plain_word_in_every_format(curated: Path) -> None:
    allowed = set(string.ascii_lowercase + string.digits + "-")
    for reference in references(curated / "latest"):
        assert set(reference.work_id) <= allowed


def test_the_demonstration_corpus_is_read_back_whole(demonstration: Path) -> None:
    said = {
        form: "".join(exports.export(form, curated=demonstration))
        for form in ("bibtex", "ris", "csl")
    }
    titles = [clean(title) for title in pipeline.load("works", root=demonstration)["title"]]

    by_bibtex = pybtex.database.parse_string(said["bibtex"], "bibtex").entries.values()
    assert [_said(entry.fields["title"]) for entry in by_bibtex] == titles
    assert [entry["title"] for entry in rispy.loads(said["ris"])] == titles
    assert [item["title"] for item in json.loads(said["csl"])] == titles
