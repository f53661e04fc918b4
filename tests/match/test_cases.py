"""Two entries and what is to follow, one case each; titles are those of real publications."""

from typing import Any

import pytest

from pipeline.match import match
from tests.match.build import band, kinds, pair, record

REVIEW = "Legal Review on Trafficking in Persons in the Caribbean"
COUNTRIES = "The Bahamas, Barbados, Guyana, Jamaica, Netherlands Antilles, St. Lucia, Suriname"
HANDBOOK = "Caring for Trafficked Persons: Guidance for Health Providers"
TOOLKIT = "A Toolkit for Guidance in Designing and Evaluating Counter-Trafficking Programmes"
WHOLE = f"Harnessing Accumulated Knowledge to Respond to Trafficking in Persons: {TOOLKIT}"


def words(start: int, count: int = 90) -> str:
    """Made-up prose: ``count`` words, all of them other than those from another start."""
    return " ".join(f"word{number}x" for number in range(start, start + count))


SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a colon is missing": (
        {"title": HANDBOOK, "year": 2009},
        {"title": HANDBOOK.replace(":", ""), "year": 2009},
    ),
    "case and spacing": (
        {"title": HANDBOOK.upper(), "year": 2009},
        {"title": HANDBOOK.replace(" ", "  "), "year": 2009},
    ),
    "a hyphen comes and goes": (
        {"title": "Needs Assessment Tool: Counter-trafficking Response in Georgia", "year": 2017},
        {"title": "Needs assessment tool:countertrafficking response in Georgia", "year": 2017},
    ),
    "one adds a subtitle and an edition": (
        {"title": REVIEW, "year": 2010, "abstract": words(0)},
        {
            "title": f"{REVIEW}: {COUNTRIES} (Second Edition)",
            "year": 2010,
            "abstract": words(0),
        },
    ),
    "one prints only a long subtitle": ({"title": WHOLE, "year": 2016}, {"title": TOOLKIT}),
    "an abstract goes on longer": (
        {"title": REVIEW, "year": 2010, "abstract": words(0, 60)},
        {"title": REVIEW, "year": 2010, "abstract": words(0, 200)},
    ),
    "each site writes its own abstract, the authors are the same": (
        {"title": REVIEW, "year": 2010, "abstract": words(0), "authors": "McAdam, Marika"},
        {"title": REVIEW, "year": 2010, "abstract": words(500), "authors": "M. McAdam"},
    ),
    "a title printed over another is caught by its long abstract": (
        {"title": "Human Trafficking and Exploitation: Manual for Teachers", "year": 2017,
         "abstract": f"{words(0, 150)} Children on the move."},
        {"title": "Harrowing Journeys: Children and Youth on the Move", "year": 2017,
         "abstract": f"{words(0, 150)} Children on the move."},
    ),
    "ISBNs of other languages": (
        {"title": HANDBOOK, "year": 2009, "isbns": (("9789290684664", "en"),)},
        {"title": HANDBOOK, "year": 2009, "isbns": (("9789290684961", "fr"),)},
    ),
    "accents lost, names abbreviated, the journal abbreviated": (
        {"title": "Haemolytic uraemic syndrome in children", "year": 2011, "volume": "118",
         "authors": "Kavanagh, David and Goodship, Tim", "venue": "Nephron Clinical Practice",
         "page_range": "c37-c42"},
        {"title": "Haemolytic uraemic syndrome in children.", "year": 2011, "volume": "118",
         "authors": "Kavanagh D, Goodship T", "venue": "Nephron Clin Pract", "page_range": "37-42"},
    ),
    "a note on a correction elsewhere": (
        {"title": "Memory after stroke in older adults.[Erratum appears in Brain Inj. 2011;25(4)]",
         "year": 2011, "authors": "Stringer, A. and Small, S."},
        {"title": "Memory after stroke in older adults", "year": 2011,
         "authors": "Stringer, A. and Small, S."},
    ),
    "a review, where one listing leaves out that it is one": (
        {"title": "Information Warfare and Security - Book Review", "year": 2001,
         "authors": "H. V. Jagadish", "venue": "SIGMOD Record"},
        {"title": "Information warfare and security", "year": 2001,
         "authors": "H. V. Jagadish", "venue": "ACM SIGMOD Record"},
    ),
    "one other word, by the same three in one issue": (
        {"title": "Sing the truth about ad hoc join costs", "year": 1997, "venue": "VLDB Journal",
         "authors": "Haas, L. and Carey, M. and Livny, M."},
        {"title": "Seeking the truth about ad hoc join costs", "year": 1997, "venue": "VLDB J.",
         "authors": "Carey, M. and Livny, M. and Haas, L."},
    ),
    "who and when run into the title": (
        {"title": "IOM (2011). Trafficking at Sea: the Situation of Seafarers and Fishers",
         "year": 2011},
        {"title": "Trafficking at Sea: the Situation of Seafarers and Fishers", "year": 2011},
    ),
}  # fmt: skip

