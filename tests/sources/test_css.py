"""Selectors find what CSS says, refuse what would be slow, and say which is wrong."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import UsageError
from pipeline.read.nodes import Nodes, text
from pipeline.sources.base import checked
from pipeline.sources.css import select

PAGE = etree.HTML(
    """<ul class="pubs"><li class="p one" data-y="2014"><h3><a href="/1">A</a></h3>
<p>x</p><p>y</p></li>
<li class="p"><h3>B</h3><div><h3>C</h3></div><p class="by">by D</p></li></ul><h3>E</h3>"""
)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("li.p > h3", ["A", "B"]),
        ("h3", ["A", "B", "C", "E"]),
        ("ul > h3", []),
        (["h4", "p.by"], ["by D"]),
        ("h3, p.by", ["A", "B", "C", "by D", "E"]),
        ("h3 + p", ["x"]),
        ("p:nth-child(2)", ["x"]),
        ("p:last-child", ["y", "by D"]),
        ("p:first-child", []),
        ("li:not(.one) p", ["by D"]),
        ("li:has(a) h3", ["A"]),
        ("p:contains('by')", ["by D"]),
        ("a[href^='/']", ["A"]),
        ("li.one@data-y", ["AxyA"[:3]]),
    ],
    ids=str,
)
def test_a_selector_finds_what_css_says(written: str | list[str], found: list[str]) -> None:
    assert [text(each).replace(" ", "") for each in select(written).under(PAGE)[1]] == [
        each.replace(" ", "") for each in found
    ]


def test_a_selector_may_begin_at_the_entry_itself() -> None:
    entry = select("li").under(PAGE)[1][1]
    assert [text(each) for each in select("> h3").under(entry)[1]] == ["B"]
    assert select("@class").under(entry)[1] == [entry]


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            " ",
            "li[",
            "li..x",
            "::before",
            "a::text",
            "li:hover(",
            "h2 ~ p",
            "p:nth-of-type(2)",
        ),
        *(
            "p:nth-child(2n)",
            "p:nth-child(-1)",
            "li:first-of-type",
            "x" * 600,
            [],
            ["a"] * 30,
            7,
            None,
        ),
    ],
    ids=repr,
)
def test_what_is_no_selector_or_would_be_slow_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"selector|supported"):
        select(written)


@given(st.text(st.sampled_from("abp.#>+~ :()[]='\"*@,0n-"), max_size=24))
def test_any_text_is_a_selector_or_refused(written: str) -> None:
    with contextlib.suppress(ValueError):
        assert all(each.tag for each in select(written).under(PAGE)[1])


GOOD = {"title": "A", "layout": "selectors", "selectors": {"entry": "li", "title": "h3"}}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("selectors", {"entry": "li"}, "selectors.title"),
        ("selectors", {"entry": "li[", "title": "h3"}, "`selectors.entry`: 'li\\['"),
        ("selectors", {"entry": "li@id", "title": "h3"}, "selectors.entry"),
        ("selectors", {"entry": "li", "title": "h3", "fields": {"Year": "p ~ p"}}, "fields.Year"),
        ("selectors", {"entry": "li", "title": "h3", "authors": "p"}, "`selectors.authors`"),
        ("selectors", "li", "`selectors`"),
        ("labels", {"Pays": "land"}, "'Pays' cannot mean 'land'"),
        ("labels", ["Pays"], "`labels`"),
        ("words", "iom", "`words`: 'iom' is one text"),
        ("ignore", {"x": ["("]}, "`ignore`"),
        ("regions", {"The Horn": ["Ethiopia"]}, "'The Horn'"),
        ("minimum", "many", "`minimum`"),
        ("titel", "A", "`titel` means nothing"),
        ("layout", 3, "`layout`"),
    ],
)
def test_a_mistake_is_told_with_its_source_and_key(key: str, value: object, said: str) -> None:
    with pytest.raises(UsageError, match=said) as told:
        checked("my_site", {**GOOD, key: value})
    assert "[my_site]" in str(told.value)


@pytest.mark.parametrize(
    "written", ["p:nth-child(3)", "p:nth-last-child(2)", "b + i", "p:only-child", "p:last-child b"]
)
def test_no_selector_counts_the_siblings_of_an_element(written: str) -> None:
    """An axis of siblings that stops at one of them costs no more on a longer page."""
    (step,) = select(written).steps
    assert step.find is not None
    axes = re.findall(r"-sibling::\*(\[\d+\])?", step.find.path)
    assert axes
    assert all(axes)
    assert "count(" not in step.find.path


@given(
    st.recursive(st.just("x"), lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=20)
)
def test_the_path_of_any_element_leads_back_to_it(shape: object) -> None:
    def made(each: object) -> str:
        return "".join(f"<div>{made(one)}</div>" for one in each) if isinstance(each, list) else "t"

    tree = Nodes(etree.HTML(made(shape)))
    for element in tree.root.iter("*"):
        assert tree.at(tree.path(element)) == [element]
