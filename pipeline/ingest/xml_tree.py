"""An XML page's tree, parsed without trusting it: no declarations, no entities, no network."""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

LISTS = "rss|feed|RDF|urlset|sitemapindex"  # roots of the XML pages that are read
_ROOT = re.compile(rf"<(?:[A-Za-z_][\w.-]{{0,40}}:)?({LISTS})(?=[\s>/])")
_WITHIN = 65_536  # characters before the root: a declaration, a style sheet, comments
_TAG = re.compile(r"<[A-Za-z][^<>]{1,2000}>")
_UNQUOTED = re.compile(r"(\s[\w:.-]{1,60}=)([^\s\"'<>]{1,500})(?=[\s>/])")
_REFERENCE = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,40});|(?!#\d|#x[0-9a-fA-F]))")


def root_name(text: str) -> str:
    """Return the name of the root element, ``""`` where the text is no XML page that is read.

    >>> root_name('<?xml version="1.0"?><rdf:RDF xmlns="x">'), root_name("<html><rss>")
    ('RDF', '')
    """
    found = _ROOT.search(text, 0, _WITHIN)
    return found[1] if found and _is_prolog(text[: found.start()]) else ""


def _is_prolog(text: str) -> bool:
    """Tell whether nothing but declarations, instructions and comments stands there."""
    rest = re.sub(r"<!--.*?-->|<\?.*?\?>", "", text.lstrip("\ufeff"), flags=re.DOTALL).strip()
    return not rest or rest.startswith("<!DOCTYPE")


def parsed(text: str) -> etree._Element | None:
    """Return the root of an XML page, ``None`` where none can be made out.

    What stands before the root goes, but for its line breaks: with the document type go all
    entities it declares. The named characters of HTML are put in; malformed markup is mended.
    """
    found = _ROOT.search(text, 0, _WITHIN)
    if found is None:
        return None
    body = "\n" * text.count("\n", 0, found.start()) + text[found.start() :]
    body = _REFERENCE.sub(_character, body)
    root = _root(body)
    if root is None or not len(root):
        root = _root(_TAG.sub(_quoted, body))
    return root


def _root(body: str) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(body.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    return root if isinstance(root, etree._Element) else None


def _quoted(match: re.Match[str]) -> str:
    """Put quotes around attributes that have none; without them libxml2 gives up on the root."""
    return _UNQUOTED.sub(r'\1"\2"', match[0])


def _character(match: re.Match[str]) -> str:
    """Return the character that HTML names so; those that are markup as a number.

    After its first error libxml2 leaves out even ``&amp;``, but no number.
    """
    character = html5.get(match[1] + ";", "") if match[1] else "&"
    return f"&#{ord(character)};" if character in ("&", "<", ">", '"', "'") else character
