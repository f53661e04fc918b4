# ruff: noqa: E501  markup is written as sites write it
"""Listings of the same publications as different kinds of sites print them.

The publications are real (titles, years, authors, ISBNs), the abstracts are our own words.
``SITES`` has, for each kind of site, its page, the entry of ``sources.toml`` that reads it (``""``
where none is needed), and the roles that it prints besides the title.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape


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


def _each(make: Callable[[Printed, int], str], works: Sequence[Printed] = WORKS) -> str:
    return "\n".join(make(work, at) for at, work in enumerate(works, start=1))


def _page(body: str, head: str = "", title: str = "Publications") -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Example</title>{head}</head><body>
<a href="#main" class="skip-link">Skip to main content</a>
<header role="banner"><nav><ul><li><a href="/">Home</a></li><li><a href="/pub">Publications</a></li>
<li><a href="/news">News</a></li></ul></nav></header>
<main id="main"><h1>Publications</h1>
{body}
</main><footer><p>© 2026 Example. All rights reserved.</p></footer></body></html>"""


def _drupal() -> Site:
    def row(work: Printed, at: int) -> str:
        isbn = f"""<div class="views-field views-field-field-isbn">
<span class="views-label views-label-field-isbn">ISBN: </span>
<span class="field-content">{work.isbn}</span></div>"""
        return f"""<div class="views-row views-row-{at}">
<div class="views-field views-field-title"><span class="field-content">
<a href="/publications/{at}" hreflang="en">{escape(work.title)}</a></span></div>
<div class="views-field views-field-field-date"><div class="field-content">
<time datetime="{work.year}-03-01T12:00:00Z" class="datetime">March {work.year}</time></div></div>
<div class="views-field views-field-field-author"><span class="views-label">Author(s): </span>
<span class="field-content">{"; ".join(work.authors)}</span></div>
{isbn if work.isbn else ""}
<div class="views-field views-field-body"><div class="field-content"><p>{escape(work.abstract)}</p>
</div></div></div>"""

    body = f"""<div class="view view-publications view-id-publications">
<div class="view-filters"><form><label>Search</label><input name="q"><button>Apply</button></form></div>
<div class="view-content">{_each(row)}</div>
<nav class="pager"><ul><li class="pager__item--next"><a href="?page=1" rel="next">Next ›</a></li></ul>
</nav></div>"""
    entry = """
[drupal]
title = "A view"
url = "https://drupal.example.org/"
layout = "selectors"
[drupal.selectors]
entry = ".view-publications .views-row"
title = ".views-field-title a"
abstract = ".views-field-body p"
[drupal.selectors.fields]
Date = "time@datetime"
Authors = ".views-field-field-author .field-content"
ISBN = ".views-field-field-isbn .field-content"
"""
    canonical = '<link rel="canonical" href="https://drupal.example.org/publications">'
    roles = frozenset({"year", "authors", "isbn", "abstract"})
    return Site(
        name="drupal", page=_page(body, canonical), roles=roles, source="drupal", entry=entry
    )


def _wordpress() -> Site:
    def post(work: Printed, at: int) -> str:
        return f"""<article id="post-{at}" class="post-{at} type-publication status-publish hentry">
<header class="entry-header"><h2 class="entry-title"><a href="https://wp.example.org/p/{at}/"
rel="bookmark">{escape(work.title)}</a></h2>
<div class="entry-meta"><span class="posted-on">Posted on <a href="/p/{at}/" rel="bookmark">
<time class="entry-date published" datetime="{work.year}-06-02T09:00:00+00:00">June 2, {work.year}</time>
</a></span> <span class="byline">by <span class="author vcard">{" and ".join(work.authors)}</span></span>
</div></header>
<div class="entry-summary"><p>{escape(work.abstract)}</p></div>
<footer class="entry-footer"><span class="cat-links">Posted in <a href="/c/r">Reports</a></span></footer>
</article>"""

    entry = """
[wordpress]
title = "A blog's publications"
layout = "selectors"
[wordpress.selectors]
entry = "article.type-publication"
title = "h2.entry-title"
abstract = ".entry-summary p"
[wordpress.selectors.fields]
Published = "time.published@datetime"
Author = ".byline .author"
Category = ".cat-links a"
"""
    body = (
        f"{_each(post)}<nav class='nav-links'><a class='next' href='/page/2/'>Older posts</a></nav>"
    )
    roles = frozenset({"year", "authors", "abstract"})
    return Site(name="wordpress", page=_page(body), roles=roles, source="wordpress", entry=entry)


