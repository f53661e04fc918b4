"""A rendered report as a browser would see it: elements, attributes, text."""

from __future__ import annotations

from lxml import html

# Every element and attribute that the templates use. What is not here was not written by us.
_ELEMENTS = """
    a article b bdi body code desc details div figcaption figure footer h1 h2 h3 h4 head
    header html i input label li line main mark meta nav ol output p rect script section
    small span style summary svg table tbody td text tfoot th thead time title tr ul
"""
_ATTRIBUTES = """
    aria-hidden aria-label aria-labelledby autocomplete charset class content datetime
    focusable for height hidden href http-equiv id lang name open placeholder rel role scope
    spellcheck tabindex title transform type viewbox width x x1 x2 y y1 y2
"""
ELEMENTS = frozenset(_ELEMENTS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())


def parsed(text: str) -> html.HtmlElement:
    """Return the page's tree, parsed from bytes as a browser gets it."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    return html.document_fromstring(text.encode(), parser=parser)


def elements(tree: html.HtmlElement) -> list[html.HtmlElement]:
    return [node for node in tree.iter() if isinstance(node.tag, str)]


def section(tree: html.HtmlElement, name: str) -> str:
    """Return the text of one section, white space folded."""
    (found,) = tree.xpath("//section[@id=$name]", name=name)
    return " ".join(" ".join(found.itertext()).split())
