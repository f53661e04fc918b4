"""Names of places as agencies, newspapers and scans print them, and what they are to be read as.

One row per name in ``values/*.tsv``, as in ``test_values.py``: ``?`` is what no table and no
rule may read, a list's values stand between ``¦``.
"""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.model import Unknown
from pipeline.normalise import places

_FOLDER = Path(__file__).with_name("values")


def _shown(found: list[str | Unknown]) -> str:
    return " ".join("?" if isinstance(one, Unknown) else one for one in found)


READERS: dict[str, Callable[[str], str]] = {
    "countries": lambda text: _shown([places.country(text)]),
    "country_lists": lambda text: _shown(places.countries(text.split(" ¦ "))),
    "regions": lambda text: _shown(places.regions(text.split(" ¦ "))),
    "mentioned": lambda text: " ".join(code for code, _, _ in places.mentioned(text)),
}


def _rows(reader: str) -> dict[str, str]:
    lines = (_FOLDER / f"{reader}.tsv").read_text(encoding="utf-8").split("\n")[1:-1]
    rows = dict(line.split("\t") for line in lines)
    assert len(rows) == len(lines) >= 60
    return rows


@pytest.mark.parametrize("reader", READERS)
def test_a_name_of_a_place_is_read_as_it_is_meant(reader: str) -> None:
    read = READERS[reader]
    wrong = {text: read(text) for text, meant in _rows(reader).items() if read(text) != meant}
    assert wrong == {}


@pytest.mark.parametrize("reader", READERS)
def test_how_the_letters_of_a_place_are_composed_makes_no_difference(reader: str) -> None:
    read = READERS[reader]
    decomposed = {text: unicodedata.normalize("NFD", text) for text in _rows(reader)}
    changed = {text: other for text, other in decomposed.items() if read(text) != read(other)}
    assert changed == {}
