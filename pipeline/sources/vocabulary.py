"""What the names of metadata mean: schema.org, citation and Dublin Core tags, elements of feeds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from stdnum import isbn, issn

from pipeline.sources.base import HERE

_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S{1,200}", re.IGNORECASE)
_NUMBER = re.compile(r"(?:urn:)?(?:isbn|issn)?(?:-?1[03])?[\s:]*([\dXx -]{8,20})", re.IGNORECASE)


@cache
def meanings(vocabulary: str) -> Mapping[str, str]:
    """Return name to role, for ``schema``, ``meta`` or ``feed``; see ``embedded.toml``."""
    with (HERE / "embedded.toml").open("rb") as file:
        table = tomllib.load(file)[vocabulary]
    return {name: role for role, names in table.items() for name in names}


@cache
def publications() -> frozenset[str]:
    """Return the types of schema.org that are publications."""
    with (HERE / "embedded.toml").open("rb") as file:
        return frozenset(tomllib.load(file)["types"]["publication"])


def identified(text: str) -> str:
    """Return of which scheme an identifier is, by its form and its check digit; else ``""``.

    >>> [identified(t) for t in ("https://doi.org/10.18356/9789210582407", "urn:isbn:9789290687153",
    ...     "1564-5053", "oai:repository:12")]
    ['doi', 'isbn', 'issn', '']
    """
    if len(text) > 250:
        return ""
    if _DOI.fullmatch(text):
        return "doi"
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return ""
    if isbn.is_valid(found[1]):
        return "isbn"
    return "issn" if issn.is_valid(found[1]) else ""
