"""HTML reading measured: bytes to listings, beside a bare walk of the same page by lxml.

    python -m tests.benchmarks.reading [--entries N]

The peer is what no reader of a page can do without: lxml parses the bytes (UTF-8 is told, not
detected), and one pass over its elements collects the text of each, white space folded, with
the text that follows it. It recognises nothing, gives no locators and makes no listings. Both
get the same bytes, in one process, in turn; no page comes twice. What is quoted is the median
over rounds of the processor time of one over that of the other.

The pages are drawn by number. ``site`` pages are as sites serve them: a head with scripts and
settings, menus, deep wrappers, pictures, abstracts of 120 to 200 words, a footer. ``plain`` pages
have next to no markup around the entries, so that a bare walk has next to nothing to do.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
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

WORDS = re.findall(
    r"\w+",
    "harbour survey labour mobility rights shelter court border health wages debt recruitment visa "
    "fisheries mining textile farm student migrant return family guardian interview method ethics "
    "data referral screening handbook training budget policy treaty island desert river seasonal "
    "informal digital payment transport storage school clinic union employer contract complaint "
    "remedy inspection audit supply chain retail garment brick cocoa cotton coffee",
)
PLACES = ("Albania", "Kenya", "Nepal", "Peru", "Ghana", "Serbia", "Niger", "Viet Nam", "Kosovo")
PEOPLE = ("A. Roe", "B. Doe", "C. Poe", "D. Loe")
ROUNDS = 7
Made = Callable[[int, int], str]  # a page of so many entries, by number


def bare(body: bytes) -> list[str]:
    """Return the text of each element and the text after it: the peer."""
    root = etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))
    found: list[str] = []
    for element in root.iter():
        for text in (element.text, element.tail):
            if text and (folded := " ".join(text.split())):
                found += (folded,)
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
        f'<img loading="lazy" width="320" height="480" src="/files/{slug}.jpg" alt=""></picture>'
        '</a>\n</div></div>\n<div class="node__content clearfix">\n'
        f'<h2 class="node__title"><a href="/publications/{slug}" rel="bookmark"><span '
        f'class="field field--name-title field--type-string">{escape(card.title)}</span></a></h2>\n'
        '<div class="clearfix text-formatted field field--name-body field__item">\n'
        f"{prose}</div>\n{fields}"
        f'<div class="node__links"><a class="button" href="/files/{slug}.pdf">'
        '<svg viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>'
        "<span>Download PDF (1.2 MB)</span></a></div>\n</div>\n</article>\n</div>\n"
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
            f'<li class="menu-item"><a href="/{_slug(drawn)}">{drawn.choice(WORDS)}</a></li>\n'
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
        '<header class="header" role="banner"><nav class="navbar"><ul class="menu">'
        f'{menu}</ul></nav></header>\n<main role="main"><h1>Reports and Research IOM</h1>\n'
        '<div class="view-content">\n'
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
    return Prose(
        card.title, [f"{year}/184 pages English Available for PDF download"], card.paragraphs
    )


def plain(form: Callable[[Card], str]) -> Made:
    """Return what makes pages of cards with next to no markup around them."""
    return lambda n, seed: forms.page("IOM", "".join(map(form, cards(n, seed))))


def plain_prose(form: Callable[[Prose], str]) -> Made:
    """Return what makes such pages of entries without labels."""
    return lambda n, seed: forms.page("IOM", "".join(form(prose(card)) for card in cards(n, seed)))


PAGES: Mapping[str, Made] = {
    "site": site_page,
    **{f"plain {form.__name__}": plain(form) for form in (forms.drupal, forms.headings)},
    **{f"plain {form.__name__}": plain(form) for form in (forms.table, forms.spans)},
    **{
        f"plain {form.__name__}": plain_prose(form) for form in (forms.under_h2, forms.row_of_cells)
    },
}


# ------------------------------------------------------------------------------ measuring


@dataclass(frozen=True, slots=True)
class Measured:
    """Pages of one kind: processor seconds a page of the peer, of the blocks, of the listings."""

    size: float  # bytes of a page
    peer: float
    blocks: float
    whole: float
    ratio: float  # median over rounds of whole / peer
    blocks_ratio: float


def measure(make: Made, entries: int, *, rounds: int = ROUNDS, pages: int = 12) -> Measured:
    """Return what reading takes: each page is read once, after others of its kind."""
    for seed in range(3):
        read_page(snapshot(make(entries, -1 - seed)))
    rows = []
    for turn in range(rounds):
        shots = [snapshot(make(entries, turn * pages + seed)) for seed in range(pages)]
        peer = _seconds(lambda shot: bare(shot.body), shots)
        rows.append((peer, _seconds(blocks, shots), _seconds(read_page, shots)))
    peer, made, whole = (statistics.median(each) / pages for each in zip(*rows, strict=True))
    size = sum(len(shot.body) for shot in shots) / pages
    ratio, blocks_ratio = (statistics.median(row[k] / row[0] for row in rows) for k in (2, 1))
    return Measured(size, peer, made, whole, ratio, blocks_ratio)


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


def _seconds(work: Callable[[Snapshot], object], shots: Sequence[Snapshot]) -> float:
    began = time.process_time()
    for shot in shots:
        work(shot)
    return time.process_time() - began


def main() -> None:
    """Measure what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=20, help="on a page")
    n = options.parse_args().entries
    gc.set_threshold(200_000, 20, 100)  # as runs do
    head = ("kB", "peer ms", "blocks ms", "read ms", "MB/s", "listings/s", "blocks ×", "read ×")
    sys.stdout.write(("{:20}" + "{:>11}" * 8).format("page", *head) + "\n")
    for name, make in PAGES.items():
        found = measure(make, n)
        cells = (
            f"{found.size / 1e3:.0f}",
            *(f"{seconds * 1e3:.2f}" for seconds in (found.peer, found.blocks, found.whole)),
            *(f"{found.size / found.whole / 1e6:.1f}", f"{n / found.whole:.0f}"),
            *(f"{found.blocks_ratio:.1f}", f"{found.ratio:.1f}"),
        )
        sys.stdout.write((f"{name:20}" + "{:>11}" * 8).format(*cells) + "\n")


if __name__ == "__main__":
    main()
