"""HTML reading measured: bytes to listings, beside a bare walk of the same page by lxml.

    python -m tests.benchmarks.reading [--entries N]

The peer is what no reader of a page can do without: lxml parses the bytes (UTF-8 is told, not
detected), and one pass over its elements collects the text of each, white space folded, with
the text that follows it. It recognises nothing, gives no locators and makes no listings. Both
get the same bytes, in one process, in turn; what is quoted is the median over rounds of the
processor time of one over that of the other.

The pages are drawn by number. ``site`` pages are as sites serve them: a head with scripts and
settings, menus, deep wrappers, pictures, abstracts of 120 to 200 words, a footer. ``plain`` pages
have next to no markup around the entries, so that a bare walk has next to nothing to do.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import escape

from lxml import etree

from pipeline.model import Snapshot
from pipeline.read import blocks
from pipeline.sources import read_page
from tests.sources import forms
from tests.sources.forms import Card, Prose

WORDS = (
    "harbour survey labour mobility rights shelter court border health wages debt recruitment visa "
    "fisheries mining textile farm student migrant return family guardian interview method ethics "
    "data referral screening handbook training budget policy treaty island desert river seasonal "
    "informal digital payment transport storage school clinic union employer contract complaint "
    "remedy inspection audit supply chain retail garment brick cocoa cotton coffee"
).split()
PLACES = ("Albania", "Kenya", "Nepal", "Peru", "Ghana", "Serbia", "Niger", "Viet Nam", "Kosovo")
PEOPLE = ("A. Roe", "B. Doe", "C. Poe", "D. Loe")
ROUNDS = 9


def bare(body: bytes) -> list[str]:
    """Return the text of each element and the text after it: the peer."""
    root = etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))
    found = []
    for element in root.iter():
        for text in (element.text, element.tail):
            if text and (folded := " ".join(text.split())):
                found.append(folded)
    return found


# ------------------------------------------------------------------------------ pages


def cards(n: int, seed: int) -> list[Card]:
    """Return ``n`` entries with abstracts of 120 to 200 words."""
    drawn = random.Random(seed)
    return [
        Card(
            " ".join(drawn.sample(WORDS, drawn.randint(5, 9))).title(),
            [_prose(drawn) for _ in range(drawn.randint(1, 3))],
            [
                ("Country", drawn.sample(PLACES, drawn.randint(0, 3))),
                ("Region", []),
                ("Authors", drawn.sample(PEOPLE, drawn.randint(0, 2))),
                ("Year", [str(drawn.randint(1998, 2025))]),
                ("Category", ["Manuals"]),
            ],
        )
        for _ in range(n)
    ]


def _prose(drawn: random.Random) -> str:
    return " ".join(
        " ".join(drawn.sample(WORDS, drawn.randint(10, 18))).capitalize() + "."
        for _ in range(drawn.randint(4, 6))
    )


def site_card(card: Card) -> str:
    """Return an entry with the wrappers, pictures and links that content systems put around it."""
    slug = card.title.lower().replace(" ", "-")
    fields = "".join(
        f'<div class="field field--name-field-{label.lower()} field--type-entity-reference '
        f'field--label-above clearfix">\n  <div class="field__label">{label}</div>\n'
        '  <div class="field__items">\n'
        + "".join(f'    <div class="field__item">{escape(value)}</div>\n' for value in values)
        + "  </div>\n</div>\n"
        for label, values in card.fields
    )
    prose = "".join(f"<p>{escape(text)}</p>\n" for text in card.paragraphs)
    sizes = ", ".join(f"/sites/default/files/styles/w{w}/{slug}.jpg {w}w" for w in (320, 640, 960))
    return (
        f'<div class="views-row">\n<article role="article" about="/publications/{slug}" '
        'class="node node--type-publication node--view-mode-teaser clearfix">\n'
        '<div class="node__image"><div class="field field--name-field-cover field--type-image">\n'
        f'<a href="/publications/{slug}"><picture><source srcset="{sizes}" type="image/webp">'
        f'<img loading="lazy" width="320" height="480" src="/files/{slug}.jpg" alt=""></picture></a>\n'
        '</div></div>\n<div class="node__content clearfix">\n'
        f'<h2 class="node__title"><a href="/publications/{slug}" rel="bookmark"><span '
        f'class="field field--name-title field--type-string">{escape(card.title)}</span></a></h2>\n'
        '<div class="clearfix text-formatted field field--name-body field__item">\n'
        f"{prose}</div>\n{fields}"
        f'<div class="node__links"><a class="button" href="/files/{slug}.pdf"><svg viewBox="0 0 9 9">'
        '<path d="M0 0h9v9H0z"/></svg><span>Download PDF (1.2 MB)</span></a></div>\n'
        "</div>\n</article>\n</div>\n"
    )


def site_page(n: int, seed: int) -> str:
    """Return a listing page as a site serves it."""
    drawn = random.Random(seed)
    head = "".join(f'<meta property="og:x{k}" content="{_slug(drawn)}">\n' for k in range(30))
    head += "".join(f'<link rel="stylesheet" href="/css/{_slug(drawn)}.css">\n' for _ in range(12))
    settings = ",".join(f'"{_slug(drawn)}":{{"{_slug(drawn)}":{k}}}' for k in range(160))
    menu = "".join(
        f'<li class="menu-item menu-item--expanded"><a href="/{_slug(drawn)}" class="menu-link">'
        f"{' '.join(drawn.sample(WORDS, 2)).title()}</a><ul class='menu'>"
        + "".join(
            f'<li class="menu-item"><a href="/{_slug(drawn)}">{drawn.choice(WORDS).title()}</a></li>\n'
            for _ in range(9)
        )
        + "</ul></li>\n"
        for _ in range(8)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        f"<title>Reports and Research IOM</title>\n{head}<script>window.x = {{}};</script></head>\n"
        '<body class="path-publications layout-one-sidebar">\n<a href="#main-content" '
        'class="visually-hidden focusable skip-link">Skip to main content</a>\n'
        f'<header class="header" role="banner"><nav class="navbar"><ul class="menu">{menu}</ul></nav>'
        '</header>\n<main role="main"><h1>Reports and Research IOM</h1>\n<div class="view-content">\n'
        + "".join(map(site_card, cards(n, seed)))
        + '</div>\n<nav class="pager"><ul class="pager__items">'
        + "".join(f'<li class="pager__item"><a href="?page={k}">{k + 1}</a></li>' for k in range(9))
        + f'</ul></nav></main>\n<footer class="footer"><ul class="menu">{menu}</ul><p>© IOM</p>'
        f'</footer>\n<script type="application/json">{{{settings}}}</script></body></html>\n'
    )


def _slug(drawn: random.Random) -> str:
    return "-".join(drawn.sample(WORDS, 3))


def prose(card: Card) -> Prose:
    """Return the same entry without labels, its year and language in an imprint line."""
    year = card.fields[3][1][0]
    return Prose(card.title, [f"{year}/184 pages English Available for PDF download"], card.paragraphs)


def plain_pages(n: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield pages of the same entries with next to no markup around them."""
    found = cards(n, seed)
    for form in (forms.drupal, forms.headings, forms.table, forms.spans):
        yield f"plain {form.__name__}", forms.page("IOM", "".join(map(form, found)))
    listed = [prose(card) for card in found]
    for style in (forms.under_h2, forms.row_of_cells):
        yield f"plain {style.__name__}", forms.page("IOM", "".join(map(style, listed)))


