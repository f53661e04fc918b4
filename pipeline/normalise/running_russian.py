"""Russian names of countries in their cases: prose declines them, lists do not.

A rule for the regular endings; what it does not know ("Соединенные Штаты") stands as it is, and
`running_names.tsv` has the few forms that matter.
"""

from collections.abc import Iterator
from typing import Final

# Ending of the first case, and the genitive, dative, accusative, instrumental and prepositional.
_ENDINGS: Final = (
    ("ская", ("ской", "ской", "скую", "ской", "ской")),
    ("ная", ("ной", "ной", "ную", "ной", "ной")),
    ("вая", ("вой", "вой", "вую", "вой", "вой")),
    ("ный", ("ного", "ному", "ный", "ным", "ном")),
    ("ский", ("ского", "скому", "ский", "ским", "ском")),
    ("ное", ("ного", "ному", "ное", "ным", "ном")),
    ("ство", ("ства", "ству", "ство", "ством", "стве")),
    ("ия", ("ии", "ии", "ию", "ией", "ии")),
    ("ея", ("еи", "ее", "ею", "еей", "ее")),
    ("ка", ("ки", "ке", "ку", "кой", "ке")),
    ("га", ("ги", "ге", "гу", "гой", "ге")),
    ("а", ("ы", "е", "у", "ой", "е")),
    ("сь", ("си", "си", "сь", "сью", "си")),
    ("ль", ("ля", "лю", "ль", "лем", "ле")),
    ("й", ("я", "ю", "й", "ем", "е")),
)
_CONSONANTS: Final = "бвгджзклмнпрстфхцчшщ"
_OF_CONSONANT: Final = ("а", "у", "", "ом", "е")
_SHORTEST: Final = 3


def declined(name: str) -> Iterator[str]:
    """Yield a name in the five other cases.

    >>> list(declined("Российская Федерация"))[0], list(declined("Чад"))[-1]
    ('Российской Федерации', 'Чаде')
    """
    words = [_cases(word) for word in name.split()]
    for case in range(5):
        yield " ".join(word[case] for word in words)


def _cases(word: str) -> tuple[str, ...]:
    if len(word) < _SHORTEST or word.isupper():
        return (word,) * 5
    for ending, cases in _ENDINGS:
        if word.endswith(ending):
            return tuple(word[: -len(ending)] + case for case in cases)
    if word[-1] in _CONSONANTS:
        return tuple(word + case for case in _OF_CONSONANT)
    return (word,) * 5
