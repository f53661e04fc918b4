"""Countries by their adjective: kept apart from names, and a weaker basis than one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalise.places import described, mentioned

SENTENCES = [
    ("Cambodian fishers in Indonesia", "KH"),
    ("Kenyans, Ugandans and Tanzanian courts", "KE UG TZ"),
    ("South Sudanese refugees; South African waters", "SS ZA"),
    ("Latin American, North American and African American voices", ""),
    ("the Indian Ocean and the Norwegian Sea", ""),
    ("available in Russian, Chinese and French", ""),
    ("Vietnamese version; a Thai translation; Russian-speaking minorities", ""),
    ("American Samoa, French Polynesia and the British Virgin Islands", ""),
    ("in Vietnamese communities", "VN"),
    ("Congolese and Dominican", ""),
    ("polish the swiss knife", ""),
]


@pytest.mark.parametrize(("text", "codes"), SENTENCES, ids=lambda part: part[:30])
def test_the_adjectives_of_countries_in_a_text(text: str, codes: str) -> None:
    assert [code for code, _, _ in described(text)] == codes.split()


def test_an_adjective_is_no_name() -> None:
    for text, _ in SENTENCES[1:3]:
        assert mentioned(text) == []


@given(st.lists(st.sampled_from(["Cambodian ", "Kenya ", "French ", "in ", "Guiana ", "s", ", "])))
def test_names_and_adjectives_never_overlap(pieces: list[str]) -> None:
    text = "".join(pieces)
    spans = sorted((start, end) for _, start, end in (*described(text), *mentioned(text)))
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