def _dspace() -> Site:
    def item(work: Printed, at: int) -> str:
        people = "; ".join(f"<span>{name}</span>" for name in work.authors)
        return f"""<li class="ds-artifact-item {"odd" if at % 2 else "even"}">
<div class="artifact-description"><h4 class="artifact-title">
<a href="/handle/123/{at}">{escape(work.title)}</a></h4>
<div class="artifact-info"><span class="author">{people}</span>
<span class="publisher-date">(<span class="publisher">Example Press</span>,
<span class="date">{work.year}</span>)</span></div>
<div class="artifact-abstract">{escape(work.abstract)}</div></div></li>"""

    entry = """
[dspace]
title = "A repository"
layout = "selectors"
words = ["dspace"]
[dspace.selectors]
entry = "li.ds-artifact-item"
title = ".artifact-title a"
abstract = ".artifact-abstract"
[dspace.selectors.fields]
Authors = ".author span"
Publisher = ".publisher"
Year = ".publisher-date .date"
"""
    body = f"""<p class="pagination-info">Now showing items 1-4 of 4</p>
<ul class="ds-artifact-list list-unstyled">{_each(item)}</ul><p>Powered by DSpace</p>"""
    roles = frozenset({"year", "authors", "abstract"})
    return Site(name="dspace", page=_page(body), roles=roles, source="dspace", entry=entry)


def _eprints() -> Site:
    def cited(work: Printed, at: int) -> str:
        people = " and ".join(f'<span class="person_name">{name}</span>' for name in work.authors)
        isbn = f" ISBN {work.isbn}" if work.isbn else ""
        return f"""<p>{people} ({work.year}) <a href="/id/eprint/{at}/"><em>{escape(work.title)}</em></a>.
Example Press.{isbn}</p>"""

    entry = """
[eprints]
title = "A repository of citations"
layout = "selectors"
[eprints.selectors]
entry = ".ep_view_page p"
title = "a em"
[eprints.selectors.fields]
Authors = ".person_name"
"""
    body = f'<div class="ep_view_page ep_view_page_view_year">{_each(cited)}</div>'
    return Site(
        name="eprints",
        page=_page(body),
        roles=frozenset({"authors"}),
        source="eprints",
        entry=entry,
    )


def _invenio() -> Site:
    def record(work: Printed, at: int) -> str:
        people = "".join(
            f'<span class="creatibutor-wrap"><a class="creatibutor-link">{name}</a></span>; '
            for name in work.authors
        )
        return f"""<div class="item"><div class="content"><div class="extra labels-actions">
<div class="ui label horizontal primary">{work.year}-05 (v1)</div>
<div class="ui label horizontal neutral">Report</div></div>
<h2 class="header"><a href="/records/{at}">{escape(work.title)}</a></h2>
<div class="creatibutors">{people}</div>
<p class="description">{escape(work.abstract)}</p>
<div class="extra"><small>Uploaded on May 2, 2024</small></div></div></div>"""

    entry = """
[invenio]
title = "A research repository"
layout = "selectors"
[invenio.selectors]
entry = ".ui.items > .item"
title = "h2.header a"
abstract = "p.description"
[invenio.selectors.fields]
Date = ".labels-actions .label:first-child"
Type = ".labels-actions .label:nth-child(2)"
Authors = ".creatibutor-link"
[invenio.selectors.ignore]
uploaded = ".extra small"
"""
    roles = frozenset({"authors", "abstract"})
    body = f'<div class="ui relaxed divided items link">{_each(record)}</div>'
    return Site(name="invenio", page=_page(body), roles=roles, source="invenio", entry=entry)


