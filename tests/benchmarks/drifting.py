"""Made-up sites that change from night to night, and the ways in which a site breaks.

A site is a list of entries in one form of markup. Each night some entries come at the top, few
go, a word is corrected, now and then the order changes; a page holds so many, so that pages grow
and are added. What breaks a page is a function from its markup, or from its entries, to others.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pipeline.errors import PageError
from pipeline.model import Reading, Snapshot
from pipeline.sources import read_page
from tests.sources import forms
from tests.sources.forms import Card, Prose

FIRST = datetime(2026, 1, 1, 2, tzinfo=UTC)
WORDS = re.findall(
    r"\w+",
    "harbour survey labour mobility rights shelter court border health wages debt recruitment visa "
    "fisheries mining textile farm student migrant return family guardian interview method ethics "
    "data referral screening handbook training budget policy treaty island desert river payment "
    "transport storage school clinic union employer contract complaint remedy inspection audit",
)
ENGLISH = (
    "This {} of the {} shows how {} and {} are part of the {} in which they work",
    "It is the first {} that was made with the {} of {} for the {} and not for their {}",
    "The {} on {} has been the {} of all {}, and its {} may be of use to those who {}",
)
SPANISH = (
    "Este {} de la {} muestra cómo los {} y las {} son parte de la {} en que se trabaja",
    "Es el primer {} que se hizo con la {} de los {} para el {} y no para su {}",
    "La {} sobre el {} ha sido la {} de todos los {}, y su {} es más que una {}",
)
LABELS = ("Country", "Region", "Authors", "Year", "Category")
IN_SPANISH = dict(zip(LABELS, ("País", "Región", "Autores", "Año", "Categoría"), strict=True))
PLACES = ("Albania", "Kenya", "Nepal", "Peru", "Ghana", "Serbia", "Niger", "Viet Nam", "Kosovo")
PEOPLE = ("A. Roe", "B. Doe", "C. Poe", "D. Loe", "E. Noe")


@dataclass(frozen=True, slots=True)
class Made:
    """One entry, whatever the form of its page."""

    title: str
    paragraphs: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]  # of each of LABELS


@dataclass(frozen=True, slots=True)
class Site:
    """A source as its site shows it."""

    name: str
    heading: str
    render: Callable[[Made], str]
    start: int  # entries on the first night
    per_page: int
    comes: float  # entries a night
    goes: float  # share of the entries


def _cards(form: Callable[[Card], str]) -> Callable[[Made], str]:
    def render(made: Made) -> str:
        fields = [(label, list(v)) for label, v in zip(LABELS, made.values, strict=True)]
        return form(Card(made.title, list(made.paragraphs), fields))

    return render


def _prose(form: Callable[[Prose], str], line: str) -> Callable[[Made], str]:
    def render(made: Made) -> str:
        year = "".join(made.values[3])
        lines = [line.format(year).lstrip("/")] if line else []
        title = made.title if line or not year else f"{made.title} ({year})"
        return form(Prose(title, lines, list(made.paragraphs)))

    return render


IMPRINT = "{}/184 pages English Available for PDF download"
SITES = (
    Site("rows", "Trafficking IOM", _cards(forms.drupal), 36, 12, 0.6, 0.002),
    Site("terms", "Trafficking IOM", _cards(forms.definition_list), 9, 20, 0.2, 0.004),
    Site("tables", "Trafficking IOM", _cards(forms.table), 60, 25, 1.5, 0.004),
    Site("bold", "Trafficking IOM", _cards(forms.bold_inline), 16, 40, 0.4, 0.002),
    Site("spans", "Trafficking IOM", _cards(forms.labelled_spans), 24, 24, 0.8, 0.01),
    Site("headed", "ICAT Publications", _prose(forms.under_h2, ""), 14, 50, 0.15, 0.001),
    Site("articles", "ICAT Publications", _prose(forms.articles, ""), 30, 10, 0.5, 0.003),
    Site("bookshop", "IOM Bookstore", _prose(forms.under_linked_h3, IMPRINT), 40, 20, 0.7, 0.004),
)


# ------------------------------------------------------------------------------ nights


def made(drawn: random.Random, sentences: Sequence[str] = ENGLISH) -> Made:
    """Return an entry as listings have them: fields are missing now and then."""
    return Made(
        " ".join(drawn.sample(WORDS, drawn.randint(4, 9))).capitalize(),
        tuple(_paragraph(drawn, sentences) for _ in range(drawn.choice((1, 1, 2, 3)))),
        (
            tuple(drawn.sample(PLACES, drawn.choice((0, 1, 1, 2, 3)))),
            (),
            tuple(drawn.sample(PEOPLE, drawn.choice((0, 0, 1, 2)))),
            (str(drawn.randint(1998, 2025)),),
            ("Manuals",) if drawn.random() < 0.6 else (),
        ),
    )


def _paragraph(drawn: random.Random, sentences: Sequence[str]) -> str:
    return " ".join(
        drawn.choice(sentences).format(*drawn.sample(WORDS, 6)) + "."
        for _ in range(drawn.randint(1, 5))
    )


def nights(site: Site, drawn: random.Random, count: int) -> Iterator[list[Made]]:
    """Yield the entries of a site night after night, the newest first."""
    now = [made(drawn) for _ in range(site.start)]
    for _ in range(count):
        yield now
        now = [entry for entry in now if drawn.random() >= site.goes]
        for _ in range(_poisson(drawn, site.comes)):
            now = [made(drawn), *now]
        if drawn.random() < 0.1:
            at = drawn.randrange(len(now))
            now = [*now[:at], _corrected(now[at], drawn), *now[at + 1 :]]
        if drawn.random() < 0.05:
            now = drawn.sample(now, len(now))


def _corrected(entry: Made, drawn: random.Random) -> Made:
    countries, *others = entry.values
    more = countries or tuple(drawn.sample(PLACES, 2))
    return replace(entry, title=f"{entry.title} today", values=(more, *others))


def _poisson(drawn: random.Random, mean: float) -> int:
    count, left = 0, drawn.expovariate(1.0)
    while left < mean:
        count, left = count + 1, left + drawn.expovariate(1.0)
    return count


def pages(site: Site, entries: Sequence[Made]) -> list[str]:
    """Return the pages of a site with these entries."""
    cut = [entries[at : at + site.per_page] for at in range(0, len(entries), site.per_page)]
    return [forms.page(site.heading, "".join(map(site.render, some))) for some in cut]


def read(bodies: Sequence[str], night: int) -> tuple[list[Reading], list[str]]:
    """Return the pages as read, and why others could not be."""
    found: list[Reading] = []
    aside: list[str] = []
    for number, body in enumerate(bodies):
        try:
            found.append(read_page(_snapshot(body, number, night)))
        except PageError as error:
            aside.append(error.reason)
    return found, aside


def _snapshot(body: str, number: int, night: int) -> Snapshot:
    raw = body.encode()
    return Snapshot(
        sha256=hashlib.sha256(raw).hexdigest(),
        page=f"page{number}",
        url=f"https://example.org/list?page={number}",
        fetched_at=FIRST + timedelta(days=night),
        media_type="text/html",
        charset="utf-8",
        body=raw,
    )


# ------------------------------------------------------------------------------ what breaks


Break = Callable[[Site, Sequence[Made]], list[str]]


def _of_pages(change: Callable[[str], str]) -> Break:
    return lambda site, entries: [change(page) for page in pages(site, entries)]


def _of_entries(change: Callable[[Made], Made]) -> Break:
    return lambda site, entries: pages(site, [change(entry) for entry in entries])


def _without(place: int) -> Callable[[Made], Made]:
    def change(entry: Made) -> Made:
        values = entry.values
        return replace(entry, values=(*values[:place], (), *values[place + 1 :]))

    return change


def _in_main(page: str, change: Callable[[str], str]) -> str:
    head, _, rest = page.partition("</h1>\n")
    body, _, foot = rest.partition("</main>")
    return f"{head}</h1>\n{change(body)}</main>{foot}"


def _renamed(label: str, name: str) -> Callable[[str], str]:
    return lambda page: page.replace(f">{label}", f">{name}")


def _nested(page: str) -> str:
    opened = "<div class='grid'><div class='grid__cell'><div><section class='card'>"
    return re.sub(
        r"(<div class='views-row|<section|<article|<h[1-4]|<div><h[1-4])",
        lambda found: f"</section></div></div></div>{opened}{found[1]}",
        page.replace("</main>", "</section></div></div></div></main>"),
    )


def _in_spanish(site: Site, entries: Sequence[Made]) -> list[str]:
    drawn = random.Random(5)
    told = [
        replace(entry, paragraphs=made(drawn, SPANISH).paragraphs, title=made(drawn).title)
        for entry in entries
    ]
    bodies = pages(site, told)
    for label, name in IN_SPANISH.items():
        bodies = [body.replace(f">{label}", f">{name}") for body in bodies]
    return bodies


LOGIN = (
    "<html><head><title>Log in | IOM</title></head><body><h1>Log in</h1><form><label>Email</label>"
    "<input><label>Password</label><input type=password><button>Log in</button></form>"
    "<p>IOM staff use their own account. Forgot your password?</p></body></html>"
)
MAIN = re.compile(r"(?s)(?<=</h1>)(.*)(?=</main>)|(?<=<body>)(.*)(?=</body>)")
LABEL = re.compile(r"(?m)(?:^|(?<=>))(Country|Pays|Year|Année)(?=:?(?:<|$))")
IN_GERMAN = {
    **dict.fromkeys(("Country", "Pays"), "Land oder Gebiet"),
    **dict.fromkeys(("Year", "Année"), "Jahr der Ausgabe"),
}
SAVED: Mapping[str, Callable[[str], str]] = {  # ways to break a page that is nothing but text
    "a label is renamed": lambda page: LABEL.sub(lambda found: IN_GERMAN[found[1]], page),
    "a field is dropped": lambda page: re.sub(
        r"(?m)^Country\n(?:(?!Region|Authors|Year|Category).+\n)*"
        r"|<(d[tl]v?|dt)\b[^>]*>(?:Country|Pays)</\1>(?:\s*<dd>.*?</dd>)*",
        "",
        page,
    ),
    "everything is nested": lambda page: MAIN.sub(
        lambda found: f"<div><div><section>{found[0]}</section></div></div>", page
    ),
    "the page is doubled": lambda page: (
        MAIN.sub(lambda found: found[0] * 2, page) if "<" in page[:200] else page + "\n" + page
    ),
    "the page is cut in half": lambda page: page[: len(page) // 2],
    "the page is cut at a third": lambda page: page[: len(page) // 3],
    "a log-in page": lambda page: LOGIN if "<" in page[:200] else "Log in\n\nEmail\nPassword\n",
}
BREAKS: Mapping[str, Break] = {
    "a label is renamed": _of_pages(_renamed("Country", "Where the work was done")),
    "a label is renamed to a synonym": _of_pages(_renamed("Country", "Countries")),
    "the years go": _of_entries(_without(3)),
    "a field is dropped": _of_entries(_without(0)),
    "a field and its label go": _of_pages(
        lambda page: re.sub(r"(?s)>Authors.*?>Year", ">Year", page)
    ),
    "abstracts are cut to teasers": _of_entries(
        lambda entry: replace(entry, paragraphs=(f"{entry.paragraphs[0][:40]} …",))
    ),
    "abstracts go": _of_entries(lambda entry: replace(entry, paragraphs=())),
    "titles become one word": _of_entries(lambda entry: replace(entry, title="Publication")),
    "titles are in capitals": _of_entries(lambda entry: replace(entry, title=entry.title.upper())),
    "the cards are nested": _of_pages(_nested),
    "the page is doubled": _of_pages(lambda page: _in_main(page, lambda body: body + body)),
    "the page is cut in half": _of_pages(lambda page: page[: len(page) // 2]),
    "the page is cut at four fifths": _of_pages(lambda page: page[: len(page) * 4 // 5]),
    "one page of several is cut": lambda site, entries: [
        body[: len(body) // 3] if number == 0 else body
        for number, body in enumerate(pages(site, entries))
    ],
    "only the first page is left": lambda site, entries: pages(site, entries)[:1],
    "the language is another": _in_spanish,
    "the order is reversed": lambda site, entries: pages(site, list(reversed(entries))),
    "a log-in page": _of_pages(lambda _: LOGIN),
    "an empty list": _of_pages(lambda page: _in_main(page, lambda _: "<p>No results.</p>")),
    "another template": lambda site, entries: pages(
        replace(site, render=_prose(forms.flat_paragraphs, "")), entries
    ),
}
