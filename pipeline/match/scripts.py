"""Scripts: what a word is where vowels are marks, and where no space stands between words."""

from __future__ import annotations

import re
import unicodedata

# Brahmic scripts write most vowels as marks on a letter: they are part of the word.
_VOWELS = "".join(
    chr(code)
    for code in (*range(0x0900, 0x1100), *range(0x1780, 0x1800))
    if unicodedata.category(chr(code)).startswith("M")
)
_HAN = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Thai and Lao, Burmese, Khmer: a letter with its marks.
_UNSPACED = rf"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff{_HAN}"
_KATAKANA = "\u30a0-\u30ff\u31f0-\u31ff"
_HIRAGANA = "\u3041-\u3096\u309d\u309e"
_LETTER = rf"[^\W_{_UNSPACED}{_KATAKANA}{_HIRAGANA}]"

# Where nothing parts the words, each character is one, and a run of kana: so that "volume three"
# and "volume four" differ by a word, as they do elsewhere.
WORD = re.compile(
    rf"(?=[^\W\d_])[{_UNSPACED}][{_VOWELS}]*|[{_KATAKANA}]+|[{_HIRAGANA}]+|{_LETTER}(?:{_LETTER}|[{_VOWELS}])*"
    rf"|[^\W_]"
)
_SYLLABLES = re.compile(rf"[\u1100-\u11ff\uac00-\ud7af{_UNSPACED}{_KATAKANA}{_HIRAGANA}]")
_ORDINAL = re.compile(
    "第([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)(?![一二三四五六七八九十百千])"
)
_DIGITS = {sign: at for at, sign in enumerate("一二三四五六七八九", start=1)}


def writes_syllables(word: str) -> bool:
    """Tell a word in a script of which one sign is a syllable: another sign is another word.

    >>> writes_syllables("인신매매"), writes_syllables("trafficking"), writes_syllables("торговля")
    (True, False, False)
    """
    return not word.isascii() and _SYLLABLES.search(word) is not None


def with_digits(title: str) -> str:
    """Return a title with the ordinals of Chinese and Japanese in digits, up to 99.

    >>> with_digits("第三期"), with_digits("第二十一章"), with_digits("第一百")
    ('第3期', '第21章', '第一百')
    """
    return _ORDINAL.sub(_in_digits, title) if "第" in title else title


def _in_digits(found: re.Match[str]) -> str:
    tens, ten, units = found.groups()
    if ten:
        return f"第{10 * _DIGITS.get(tens, 1) + _DIGITS.get(units, 0)}"
    only = "" if tens and units else tens or units
    return f"第{_DIGITS[only]}" if only else found.group()