def _table() -> Site:
    def row(work: Printed, at: int) -> str:
        return f"""<tr><td>{at}</td><td><a href="/doc/{at}.pdf">{escape(work.title)}</a></td>
<td>{", ".join(work.authors) if len(work.authors) == 1 else "; ".join(work.authors)}</td>
<td>{work.year}</td><td>{work.isbn or "–"}</td></tr>"""

    entry = """
[table]
title = "A table of publications"
layout = "selectors"
[table.selectors]
entry = "table.publications tbody tr"
title = "td:nth-child(2)"
[table.selectors.fields]
Author = "td:nth-child(3)"
Year = "td:nth-child(4)"
ISBN = "td:nth-child(5)"
[table.selectors.ignore]
number = "td:first-child"
"""
    head = "<thead><tr><th>No.</th><th>Title</th><th>Author</th><th>Year</th><th>ISBN</th></tr></thead>"
    body = f'<table class="publications">{head}<tbody>{_each(row)}</tbody></table>'
    return Site(
        name="table",
        page=_page(body),
        roles=frozenset({"year", "authors"}),
        source="table",
        entry=entry,
    )


def _definitions() -> Site:
    def group(work: Printed, at: int) -> str:
        return f"""<dl class="pub"><dt class="name">{escape(work.title)}</dt>
<dd class="who">{"; ".join(work.authors)}</dd><dd class="when">{work.year}</dd>
<dd class="what"><p>{escape(work.abstract)}</p></dd></dl>"""

    entry = """
[definitions]
title = "Definition lists"
layout = "selectors"
[definitions.selectors]
entry = "dl.pub"
title = "dt"
abstract = "dd.what"
[definitions.selectors.fields]
Authors = "dd.who"
Year = "dd.when"
"""
    roles = frozenset({"year", "authors", "abstract"})
    return Site(
        name="definitions",
        page=_page(_each(group)),
        roles=roles,
        source="definitions",
        entry=entry,
    )


def _attributes() -> Site:
    def card(work: Printed, at: int) -> str:
        return f"""<a class="tile" href="/t/{at}" data-title="{escape(work.title)}" data-year="{work.year}"
data-by="{"; ".join(work.authors)}"><img src="/c/{at}.jpg" alt=""><span class="k">{work.year}</span></a>"""

    entry = """
[attributes]
title = "Tiles"
layout = "selectors"
[attributes.selectors]
entry = "a.tile"
title = "@data-title"
url = "@href"
[attributes.selectors.fields]
Year = "@data-year"
Authors = "@data-by"
"""
    return Site(
        name="attributes",
        page=_page(f'<div class="tiles">{_each(card)}</div>'),
        roles=frozenset({"year", "authors"}),
        source="attributes",
        entry=entry,
    )


def _own_words() -> Site:
    def item(work: Printed, at: int) -> str:
        return f"""<li class="ficha"><h3>{escape(work.title)}</h3><p><b>Territorio:</b> {work.country}</p>
<p><b>A cargo de:</b> {"; ".join(work.authors)}</p><p><b>Año:</b> {work.year}</p>
<p class="res">{escape(work.abstract)}</p></li>"""

    entry = """
[own_words]
title = "Fichas"
layout = "selectors"
labels = { "Territorio" = "country", "A cargo de" = "authors" }
[own_words.selectors]
entry = "li.ficha"
title = "h3"
abstract = "p.res"
[own_words.selectors.fields]
"Territorio" = "p:contains('Territorio:')"
"A cargo de" = "p:contains('A cargo de:')"
"Año" = "p:contains('Año:')"
"""
    roles = frozenset({"year", "authors", "abstract", "country"})
    return Site(
        name="own_words",
        page=_page(f"<ul>{_each(item)}</ul>"),
        roles=roles,
        source="own_words",
        entry=entry,
    )


def _json(work: Printed, at: int, kind: str = "Report") -> str:
    import json

    people: list[object] = [{"@type": "Person", "name": name} for name in work.authors]
    said: dict[str, object] = {
        "@type": kind,
        "@id": f"https://graph.example.org/r/{at}",
        "name": work.title,
        "author": people if len(people) > 1 else people[0],
        "datePublished": f"{work.year}-04-01",
        "inLanguage": "en",
        "description": work.abstract,
        "url": f"https://graph.example.org/r/{at}",
    }
    if work.isbn:
        said["isbn"] = work.isbn
    return json.dumps(said)


