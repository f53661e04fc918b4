"""The language of a text, sure or not said.

Scripts that one language uses decide by themselves; letters that only one language of a script
has decide next; in Latin and Cyrillic script the small words decide, and only where they are
many and one language has clearly more of them than any other. Bosnian, Croatian and Serbian,
or Danish and Norwegian, are not told apart by small words: the answer is then ``None``.
"""

import re
from collections import Counter
from functools import cache

from pipeline.normalise.tables import rows, words
from pipeline.normalise.text import squash

_LONGEST = 6_000  # characters that are looked at
_LEAST_LETTERS = 40
_LEAST_WORDS = 4  # small words found
_LEAST_SHARE = 0.2  # small words among all
_LEAD = 1.5  # times the score of the next language

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
# The letters of each language's alphabet, for scripts in which they tell languages apart (CLDR
# exemplar characters). A text with a letter that is not in it is in none of these languages.
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيـ"
_ALPHABETS = {
    "cyrillic": {
        "ru": _RUSSIAN,
        "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "be": "абвгґдеёжзійклмнопрстуўфхцчшыьэюя",
        "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
        "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ",
        "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
        "kk": _RUSSIAN + "әғқңөұүһі",
        "ky": _RUSSIAN + "ңөү",
        "tg": _RUSSIAN + "ғӣқӯҳҷ",
        "mn": _RUSSIAN + "өү",
    },
    "arabic": {
        "ar": _ARABIC,
        "fa": _ARABIC + "پچژگکیۀە",
        "ur": _ARABIC + "ٹپچڈڑژکگںھہیےۂۃۓ",
        "ps": _ARABIC + "پټچځڅډړژږښکګگڼیېۍئ",
        "ckb": _ARABIC + "پچژڕگڤکڵۆەیێھ",
        "ug": _ARABIC + "پچژگڭۇۆۈۋېەىھ",
    },
}
# Letters without which a text of some length is not in the language.
_MUST_HAVE = {
    "uk": "іїє", "be": "ўі", "mk": "ѓќѕџјњљ", "sr": "ђћјњљ", "kk": "әқңғ", "ky": "ңөү",
    "tg": "ҷӣҳқ", "mn": "өү", "fa": "پچگکی", "ur": "ٹڈڑںےہ", "ps": "ټډړښځڅې", "ckb": "ێۆڵڕە",
    "ug": "ۇۈېە", "bg": "ъ", "ru": "ы",
}  # fmt: skip
_STRAY = 0.004  # share of letters of other alphabets: names and quotations
_LETTER = "(?:[^\\W\\d_]|[\u0900-\u0dff])"  # with the vowel signs of Indian scripts
_WORD = re.compile(f"{_LETTER}+(?:['’]{_LETTER}*)?")
_CYRILLIC = frozenset({"ru", "uk", "be", "bg", "mk", "sr"})
_ALSO_OTHERS = frozenset({"ru", "bg"})  # other languages are written in their alphabets too
# Known only so that their neighbours are not taken for another: their lists are short.
_DECOYS = words("decoy_languages")


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
    if script not in _ALPHABETS:
        return _by_words(tidy, script, None)
    spelled = _spelled(tidy, script)
    if len(spelled) == 1 and not spelled & _ALSO_OTHERS:
        return min(spelled)
    if script == "arabic":
        return None
    return _by_words(tidy, script, spelled)


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


def _spelled(tidy: str, script: str) -> frozenset[str]:
    """Return the languages whose alphabet the text keeps to and whose own letters it uses."""
    counts = Counter(char for char in tidy if _LETTERS.match(char) and _is_of(char, script))
    total = counts.total()
    kept = [
        language
        for language, alphabet in _ALPHABETS[script].items()
        if sum(n for char, n in counts.items() if char not in alphabet) <= _STRAY * total
        and (language == "ar" or any(counts[char] for char in _MUST_HAVE[language]))
    ]
    if "ar" in kept:
        return frozenset({"ar"})
    return frozenset(kept)


def _is_of(char: str, script: str) -> bool:
    found = _LETTERS.match(char)
    return found is not None and found.lastgroup == script and char.isalpha()


def _by_words(tidy: str, script: str, spelled: frozenset[str] | None) -> str | None:
    """Return the language with many small words and clearly more of them than any other."""
    seen = Counter(word.replace("’", "'") for word in _WORD.findall(tidy))
    counted = {
        language: {word: seen[word] for word in small if seen[word]}
        for language, small in _small_words().items()
        if _script_of(language) == script and (spelled is None or language in spelled)
    }
    shared = Counter(word for found in counted.values() for word in found)
    scores = {
        language: sum(count / shared[word] for word, count in found.items())
        for language, found in counted.items()
    }
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    (language, most), (_, next_most) = (*ranked, ("", 0.0), ("", 0.0))[:2]
    count = sum(counted.get(language, {}).values())
    enough = count >= _LEAST_WORDS and count >= _LEAST_SHARE * seen.total()
    return language if enough and most >= _LEAD * next_most and language not in _DECOYS else None


def _script_of(language: str) -> str:
    special = {"hi": "devanagari", "ne": "devanagari", "mr": "devanagari"}
    special |= {"am": "ethiopic", "ti": "ethiopic"}
    return special.get(language, "cyrillic" if language in _CYRILLIC else "latin")


@cache
def _small_words() -> dict[str, frozenset[str]]:
    """Return the most frequent small words of each language, from ``stop_words.csv``."""
    return {row["language"]: frozenset(row["words"].split()) for row in rows("stop_words.csv")}
