"""Which characters the bytes stand for."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.charset import decode

FRENCH = "L’année passée à Genève – où l’on a vu « l’essentiel » du régime."
RUSSIAN = "Противодействие торговле людьми: руководство для практиков и государственных органов."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_text_is_read_in_the_encodings_that_files_have(encoding: str) -> None:
    assert decode((FRENCH * 20).encode(encoding), is_html=False) == FRENCH * 20


def test_another_script_is_detected() -> None:
    assert decode((RUSSIAN * 20).encode("cp1251"), is_html=False) == RUSSIAN * 20


def test_what_the_server_says_goes_before_what_the_page_says() -> None:
    page = f"<meta charset='utf-8'><p>{RUSSIAN}".encode("koi8-r")
    assert RUSSIAN in decode(page, "koi8-r", is_html=True)


def test_a_byte_order_mark_goes_before_everything() -> None:
    assert decode(codecs.BOM_UTF8 + "é".encode(), "koi8-r", is_html=True) == "é"


@pytest.mark.parametrize(
    "declaration",
    [
        "<meta charset=windows-1251>",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_a_declaration_in_the_page_is_followed(declaration: str) -> None:
    assert RUSSIAN in decode(f"{declaration}<p>{RUSSIAN}".encode("cp1251"), is_html=True)


def test_a_text_that_speaks_of_charsets_declares_none() -> None:
    assert decode("<meta charset=koi8-r> é".encode(), is_html=False) == "<meta charset=koi8-r> é"


def test_a_page_saved_anew_with_its_old_declaration_is_utf8() -> None:
    assert FRENCH in decode(f"<meta charset=iso-8859-1><p>{FRENCH}".encode(), is_html=True)


@pytest.mark.parametrize("name", ["nonsense", "base64", "utf-16", "\0", "rot13"])
def test_a_false_declaration_does_no_harm(name: str) -> None:
    page = f"<meta charset='{name}'><p>{FRENCH}</p>".encode()
    assert FRENCH in decode(page, is_html=True)


@given(st.binary(), st.sampled_from([None, "utf-8", "utf-16", "cp1252", "nonsense"]), st.booleans())
def test_every_sequence_of_bytes_is_some_text(body: bytes, charset: str | None, html: bool) -> None:
    assert isinstance(decode(body, charset, is_html=html), str)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff")))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    if "\0" not in text:
        assert decode(text.encode(), is_html=False) == text
