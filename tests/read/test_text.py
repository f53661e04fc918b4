"""Text files as blocks."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read import text

PROSE = (
    "This study looks at how the subject developed over ten years and at what the participating "
    "countries can learn from it, with examples from several regions and a list of sources. "
) * 3


def test_lines_keep_their_numbers_whatever_ends_them() -> None:
    for end in ("\n", "\r\n", "\r"):
        found = text.blocks(f"one{end}{end}two\x0cthree{end}four")
        assert [(b.locator, b.text, b.gap) for b in found] == [
            ("L1", "one", 0),
            ("L3", "two three", 1),
            ("L4", "four", 0),
        ]


def test_a_page_break_is_told_of_the_line_after_it() -> None:
    found = text.blocks("one\n\f\ntwo\n\fthree\n")
    assert ["page_break" in block.hints for block in found] == [False, True, True]


@pytest.mark.parametrize("bullet", ["- ", "• ", "* ", "– ", "\t▪ "])
def test_bullets_are_list_items(bullet: str) -> None:
    (block,) = text.blocks(f"{bullet}one point")
    assert block.kind == "list_item"


def test_a_dash_within_a_word_is_no_bullet() -> None:
    (block,) = text.blocks("-Methodological issues")
    assert block.kind == "paragraph"


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_lines_that_a_program_wrapped_say_so(width: int) -> None:
    wrapped = "\n".join(textwrap.wrap(PROSE, width, break_on_hyphens=False))
    found = text.blocks(f"A title\n\n{wrapped}\n\nA short line\nand another\n")
    continues = ["continues" in block.hints for block in found]
    assert continues == [False, False, *[True] * wrapped.count("\n"), False, False]


def test_lines_that_nobody_wrapped_stand_alone() -> None:
    found = text.blocks("Country\nMali\nYear\n2018\n" + PROSE + "\nCountry\n")
    assert not any("continues" in block.hints for block in found)


def test_what_is_set_in_under_a_bullet_belongs_to_it() -> None:
    found = text.blocks("- one point\n  and its end\n- another\n")
    assert ["continues" in block.hints for block in found] == [False, True, False]


def test_locators_are_lines_ranges_and_lists() -> None:
    page = "one\n\ntwo  words\nthree\n"
    assert text.text_at(page, "L3") == "two words"
    assert text.text_at(page, "L1-L3") == "one\ntwo words"
    assert text.text_at(page, "L4;L1") == "three\none"


@pytest.mark.parametrize("locator", ["", "L0", "L9", "L3-L1", "3", "L1;", "/html/body", "L²"])
def test_a_locator_that_points_at_nothing_is_an_error(locator: str) -> None:
    with pytest.raises(LookupError):
        text.text_at("one\ntwo\nthree", locator)


@given(st.text())
def test_each_line_that_is_not_blank_is_one_block_and_found_again(page: str) -> None:
    found = text.blocks(page)
    for block in found:
        assert text.text_at(page, block.locator) == block.text
        assert block.text == " ".join(block.text.split()) != ""
    assert len({block.line for block in found}) == len(found)
