"""Words of a text: folded, with the numbers, parts and months they name.

All functions are total: any string has words, and an empty one has none.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from itertools import chain, pairwise
from typing import Any
from zlib import crc32

from pipeline.match.scripts import WORD, writes_syllables

LISTS: Mapping[str, Any] = tomllib.loads(
    files("pipeline.match").joinpath("words.toml").read_text(encoding="utf-8")
)
STOP = frozenset(LISTS["stop"].split())

# Accents, and the points and vowels of Hebrew and Arabic.
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u0652\u0670]")
_DROPPED = str.maketrans(dict.fromkeys("'’‘ʼ`´{}\\^~\u00ad\u200b\u200c\u200d\ufeff"))
_UNDIVIDED = str.maketrans(
    {chr(zero + digit): str(digit) for zero in map(ord, "٠۰०০๐໐၀០") for digit in range(10)}
    | {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# What ``WORD`` finds, for ASCII, which most listings are: one table instead of a pattern.
_DROPPED_ASCII = b"'`{}\\^~"
_ASCII_WORDS = bytes(
    ord(char.lower()) if char.isalnum() and char.isascii() else ord(" ")
    for char in map(chr, range(256))
)
_GREEK_ALONE = re.compile(r"(?<![\u0370-\u03ff])[α-ω](?![\u0370-\u03ff])")
_GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", LISTS["greek"].split(), strict=True))


_READ_TWICE = re.compile(
    "[ÃÂâÐÑØÙ][\u0080-\u00bf\u0152-\u017e\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def mended(text: str) -> str:
    """Return a text less the damage of UTF-8 read as Windows-1252 or Latin-1.

    >>> mended("La traite des Ãªtres humains"), mended("PROTEÇÃO À CRIANÇA")
    ('La traite des êtres humains', 'PROTEÇÃO À CRIANÇA')
    """
    if not _READ_TWICE.search(text):
        return text
    for charset in ("cp1252", "latin-1"):
        with suppress(UnicodeError):
            return text.encode(charset).decode("utf-8")
    return text


def fold(text: str) -> str:
    r"""Return ``text`` in lower case, without accents, entities, apostrophes and TeX marks.

    >>> fold("L&#252;beck’s Théorie {\\'e}")
    'lubecks theorie e'
    """
    if "&" in text:
        text = html.unescape(text)
    if text.isascii():
        return text.lower().translate(_DROPPED)
    text = mended(text)
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = _GREEK_ALONE.sub(lambda found: _GREEK.get(found.group(), found.group()), text)
    text = unicodedata.normalize("NFC", _MARKS.sub("", text))
    return text.translate(_UNDIVIDED).translate(_DROPPED)


def words(text: str) -> list[str]:
    """Return the words of ``text``, folded, in order.

    >>> words("Tool:Counter-trafficking (2nd ed.)")
    ['tool', 'counter', 'trafficking', '2nd', 'ed']
    >>> words("报告 第3期"), words("หญิง"), words("मानव तस्करी")
    (['报', '告', '第', '3', '期'], ['ห', 'ญิ', 'ง'], ['मानव', 'तस्करी'])
    """
    if text.isascii() and "&" not in text:
        return text.encode().translate(_ASCII_WORDS, _DROPPED_ASCII).decode().split()
    return WORD.findall(fold(text))


def key(tokens: Sequence[str]) -> str:
    """Return words as one string that spacing, case and punctuation do not change.

    >>> key(words("Counter-Trafficking  in Persons")) == key(words("Countertrafficking in persons"))
    True
    """
    return "".join(tokens)


_SCANNED = re.compile("[a-z]+(?:[015][a-z]+)+")
_LOW_I = re.compile("l[bcdfgkmnpqrstvxz]")  # no word begins so, but "lndian" for "Indian"
_AS_LETTERS = str.maketrans("015", "ols")
_SPELLINGS = tuple((re.compile(one), other) for one, other in LISTS["spellings"])
_BRITISH = re.compile("|".join(one for one, _ in LISTS["spellings"]))


@lru_cache(maxsize=500_000)
def spelling(word: str) -> str:
    """Return a word as Americans spell it, whoever does; digits that a scan made are letters.

    >>> [spelling(word) for word in ("labour", "organisation", "programmes", "centre", "four")]
    ['labor', 'organization', 'programs', 'center', 'four']
    >>> spelling("a1to"), spelling("c0ast"), spelling("h1n1")
    ('alto', 'coast', 'h1n1')
    """
    if word[:1] == "l" and _LOW_I.match(word):
        word = f"i{word[1:]}"
    if not word.isalpha() and _SCANNED.fullmatch(word):
        word = word.translate(_AS_LETTERS)
    if _BRITISH.search(word):
        for british, american in _SPELLINGS:
            word = british.sub(american, word)
    return word


_JOINING = frozenset(LISTS["joining"].split())


def is_joining(word: str) -> bool:
    """Tell an article or "and", which keys of titles leave out."""
    return word in _JOINING


def title_key(tokens: Sequence[str]) -> str:
    """Return the words of a title as one string, less articles and "and".

    >>> title_key(words("The Women & Men")) == title_key(words("Women and Men"))
    True
    """
    return key([token for token in tokens if token not in _JOINING]) or key(tokens)


_VOWELS = re.compile(r"[aeiouy]")


def skeleton(name: str) -> str:
    """Return a name less the vowels after its first letter, where enough remains of it.

    Vowels are what misprints and lost accents change most.

    >>> skeleton("konig") == skeleton("knig"), skeleton("lee")
    (True, 'lee')
    """
    bare = name[:1] + _VOWELS.sub("", name[1:])
    return bare if len(bare) > 2 else name


_OPPOSITES = tuple(LISTS["opposites"].split())
_OWN = frozenset(LISTS["own"].split())
# Two bits for each role: two roles are four bits apart, which is a slip, and no role is two.
_ROLES = {
    ending: 0b11 << 2 * at for at, names in enumerate(LISTS["roles"]) for ending in names.split()
}
_ROLE_ENDINGS = tuple(_ROLES)
_ROLE = re.compile(rf"(?:{'|'.join(sorted(_ROLES, key=len, reverse=True))})$")
SHORT = 5  # letters: in a shorter word, one of them makes another word
_FIRST = 3  # bits that the first letter is worth: misprints seldom begin a word


@lru_cache(maxsize=500_000)
def spelt(word: str) -> int:
    """Return the pairs of neighbouring letters of a word as 64 bits, whichever comes first.

    One letter more, fewer, another or exchanged with its neighbour changes at most ``SLIP`` of
    them. Short words, numbers, words that begin as their opposites do or end as another role, and
    words that a slip makes of other words are never near others.

    >>> slips("fourth", "foruth") <= SLIP, slips("return", "retum") <= SLIP
    (True, True)
    >>> slips("paternal", "maternal") <= SLIP, slips("hypotension", "hypertension") <= SLIP
    (False, False)
    >>> slips("internal", "international") <= SLIP, slips("employers", "employees") <= SLIP
    (False, False)
    """
    if len(word) < SHORT or not word.isalpha() or word in _OWN or writes_syllables(word):
        return _bits(word)
    word = word.replace("rn", "m")  # a scan reads the one as the other
    found = _bit(f"{word[-1]}$")
    for at in range(_FIRST):
        found |= _bit(f"{word[0]}{at}")
    for at in range(len(word) // 2):
        found |= _bit(f"{at}#")
    for a, b in pairwise(word):
        found |= _bit(a + b if a < b else b + a)
    is_opposite = word.startswith(_OPPOSITES)
    opposite = is_opposite and next(prefix for prefix in _OPPOSITES if word.startswith(prefix))
    role = _ROLE.search(word) if word.endswith(_ROLE_ENDINGS) else None
    found ^= _bits(opposite) if opposite else 0
    return found ^ _ROLES[role.group()] if role else found


@lru_cache(maxsize=10_000)
def _bit(pair: str) -> int:
    return 1 << (crc32(pair.encode()) & 63)


SLIP = 4  # bits that differ between two spellings of one word


def slips(one: str, other: str) -> int:
    """Return how many bits of two spellings differ."""
    return (spelt(one) ^ spelt(other)).bit_count()


def _bits(text: str) -> int:
    """Return 64 bits of a text that are like those of no other."""
    return (crc32(text.encode()) << 32 | crc32(text.encode()[::-1], 1)) or 1


_TURNING = {word: 1 << at for at, names in enumerate(LISTS["turning"]) for word in names.split()}
_FACING = {
    word: 1 << len(LISTS["turning"]) + at
    for at, names in enumerate(chain.from_iterable(LISTS["facing"]))
    for word in names.split()
}
TURNING = (1 << len(LISTS["turning"])) - 1
FACING = tuple(
    (1 << at, 1 << at + 1)
    for at in range(TURNING.bit_length(), TURNING.bit_length() + 2 * len(LISTS["facing"]), 2)
)
_TURNS = _TURNING | _FACING


def turns(word: str) -> int:
    """Return as a bit how a word may turn a title into its opposite; 0 for most words.

    >>> turns("without") == turns("sans") != turns("from"), turns("migration")
    (True, 0)
    """
    return _TURNS.get(word, 0)


_GENERIC = frozenset(LISTS["generic"].split())


def is_generic(tokens: Sequence[str]) -> bool:
    """Tell a title that many works bear: all its telling words name a kind of text.

    >>> is_generic(words("Annual Report 2014")), is_generic(words("Report on Aruba"))
    (True, False)
    """
    return all(token in _GENERIC or token in STOP or token.isdigit() for token in tokens)


_SERIALS = frozenset(LISTS["serials"].split())


def is_serial(tokens: Sequence[str]) -> bool:
    """Tell a title that comes again every so often, or that many works bear.

    >>> is_serial(words("Annual Report on Trafficking")), is_serial(words("Report on Aruba"))
    (True, False)
    """
    return is_generic(tokens) or not _SERIALS.isdisjoint(tokens)


_NUMBER_WORDS = {
    word: str(n)
    for name in ("units", "ordinals")
    for n, word in enumerate(LISTS[name].split(), start=1)
}
_NUMBER_WORDS |= {
    word: str(n)
    for n, names in enumerate(LISTS["ordinals_elsewhere"], start=1)
    for word in names.split()
}
_ROMANS = {word: str(n) for n, word in enumerate(LISTS["romans"].split(), start=1)}
_PLAIN_ROMANS = frozenset({"i", "v", "x"})  # letters as often as numerals
_ENUMERATORS = frozenset(LISTS["enumerators"].split())
_ORDINAL_DIGITS = re.compile(r"(\d{1,4})(?:st|nd|rd|th|e|er|eme|o|a)")
_PERIOD = re.compile(r"(?:q|h|fy)(\d{1,4})")  # a quarter, a half, a financial year
_MONTHS = {name: n for year in LISTS["months"] for n, name in enumerate(year.split(), start=1)}
_ALSO_WORDS = frozenset(LISTS["also_words"].split())


def number(word: str) -> str | None:
    """Return the number that a folded word means, in digits, or ``None``.

    >>> [number(word) for word in ("007", "second", "iv", "3rd", "q2", "guide", "i")]
    ['7', '2', '4', '3', '2', None, None]
    """
    if word.isascii() and word.isdigit():
        return word.lstrip("0") or "0"
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    if word in _ROMANS and word not in _PLAIN_ROMANS:
        return _ROMANS[word]
    found = _ORDINAL_DIGITS.fullmatch(word) or _PERIOD.fullmatch(word)
    return found and (found[1].lstrip("0") or "0")


def is_enumerator(word: str) -> bool:
    """Tell a word such as "part" or "volume", after which a number names a part."""
    return word in _ENUMERATORS


def numbers(tokens: Sequence[str]) -> frozenset[str]:
    """Return the numbers that a title names, as digits; after "part" also letters and "I".

    So do they at the end.

    >>> sorted(numbers(words("Fishing study, Part I: the first 10 years")))
    ['1', '10']
    >>> sorted(numbers(words("Vitamin D and hepatitis B, part B")))
    ['b']
    >>> sorted(numbers(words("Return and Labour I"))), sorted(numbers(words("Law on Fishers C")))
    (['1'], ['c'])
    """
    found = {n for token in tokens if (n := number(token))}
    for before, token in pairwise(tokens):
        if before in _ENUMERATORS:
            if token in _ROMANS:
                found.add(_ROMANS[token])
            elif len(token) == 1 and token.isalpha():
                found.add(token)
    return frozenset(found) | _last_letter(tokens)


def _last_letter(tokens: Sequence[str]) -> frozenset[str]:
    """Return the letter or Roman numeral that ends a title: of two of one name, it tells which."""
    if len(tokens) < 3 or len(tokens[-1]) > 1 or tokens[-1] not in _LAST_LETTERS:
        return frozenset()
    return frozenset({_ROMANS.get(tokens[-1], tokens[-1])})


_LAST_LETTERS = frozenset("abcdefghivx")


def parts(tokens: Sequence[str]) -> frozenset[str]:
    """Return the numbers that follow a word such as "part", "volume" or "no.".

    >>> sorted(parts(words("Trafficking in 10 countries. Volume II, No. 3")))
    ['2', '3']
    >>> sorted(parts(words("Volumes One and Two")))
    ['1', '2']
    """
    found = set()
    counting = False
    for token in tokens:
        if token in _ENUMERATORS:
            counting = True
        elif counting and (part := _part(token)):
            found.add(part)
        elif not (counting and found and token in _AND):
            counting = False
    return frozenset(found)


_AND = frozenset({"and", "et", "y", "und", "to"})


def _part(token: str) -> str | None:
    """Return the number or letter that names a part."""
    value = number(token) or _ROMANS.get(token)
    return value or (token if len(token) == 1 and token.isalpha() else None)


def is_month(word: str) -> bool:
    """Tell a word that may name a month."""
    return word in _MONTHS


def months(tokens: Sequence[str]) -> frozenset[int]:
    """Return the months a title names; a word such as "may" counts only beside a number.

    >>> sorted(months(words("What may help. July 2016"))), sorted(months(words("4 May 2016")))
    ([7], [5])
    """
    found = set()
    for at, token in enumerate(tokens):
        month = _MONTHS.get(token)
        if month and (token not in _ALSO_WORDS or _beside_a_number(tokens, at)):
            found.add(month)
    return frozenset(found)


def _beside_a_number(tokens: Sequence[str], at: int) -> bool:
    near = (*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2])
    return any(token.isdigit() for token in near)
