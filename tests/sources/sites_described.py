# ruff: noqa: E501  markup is written as sites write it
"""Feeds, and sites that describe what they publish in their metadata."""

from __future__ import annotations

from html import escape

from tests.sources.site_parts import WORKS, Printed, Site, each, page_of


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


def graph() -> Site:
    nodes = ", ".join(_json(work, at) for at, work in enumerate(WORKS, 1))
    script = f"""<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [
{{"@type": "WebPage", "name": "Publications", "url": "https://graph.example.org/"}},
{{"@type": "BreadcrumbList", "itemListElement": [{{"@type": "ListItem", "position": 1,
"item": {{"@id": "https://graph.example.org/", "name": "Home"}}}}]}}, {nodes}]}}</script>"""
    titles = each(lambda work, at: f'<a href="/r/{at}"><span>{escape(work.title)}</span></a>')
    roles = frozenset({"year", "authors", "isbn", "abstract"})
    return Site(
        name="graph",
        page=page_of(f"<div>{titles}</div>", script),
        roles=roles,
        source="embedded",
    )


def item_list() -> Site:
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
        name="item_list", page=page_of("<div>4 books</div>", script), roles=roles, source="embedded"
    )


def highwire() -> Site:
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
    return Site(name="highwire", page=page_of(body, head), roles=roles, source="embedded")


def dublin_core() -> Site:
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
    return Site(name="dublin_core", page=page_of(body, head), roles=roles, source="embedded")


def microdata() -> Site:
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
    return Site(name="microdata", page=page_of(each(book)), roles=roles, source="embedded")


def rdfa() -> Site:
    def report(work: Printed, at: int) -> str:
        people = "; ".join(f'<span property="author">{name}</span>' for name in work.authors)
        return f"""<section vocab="https://schema.org/" typeof="Report" resource="#r{at}">
<h3 property="name">{escape(work.title)}</h3><p>{people}</p>
<p>Issued <span property="datePublished" content="{work.year}-01-01">early {work.year}</span></p>
<p property="abstract">{escape(work.abstract)}</p></section>"""

    roles = frozenset({"year", "authors", "abstract"})
    return Site(name="rdfa", page=page_of(each(report)), roles=roles, source="embedded")


def cards_and_graph() -> Site:
    def card(work: Printed, _: int) -> str:
        return f"""<div class="card"><h3>{escape(work.title)}</h3><p>{escape(work.abstract)}</p>
<dl><dt>Country</dt><dd>{work.country}</dd><dt>Year</dt><dd>{work.year}</dd></dl></div>"""

    nodes = ", ".join(_json(work, at) for at, work in enumerate(WORKS, 1))
    script = f"""<script type="application/ld+json">[{nodes}]</script>"""
    roles = frozenset({"year", "authors", "isbn", "abstract", "country"})
    return Site(
        name="cards_and_graph",
        page=page_of(each(card), script),
        roles=roles,
        source="labelled_cards",
    )


def rss() -> Site:
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
{each(item)}
</channel></rss>"""
    roles = frozenset({"year", "authors", "abstract"})
    return Site(name="rss", page=page, roles=roles, source="feeds", kind="xml")


def atom() -> Site:
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
{each(entry)}</feed>"""
    roles = frozenset({"year", "authors", "abstract"})
    own = """
[atom]
title = "A feed of one site"
publisher = "Example"
url = "https://www.atom.example.org/"
layout = "feeds"
"""
    return Site(name="atom", page=page, roles=roles, source="atom", entry=own, kind="xml")


def rdf() -> Site:
    def item(work: Printed, at: int) -> str:
        people = "".join(f"<dc:creator>{name}</dc:creator>" for name in work.authors)
        isbn = f"<dc:identifier>ISBN {work.isbn}</dc:identifier>" if work.isbn else ""
        return f"""<item rdf:about="https://rdf.example.org/{at}"><title>{escape(work.title)}</title>
<link>https://rdf.example.org/{at}</link><description>{escape(work.abstract)}</description>
{people}<dc:date>{work.year}</dc:date>{isbn}</item>"""

    listed = each(lambda _, at: f'<rdf:li rdf:resource="https://rdf.example.org/{at}"/>')
    page = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://rdf.example.org/">
<title>Publications</title><link>https://rdf.example.org/</link><items><rdf:Seq>{listed}</rdf:Seq>
</items></channel>
{each(item)}</rdf:RDF>"""
    roles = frozenset({"year", "authors", "isbn", "abstract"})
    return Site(name="rdf", page=page, roles=roles, source="feeds", kind="xml")


def broken_rss() -> Site:
    def item(work: Printed, at: int) -> str:
        return f"""<item><title>{work.title} &bogus;</title><link>https://b.example.org/?a=1&id={at}</link>
<description>&lt;b&gt;{escape(escape(work.abstract))}&lt;/b&gt;&nbsp;</description>
<pubDate>3 Jun {work.year}</pubDate><author>office@example.org ({", ".join(work.authors)})</author>"""

    page = f"""
<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://example.org/rss.dtd" [
<!ENTITY bogus SYSTEM "file:///etc/hostname">]>
<rss version=2.0><channel><title>Neue Ver&ouml;ffentlichungen</title>
{each(lambda work, at: item(work, at) + "</item>")}"""
    roles = frozenset({"year", "abstract"})
    return Site(name="broken_rss", page=page, roles=roles, source="feeds", kind="xml")
