"""CSS selectors of a source, compiled once: which elements of a page, or which attribute of them.

``h3 a`` is the elements, ``time@datetime`` their attribute, ``@href`` the attribute of the entry
itself; ``> h3`` begins at the entry's own children. Given a list, the first selector that finds
something counts. What would take more than one look at a page (``~``, ``:nth-child(2n)``, any
``…-of-type``) is refused: pages are as large as they like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cssselect import HTMLTranslator, SelectorError
from cssselect.parser import Function, PseudoElement, parse, parse_series
from cssselect.xpath import ExpressionError, XPathExpr
from lxml import etree

LONGEST = 500  # characters of one selector
MOST = 20  # selectors in one list
_ATTRIBUTE = re.compile(r"(?P<css>.*?)(?:@|::attr\()(?P<name>[a-zA-Z_][\w:.-]{0,60})\)?", re.DOTALL)
_OF_TYPE = "`…-of-type` is not supported; use a class or :nth-child(2)"
_CHILD = re.compile(r"(?::scope\s*)?>\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One selector.

    Attributes:
        text: As written.
        find: Finds the elements under one; ``None``: that element itself.
        attribute: The attribute that is meant, ``""`` for the text.
    """

    text: str
    find: etree.XPath | None = field(compare=False, repr=False)
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """Selectors, of which the first that finds something counts."""

    steps: tuple[Step, ...]

    def under(self, element: etree._Element) -> tuple[Step, list[etree._Element]]:
        """Return the selector that finds something under ``element``, and what, in page order."""
        for step in self.steps:
            if found := _found(step, element):
                return step, found
        return self.steps[0], []


def select(written: object) -> Select:
    """Return what a selector or a list of them selects.

    Raises:
        ValueError: It is none, or one that is not supported; the message says which and why.

    >>> page = etree.HTML("<h3><a href='/a'>One</a></h3>")
    >>> step, found = select(["h4 a", "h3 a@href"]).under(page)
    >>> step.text, found[0].get(step.attribute)
    ('h3 a@href', '/a')
    """
    texts = [written] if isinstance(written, str) else written
    if not isinstance(texts, Sequence) or not texts or len(texts) > MOST:
        raise ValueError(f"{written!r} is no selector; write a text or a list of texts")
    return Select(tuple(map(_step, texts)))


def _step(text: object) -> Step:
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise ValueError(f"{text!r} is no selector")
    css, attribute = text.strip(), ""
    if found := _ATTRIBUTE.fullmatch(css):
        css, attribute = found["css"].strip(), found["name"].lower()
    return Step(text=text, find=_compiled(css, text) if css else None, attribute=attribute)


def _compiled(css: str, text: str) -> etree.XPath:
    child = _CHILD.match(css)
    prefix = "child::" if child else "descendant-or-self::"
    try:
        parsed = parse(css[child.end() :] if child else css)
        for each in parsed:
            if each.pseudo_element:
                raise ValueError(f"{text!r}: {_pseudo(each.pseudo_element)} is not supported")
        xpath = " | ".join(_TRANSLATOR.selector_to_xpath(each, prefix) for each in parsed)
        return etree.XPath(xpath, smart_strings=False)
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(f"{text!r} is no selector that is supported ({error})") from None


def _pseudo(element: PseudoElement) -> str:
    return f"::{element}" if isinstance(element, str) else "a pseudo-element"


def _found(step: Step, element: etree._Element) -> list[etree._Element]:
    found = [element] if step.find is None else step.find(element)
    if not isinstance(found, list):
        return []
    return [
        each
        for each in found
        if isinstance(each, etree._Element)
        and (not step.attribute or (each.get(step.attribute) or "").strip())
    ]


class _Translator(HTMLTranslator):
    """Writes XPath that looks at no more than a few siblings of an element."""

    def xpath_direct_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return left.join("/following-sibling::*[1]/self::", right)

    def xpath_indirect_adjacent_combinator(self, *_: object) -> XPathExpr:
        raise ExpressionError("`~` is not supported; use `+`, a class or a list of selectors")

    def xpath_nth_child_function(
        self, xpath: XPathExpr, function: Function, last: bool = False, add_name_test: bool = True
    ) -> XPathExpr:
        if not add_name_test:
            raise ExpressionError(_OF_TYPE)
        try:
            every, number = parse_series(function.arguments)
        except ValueError as error:
            raise ExpressionError("there is no number in brackets") from error
        if every or not 1 <= number <= 100:
            raise ExpressionError("only one number from 1 to 100 is supported in brackets")
        return _place(xpath, number, last=last)

    def xpath_nth_last_of_type_function(self, *_: object) -> XPathExpr:
        raise ExpressionError(_OF_TYPE)

    def xpath_first_child_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        return _place(xpath, 1)

    def xpath_last_child_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        return _place(xpath, 1, last=True)

    def xpath_only_child_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        return _place(_place(xpath, 1), 1, last=True)

    def xpath_first_of_type_pseudo(self, *_: object) -> XPathExpr:
        raise ExpressionError(_OF_TYPE)

    def xpath_last_of_type_pseudo(self, *_: object) -> XPathExpr:
        raise ExpressionError(_OF_TYPE)

    def xpath_only_of_type_pseudo(self, *_: object) -> XPathExpr:
        raise ExpressionError(_OF_TYPE)


def _place(xpath: XPathExpr, number: int, *, last: bool = False) -> XPathExpr:
    """Add that there are just ``number - 1`` siblings on that side, without counting them all."""
    axis = f"{'following' if last else 'preceding'}-sibling::*"
    if number > 1:
        xpath.add_condition(f"{axis}[{number - 1}]")
    xpath.add_condition(f"not({axis}[{number}])")
    return xpath


_TRANSLATOR = _Translator()