APART: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a book and its review by another": (
        {"title": "What Will Be - Book Review", "year": 2002, "authors": "Grefen, P.",
         "venue": "SIGMOD Record"},
        {"title": "What Will Be", "year": 2002, "authors": "Dertouzos, M.",
         "venue": "ACM SIGMOD Record"},
    ),
    "two years run into one title": (
        {"title": "IOM (2011). World Migration Report"},
        {"title": "IOM (2013). World Migration Report"},
    ),
    "one other word, by the same three in one year, on other pages": (
        {"title": "Return migration of older men to Mali", "year": 2009, "page_range": "1-9",
         "authors": "Lee, A. and Kim, B. and Park, C.", "venue": "One Journal"},
        {"title": "Return migration of older women to Mali", "year": 2009, "page_range": "10-19",
         "authors": "Lee, A. and Kim, B. and Park, C.", "venue": "One Journal"},
    ),
    "the facilitator's guide and the handbook": (
        {"title": HANDBOOK, "year": 2009},
        {"title": f"{HANDBOOK} Facilitator's Guide", "year": 2012},
    ),
    "the training manual and the toolkit": (
        {"title": "Toolkit to Combat Trafficking in Persons", "year": 2008},
        {"title": "Toolkit to Combat Trafficking in Persons: Training Manual", "year": 2008},
    ),
    "another part": (
        {"title": "Trafficked at sea, Part I", "year": 2012, "abstract": words(0)},
        {"title": "Trafficked at sea, Part II", "year": 2012, "abstract": words(0)},
    ),
    "part one spelt and part two in digits": (
        {"title": "Trafficked at sea: part one", "year": 2012},
        {"title": "Trafficked at sea: part 2", "year": 2012},
    ),
    "another month in the title": (
        {"title": "Human Trafficking in Times of Crisis, July 2015", "year": 2015,
         "abstract": words(0)},
        {"title": "Human Trafficking in Times of Crisis, December 2015", "year": 2015,
         "abstract": words(0)},
    ),
    "another edition": (
        {"title": f"{REVIEW} (First Edition)", "year": 2005},
        {"title": f"{REVIEW} (Second Edition)", "year": 2010},
    ),
    "another number of the series under one title": (
        {"title": "Migration and trafficking in one region", "series": "mrs",
         "series_number": "36", "year": 2008},
        {"title": "Migration and trafficking in one region", "series": "mrs",
         "series_number": "37", "year": 2008},
    ),
    "the same subtitle under another main title": (
        {"title": f"Exploratory Assessment: {COUNTRIES}", "year": 2010},
        {"title": f"Legal Review: {COUNTRIES}", "year": 2010},
    ),
    "one template for two countries": (
        {"title": "Needs Assessment on Counter-trafficking Response in Georgia", "year": 2016,
         "authors": "McAdam, Marika", "abstract": words(0)},
        {"title": "Needs Assessment on Counter-trafficking Response in Armenia", "year": 2016,
         "authors": "McAdam, Marika", "abstract": words(0)},
    ),
    "annual reports of one year from two places": (
        {"title": "Annual Report 2014", "year": 2014, "abstract": words(0)},
        {"title": "Annual Report 2014", "year": 2014, "abstract": words(500)},
    ),
    "annual reports of two years": (
        {"title": "Annual Report 2013", "year": 2013, "authors": "IOM"},
        {"title": "Annual Report 2014", "year": 2014, "authors": "IOM"},
    ),
    "another ISBN for the same language": (
        {"title": REVIEW, "year": 2010, "isbns": (("9789290682509", "en"),)},
        {"title": REVIEW, "year": 2010, "isbns": (("9789290686552", "en"),)},
    ),
    "the same title and year, other abstracts, one page": (
        {"title": REVIEW, "year": 2010, "abstract": words(0), "pages": frozenset({"p"})},
        {"title": REVIEW, "year": 2010, "abstract": words(500), "pages": frozenset({"p"})},
    ),
    "another volume and other pages": (
        {"title": REVIEW, "authors": "A. Lee", "year": 2010, "volume": "1", "page_range": "1-9"},
        {"title": REVIEW, "authors": "A. Lee", "year": 2010, "volume": "2", "page_range": "30-9"},
    ),
    "a conference paper and the journal article two years later": (
        {"title": "Clustering categorical data by dynamical systems", "year": 1998,
         "authors": "Gibson, D. and Kleinberg, J.", "venue": "Proc. of the Very Large Conference"},
        {"title": "Clustering categorical data by dynamical systems", "year": 2000,
         "authors": "Gibson, D. and Kleinberg, J.", "venue": "The Very Large Journal"},
    ),
    "a shared DOI under other titles": (
        {"title": "Supplement abstracts of the first day", "doi": "10.1000/1", "year": 2011},
        {"title": "Trafficked fishers of one port", "doi": "10.1000/1", "year": 2011},
    ),
    "an entry without a title": (
        {"title": "", "year": 2011, "authors": "Lee, A. and Kim, B.", "volume": "7",
         "page_range": "23-35", "venue": "One Journal"},
        {"title": REVIEW, "year": 2011, "authors": "Lee, A. and Kim, B.", "volume": "7",
         "page_range": "23-35", "venue": "One Journal"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME)
def test_entries_of_one_work_are_merged(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert band(record("a", **left), record("b", **right)) == "same"


@pytest.mark.parametrize(("left", "right"), APART.values(), ids=APART)
def test_entries_of_two_works_are_never_merged(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert band(record("a", **left), record("b", **right)) != "same"


@pytest.mark.parametrize(
    "case",
    [
        "another ISBN for the same language",
        "the same title and year, other abstracts, one page",
        "an entry without a title",
    ],
)
def test_what_may_be_a_slip_of_the_page_names_its_contradiction(case: str) -> None:
    left, right = APART[case]
    found = pair(record("a", **left), record("b", **right))
    assert found is not None
    assert found.veto is not None
    assert found.veto.lower() in found.reason.lower()


def test_a_contradiction_between_entries_that_would_be_merged_goes_to_a_steward() -> None:
    left, right = APART["another ISBN for the same language"]
    assert band(record("a", **left), record("b", **right)) == "review"


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        ("the facilitator's guide and the handbook", "companion"),
        ("another part", "part"),
        ("another month in the title", "version"),
        ("another edition", "edition"),
        ("another number of the series under one title", "part"),
    ],
)
def test_look_alikes_become_relations(case: str, kind: str) -> None:
    left, right = APART[case]
    assert kind in kinds(match([record("a", **left), record("b", **right)]))


def test_the_numbers_of_a_series_are_related_each_with_the_next() -> None:
    issues = [
        record(f"r{n}", f"{topic} seen from {topic}land", series="issuebrief", series_number=str(n))
        for n, topic in enumerate(("demand", "remedies", "protocols"), start=1)
    ]
    found = [(related.left, related.right) for related in match(issues).related]
    assert found == [("r1", "r2"), ("r2", "r3")]


def test_two_languages_on_one_page_are_a_translation_and_a_question() -> None:
    page = frozenset({"p"})
    english = record("a", REVIEW, year=2010, pages=page, languages=("en",))
    spanish = record("b", REVIEW, year=2010, pages=page, languages=("es",))
    found = match([english, spanish])
    assert kinds(found) == {"translation"}
    assert found.pairs[0].band == "review"


ABOUT = (
    "The matrix follows people who had to leave their homes and says where they are, how they "
    "came there and what they need this month, district by district."
)


def test_issues_stay_apart_where_a_bulletin_fills_the_whole_table() -> None:
    issues = [
        record(f"{at:04d}", f"Displacement Tracking Matrix Round {at}", year=2010, abstract=ABOUT)
        for at in range(1, 1500)
    ]
    found = match(issues)
    assert {each.band for each in found.pairs} <= {"different"}