def _graph() -> Site:
    nodes = ", ".join(_json(work, at) for at, work in enumerate(WORKS, 1))
    script = f"""<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [
{{"@type": "WebPage", "name": "Publications", "url": "https://graph.example.org/"}},
{{"@type": "BreadcrumbList", "itemListElement": [{{"@type": "ListItem", "position": 1,
"item": {{"@id": "https://graph.example.org/", "name": "Home"}}}}]}}, {nodes}]}}</script>"""
    titles = _each(lambda work, at: f'<a href="/r/{at}"><span>{escape(work.title)}</span></a>')
    roles = frozenset({"year", "authors", "isbn", "abstract"})
    return Site(
        name="graph",
        page=_page(f"<div>{titles}</div>", script),
        roles=roles,
        source="embedded",
    )


def _item_list() -> Site:
    elements = ", ".join(
        f'{{"@type": "ListItem", "position": {at}, "item": {_json(work, at, "Book")}}}'
        for at, work in enumerate(WORKS, 1)
    )
    script = f"""<script type="application/ld+json">
//<![CDATA[
{{"@context": "http://schema.org/", "@type": "CollectionPage", "mainEntity":
{{"@type": "ItemList", "itemListElement": [{elements}]}}}}
//]]></script>"""
    roles = frozenset({"year", "authors", "isbn", "abstract"})
    return Site(
        name="item_list", page=_page("<div>4 books</div>", script), roles=roles, source="embedded"
    )


def _highwire() -> Site:
    work = WORKS[2]
    tags = "".join(f'<meta name="citation_author" content="{name}">' for name in work.authors)
    head = f"""<meta name="citation_title" content="{escape(work.title)}">{tags}
<meta name="citation_publication_date" content="{work.year}/05/01">
<meta name="citation_abstract" content="{escape(work.abstract)}">
<meta name="DC.title" content="{escape(work.title)}"><meta name="DC.date" content="{work.year}">
<meta property="og:title" content="{escape(work.title)} | Example"><meta name="viewport" content="x">"""
    body = f"""<div class="simple-item-view"><h2 class="page-header">{escape(work.title)}</h2>
<div>View/<b>Open</b></div><h5>Date</h5> {work.year}<h5>Author</h5>
{"".join(f"<div>{name}</div>" for name in work.authors)}
<h5>Abstract</h5><div>{escape(work.abstract)}</div></div>"""
    roles = frozenset({"year", "authors", "abstract"})
    return Site(name="highwire", page=_page(body, head), roles=roles, source="embedded")


def _dublin_core() -> Site:
    work = WORKS[2]
    people = "".join(f'<meta name="eprints.creators_name" content="{n}" />' for n in work.authors)
    creators = "".join(f'<meta name="DC.creator" content="{n}" />' for n in work.authors)
    head = f"""<meta name="eprints.title" content="{escape(work.title)}" />{people}
<meta name="eprints.date" content="{work.year}" /><meta name="eprints.type" content="monograph" />
<meta name="DC.title" content="{escape(work.title)}" />{creators}
<meta name="DC.date" content="{work.year}" /><meta name="DC.type" content="Monograph" />
<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">"""
    body = f"""<p class="ep_block">{" and ".join(work.authors)} ({work.year})
<em>{escape(work.title)}.</em> Technical Report.</p><p>Full text not available from this repository.</p>"""
    roles = frozenset({"year", "authors"})
    return Site(name="dublin_core", page=_page(body, head), roles=roles, source="embedded")


def _microdata() -> Site:
    def book(work: Printed, at: int) -> str:
        people = ", ".join(
            f'<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
            f'<span itemprop="name">{name}</span></span>'
            for name in work.authors
        )
        isbn = f'<meta itemprop="isbn" content="{work.isbn}">' if work.isbn else ""
        return f"""<div itemscope itemtype="https://schema.org/Book">
<a itemprop="url" href="/b/{at}"><span itemprop="name">{escape(work.title)}</span></a> {people}
<time itemprop="datePublished" datetime="{work.year}">{work.year}</time>{isbn}
<div itemprop="description">{escape(work.abstract)}</div></div>"""

    roles = frozenset({"year", "authors", "isbn", "abstract"})
    return Site(name="microdata", page=_page(_each(book)), roles=roles, source="embedded")


