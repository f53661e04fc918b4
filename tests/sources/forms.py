"""The forms that listings take as HTML, made from what a page says.

Each form takes a page as plain data and returns HTML. Tests read a page as text, turn what was
read into each of these, and compare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from pipeline.model import Entry, Reading

Fields = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Card:
    """One entry, as a page prints it."""

    title: str
    paragraphs: Sequence[str]
    fields: Fields


def cards(reading: Reading) -> list[Card]:
    return [card(entry) for entry in reading.entries]


def card(entry: Entry) -> Card:
    return Card(
        entry.title,
        [part for part in entry.abstract.split("\n\n") if part],
        [(field.label, field.values) for field in entry.fields],
    )


def page(heading: str, body: str) -> str:
    return (
        "<!DOCTYPE html>\n<html lang='en'>\n<head><meta charset='utf-8'><title>Listing</title>\n"
        "<style>.x { color: red }</style><script>var country = 'Country';</script></head>\n<body>\n"
        "<a href='#main' class='visually-hidden focusable skip-link'>Skip to main content</a>\n"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/work'>Our work</a></li></ul></nav>\n"
        f"<main id='main'><h1>{escape(heading)}</h1>\n{body}</main>\n"
        "<nav class='pager'><ul><li><span>1</span></li><li><a href='?p=1'>2</a></li>"
        "<li><a href='?p=1'>Next ›</a></li></ul></nav>\n"
        "<footer><p>© All rights reserved</p></footer></body></html>\n"
    )


def _paragraphs(found: Sequence[str], tag: str = "p") -> str:
    """Paragraphs, with bullets as a list."""
    parts: list[str] = []
    for text in found:
        if text.startswith("- ") and tag == "p":
            item = f"<li>{escape(text[2:])}</li>\n"
            if parts and parts[-1].endswith("</ul>\n"):
                parts[-1] = parts[-1][: -len("</ul>\n")] + item + "</ul>\n"
            else:
                parts.append(f"<ul>{item}</ul>\n")
        else:
            parts.append(f"<{tag}>{escape(text)}</{tag}>\n")
    return "".join(parts)


def drupal(card: Card) -> str:
    """A view row with ``field__label`` and ``field__item``."""
    fields = "".join(
        f"<div class='field field--name-field-x field--label-above'>\n"
        f"  <div class='field__label'>{escape(label)}</div>\n  <div class='field__items'>\n"
        + "".join(f"    <div class='field__item'>{escape(value)}</div>\n" for value in values)
        + "  </div>\n</div>\n"
        for label, values in card.fields
    )
    return (
        "<div class='views-row'><article class='node node--type-publication'>\n"
        f"<h2 class='node__title'><a href='/node/1'><span>{escape(card.title)}</span></a></h2>\n"
        "<div class='node__content'><div class='field field--name-body field__item'>\n"
        f"{_paragraphs(card.paragraphs)}</div>\n{fields}</div></article></div>\n"
    )


def drupal_seven(card: Card) -> str:
    """The older ``field-label`` and ``field-items``, with a colon and a space after the label."""
    fields = "".join(
        f"<div class='field field-name-field-x field-type-text field-label-inline clearfix'>"
        f"<div class='field-label'>{escape(label)}:&nbsp;</div><div class='field-items'>"
        + "".join(
            f"<div class='field-item {'even' if place % 2 else 'odd'}'>{escape(value)}</div>"
            for place, value in enumerate(values, start=1)
        )
        + "</div></div>\n"
        for label, values in card.fields
    )
    return (
        "<div class='views-row views-row-1'><div class='views-field views-field-title'>"
        f"<span class='field-content'><a href='/x'>{escape(card.title)}</a></span></div>\n"
        f"<div class='views-field-body'>{_paragraphs(card.paragraphs)}</div>{fields}</div>\n"
    )


def nested_divs(card: Card) -> str:
    """Plain ``div`` elements without a class, one around each field."""
    fields = "".join(
        f"<div><div>{escape(label)}</div><div>"
        + "".join(f"<div>{escape(value)}</div>" for value in values)
        + "</div></div>\n"
        for label, values in card.fields
    )
    return (
        f"<div><div>{escape(card.title)}</div>\n<div>{_paragraphs(card.paragraphs, 'div')}</div>\n"
        f"{fields}</div>\n"
    )


def flat_divs(card: Card) -> str:
    """Plain ``div`` elements side by side, nothing around them."""
    fields = "".join(
        f"<div>{escape(label)}</div>\n"
        + "".join(f"<div>{escape(value)}</div>\n" for value in values)
        for label, values in card.fields
    )
    return f"<div>{escape(card.title)}</div>\n{_paragraphs(card.paragraphs, 'div')}{fields}"


def headings(card: Card) -> str:
    """A heading, paragraphs, and a paragraph per label and value."""
    fields = "".join(
        f"<p>{escape(label)}</p>\n" + "".join(f"<p>{escape(value)}</p>\n" for value in values)
        for label, values in card.fields
    )
    return f"<h3>{escape(card.title)}</h3>\n{_paragraphs(card.paragraphs)}{fields}"


def definition_list(card: Card) -> str:
    fields = "".join(
        f"<dt>{escape(label)}</dt>" + "".join(f"<dd>{escape(value)}</dd>" for value in values)
        for label, values in card.fields
    )
    return (
        f"<section><h2>{escape(card.title)}</h2>{_paragraphs(card.paragraphs)}"
        f"<dl>{fields}</dl></section>\n"
    )


def table(card: Card) -> str:
    rows = "".join(
        f"<tr><th>{escape(label)}</th><td>{'<br>'.join(map(escape, values))}</td></tr>\n"
        for label, values in card.fields
    )
    return (
        f"<h3>{escape(card.title)}</h3>{_paragraphs(card.paragraphs)}"
        f"<table><tbody>{rows}</tbody></table>\n"
    )


def plain_table(card: Card) -> str:
    rows = "".join(
        f"<tr><td>{escape(label)}</td><td>{'<br/>'.join(map(escape, values))}</td></tr>\n"
        for label, values in card.fields
    )
    title = f"<div><b>{escape(card.title)}</b></div>"
    return f"{title}{_paragraphs(card.paragraphs)}<table>{rows}</table>\n"


def bold_inline(card: Card) -> str:
    """``<strong>Country:</strong> A, B``: the values on the label's own line."""
    fields = "".join(
        f"<p><strong>{escape(label)}:</strong> {escape(', '.join(values))}</p>\n"
        for label, values in card.fields
    )
    return f"<div><h4>{escape(card.title)}</h4>{_paragraphs(card.paragraphs)}{fields}</div>\n"