# ------------------------------------------------------------------------------ measuring


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: processor seconds of the peer, of its blocks and of its listings."""

    name: str
    size: int  # bytes
    entries: int
    peer: float
    blocks: float
    whole: float
    ratio: float  # median over rounds of whole / peer


def measure(name: str, page: str, rounds: int = ROUNDS) -> Measured:
    """Return what reading a page takes; the caches are warm, as they are on a site's next page."""
    shot = snapshot(page)
    entries = len(read_page(shot).entries)
    times = [
        (_seconds(bare, shot.body), _seconds(blocks, shot), _seconds(read_page, shot))
        for _ in range(rounds)
    ]
    peer, made, whole = (statistics.median(each) for each in zip(*times, strict=True))
    ratio = statistics.median(row[2] / row[0] for row in times)
    return Measured(name, len(shot.body), entries, peer, made, whole, ratio)


def snapshot(page: str) -> Snapshot:
    """Return a page as if it had been fetched."""
    body = page.encode()
    return Snapshot(
        sha256=sha256(body).hexdigest(),
        page="page.html",
        url=None,
        fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
        media_type="text/html",
        charset="utf-8",
        body=body,
    )


def _seconds(work: Callable[..., object], *given: object) -> float:
    began = time.process_time()
    for _ in range(3):
        work(*given)
    return (time.process_time() - began) / 3


def main() -> None:
    """Measure what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=20)
    n = options.parse_args().entries
    pages = [(f"site {seed}", site_page(n, seed)) for seed in range(3)]
    head = ("page", "kB", "listings", "peer ms", "blocks ms", "read ms", "MB/s", "listings/s", "× peer")
    sys.stdout.write(("{:20}" + "{:>11}" * 8).format(*head) + "\n")
    for name, page in [*pages, *plain_pages(n, 9)]:
        found = measure(name, page)
        cells = (
            *(f"{found.size / 1e3:.0f}", f"{found.entries}"),
            *(f"{ms * 1e3:.2f}" for ms in (found.peer, found.blocks, found.whole)),
            *(f"{found.size / found.whole / 1e6:.1f}", f"{found.entries / found.whole:.0f}"),
            f"{found.ratio:.1f}",
        )
        sys.stdout.write((f"{name:20}" + "{:>11}" * 8).format(*cells) + "\n")


if __name__ == "__main__":
    main()
