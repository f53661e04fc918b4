"""HTML pages as blocks."""

from typing import Any

import pytest
from lxml import etree

from pipeline.read import html


def kinds(page: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in html.blocks(page)]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>One <b>bold</b> <a href=x>link</a>.</p>", [("paragraph", "One bold link.")]),
        ("<p>One<br>two<br/>three</p>", [("paragraph", t) for t in ("One", "two", "three")]),
        ("<h2>One <em>two</em></h2>", [("heading", "One two")]),
        ("<a href=x><h3>One</h3><p>two</p></a>", [("heading", "One"), ("link", "two")]),
        ("<ul><li>one<li><p>two</p></ul>", [("list_item", "one"), ("list_item", "two")]),
        ("<ul><li><h3>One</h3><p>two</p></ul>", [("heading", "One"), ("paragraph", "two")]),
        ("<p>- one</p>", [("list_item", "- one")]),
        ("<dl><dt>One<dd>two</dl>", [("label", "One"), ("value", "two")]),
        ("<table><tr><th>One<td>two</table>", [("label", "One"), ("paragraph", "two")]),
        ("<p><strong>One:</strong> two</p>", [("label", "One:"), ("paragraph", "two")]),
        ("<p><b>One</b>: two</p>", [("label", "One"), ("paragraph", ": two")]),
        ("<p><b>One</b> two</p>", [("paragraph", "One two")]),
        (
            "<p><b>One</b> 1 <b>Two</b> 2</p>",
            [("label", "One"), ("paragraph", "1"), ("label", "Two"), ("paragraph", "2")],
        ),
        (
            "<div class='field__label'>One</div><div class=field__item>two</div>",
            [("label", "One"), ("value", "two")],
        ),
        (
            "<div><span class=label>One</span><span class=value>two</span></div>",
            [("label", "One"), ("value", "two")],
        ),
        ("<div><a href=1>One</a>, <a href=2>two</a></div>", [("link", "One"), ("link", "two")]),
        ("<p>One, <a href=2>two</a></p>", [("paragraph", "One, two")]),
        ("<p>One<script>no</script><style>no</style> two</p>", [("paragraph", "One two")]),
        ("<p hidden>no</p><p style='display:none'>no</p><p>yes</p>", [("paragraph", "yes")]),
        ("<noscript>no</noscript><template>no</template>yes", [("paragraph", "yes")]),
        ("<select><option>no</select><p>yes", [("paragraph", "yes")]),
        ("<p>One<!-- no -->two</p>", [("paragraph", "Onetwo")]),
        ("<p>One&nbsp;&amp; two&eacute;</p>", [("paragraph", "One & twoé")]),
        ("<pre>One\n\n  two</pre>", [("paragraph", "One"), ("paragraph", "two")]),
        ("text only", [("paragraph", "text only")]),
        ("<p>One<table><tr><td>two", [("paragraph", "One"), ("paragraph", "two")]),
        ("", []),
        ("<!-- nothing -->", []),
        ("<html><head><title>no</title></head></html>", []),
    ],
)
def test_a_page_becomes_blocks(page: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(page) == expected


def test_a_label_says_that_the_rest_of_its_line_follows_it() -> None:
    label, value = html.blocks("<p><b>One:</b> two</p>")
    assert "same_line" in value.hints - label.hints


def test_gaps_count_the_boundaries_crossed() -> None:
    page = (
        "<div><h3>A</h3><p>b</p></div><div><div><h3>C</h3></div></div><hr><p>d</p><p>e<br><br>f</p>"
    )
    assert [block.gap for block in html.blocks(page)] == [0, 0, 2, 3, 0, 1]


def test_links_headings_and_lines_are_told() -> None:
    page = "<html><body>\n\n<h2>One</h2>\n<p>\n<a href='/x'>two</a></p>\n</body></html>"
    one, two = html.blocks(page)
    assert (one.level, one.line, one.href) == (2, 3, None)
    assert (two.kind, two.line, two.href) == ("link", 5, "/x")


def test_a_table_with_heads_names_the_columns_of_its_cells() -> None:
    page = "<table><tr><th>A<th colspan=2>B<th>C<tr><td>1<td>2<td>3<td>4</table>"
    cells = html.blocks(page)[3:]
    names = [next((h for h in cell.hints if h.startswith("column:")), "") for cell in cells]
    assert names == ["column:A", "column:B", "", "column:C"]


@pytest.mark.parametrize(
    ("page", "hint"),
    [
        ("<nav><a href=x>x</a></nav>", "navigation"),
        ("<div class='site-footer'>x</div>", "footer"),
        ("<footer>x</footer>", "footer"),
        ("<header>x</header>", "site_header"),
        ("<ol class=breadcrumb><li>x</ol>", "breadcrumb"),
        ("<ul class='pager__items pager'><li>x</ul>", "pager"),
        ("<div id=cookie-banner><p>x</p></div>", "cookie"),
        ("<div role=navigation>x</div>", "navigation"),
    ],
)
def test_the_markup_says_what_is_furniture(page: str, hint: str) -> None:
    (block,) = html.blocks(page)
    assert hint in block.hints


@pytest.mark.parametrize(
    "page",
    [
        "<article><header>x</header></article>",
        "<ul><li><footer>x</footer></ul>",
        "<body class='has-sidebar footer'><p>x</p></body>",
        "<nav><main><p>x</p></main></nav>",
        "<div class='field field-label-above menu-item-count'>x</div>",
    ],
)
def test_content_is_no_furniture(page: str) -> None:
    (block,) = html.blocks(page)
    furniture = {"navigation", "footer", "site_header", "sidebar", "label"}
    assert not block.hints & furniture


NESTED = "<div>a<div>b<o:p>c <i>d</i><br>e</o:p></div>f<x.y><p>g</p>h</x.y></div>"


@pytest.mark.parametrize("depth", [0, 20, 30, 120, 240, 300])
def test_a_locator_is_an_xpath_that_leads_back_at_any_depth(depth: int) -> None:
    page = "<div>" * depth + NESTED + "</div>" * depth + NESTED
    for block in html.blocks(page):
        assert html.text_at(page, block.locator) == block.text
        assert len(block.locator) < 400


@pytest.mark.parametrize(
    "page",
    [
        "<p><b>x<span hidden>no</span></b> y<br>z</p>",
        "<p>\x0ca\x01b<br>c&#12;d&#2;e</p><p>f</p>",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' "
        "'http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'><p>a</p><a name=x>b</a>",
        "<a href='/x class='><p>a &amp;lt; b</p></a><p title='a>b'>c</p>",
        "<ul><li><a><span>a</span> b</a></li><li><a><p>c</p></a></li></ul>",
    ],
)
def test_a_locator_leads_back_whatever_stands_around_it(page: str) -> None:
    found = html.blocks(page)
    assert found
    assert [html.text_at(page, block.locator) for block in found] == [b.text for b in found]


def test_what_no_markup_can_hold_is_told_by_a_mark_or_a_space() -> None:
    assert kinds("<p>a\x01b\x0bc&#x1f;d&#7;e&#70;</p>") == [("paragraph", "a\ufffdb c d\ufffdeF")]


def test_an_attribute_that_ends_like_another_begins_is_no_other() -> None:
    (block,) = html.blocks("<p title='x class=' pager=''>one</p>")
    assert block.hints == {"<p>"}


def test_a_locator_means_to_any_xpath_engine_what_it_means_here() -> None:
    page = NESTED + "<div>" * 30 + NESTED
    tree: Any = etree.fromstring(page, etree.HTMLParser()).getroottree()
    for block in html.blocks(page):
        nodes = tree.xpath(block.locator)
        texts = (n if isinstance(n, str) else "".join(n.itertext()) for n in nodes)
        assert " ".join("".join(texts).split()) == block.text


@pytest.mark.parametrize(
    "locator",
    ["", "/html/body/p[9]", "//p", "/html/body/p[1]/node()[7]", "L1", "/html/body[", "doc('x')"],
)
def test_a_locator_that_points_at_nothing_is_an_error(locator: str) -> None:
    with pytest.raises(LookupError):
        html.text_at("<p>one</p>", locator)


def test_nothing_is_fetched_and_no_entity_is_followed() -> None:
    page = (
        "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><link rel=stylesheet href=x>"
        "<img src='http://example.invalid/x'><p>a &x; b</p>"
    )
    assert kinds(page)[-1] == ("paragraph", "a &x; b")