def plain_inline(card: Card) -> str:
    """``Country: A, B`` in plain paragraphs."""
    fields = "".join(
        f"<p>{escape(label)}: {escape(', '.join(values))}</p>\n" for label, values in card.fields
    )
    return f"<p>{escape(card.title)}</p>\n{_paragraphs(card.paragraphs)}{fields}"


def broken_lines(card: Card) -> str:
    """``<b>Country</b>: A, B<br>`` in one paragraph."""
    fields = "<br>\n".join(
        f"<b>{escape(label)}</b>: {escape(', '.join(values))}" for label, values in card.fields
    )
    return (
        f"<article><h3>{escape(card.title)}</h3>{_paragraphs(card.paragraphs)}<p>{fields}</p>"
        "</article>\n"
    )


def spans(card: Card) -> str:
    """List items as cards; spans as labels, links as values."""
    fields = "".join(
        f"<div class='meta'><span>{escape(label)}</span> "
        + ", ".join(f"<a href='/t'>{escape(value)}</a>" for value in values)
        + "</div>\n"
        for label, values in card.fields
    )
    return (
        f"<ul><li class='item'><a href='/p'>{escape(card.title)}</a>\n"
        f"<div class='summary'>{_paragraphs(card.paragraphs)}</div>{fields}"
        "<div><a class='button' href='/d'>Read more</a></div></li></ul>\n"
    )


def labelled_spans(card: Card) -> str:
    fields = "".join(
        f"<div><span class='label'>{escape(label)}</span>"
        + "".join(f"<span class='value'>{escape(value)}</span>" for value in values)
        + "</div>\n"
        for label, values in card.fields
    )
    return (
        f"<section class='card'><header><h3>{escape(card.title)}</h3></header>"
        f"{_paragraphs(card.paragraphs)}<footer>{fields}</footer>"
        "<a href='/x.pdf'>Download PDF (1.2 MB)</a></section>\n"
    )