def _rdfa() -> Site:
    def report(work: Printed, at: int) -> str:
        people = "; ".join(f'<span property="author">{name}</span>' for name in work.authors)
        return f"""<section vocab="https://schema.org/" typeof="Report" resource="#r{at}">
<h3 property="name">{escape(work.title)}</h3><p>{people}</p>
<p>Issued <span property="datePublished" content="{work.year}-01-01">early {work.year}</span></p>
<p property="abstract">{escape(work.abstract)}</p></section>"""

    roles = frozenset({"year", "authors", "abstract"})
    return Site(name="rdfa", page=_page(_each(report)), roles=roles, source="embedded")


def _cards_and_graph() -> Site:
    def card(work: Printed, _: int) -> str:
        return f"""<div class="card"><h3>{escape(work.title)}</h3><p>{escape(work.abstract)}</p>
<dl><dt>Country</dt><dd>{work.country}</dd><dt>Year</dt><dd>{work.year}</dd></dl></div>"""

    nodes = ", ".join(_json(work, at) for at, work in enumerate(WORKS, 1))
    script = f"""<script type="application/ld+json">[{nodes}]</script>"""
    roles = frozenset({"year", "authors", "isbn", "abstract", "country"})
    return Site(
        name="cards_and_graph",
        page=_page(_each(card), script),
        roles=roles,
        source="labelled_cards",
    )


def _rss() -> Site:
    def item(work: Printed, at: int) -> str:
        people = "".join(f"<dc:creator><![CDATA[{name}]]></dc:creator>" for name in work.authors)
        return f"""<item><title>{escape(work.title)}</title><link>https://rss.example.org/{at}/</link>
{people}<pubDate>Tue, 03 Jun {work.year} 08:00:00 +0000</pubDate><category><![CDATA[Reports]]></category>
<guid isPermaLink="false">https://rss.example.org/?p={at}</guid>
<description><![CDATA[<p>{escape(work.abstract)}</p>]]></description>
<content:encoded><![CDATA[<p>{escape(work.abstract)}</p><p>A table follows.</p>]]></content:encoded>
</item>"""

    page = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Publications &#8211; Example</title>
<atom:link href="https://rss.example.org/feed/" rel="self" type="application/rss+xml"/>
<link>https://rss.example.org</link><description>All we publish</description>
<generator>https://wordpress.org/?v=6.8</generator>
{_each(item)}
</channel></rss>"""
    roles = frozenset({"year", "authors", "abstract"})
    return Site(name="rss", page=page, roles=roles, source="feeds", kind="xml")


def _atom() -> Site:
    def entry(work: Printed, at: int) -> str:
        people = "".join(f"<author><name>{name}</name></author>" for name in work.authors)
        return f"""<entry><title type="html">{escape(escape(work.title))}</title>{people}
<link rel="alternate" type="text/html" href="https://atom.example.org/{at}"/>
<link rel="enclosure" type="application/pdf" href="https://atom.example.org/{at}.pdf"/>
<id>tag:atom.example.org,2020:{at}</id><updated>2026-01-01T00:00:00Z</updated>
<published>{work.year}-02-01T00:00:00Z</published><category term="reports" label="Reports"/>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{escape(work.abstract)}</p></div>
</summary></entry>"""

    page = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Publications</title><id>https://atom.example.org/</id>
<link href="https://atom.example.org/"/><updated>2026-01-01T00:00:00Z</updated>
{_each(entry)}</feed>"""
    roles = frozenset({"year", "authors", "abstract"})
    own = """
[atom]
title = "A feed of one site"
publisher = "Example"
url = "https://www.atom.example.org/"
layout = "feeds"
"""
    return Site(name="atom", page=page, roles=roles, source="atom", entry=own, kind="xml")


