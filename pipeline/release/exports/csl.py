"""CSL-JSON 1.0.2, as Zotero, pandoc and citeproc read it.

Source: https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.release.exports.references import Name, Reference

_ROLES = {"convener": "organizer"}  # the word of the standard; any other is a contributor


def csl(references: Iterable[Reference]) -> Iterator[str]:
    """Yield one JSON array of items, an item per line."""
    before = "["
    for reference in references:
        yield f"{before}\n{json.dumps(item(reference), ensure_ascii=False)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def item(reference: Reference) -> dict[str, Any]:
    """Return one work as a CSL item; what is not known is not there."""
    publishers = [name.family for name in reference.of_role("publisher")]
    said = {
        "id": reference.work_id,
        "type": "report",
        "title": reference.title,
        "author": _names(reference.of_role("author")),
        "editor": _names(reference.of_role("editor")),
        **_others(reference.others),
        "issued": {"date-parts": [[reference.year]]} if reference.year else None,
        "publisher": "; ".join(publishers),
        "collection-title": reference.series,
        "number": reference.number,
        "number-of-pages": str(reference.pages) if reference.pages else None,
        "ISBN": " ".join(reference.isbns),
        "ISSN": " ".join(reference.issns),
        "DOI": reference.doi,
        "URL": reference.url,
        "language": reference.languages[0] if len(reference.languages) == 1 else None,
        "keyword": "; ".join(reference.places),
        "abstract": reference.abstract,
        "note": _languages(reference.languages),
    }
    return {key: value for key, value in said.items() if value}


def _languages(codes: tuple[str, ...]) -> str:
    """Return what `language`, which takes one code, has no room for."""
    return f"Languages: {', '.join(codes)}" if len(codes) > 1 else ""


def _others(names: Iterable[Name]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for name in names:
        found.setdefault(_ROLES.get(name.role, "contributor"), []).extend(_names([name]))
    return found


def _names(names: Iterable[Name]) -> list[dict[str, str]]:
    return [_name(name) for name in names]


def _name(name: Name) -> dict[str, str]:
    if not name.is_person:
        return {"literal": name.family}
    return {"family": name.family, **({"given": name.given} if name.given else {})}