FORMS: tuple[Callable[[Card], str], ...] = (
    drupal,
    drupal_seven,
    nested_divs,
    flat_divs,
    headings,
    definition_list,
    table,
    plain_table,
    bold_inline,
    plain_inline,
    broken_lines,
    spans,
    labelled_spans,
)


# ------------------------------------------------------------- entries without labels


@dataclass(frozen=True)
class Prose:
    """One entry of a page without labels: lines stand between the title and the abstract."""

    title: str
    lines: Sequence[str]
    paragraphs: Sequence[str]


def proses(reading: Reading) -> list[Prose]:
    return [
        Prose(
            entry.title,
            [
                value
                for field in entry.fields
                if field.role not in ("year",) and field.locator != entry.title_locator
                for value in field.values
            ],
            [part for part in entry.abstract.split("\n\n") if part],
        )
        for entry in reading.entries
    ]


def _tagged(found: Sequence[str], tag: str) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>\n" for text in found)


def under_h2(prose: Prose) -> str:
    lines = _tagged(prose.lines, "p")
    return f"<h2>{escape(prose.title)}</h2>\n{lines}{_paragraphs(prose.paragraphs)}"


def under_linked_h3(prose: Prose) -> str:
    return (
        f"<div class='views-row'><h3><a href='/x'>{escape(prose.title)}</a></h3>\n"
        f"<div class='imprint'>{'<br>'.join(map(escape, prose.lines))}</div>\n"
        f"<div class='body'>{_paragraphs(prose.paragraphs)}</div></div>\n"
    )


def under_bold(prose: Prose) -> str:
    return (
        f"<p><strong>{escape(prose.title)}</strong></p>\n{_tagged(prose.lines, 'p')}"
        f"{_paragraphs(prose.paragraphs)}"
    )


def under_bold_break(prose: Prose) -> str:
    lines = "".join(f"<br/>{escape(line)}" for line in prose.lines)
    return (
        f"<div><p><b>{escape(prose.title)}</b>{lines}</p>\n{_paragraphs(prose.paragraphs)}</div>\n"
    )


def flat_prose(prose: Prose) -> str:
    return (
        f"<div>{escape(prose.title)}</div>\n{_tagged(prose.lines, 'div')}"
        f"{_paragraphs(prose.paragraphs, 'div')}"
    )


def flat_paragraphs(prose: Prose) -> str:
    return (
        f"<p>{escape(prose.title)}</p>\n{_tagged(prose.lines, 'p')}{_paragraphs(prose.paragraphs)}"
    )


def nested_prose(prose: Prose) -> str:
    return (
        f"<div><div>{escape(prose.title)}</div><div>{_tagged(prose.lines, 'div')}</div>"
        f"<div>{_paragraphs(prose.paragraphs, 'div')}</div></div>\n"
    )


def articles(prose: Prose) -> str:
    return (
        f"<article><header><h2>{escape(prose.title)}</h2></header>{_tagged(prose.lines, 'div')}"
        f"<section>{_paragraphs(prose.paragraphs)}</section><footer><a href='/r'>Read more</a>"
        "</footer></article>\n"
    )


def list_items(prose: Prose) -> str:
    lines = "<br>".join(map(escape, prose.lines))
    title = f"<a href='/p.pdf'>{escape(prose.title)}</a>"
    return f"<ul><li>{title}<br>{lines}{_paragraphs(prose.paragraphs)}</li></ul>\n"


def row_of_cells(prose: Prose) -> str:
    return (
        f"<table><tr><td>{escape(prose.title)}</td></tr><tr><td>{'<br>'.join(prose.lines)}</td></tr>"
        f"<tr><td>{_paragraphs(prose.paragraphs)}</td></tr></table>\n"
    )


def terms(prose: Prose) -> str:
    return (
        f"<dl><dt>{escape(prose.title)}</dt>{_tagged(prose.lines, 'dd')}"
        f"{_tagged(prose.paragraphs, 'dd')}</dl>\n"
    )


PROSE_FORMS: tuple[Callable[[Prose], str], ...] = (
    under_h2,
    under_linked_h3,
    under_bold,
    under_bold_break,
    flat_prose,
    flat_paragraphs,
    nested_prose,
    articles,
    list_items,
    row_of_cells,
    terms,
)
