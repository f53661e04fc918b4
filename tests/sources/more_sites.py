# ruff: noqa: ARG005, E501  markup is written as sites write it, by functions of one shape
"""More kinds of sites, written before anything read them; nothing of theirs is declared.

``REPEATED`` are pages whose entries can be made out from what repeats; ``DESCRIBED`` are feeds and
pages with metadata. Each is to give the titles and the years of ``WORKS``.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

WORKS = (
    ("Global Estimates of Modern Slavery: Forced Labour and Forced Marriage", "2017"),
    ("Toolkit to Combat Trafficking in Persons", "2008"),
    ("Re/integration of Trafficked Persons: Supporting Economic Empowerment", "2012"),
    ("Trafficking in Persons to Europe for Sexual Exploitation", "2010"),
    ("Migrant Smuggling in Asia: Current Trends and Related Challenges", "2015"),
    ("Evidential Issues in Trafficking in Persons Cases", "2017"),
)
PROSE = "What is known of the subject, put together in one place for those who work on it."


def _all(make: Callable[[str, str, int], str]) -> str:
    return "\n".join(make(title, year, at) for at, (title, year) in enumerate(WORKS, 1))


def _page(body: str, head: str = "") -> str:
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>Library - Some Office</title>{head}</head>
<body class="page"><div class="top-menu"><ul class="nav"><li><a href="/">Home</a></li><li><a href="/a">About</a></li>
<li><a href="/l">Library</a></li><li><a href="/c">Contact</a></li></ul></div>
<div id="content"><h1>Library</h1><p>All that the office has published, newest first, free of charge.</p>
{body}</div><div class="footer"><p>Some Office, 1 Long Street</p></div></body></html>"""


REPEATED = {
    "bootstrap cards": _page(
        '<div class="row">'
        + _all(
            lambda title, year, at: (
                f"""<div class="col-md-4 mb-3"><div class="card h-100"><img class="card-img-top" src="{at}.jpg" alt="">
<div class="card-body"><h5 class="card-title">{title}</h5><p class="card-text">{PROSE}</p><a class="btn btn-primary" href="/{at}.pdf">Download</a></div>
<div class="card-footer"><small class="text-muted">{year}</small></div></div></div>"""
            )
        )
        + "</div>"
    ),
    "a bare list": _page(
        "<ul>"
        + _all(
            lambda title, year, at: (
                f'<li><a href="/f/{at}.pdf">{title}</a> ({year}, PDF, 2.1 MB)</li>'
            )
        )
        + "</ul>"
    ),
    "a table without heads": _page(
        '<table border="1">'
        + _all(
            lambda title, year, at: (
                f'<tr><td>{year}</td><td><a href="/{at}">{title}</a></td><td>PDF</td></tr>'
            )
        )
        + "</table>"
    ),
    "block posts": _page(
        '<ul class="wp-block-post-template">'
        + _all(
            lambda title, year, at: (
                f"""<li class="wp-block-post post-{at} publication"><h3 class="wp-block-post-title"><a href="/p/{at}">{title}</a></h3>
<div class="wp-block-post-date"><time datetime="{year}-05-01T00:00:00+00:00">1 May {year}</time></div>
<div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{PROSE}</p></div></li>"""
            )
        )
        + "</ul>"
    ),
    "search results": _page(
        _all(
            lambda title, year, at: (
                f"""<div class="result r{at}"><span class="result-no">{at}.</span> <span class="field-title"><a href="/r/{at}">{title}</a></span>
<span class="field-year">{year}</span><span class="field-creator">Example, Office of</span></div>"""
            )
        )
    ),
    "a journal's contents": _page(
        '<ul class="articles">'
        + _all(
            lambda title, year, at: (
                f"""<li><div class="obj_article_summary"><h3 class="title"><a id="article-{at}" href="/v/{at}">{title}</a></h3>
<div class="meta"><div class="authors">Rebecca Surtees</div><div class="published">{year}-02-03</div><div class="pages">{at}-{at + 9}</div></div></div></li>"""
            )
        )
        + "</ul>"
    ),
    "a plain definition list": _page(
        '<dl class="library">'
        + _all(
            lambda title, year, at: f'<dt><a href="/{at}">{title}</a></dt><dd>{year}. {PROSE}</dd>'
        )
        + "</dl>"
    ),
    "bold paragraphs": _page(
        '<div class="entry-content">'
        + _all(
            lambda title, year, at: (
                f'<p><strong>{title}</strong> – Office of Examples, {year}. <a href="/{at}.pdf">pdf</a></p>'
            )
        )
        + "</div>"
    ),
    "items of a portal": _page(
        '<div class="groupmarker">'
        + _all(
            lambda title, year, at: (
                f"""<div class="dfwp-item"><div class="item link-item"><a href="/s/{at}.aspx" title="">{title}</a>
<div class="description">{PROSE}</div><div class="issued">{year}</div></div></div>"""
            )
        )
        + "</div>"
    ),
    "tiles of links": _page(
        '<div class="grid">'
        + _all(
            lambda title, year, at: (
                f"""<a class="tile tile--report" href="/t/{at}"><div class="tile__meta">Report · {year}</div><div class="tile__heading">{title}</div></a>"""
            )
        )
        + "</div>"
    ),
    "entries as sections": _page(
        _all(
            lambda title, year, at: (
                f"""<section id="s{at}" class="doc"><h2>{title}</h2><dl><dt>Released</dt><dd>{year}</dd></dl><p>{PROSE}</p></section>"""
            )
        )
    ),
}


def _json(body: str) -> str:
    return _page("<p>See below.</p>", f'<script type="application/ld+json">{body}</script>')


