"""The language of a country, where it has one beyond doubt."""

from babel import Locale
from babel.languages import get_official_languages

from pipeline.normalise import places
from pipeline.normalise.language_names import LONGEST
from pipeline.normalise.text import bare


def of_country(text: str) -> str | None:
    """Return the language of the country that ``text`` names, if it has one beyond doubt.

    The country's only official language (CLDR), or the only one that is named for it:
    Bosnia and Herzegovina has three, and Bosnian is one of them. Belgium has none.

    >>> of_country("Bosnia and Herzegovina"), of_country("Albania"), of_country("Belgium")
    ('bs', 'sq', None)
    """
    if len(text) > LONGEST:
        return None
    code = places.country(text)
    return of_territory(code) if isinstance(code, str) else None


def of_territory(code: str) -> str | None:
    """Return the language of an ISO 3166-1 territory, or ``None`` where more than one may be meant.

    >>> of_territory("KZ"), of_territory("CH"), of_territory("ME")
    ('kk', None, None)
    """
    if code in _MANY:
        return None
    official = _official(code)
    if len(official) == 1:
        return official[0]
    eponymous = [item for item in official if _is_named_for(item, code)]
    return eponymous[0] if len(eponymous) == 1 else None


# CLDR gives one official language to these; their constitutions give more, or another.
_MANY = frozenset({"ME", "ZA"})


def _official(code: str) -> list[str]:
    tags = get_official_languages(code) or get_official_languages(code, de_facto=True)
    return list(dict.fromkeys(tag.split("_")[0] for tag in tags))


def _is_named_for(language_code: str, territory: str) -> bool:
    """Tell whether a language and a country share the stem of their English names."""
    english = Locale.parse("en")
    left = bare(english.languages.get(language_code, ""))
    right = bare(english.territories.get(territory, ""))
    shared = 0
    while shared < min(len(left), len(right)) and left[shared] == right[shared]:
        shared += 1
    return shared >= 4 or (shared >= 3 and len(left) <= 7 and left[shared:] == "nish")


def first_of_country(text: str) -> str | None:
    """Return the language that a country names first, for a person to judge."""
    code = places.country(text)
    if not isinstance(code, str):
        return None
    sure = of_territory(code)
    official = _official(code)
    return sure or (official[0] if official else None)
