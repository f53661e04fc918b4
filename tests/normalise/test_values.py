"""Tables of values as pages print them, and what they are to be read as; written before the code.

One row per fact, ``printed`` and ``read``, in ``values/*.tsv``; each reader's answer is shown in
one line by the function of that name here, so that a row can be read without knowing the code.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Contributor, Unknown
from pipeline.normalise import dates, identifiers, languages, people, titles

_FOLDER = Path(__file__).with_name("values")


def shown_date(text: str) -> str:
    """Show a date as ``2016-10-12``, a range as ``2014-01 to 2015-03``, no date as ``?``."""
    found = dates.read(text)
    if isinstance(found, Unknown):
        return "?"
    month = f"-{found.month:02}" if found.month else ""
    day = f"-{found.day:02}" if found.day else ""
    until = f"-{found.until_month:02}" if found.until_month else ""
    last = f" to {found.until_year or ''}{until}" if found.until_year or until else ""
    return f"{found.year}{month}{day}{last}"


def shown_title(text: str) -> str:
    """Show the title proper, then every other piece with its name."""
    pieces = asdict(titles.parts(text.replace("\\u00a0", "\u00a0")))
    core = pieces.pop("core")
    said = [f"{name} {piece}" for name, piece in sorted(pieces.items()) if piece is not None]
    return " ¦ ".join([core, *said])


def shown_identifiers(text: str) -> str:
    """Show scheme, value, whether it can be right, and ``e`` for an electronic one."""
    return "; ".join(
        f"{one.scheme} {one.value} {'ok' if one.is_valid else 'bad'}"
        f"{' e' if one.is_electronic else ''}"
        for one in (found.identifier for found in identifiers.in_text(text))
    )


def shown_languages(text: str) -> str:
    """Show the codes of a list, and ``?text`` for what names no language."""
    found = languages.languages(text)
    return " ".join(one if isinstance(one, str) else f"?{one.text}" for one in found)


def shown_people(text: str) -> str:
    """Show ``Family, Given``, ``[Organisation]`` and ``?unread``; a role but the author's in {}."""
    found, unread = people.contributors(text.split(" ¦ "))
    names = [_shown_name(one) for one in found]
    return "; ".join([*names, *(f"?{unknown.text}" for unknown in unread)])


def _shown_name(one: Contributor) -> str:
    name = f"[{one.name}]" if one.kind == "organisation" else one.name
    given = f", {one.given}" if one.given else ""
    return f"{name}{given}" + (f" {{{one.role}}}" if one.role != "author" else "")


READERS: dict[str, Callable[[str], str]] = {
    "dates": shown_date,
    "identifiers": shown_identifiers,
    "languages": shown_languages,
    "people": shown_people,
    "titles": shown_title,
}


def _rows() -> list[tuple[str, str, str]]:
    return [
        (name, printed, read)
        for name in READERS
        for line in (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").split("\n")[1:-1]
        for printed, read in [line.split("\t")]
    ]


@pytest.mark.parametrize(("reader", "printed", "read"), _rows())
def test_a_value_is_read_as_it_is_meant(reader: str, printed: str, read: str) -> None:
    assert READERS[reader](printed) == read


@pytest.mark.parametrize("reader", READERS)
def test_a_table_is_long_and_says_nothing_twice(reader: str) -> None:
    printed = [row[1] for row in _rows() if row[0] == reader]
    assert len(printed) >= 60
    assert len(printed) == len(set(printed))


@pytest.mark.parametrize("reader", READERS)
def test_the_way_a_letter_is_composed_makes_no_difference(reader: str) -> None:
    for name, printed, read in _rows():
        if name == reader:
            for form in ("NFC", "NFD"):
                assert unicodedata.normalize(
                    "NFC", READERS[reader](unicodedata.normalize(form, printed))
                ) == unicodedata.normalize("NFC", read)


@pytest.mark.parametrize("reader", READERS)
@given(text=st.text(st.characters(), max_size=80))
def test_any_text_is_read_even_half_a_character(reader: str, text: str) -> None:
    READERS[reader](text.replace("\t", " ") + "\ud800")


@given(st.text(st.characters(), max_size=60) | st.sampled_from(sorted(r[1] for r in _rows())))
def test_the_title_proper_is_a_stretch_of_the_title(title: str) -> None:
    def squeezed(text: str) -> str:
        return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text))

    assert squeezed(titles.parts(title).core) in squeezed(title)


# What joins names or says what they did is read, and stands in no name.
_JOINERS = re.compile(
    r"(?:and|et|y|e|und|with|by|eds?|editors?|edited|conveners?|prepared|compiled|coordinated|"
    r"authors?|for|the|contributions)",
    re.IGNORECASE,
)
_PEOPLE = [row[1] for row in _rows() if row[0] == "people"]


def _lost(values: list[str]) -> set[str]:
    found, unread = people.contributors(values)
    kept = " ".join([*(one.raw for one in found), *(unknown.text for unknown in unread)])
    lost = set(re.findall(r"\w+", " ".join(values))) - set(re.findall(r"\w+", kept))
    return {word for word in lost if not _JOINERS.fullmatch(word)}


def test_every_word_of_an_authors_field_ends_in_a_name_or_an_unknown() -> None:
    assert {
        field: _lost(field.split(" ¦ ")) for field in _PEOPLE if _lost(field.split(" ¦ "))
    } == {}


@given(st.lists(st.sampled_from(_PEOPLE), max_size=3))
def test_no_word_is_lost_when_fields_are_poured_together(fields: list[str]) -> None:
    assert not _lost([value for field in fields for value in field.split(" ¦ ")])