DESCRIBED: dict[str, tuple[str, str | bytes]] = {
    "full names of types": (
        "text/html",
        _json(
            "["
            + ",".join(
                f'{{"@type":["https://schema.org/Report","CreativeWork"],"https://schema.org/name":"{t}","https://schema.org/datePublished":{{"@type":"Date","@value":"{y}"}}}}'
                for t, y in WORKS
            )
            + "]"
        ),
    ),
    "a data feed": (
        "text/html",
        _json(
            '{"@context":"https://schema.org","@type":"DataFeed","name":"Library","dataFeedElement":['
            + ",".join(
                f'{{"@type":"DataFeedItem","item":{{"@type":"Book","name":"{t}","copyrightYear":{y}}}}}'
                for t, y in WORKS
            )
            + "]}"
        ),
    ),
    "a collection with parts": (
        "text/html",
        _json(
            '{"@type":"Collection","name":"Library","hasPart":['
            + ",".join(
                f'{{"@type":"ScholarlyArticle","headline":"{t}","datePublished":"{y}-01-01","author":["A B"]}}'
                for t, y in WORKS
            )
            + "]}"
        ),
    ),
    "one script each": (
        "text/html",
        _page(
            _all(
                lambda t, y, at: (
                    f'<div><script type="application/ld+json">{{"@type":"Report","name":"{t}","datePublished":"{y}"}};</script></div>'
                )
            )
        ),
    ),
    "articles in an item list": (
        "text/html",
        _page(
            '<ol itemscope itemtype="http://schema.org/ItemList">'
            + _all(
                lambda t, y, at: (
                    f"""<li itemprop="itemListElement" itemscope itemtype="http://schema.org/ScholarlyArticle"><a itemprop="url" href="/{at}"><b itemprop="headline">{t}</b></a>
by <i itemprop="author">Rebecca Surtees</i> <span itemprop="datePublished">{y}</span></li>"""
                )
            )
            + "</ol>"
        ),
    ),
    "prefixed rdfa": (
        "text/html",
        _page(
            _all(
                lambda t, y, at: (
                    f"""<article about="/n/{at}" typeof="schema:Book"><h2 property="schema:name">{t}</h2><span property="schema:name" content="{t}"></span>
<time property="schema:datePublished" datetime="{y}-06-01">June {y}</time></article>"""
                )
            )
        ),
    ),
    "an old feed in Latin-1": (
        "application/rss+xml",
        (
            '<?xml version="1.0" encoding="ISO-8859-1"?><rss version="0.91"><channel><title>Bibliothèque</title>'
            + _all(
                lambda t, y, at: (
                    f"<item><title>{escape(t)}</title><link>http://e.org/{at}</link><pubDate>{y}-03-04</pubDate></item>"
                )
            )
            + "</channel></rss>"
        ).encode("latin-1"),
    ),
    "a prefixed feed in UTF-16": (
        "application/atom+xml",
        (
            '<?xml version="1.0" encoding="UTF-16"?><a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Library</a:title>'
            + _all(
                lambda t, y, at: (
                    f'<a:entry><a:title>{escape(t)}</a:title><a:link href="http://e.org/{at}"/><a:published>{y}-03-04T05:06:07Z</a:published></a:entry>'
                )
            )
            + "</a:feed>"
        ).encode("utf-16"),
    ),
    "contents of a journal as a feed": (
        "text/xml",
        '<?xml version="1.0"?><!-- made by a tool --><?xml-stylesheet href="x.xsl"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:p="http://prismstandard.org/namespaces/1.2/basic/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Journal</title></channel>'
        + _all(
            lambda t, y, at: (
                f'<item rdf:about="x{at}"><title>{escape(t)}</title><dc:title>{escape(t)}</dc:title><dc:identifier>doi:10.1000/x{at}</dc:identifier><p:publicationDate>{y}-01-01</p:publicationDate><p:doi>10.1000/x{at}</p:doi></item>'
            )
        )
        + "</rdf:RDF>",
    ),
    "a feed cut off": (
        "text/xml",
        '<rss version="2.0"><channel><title>Library</title>'
        + _all(
            lambda t, y, at: (
                f"<item><title>{escape(t)}</title><pubDate>{y}</pubDate><description><![CDATA[<p>{PROSE}]]></description></item>"
            )
        )[:-60],
    ),
}


def tags(names: dict[str, str]) -> str:
    """Return a page about one publication that only its tags describe."""
    title, year = WORKS[2]
    said = {"TITLE": title, "YEAR": year}
    head = "".join(
        f'<meta name="{name}" content="{said.get(text, text)}">' for name, text in names.items()
    )
    return _page(f"<h2>{title}</h2><p>{PROSE}</p>", head)


TAGGED = {
    "bepress": tags(
        {
            "bepress_citation_title": "TITLE",
            "bepress_citation_author": "Surtees, Rebecca",
            "bepress_citation_date": "YEAR",
        }
    ),
    "capitals": tags(
        {
            "DC.Title": "TITLE",
            "DC.Creator": "Surtees, Rebecca",
            "DCTERMS.issued": "YEAR",
            "DC.Type": "Text",
        }
    ),
    "highwire": tags(
        {
            "citation_title": "TITLE",
            "citation_author": "Surtees, Rebecca",
            "citation_year": "YEAR",
            "citation_isbn": "978-92-9068-715-3",
        }
    ),
    "eprints": tags(
        {
            "eprints.title": "TITLE",
            "eprints.creators_name": "Surtees, Rebecca",
            "eprints.date": "YEAR-05",
        }
    ).replace("YEAR", WORKS[2][1]),
}
