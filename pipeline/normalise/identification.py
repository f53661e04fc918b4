"""The language of a text, sure or not said.

A statistical model (py3langid, 139 languages, see ADR 9) names the language; a text is only said
to be in it if the text also looks like it: enough of its small words, in Latin, Devanagari and
Ethiopic script; no letters that its alphabet lacks, in Cyrillic, Arabic and others. That is what
keeps a language that the model never saw from being taken for its neighbour. Bosnian, Croatian
and Serbian, Indonesian and Malay, Amharic and Tigrinya are told apart by words that only one
of them has, and not at all where the text has too few of those.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.normalise.text import squash
from pipeline.tables import rows

_LONGEST = 6_000  # characters that are looked at
_LEAST_LETTERS = 40
_LEAST_SHARE = 0.6  # of all letters: those of one script
_SURE = 0.8  # probability that the model gives
_LEAST_SMALL = 0.1  # share of small words among all; real texts have twice that at the least
_LEAST_SMALL_WORDS = 3  # different ones
_STRAY = 0.004  # share of letters that the alphabet lacks: names and quotations
_MARKS = 2  # marks that must speak against each rival
_AGAINST = 0.1  # share of marks that may speak against the language itself

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("latin", "a-zA-Z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff"),
    ("cyrillic", "\u0400-\u052f"),
    ("arabic", "\u0600-\u06ff\u0750-\u077f"),
    ("han", "\u3400-\u4dbf\u4e00-\u9fff"),
    ("kana", "\u3040-\u30ff"),
    ("hangul", "\uac00-\ud7af"),
    ("greek", "\u0370-\u03ff\u1f00-\u1fff"),
    ("armenian", "\u0530-\u058f"),
    ("georgian", "\u10a0-\u10ff\u1c90-\u1cbf"),
    ("hebrew", "\u0590-\u05ff"),
    ("thai", "\u0e00-\u0e7f"),
    ("lao", "\u0e80-\u0eff"),
    ("khmer", "\u1780-\u17ff"),
    ("myanmar", "\u1000-\u109f"),
    ("tibetan", "\u0f00-\u0fff"),
    ("devanagari", "\u0900-\u097f"),
    ("bengali", "\u0980-\u09ff"),
    ("gurmukhi", "\u0a00-\u0a7f"),
    ("gujarati", "\u0a80-\u0aff"),
    ("oriya", "\u0b00-\u0b7f"),
    ("tamil", "\u0b80-\u0bff"),
    ("telugu", "\u0c00-\u0c7f"),
    ("kannada", "\u0c80-\u0cff"),
    ("malayalam", "\u0d00-\u0d7f"),
    ("sinhala", "\u0d80-\u0dff"),
    ("ethiopic", "\u1200-\u137f"),
)
_LETTERS = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters in _SCRIPTS))
_DENSE = {"han": 3, "kana": 3, "hangul": 3}  # letters that one sign stands for, or so
_BY_WORDS = frozenset({"latin", "devanagari", "ethiopic"})
_LETTER = "(?:[^\\W\\d_]|[\u0900-\u0dff])"  # with the vowel signs of Indian scripts
_WORD = re.compile(f"{_LETTER}+(?:['’]{_LETTER}*)?")

# The letters of each alphabet (CLDR exemplar characters), for scripts in which they tell
# languages apart, and the letters without which a text of some length is not in the language.
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيـ"
_ALPHABETS = {
    "ru": (_RUSSIAN, "ы"),
    "uk": ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "іїє"),
    "be": ("абвгґдеёжзійклмнопрстуўфхцчшыьэюя", "ўі"),
    "bg": ("абвгдежзийклмнопрстуфхцчшщъьюяѝ", "ъ"),
    "mk": ("абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ", "ѓќѕџјњљ"),
    "sr": ("абвгдђежзијклљмнњопрстћуфхцчџш", "ђћјњљ"),
    "kk": (_RUSSIAN + "әғқңөұүһі", "әқңғ"),
    "ky": (_RUSSIAN + "ңөү", "ңөү"),
    "tg": (_RUSSIAN + "ғӣҳқӯҷ", "ҷӣҳқ"),
    "mn": (_RUSSIAN + "өү", "өү"),
    "tt": (_RUSSIAN + "әөүҗңһ", "әҗңһ"),
    "ba": (_RUSSIAN + "әөүғҡңҙҫһ", "ҙҡҫ"),
    "ar": (_ARABIC, "ةأإ"),
    "fa": (_ARABIC + "پچژگکیۀە", "پچگکی"),
    "ur": (_ARABIC + "ٹپچڈڑژکگںھہیےۂۃۓ", "ٹڈڑںےہ"),
    "ps": (_ARABIC + "پټچځڅډړژږښکګگڼیېۍئ", "ټډړښځڅې"),
    "ckb": (_ARABIC + "پچژڕگڤکڵۆەیێھ", "ێۆڵڕە"),
    "ug": (_ARABIC + "پچژگڭۇۆۈۋېەىھ", "ۇۈېە"),
}
# Letters that are never used by the language that is alone with the script in the model.
_FOREIGN = {"my": "\u1028\u105a-\u109f", "he": "\u05f0-\u05f2", "bn": "\u09f0\u09f1"}
# Languages that the model knows by halves: their probabilities are added up.
_GROUPS = {
    "hr": ("hr", "bs", "sr"),
    "id": ("id", "ms"),
    "am": ("am", "ti"),
    "ar": ("ar", "arz", "ary"),
    "zh": ("zh", "yue", "wuu"),
}
_GROUP_OF = {member: name for name, members in _GROUPS.items() for member in members}
_MARKED = frozenset({"hr", "id", "am"})  # groups whose members words tell apart
_CODES = {"no": "nb"}  # the model has Nynorsk apart, so that its "no" is Bokmål


def identify(text: str) -> str | None:
    """Return the language that ``text`` is in (ISO 639-1, else 639-3), or ``None`` if unsure.

    >>> identify("This report is about the protection of migrants in countries of transit.")
    'en'
    >>> identify("PDF 2016"), identify("")
    (None, None)
    """
    tidy = squash(text[:_LONGEST])
    folded = tidy.casefold()
    script = _script(folded)
    if script is None:
        return None
    code = _guess(tidy)
    if code is None:
        return None
    seen = Counter(word.replace("’", "'") for word in _WORD.findall(folded))
    if code in _MARKED and script != "cyrillic":
        code = _marked(seen, code)
    elif code == "hr":
        code = "sr"  # Cyrillic
    elif code == "ku":
        code = "ckb" if script == "arabic" else "ku"
    return code if code and _looks_like(code, script, folded, seen) else None


def _script(folded: str) -> str | None:
    """Return the script of nearly all letters; Japanese and Korean use Chinese signs too."""
    counts: Counter[str] = Counter()
    for found in _LETTERS.finditer(folded):
        name = found.lastgroup or ""
        counts[name] += len(found.group()) * _DENSE.get(name, 1)
    total = counts.total()
    for name in ("kana", "hangul"):
        if counts[name] > 0.1 * total:
            counts[name] += counts.pop("han", 0)
    if not total:
        return None
    script, count = counts.most_common(1)[0]
    is_enough = count >= _LEAST_LETTERS and count >= _LEAST_SHARE * total
    return script if is_enough else None


@cache
def _model() -> Any:  # the package ships no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second, 100 MB

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _guess(tidy: str) -> str | None:
    """Return the language, or the group of languages, that the model is sure of."""
    sums: dict[str, float] = {}
    for name, share in _model().rank(tidy)[:_MOST_RANKED]:
        group = _GROUP_OF.get(name, name)
        sums[group] = sums.get(group, 0.0) + float(share)
    code, probability = max(sums.items(), key=lambda item: item[1])
    return _CODES.get(code, code) if probability >= _SURE else None


_MOST_RANKED = 6  # the others share what is left, and that is less than nothing sure


def _looks_like(code: str, script: str, folded: str, seen: Mapping[str, int]) -> bool:
    """Tell whether a text has what every text in the language has."""
    if script in _BY_WORDS:
        return _has_small_words(code, seen)
    if script in ("cyrillic", "arabic"):
        return code in _ALPHABETS and _is_spelled(folded, script, code, seen)
    return code not in _FOREIGN or not re.search(f"[{_FOREIGN[code]}]", folded)


def _has_small_words(code: str, seen: Mapping[str, int]) -> bool:
    found = [seen[word] for word in _small_words().get(code, ()) if word in seen]
    return len(found) >= _LEAST_SMALL_WORDS and sum(found) >= _LEAST_SMALL * sum(seen.values())


def _is_spelled(folded: str, script: str, code: str, seen: Mapping[str, int]) -> bool:
    """Tell whether a text keeps to an alphabet and has the letters or words that make it out."""
    alphabet, own = _ALPHABETS[code]
    letters = Counter(
        char
        for found in _LETTERS.finditer(folded)
        if found.lastgroup == script
        for char in found.group()
        if char.isalpha()
    )
    stray = sum(count for char, count in letters.items() if char not in alphabet)
    if stray > _STRAY * letters.total():
        return False
    return any(char in letters for char in own) or _has_small_words(code, seen)


def _marked(seen: Mapping[str, int], group: str) -> str | None:
    """Return the one language of a group that the words of a text leave possible."""
    marks = [
        (count, languages)
        for word, count in seen.items()
        for languages in _marks(group).get(word) or _stems(group, word)
    ]
    total = sum(count for count, _ in marks)
    against = {
        language: sum(count for count, allowed in marks if language not in allowed)
        for language in _members(group)
    }
    for language, count in against.items():
        rivals = [other for name, other in against.items() if name != language]
        if count <= _AGAINST * total and min(rivals) >= _MARKS:
            return language
    return None


_Marks = dict[str, tuple[frozenset[str], ...]]


@cache
def _marks(group: str) -> _Marks:
    """Return the words, and the beginnings of words (``word*``), that languages of a group have."""
    found: _Marks = {}
    for row in rows("language_marks.tsv"):
        if row["group"] == group:
            allowed = (frozenset(row["languages"].split()),)
            found |= dict.fromkeys(row["words"].split(), allowed)
    return found


@cache
def _members(group: str) -> tuple[str, ...]:
    return tuple(sorted({name for (allowed,) in _marks(group).values() for name in allowed}))


def _stems(group: str, word: str) -> tuple[frozenset[str], ...]:
    """Return whose word it is that begins like ``word``, by the longest beginning known."""
    marks = _marks(group)
    for stop in range(len(word), 2, -1):
        found = marks.get(f"{word[:stop]}*")
        if found:
            return found
    return ()


@cache
def _small_words() -> dict[str, frozenset[str]]:
    """Return the most frequent small words of each language, from ``stop_words.tsv``."""
    return {row["language"]: frozenset(row["words"].split()) for row in rows("stop_words.tsv")}
