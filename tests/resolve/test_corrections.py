"""A page that corrects an entry leaves its work the id; anything else does not pass it on."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Contributor, Identifier, Standard
from pipeline.resolve.corrections import corrected
from tests.merge.build import edition, person, standard

SAID = "Formal words that stand for an abstract of some length."
OFFICE = Contributor(name="Office", given=None, kind="organisation", role="author", raw="Office")


def _entry(mention_id: str, **values: Any) -> Standard:
    return standard(mention_id, **{"title": "A legal review", "year": 2014, **values})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"abstract": SAID}, {"abstract": SAID, "year": 2015}),
        ({"abstract": SAID}, {"abstract": SAID, "year": 2004}),
        ({"abstract": SAID, "year": None}, {"abstract": SAID}),
        ({"abstract": SAID}, {"abstract": f"{SAID} And more."}),
        ({"abstract": SAID, "title": "A legal revew"}, {"abstract": SAID}),
        ({"abstract": SAID, "title": "A LEGAL REVIEW:"}, {"abstract": SAID}),
        ({"abstract": SAID, "title": "A counter trafficking guide"},
         {"abstract": SAID, "title": "A countertrafficking guide"}),
        ({}, {"year": 2004}),
        ({"contributors": (person("Abara", "N."),)},
         {"contributors": (person("Abara", "N."),), "year": 2015}),
        ({"abstract": SAID, "year": None, "editions": (edition(year=2014),)},
         {"abstract": SAID, "year": None, "editions": (edition(year=2015),)}),
        ({"abstract": "Short."}, {"abstract": "Short.", "year": 2004}),
        ({"abstract": SAID, "title": "Bulletin", "year": 2014},
         {"abstract": SAID, "title": "Bulletin", "year": 2004}),
    ],
)  # fmt: skip
def test_one_slip_mended_is_a_correction(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert corrected([_entry("old", **before)], [_entry("new", **after)]) == {"old": "new"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"abstract": SAID}, {"abstract": SAID, "year": 2015, "title": "A legal revew"}),
        ({"abstract": SAID}, {"abstract": "Formal words of another entry, as long as those."}),
        ({"abstract": SAID}, {"abstract": SAID, "source": "source_b", "year": 2015}),
        ({"abstract": SAID, "title": "Volume one"}, {"abstract": SAID, "title": "Volume two"}),
        ({"abstract": SAID, "title": "Part 1"}, {"abstract": SAID, "title": "Part 2"}),
        ({"abstract": SAID, "title": "A guide"}, {"abstract": SAID, "title": "A user guide"}),
        ({"title": "A legal revew"}, {}),
        ({}, {"year": 2015}),  # as the next number of a serial does
        ({"contributors": (OFFICE,)}, {"contributors": (OFFICE,), "year": 2015}),
        ({"country_codes": ("NE",)}, {"country_codes": ("NG",), "year": 2004}),
        ({"abstract": SAID}, {"year": 2004}),
        ({"abstract": "Short."}, {"abstract": "Short.", "year": 2015}),
        ({"abstract": SAID, "title": "Annual Report on Returns"},
         {"abstract": SAID, "title": "Annual Report on Returns", "year": 2015}),
        ({"abstract": SAID, "title": "Rapport annuel"},
         {"abstract": SAID, "title": "Rapport annuel", "year": 2015}),
        ({"abstract": SAID, "title": "التقرير السنوية"},
         {"abstract": SAID, "title": "التقرير السنوية", "year": 2015}),
    ],
)  # fmt: skip
def test_more_than_a_slip_is_another_entry(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert corrected([_entry("old", **before)], [_entry("new", **after)]) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Trafficking in in Persons", "Trafficking in Persons"),
        ("A Legal Review on Trafficking", "A Legal Review of Trafficking"),
        ("Trafficking Persons in the Balkans", "Trafficking in Persons in the Balkans"),
        ("Labour Organisation in the Balkans", "Labor Organization in the Balkans"),
        ("Retum Migration in the Balkans", "Return Migration in the Balkans"),
        ("Migration in Kyrgystan: a Profile", "Migration in Kyrgyzstan: a Profile"),
        ("Повторная миграця в регионе", "Повторная миграция в регионе"),
    ],
)
def test_a_title_with_its_slip_mended_is_a_correction(before: str, after: str) -> None:
    old, new = _entry("old", title=before, abstract=SAID), _entry("new", title=after, abstract=SAID)
    assert corrected([old], [new]) == {"old": "new"}
    assert corrected([new], [old]) == {"new": "old"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Migration Governance Profile: Slovakia", "Migration Governance Profile: Slovenia"),
        ("Migration Governance Profile of Austria", "Migration Governance Profile of Australia"),
        ("Migration Governance Profile: Gambia", "Migration Governance Profile: Zambia"),
        ("Fair Recruitment: Notes for all Employers", "Fair Recruitment: Notes for all Employees"),
        ("Emigration from the Southern Caucasus", "Immigration from the Southern Caucasus"),
        ("Irregular Migration and Human Rights", "Regular Migration and Human Rights"),
        ("Trafficking of Undocumented Workers", "Trafficking of Documented Workers"),
        ("Migration to the European Union by Sea", "Migration from the European Union by Sea"),
        ("Assessment of Human Trafficking, Northern", "Assessment of Human Trafficking, Southern"),
        ("Shelter Standards for Europe, Volume VIII", "Shelter Standards for Europe, Volume VII"),
        ("Bulletin on Trafficking in Persons, July", "Bulletin on Trafficking in Persons, June"),
        ("La traite des personnes : sixième partie", "La traite des personnes : dixième partie"),
        ("关于打击贩运人口特别是妇女和儿童行为的国家行动计划第三期",
         "关于打击贩运人口特别是妇女和儿童行为的国家行动计划第四期"),
        ("Обзор миграции: Словакия и соседи", "Обзор миграции: Словения и соседи"),
    ],
)  # fmt: skip
def test_another_word_in_the_title_is_another_entry(before: str, after: str) -> None:
    old, new = _entry("old", title=before, abstract=SAID), _entry("new", title=after, abstract=SAID)
    assert corrected([old], [new]) == {}


OLD, NEW, WRONG = (
    Identifier(scheme=scheme, value=value, is_valid=is_valid, raw=value)
    for scheme, value, is_valid in (
        ("un_symbol", "A/70/1", True),
        ("un_symbol", "A/71/1", True),
        ("un_symbol", "A/7O/1", False),
    )
)


@pytest.mark.parametrize(
    ("before", "after", "is_one"),
    [
        ({"identifiers": (OLD,)}, {"identifiers": (NEW,)}, False),
        ({"identifiers": (OLD,)}, {"identifiers": (OLD, NEW)}, True),
        ({"identifiers": (OLD,)}, {}, True),
        ({"identifiers": (WRONG,)}, {"identifiers": (OLD,)}, True),
        ({"identifiers": (OLD,), "abstract": SAID},
         {"identifiers": (NEW,), "abstract": SAID}, True),
        ({"identifiers": (OLD,), "abstract": SAID, "title": "Newsletter"},
         {"identifiers": (NEW,), "abstract": SAID, "title": "Newsletter"}, False),
        ({"title": "Editorial", "contributors": (person("Abara", "N."),)},
         {"title": "Editorial", "contributors": (person("Abara", "N."),), "year": 2015}, False),
    ],
)  # fmt: skip
def test_another_valid_identifier_may_be_that_of_the_next_number(
    before: dict[str, Any], after: dict[str, Any], is_one: bool
) -> None:
    found = corrected([_entry("old", **before)], [_entry("new", **after)])
    assert (found == {"old": "new"}) is is_one


def test_two_candidates_are_none() -> None:
    old, new = _entry("a", abstract=SAID), _entry("b", abstract=SAID, year=2015)
    other = _entry("c", abstract=SAID, year=2016)
    assert corrected([old], [new, other]) == {}
    assert corrected([new, other], [old]) == {}
    assert corrected([old, _entry("d", year=1990)], [new, other]) == {}


def test_of_a_crowd_nothing_is_told_apart() -> None:
    crowd = [_entry(f"m{n}", abstract=f"{SAID} Number {n}.") for n in range(60)]
    new = [_entry("n", abstract=f"{SAID} Number 7.", year=2015)]
    assert corrected(crowd[:40], new) == {"m7": "n"}
    assert corrected(crowd, new) == corrected(new, crowd) == {}


_entries = st.lists(
    st.builds(
        lambda title, year, said: _entry("", title=title, year=year, abstract=said),
        st.sampled_from(["A legal review", "A legal revew", "Part 1", "Part 2"]),
        st.sampled_from([None, 2014, 2015]),
        st.sampled_from([None, SAID, f"{SAID} And more."]),
    ),
    max_size=4,
)


@given(_entries, _entries)
def test_each_entry_passes_its_id_to_one_at_most_whatever_the_order(
    gone: list[Standard], came: list[Standard]
) -> None:
    left, right = (
        [
            replace(e, mention=replace(e.mention, mention_id=f"{side}{n}"))
            for n, e in enumerate(some)
        ]
        for side, some in (("g", gone), ("c", came))
    )
    found = corrected(left, right)
    assert len(set(found.values())) == len(found)
    assert found.keys() <= {each.mention.mention_id for each in left}
    assert set(found.values()) <= {each.mention.mention_id for each in right}
    assert all(corrected(order, right[::-1]) == found for order in permutations(left))