def _rdf() -> Site:
    def item(work: Printed, at: int) -> str:
        people = "".join(f"<dc:creator>{name}</dc:creator>" for name in work.authors)
        isbn = f"<dc:identifier>ISBN {work.isbn}</dc:identifier>" if work.isbn else ""
        return f"""<item rdf:about="https://rdf.example.org/{at}"><title>{escape(work.title)}</title>
<link>https://rdf.example.org/{at}</link><description>{escape(work.abstract)}</description>
{people}<dc:date>{work.year}</dc:date>{isbn}</item>"""

    listed = _each(lambda _, at: f'<rdf:li rdf:resource="https://rdf.example.org/{at}"/>')
    page = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://rdf.example.org/">
<title>Publications</title><link>https://rdf.example.org/</link><items><rdf:Seq>{listed}</rdf:Seq>
</items></channel>
{_each(item)}</rdf:RDF>"""
    roles = frozenset({"year", "authors", "isbn", "abstract"})
    return Site(name="rdf", page=page, roles=roles, source="feeds", kind="xml")


def _broken_rss() -> Site:
    def item(work: Printed, at: int) -> str:
        return f"""<item><title>{work.title} &bogus;</title><link>https://b.example.org/?a=1&id={at}</link>
<description>&lt;b&gt;{escape(escape(work.abstract))}&lt;/b&gt;&nbsp;</description>
<pubDate>3 Jun {work.year}</pubDate><author>office@example.org ({", ".join(work.authors)})</author>"""

    page = f"""
<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://example.org/rss.dtd" [
<!ENTITY bogus SYSTEM "file:///etc/hostname">]>
<rss version=2.0><channel><title>Neue Ver&ouml;ffentlichungen</title>
{_each(lambda work, at: item(work, at) + "</item>")}"""
    roles = frozenset({"year", "abstract"})
    return Site(name="broken_rss", page=page, roles=roles, source="feeds", kind="xml")


def _nested() -> Site:
    def outer(work: Printed, at: int) -> str:
        return f"""<li class="pub"><div class="h"><a href="/n/{at}">{escape(work.title)}</a></div>
<div class="d">{work.year}</div><ul class="versions"><li class="pub"><div class="h">
<a href="/n/{at}/es">Español</a></div></li></ul></li>"""

    entry = """
[nested]
title = "Publications with their versions"
layout = "selectors"
[nested.selectors]
entry = "li.pub"
title = "> .h a"
[nested.selectors.fields]
Year = [".none", "> .d"]
Versions = ".versions a"
"""
    return Site(
        name="nested",
        page=_page(f"<ul>{_each(outer)}</ul>"),
        roles=frozenset({"year"}),
        source="nested",
        entry=entry,
    )


def _loose_tags() -> Site:
    def item(work: Printed, at: int) -> str:
        return f"""<div class=pub><H4><A HREF=/x/{at}>{work.title}</A></h4><p class=by>{" and ".join(work.authors)}
<p class=yr>{work.year}<p class=txt>{work.abstract}<br>More on <a href=/m/{at}>the page</a></div>"""

    entry = """
[loose_tags]
title = "Old markup"
layout = "selectors"
[loose_tags.selectors]
entry = "div.pub"
title = "h4 a"
abstract = ".txt"
[loose_tags.selectors.fields]
By = ".by"
Year = ".yr"
"""
    roles = frozenset({"year", "abstract"})
    page = f"<title>x</title><h1>Publications</h1>{_each(item)}"
    return Site(name="loose_tags", page=page, roles=roles, source="loose_tags", entry=entry)


SITES: tuple[Site, ...] = (
    _drupal(),
    _wordpress(),
    _dspace(),
    _eprints(),
    _invenio(),
    _table(),
    _definitions(),
    _attributes(),
    _own_words(),
    _nested(),
    _loose_tags(),
    _graph(),
    _item_list(),
    _highwire(),
    _dublin_core(),
    _microdata(),
    _rdfa(),
    _cards_and_graph(),
    _rss(),
    _atom(),
    _rdf(),
    _broken_rss(),
)
OF_ONE = frozenset({"highwire", "dublin_core"})  # pages about one publication: WORKS[2]
