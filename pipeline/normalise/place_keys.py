"""Keys under which a name of a country is looked up when its exact spelling is not known.

``bag`` is for names whose words are abbreviated or stand in another order ("Korea, Rep.",
"Rep. of Korea"); ``squeezed`` for names whose words run together or are torn apart
("ElSalvador", "U.S.A."). Both compare whole names: nothing is matched by likeness.
"""

from functools import cache, lru_cache
from typing import Final

from pipeline.tables import rows

# Words that carry nothing: articles and prepositions of English, and "and" in the languages
# whose names are joined by it. Articles of other languages stay, for "El Salvador" is not
# the city of Salvador.
STOPWORDS: Final = frozenset({"the", "of", "and", "et", "und", "och", "og", "en", "и", "و"})
# What stands between a form of government and the name.
BINDERS: Final = frozenset(
    {"of", "de", "du", "des", "d", "da", "do", "das", "dos", "del", "di", "von", "der", "van"}
)
_SINGLE_AND: Final = frozenset({"y", "e", "i"})
_AT_EDGE: Final = {
    "n": "north", "s": "south", "e": "east", "w": "west", "u": "united", "r": "republic",
}  # fmt: skip
_COMPASS: Final = frozenset("nsw")  # "Republic of S. Sudan"; a single "e" is an "and"
_PHRASES: Final = (
    (" viet nam ", " vietnam "), (" co operative ", " cooperative "), (" co op ", " cooperative "),
    (" о ва ", " острова "), (" о в ", " остров "), (" people s ", " people "),
    (" ppl s ", " people "), (" isl rep", " islamic rep"),
)  # fmt: skip


@cache
def words() -> dict[str, tuple[str, ...]]:
    """Return the words that agencies shorten, each with what it is compared as."""
    table = rows("place_words.tsv", "word", "means")
    return {row["word"]: tuple(row["means"].split()) for row in table}


@lru_cache(maxsize=1 << 14)
def tokens(folded: str) -> tuple[str, ...]:
    """Return the words of a folded name that carry meaning, abbreviations written out.

    >>> tokens("korea dem people s rep of")
    ('korea', 'democratic', 'people', 'republic')
    >>> tokens("germany e"), tokens("virgin islands u s")
    (('germany', 'east'), ('virgin', 'island', 'united', 'state'))
    """
    padded = f" {folded} "
    for phrase, means in _PHRASES:
        if phrase in padded:
            padded = padded.replace(phrase, means)
    found: list[str] = []
    for word in _unspelled(padded.split()):
        found.extend(words().get(word, (word,)))
    return tuple(_without_article(word) for word in found if word not in STOPWORDS)


def _unspelled(parts: list[str]) -> list[str]:
    """Join letters that stand alone ("u s a"); read one that stands alone as a compass point."""
    found: list[str] = []
    run = ""
    for position, part in enumerate([*parts, ""]):
        if len(part) == 1 and part.isascii() and part.isalpha():
            run += part
            continue
        if len(run) > 1:
            found.append(run)
        elif run:
            is_last = position == len(parts)
            found.extend(_one_letter(run, at_edge=position == 1 or is_last, is_last=is_last))
        run = ""
        if part:
            found.append(part)
    return found


def _one_letter(letter: str, *, at_edge: bool, is_last: bool) -> list[str]:
    if letter in _AT_EDGE if at_edge else letter in _COMPASS:
        return [_AT_EDGE[letter]]
    return [] if letter in _SINGLE_AND and not is_last else [letter]


def _without_article(word: str) -> str:
    """Take the Arabic article off a word: ``الجمهورية`` and ``جمهورية`` are one."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def bag(folded: str) -> str:
    """Return the meaning words of a folded name in the singular, in alphabetical order.

    Before them stands an ampersand where the name has an "and": a text without one may mean a
    name with it ("Trinidad Tobago"), but "China and Taiwan" is not "Taiwan, China".

    >>> bag("south georgia and the south sandwich islands")
    '& georgia island sandwich south south'
    """
    joined = "" if AND_WORDS.isdisjoint(folded.split()) else AND
    return joined + " ".join(sorted(map(_singular, tokens(folded))))


AND: Final = "& "
AND_WORDS: Final = frozenset({"&", "and", "et", "und", "och", "og", "en", "и", "و", "y", "e", "i"})


def _singular(word: str) -> str:
    is_plural = len(word) > _SHORTEST_PLURAL and word.endswith("s") and word.isascii()
    return word[:-1] if is_plural else word


_SHORTEST_PLURAL: Final = 4


def squeezed(folded: str) -> str:
    """Return a folded name without spaces."""
    return folded.replace(" ", "")
