"""Listings of the same publications as different kinds of sites print them.

The publications are real (titles, years, authors, ISBNs), the abstracts are our own words.
``SITES`` has, for each kind of site, its page, the entry of ``sources.toml`` that reads it (``""``
where none is needed), and the roles that it prints besides the title.
"""

from tests.sources import sites_described, sites_selected
from tests.sources.site_parts import WORKS, Printed, Site

__all__ = ["OF_ONE", "SITES", "WORKS", "Printed", "Site"]

SITES: tuple[Site, ...] = (
    sites_selected.drupal(),
    sites_selected.wordpress(),
    sites_selected.dspace(),
    sites_selected.eprints(),
    sites_selected.invenio(),
    sites_selected.table(),
    sites_selected.definitions(),
    sites_selected.attributes(),
    sites_selected.own_words(),
    sites_selected.nested(),
    sites_selected.loose_tags(),
    sites_described.graph(),
    sites_described.item_list(),
    sites_described.highwire(),
    sites_described.dublin_core(),
    sites_described.microdata(),
    sites_described.rdfa(),
    sites_described.cards_and_graph(),
    sites_described.rss(),
    sites_described.atom(),
    sites_described.rdf(),
    sites_described.broken_rss(),
)
OF_ONE = frozenset({"highwire", "dublin_core"})  # pages about one publication: WORKS[2]
