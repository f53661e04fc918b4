"""RIS: one ``RPRT`` per work.

RIS knows no organisations: a name with a comma in it is read as a person's by most programs,
so the commas of an organisation's name are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rispy.writer import RisWriter

from pipeline.release.exports.references import Name, Reference


class _Plain(RisWriter):  # type: ignore[misc]  # rispy ships no types
    """Entries without numbers between them, which some readers take for text."""

    def set_header(self, count: int) -> str:  # noqa: ARG002  the interface of the library
        return ""


def ris(references: Iterable[Reference]) -> Iterator[str]:
    """Yield the entries, a blank line between two."""
    writer = _Plain()
    before = ""
    for reference in references:
        yield before + writer.formats([entry(reference)])
        before = "\n"


def entry(reference: Reference) -> dict[str, Any]:
    """Return one work in the words of ``rispy``; what is not known is not there."""
    publishers = [name.family for name in reference.of_role("publisher")]
    said = {
        "type_of_reference": "RPRT",
        "id": reference.work_id,
        "title": reference.title,
        "authors": _names(reference.of_role("author")),
        "secondary_authors": _names(reference.of_role("editor")),
        "subsidiary_authors": _names(reference.others),
        "year": str(reference.year or ""),
        "publisher": "; ".join(publishers),
        "tertiary_title": reference.series,
        "note": reference.number,
        "issn": " ".join((*reference.isbns, *reference.issns)),
        "doi": reference.doi,
        "urls": [reference.url] if reference.url else [],
        "language": ", ".join(reference.languages),
        "keywords": list(reference.places),
        "abstract": reference.abstract,
        "notes": [f"{reference.pages} pages"] if reference.pages else [],
    }
    return {key: value for key, value in said.items() if value}


def _names(names: Iterable[Name]) -> list[str]:
    return [_name(name) for name in names]


def _name(name: Name) -> str:
    if not name.is_person:
        return " ".join(name.family.replace(",", " ").split())
    family = name.family.replace(",", " ")
    return f"{family}, {name.given}" if name.given else f"{family},"
