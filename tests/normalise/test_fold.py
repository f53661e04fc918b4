"""Folding: the law holds for every character Unicode has, not for a sample."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalise.fold import fold

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]


@pytest.mark.heavy
def test_folding_any_character_twice_changes_nothing() -> None:
    for char in EVERY_CHARACTER:
        assert fold(fold(char)) == fold(char), f"U+{ord(char):04X}"


def test_folding_ignores_case_and_normalisation_form_of_any_character() -> None:
    for char in EVERY_CHARACTER:
        if unicodedata.category(char) in ("Cs", "Cn", "Co"):
            continue  # half of a pair, unassigned, private: they have neither
        folded = fold(char)
        for other in (
            char.lower(),
            char.upper(),
            unicodedata.normalize("NFD", char),
            unicodedata.normalize("NFKC", char),
        ):
            assert fold(other) == folded, f"U+{ord(char):04X}"


@given(st.text())
def test_folding_any_text_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folded_text_has_single_spaces_and_no_edges(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())


def test_readers_would_call_these_the_same() -> None:
    pairs = [
        ("Côte d’Ivoire", "COTE D'IVOIRE"),
        ("Åland", "aland"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("Trinidad & Tobago", "trinidad and tobago"),
        ("ＫＥＮＹＡ", "Kenya"),
        ("لُبنان", "لبنان"),
        ("Timor‑Leste", "Timor-Leste"),
        ("soft\u00adhyphen", "softhyphen"),
    ]
    for one, other in pairs:
        assert fold(one) == fold(other), (one, other)


def test_marks_that_are_letters_of_a_script_are_kept() -> None:
    assert fold("भारत") != fold("भरत")
    assert fold("ガーナ") != fold("カーナ")
