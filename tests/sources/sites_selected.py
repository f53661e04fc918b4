# ruff: noqa: E501  markup is written as sites write it
"""Sites with regular markup, each with the entry that reads it."""

from __future__ import annotations

from html import escape

from tests.sources.site_parts import Printed, Site, each, page_of


def drupal() -> Site:
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
<div class="view-content">{each(row)}</div>
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
        name="drupal", page=page_of(body, canonical), roles=roles, source="drupal", entry=entry
    )


def wordpress() -> Site:
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
        f"{each(post)}<nav class='nav-links'><a class='next' href='/page/2/'>Older posts</a></nav>"
    )
    roles = frozenset({"year", "authors", "abstract"})
    return Site(name="wordpress", page=page_of(body), roles=roles, source="wordpress", entry=entry)


def dspace() -> Site:
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
<ul class="ds-artifact-list list-unstyled">{each(item)}</ul><p>Powered by DSpace</p>"""
    roles = frozenset({"year", "authors", "abstract"})
    return Site(name="dspace", page=page_of(body), roles=roles, source="dspace", entry=entry)


def eprints() -> Site:
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
    body = f'<div class="ep_view_page ep_view_page_view_year">{each(cited)}</div>'
    return Site(
        name="eprints",
        page=page_of(body),
        roles=frozenset({"authors"}),
        source="eprints",
        entry=entry,
    )


def invenio() -> Site:
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
    body = f'<div class="ui relaxed divided items link">{each(record)}</div>'
    return Site(name="invenio", page=page_of(body), roles=roles, source="invenio", entry=entry)


def table() -> Site:
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
    body = f'<table class="publications">{head}<tbody>{each(row)}</tbody></table>'
    return Site(
        name="table",
        page=page_of(body),
        roles=frozenset({"year", "authors"}),
        source="table",
        entry=entry,
    )


def definitions() -> Site:
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
        page=page_of(each(group)),
        roles=roles,
        source="definitions",
        entry=entry,
    )


def attributes() -> Site:
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
        page=page_of(f'<div class="tiles">{each(card)}</div>'),
        roles=frozenset({"year", "authors"}),
        source="attributes",
        entry=entry,
    )


def own_words() -> Site:
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
        page=page_of(f"<ul>{each(item)}</ul>"),
        roles=roles,
        source="own_words",
        entry=entry,
    )


def nested() -> Site:
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
        page=page_of(f"<ul>{each(outer)}</ul>"),
        roles=frozenset({"year"}),
        source="nested",
        entry=entry,
    )


def loose_tags() -> Site:
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
    page = f"<title>x</title><h1>Publications</h1>{each(item)}"
    return Site(name="loose_tags", page=page, roles=roles, source="loose_tags", entry=entry)
