"""The language of a text, sure or not said.

Scripts that one language uses decide by themselves; letters that only one language of a script
has decide next; in Latin and Cyrillic script the small words decide, and only where they are
many and one language has clearly more of them than any other. Bosnian, Croatian and Serbian,
or Danish and Norwegian, are not told apart by small words: the answer is then ``None``.
"""

import re
from collections import Counter
from functools import cache

from pipeline.normalise.tables import rows
from pipeline.normalise.text import squash

_LONGEST = 6_000  # characters that are looked at
_LEAST_LETTERS = 40
_LEAST_WORDS = 4  # small words found
_LEAST_SHARE = 0.18  # small words among all
_LEAD = 1.35  # times as many as the next language

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("latin", "a-zA-Z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff"),
    ("cyrillic", "\u0400-\u052f"),
    ("arabic", "\u0600-\u06ff\u0750-\u077f"),
    ("han", "\u3400-\u4dbf\u4e00-\u9fff"),
    ("ja", "\u3040-\u30ff"),
    ("ko", "\uac00-\ud7af"),
    ("el", "\u0370-\u03ff"),
    ("hy", "\u0530-\u058f"),
    ("ka", "\u10a0-\u10ff"),
    ("he", "\u0590-\u05ff"),
    ("th", "\u0e00-\u0e7f"),
    ("lo", "\u0e80-\u0eff"),
    ("km", "\u1780-\u17ff"),
    ("my", "\u1000-\u109f"),
    ("bn", "\u0980-\u09ff"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"),
    ("gu", "\u0a80-\u0aff"),
    ("si", "\u0d80-\u0dff"),
    ("devanagari", "\u0900-\u097f"),
    ("ethiopic", "\u1200-\u137f"),
)
_LETTERS = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters in _SCRIPTS))
_MIXED = frozenset({"latin", "cyrillic", "arabic", "han", "devanagari", "ethiopic"})
# Letters that, of the languages of a script, only one uses (Unicode CLDR exemplar characters).
_OWN_LETTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "cyrillic": (
        ("uk", "іїєґ"), ("be", "ў"), ("mk", "ѓќѕ"), ("sr", "ђћ"), ("kk", "ұәғқ"), ("tg", "ҷӣӯ"),
    ),
    "arabic": (("ur", "ٹڈڑے"), ("ps", "ټډړښځڅ"), ("ckb", "ێۆڵڕ"), ("ug", "ۇۈې"), ("fa", "پچژگکی")),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CYRILLIC = frozenset({"ru", "uk", "bg", "mk", "sr"})
_TWINS = (frozenset({"hr", "sh"}), frozenset({"da", "nb"}), frozenset({"cs", "sk"}))


def identify(text: str) -> str | None:
    """Return the language that ``text`` is in (ISO 639-1, else 639-3), or ``None`` if unsure.

    >>> identify("This report is about the protection of migrants in countries of transit.")
    'en'
    >>> identify("PDF 2016"), identify("")
    (None, None)
    """
    tidy = squash(text[:_LONGEST]).casefold()
    script = _script(tidy)
    if script is None or script not in _MIXED:
        return script
    if script == "han":
        return "zh"
    if script in _OWN_LETTERS:
        own = _by_letters(tidy, script)
        if own or script == "arabic":
            return own or "ar"
    return _by_words(tidy, script)


def _script(tidy: str) -> str | None:
    """Return the script of nearly all letters; Japanese and Korean use Chinese signs too."""
    counts: Counter[str] = Counter()
    for found in _LETTERS.finditer(tidy):
        counts[found.lastgroup or ""] += len(found.group())
    total = counts.total()
    if counts["ja"] > 0.1 * total:
        counts["ja"] += counts.pop("han", 0)
    if not total:
        return None
    script, count = counts.most_common(1)[0]
    is_dense = script in ("han", "ja", "ko")  # a sign says more than a letter
    least = _LEAST_LETTERS // 4 if is_dense else _LEAST_LETTERS
    return script if count >= least and count >= 0.6 * total else None


def _by_letters(tidy: str, script: str) -> str | None:
    """Return the language whose own letters make more than one in a hundred of the text."""
    best: tuple[int, str] = (0, "")
    for language, letters in _OWN_LETTERS[script]:
        count = sum(tidy.count(letter) for letter in letters)
        if count > best[0]:
            best = (count, language)
    return best[1] if best[0] > 2 and best[0] > 0.01 * len(tidy) else None


def _by_words(tidy: str, script: str) -> str | None:
    words = Counter(word.replace("’", "'") for word in _WORD.findall(tidy))
    scores = {
        language: sum(words[word] for word in small)
        for language, small in _small_words().items()
        if (language in _CYRILLIC) == (script == "cyrillic")
    }
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return None
    (language, most), (second, next_most) = ranked[0], ranked[1]
    if any({language, second} <= twins and next_most * _LEAD > most for twins in _TWINS):
        return None
    enough = most >= _LEAST_WORDS and most >= _LEAST_SHARE * words.total()
    clear = most >= _LEAD * next_most
    return language if enough and clear and language != "sh" else None


@cache
def _small_words() -> dict[str, frozenset[str]]:
    """Return the most frequent small words of each language, from ``stop_words.csv``."""
    return {row["language"]: frozenset(row["words"].split()) for row in rows("stop_words.csv")}
