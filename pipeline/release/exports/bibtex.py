"""BibTeX: one ``@techreport`` per work, its key the work's id.

The file is UTF-8; only what TeX would act on is written as commands. Braces and backslashes
too, since BibTeX counts even escaped braces: a title with one of them alone would swallow
the rest of the file. Titles stand in a second pair of braces, so that no style changes the
case of a name in them; an organisation's name does, so that it is not taken to pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from pipeline.release.exports.references import Name, Reference

_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}
_ESCAPES = str.maketrans(_COMMANDS)
_LIGATURES = re.compile(r"([-',])(?=\1)")  # two of them TeX draws as one other sign


def bibtex(references: Iterable[Reference]) -> Iterator[str]:
    """Yield the entries, a blank line between two."""
    before = ""
    for reference in references:
        yield before + write_string(Library([entry(reference)]))
        before = "\n"


def entry(reference: Reference) -> Entry:
    """Return one work as an entry; what is not known is not there."""
    publishers = _names(reference.of_role("publisher"))
    said = {
        "author": _names(reference.of_role("author")),
        "editor": _names(reference.of_role("editor")),
        "title": f"{{{escaped(reference.title)}}}",
        "year": str(reference.year or ""),
        "institution": publishers,
        "type": "Report",
        "number": escaped(reference.number or ""),
        "series": escaped(reference.series or ""),
        "pagetotal": str(reference.pages or ""),
        "isbn": " ".join(reference.isbns),
        "issn": " ".join(reference.issns),
        "doi": escaped(reference.doi or ""),
        "url": _in_url(reference.url or ""),
        "language": ", ".join(reference.languages),
        "keywords": "; ".join(map(escaped, reference.places)),
        "abstract": escaped(reference.abstract or ""),
        "note": _others(reference.others),
    }
    fields = [Field(key, value) for key, value in said.items() if value]
    return Entry("techreport", reference.work_id, fields)


def escaped(text: str) -> str:
    r"""Return a text as TeX sets it and BibTeX keeps it whole.

    >>> escaped("100% of {A} & B_1")
    '100\\% of \\textbraceleft{}A\\textbraceright{} \\& B\\_1'
    """
    return _LIGATURES.sub(r"\1{}", text.translate(_ESCAPES))


def _in_url(url: str) -> str:
    r"""Return an address for ``\url``, which sets all but braces and % as they are."""
    return url.replace("%", "\\%").replace("#", "\\#")


def _names(names: Iterable[Name]) -> str:
    return " and ".join(map(_name, names))


def _name(name: Name) -> str:
    if not name.is_person:
        return f"{{{escaped(name.family)}}}"
    return ", ".join(_piece(part) for part in (name.family, name.given) if part)


def _piece(text: str) -> str:
    """Return a part of a name, held together where BibTeX would take it to pieces."""
    is_plain = "," not in text and "and" not in text.casefold().split()
    return escaped(text) if is_plain else f"{{{escaped(text)}}}"


def _others(names: Iterable[Name]) -> str:
    return "; ".join(
        f"{name.role.capitalize()}: {escaped(' '.join(filter(None, (name.given, name.family))))}"
        for name in names
    )
