import sys
import unicodedata

from pipeline.normalise.text import bare, digits, plain, squash

_NONE = {"Cn", "Co", "Cs"}  # signs that no script has


ASSIGNED = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) not in _NONE]


def test_preparing_any_character_twice_changes_nothing() -> None:
    for char in ASSIGNED:
        for prepared in (squash, plain, bare):
            once = prepared(char)
            assert prepared(once) == once, f"{prepared.__name__} U+{ord(char):04X}"


def test_any_character_reads_the_same_composed_and_decomposed() -> None:
    for char in ASSIGNED:
        assert squash(unicodedata.normalize("NFD", char)) == squash(char), f"U+{ord(char):04X}"


def test_white_space_of_every_kind_is_one_space_and_invisible_marks_go() -> None:
    assert squash("a\u00a0\t\n b\u200b\ufeffc\u00add") == "a bcd"


def test_accents_go_but_letters_of_other_scripts_stay() -> None:
    assert bare("Español ÉTÉ") == "espanol ete"
    assert bare("Русский, українська") == "русский, українська"


def test_digits_of_every_script_become_ascii() -> None:
    assert digits("٢٠١٦ २०१६ ２０１６") == "2016 2016 2016"
