"""What sites are made of: the publications, and a page around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A publication as sites print it."""

    title: str
    year: str
    authors: tuple[str, ...]
    isbn: str
    abstract: str
    country: str


WORKS: tuple[Printed, ...] = (
    Printed(
        title="Global Report on Trafficking in Persons 2014",
        year="2014",
        authors=("United Nations Office on Drugs and Crime",),
        isbn="978-92-1-133830-0",
        abstract="A look at who is trafficked, by whom and how courts respond, in many countries.",
        country="Austria",
    ),
    Printed(
        title="Profits and Poverty: The Economics of Forced Labour",
        year="2014",
        authors=("International Labour Office",),
        isbn="978-92-2-128781-0",
        abstract="Works out what forced labour earns, sector by sector & region by region.",
        country="Switzerland",
    ),
    Printed(
        title="Coming Home: Challenges in Family Reintegration for Trafficked Women",
        year="2012",
        authors=("Brunovskis, Anette", "Surtees, Rebecca"),
        isbn="",
        abstract="Asks what families expect of women who return, and what helps both sides.",
        country="Serbia",
    ),
    Printed(
        title="Trafficking in Human Beings for the Purpose of Organ Removal in the OSCE Region",
        year="2013",
        authors=("Organization for Security and Co-operation in Europe",),
        isbn="",
        abstract="Goes through the cases that became known and draws out how they were run.",
        country="Kosovo",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A kind of site.

    Attributes:
        source: The name that its entries carry.
        roles: What it prints of each publication: any of year, authors, isbn, abstract, country.
    """

    name: str
    page: str
    roles: frozenset[str]
    source: str
    entry: str = ""
    kind: str = "html"


def each(make: Callable[[Printed, int], str], works: Sequence[Printed] = WORKS) -> str:
    return "\n".join(make(work, at) for at, work in enumerate(works, start=1))


def page_of(body: str, head: str = "", title: str = "Publications") -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Example</title>{head}</head><body>
<a href="#main" class="skip-link">Skip to main content</a>
<header role="banner"><nav><ul><li><a href="/">Home</a></li><li><a href="/pub">Publications</a></li>
<li><a href="/news">News</a></li></ul></nav></header>
<main id="main"><h1>Publications</h1>
{body}
</main><footer><p>© 2026 Example. All rights reserved.</p></footer></body></html>"""
