"""Every name of a country that some authority uses, with the code it stands for.

Bases: ISO 3166-1 and 3166-3 with their translations (pycountry), CLDR territory names
(Babel), the names of the United Nations and the project's own aliases (`pipeline/tables`).
Read once, when the index is built; see ``place_index``.
"""

import gettext
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.tables import rows

# The six languages of the United Nations, German and Portuguese: names in these must all
# resolve. A name in another language is taken only where none of these claims it.
FIRST_LANGUAGES: Final = ("en", "fr", "es", "ar", "ru", "zh", "de", "pt")
OTHER_LANGUAGES: Final = (
    "zh_Hant", "zh_Hant_HK", "fr_CA", "fr_CH", "fr_BE", "es_419", "es_MX", "es_US", "es_AR",
    "ar_LY", "ar_SA", "ar_EG", "ar_MA", "de_AT", "de_CH", "pt_AO", "en_GB", "en_CA", "en_AU",
    "pt_PT", "it", "nl", "sv", "da", "nb", "nn", "fi", "is", "et", "lv", "lt", "pl",
    "cs", "sk", "hu", "ro", "bg", "hr", "sr", "sr_Latn", "bs", "sl", "mk", "sq", "el", "tr",
    "az", "uk", "be", "ka", "hy", "kk", "ky", "uz", "tk", "tg", "mn", "fa", "ps", "ur", "hi",
    "bn", "ne", "si", "ta", "te", "mr", "gu", "th", "lo", "km", "my", "vi", "id", "ms", "fil",
    "ja", "ko", "he", "am", "ti", "sw", "so", "ha", "yo", "rw", "ca", "gl", "eu", "mt", "ga",
    "cy", "af",
)  # fmt: skip

# Of the other languages, those whose translation of ISO 3166 is kept up; in the rest, entries
# have slipped (the Telugu for Pakistan stands under Afghanistan too).
TRANSLATED_LANGUAGES: Final = (
    "zh_Hant", "it", "nl", "sv", "da", "nb", "fi", "is", "pl", "cs", "hu", "ro", "bg", "hr",
    "sr", "el", "tr", "uk", "ja", "ko", "id", "vi", "ca",
)  # fmt: skip

# Those of them whose short names pages in the first languages do print ("Polska", "Suomi").
NEIGHBOURING_LANGUAGES: Final = frozenset(TRANSLATED_LANGUAGES) - {"is", "id", "vi", "ja", "ko"}

ALIAS, FIRST, SECOND, OTHER = range(4)


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling and what it stands for.

    Attributes:
        text: The spelling as its source has it.
        code: ISO 3166-1 alpha-2, ``XK``, or ISO 3166-3 alpha-4.
        source: Which list says so.
        tier: ``ALIAS`` beats ``FIRST`` beats ``SECOND`` beats ``OTHER`` where two codes claim
            one spelling.
        kind: ``name``; ``part`` for a piece of a name that pages cut ("Trinidad"), which
            gives way to the whole name; ``never`` for what must not resolve ("America").
    """

    text: str
    code: str
    source: str
    tier: int
    kind: str = "name"


def names() -> Iterator[Name]:
    """Yield every name of every base, aliases first."""
    yield from _aliases()
    yield from _former()
    yield from _iso()
    yield from _united_nations()
    yield from _cldr(FIRST_LANGUAGES, FIRST)
    yield from _translations(FIRST_LANGUAGES, SECOND)
    yield from _cldr(OTHER_LANGUAGES, OTHER)
    yield from _translations(TRANSLATED_LANGUAGES, OTHER)


def in_language(language: str) -> Iterator[Name]:
    """Yield the names that ISO 3166, CLDR, the United Nations and ISO 3166-3 have in a language."""
    if language == "en":
        yield from _iso()
        for row in rows("former_countries.tsv", "code", "names", "source"):
            yield Name(row["names"].split("|")[0], row["code"], row["source"], FIRST)
    yield from _cldr((language,), FIRST)
    for row in rows("un_names.tsv", "code", "language", "name", "source"):
        if row["language"] == language:
            yield Name(row["name"], row["code"], row["source"], FIRST)


def _aliases() -> Iterator[Name]:
    for row in rows("place_aliases.tsv", "names", "code", "kind", "source"):
        for text in row["names"].split("|"):
            yield Name(text, row["code"], f"place_aliases.tsv: {row['source']}", ALIAS, row["kind"])


def _former() -> Iterator[Name]:
    for row in rows("former_countries.tsv", "code", "names", "source"):
        for text in row["names"].split("|"):
            yield Name(text, row["code"], row["source"], ALIAS)


def _iso() -> Iterator[Name]:
    import pycountry

    for country in pycountry.countries:
        for form in ("name", "official_name", "common_name"):
            if text := getattr(country, form, None):
                yield Name(text, country.alpha_2, "ISO 3166-1", FIRST)


def _united_nations() -> Iterator[Name]:
    for row in rows("un_names.tsv", "code", "language", "name", "source"):
        yield Name(row["name"], row["code"], f"{row['source']} ({row['language']})", FIRST)


def _cldr(languages: tuple[str, ...], tier: int) -> Iterator[Name]:
    for language in languages:
        for code, text in _territories(language).items():
            if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES:
                yield Name(text, code, f"CLDR ({language})", tier)


def _territories(language: str) -> Mapping[str, str]:
    """Return CLDR's names of areas, by code.

    Babel puts all of a locale together with those it inherits from, which takes ten times as
    long; most languages inherit no names.
    """
    from babel import localedata
    from babel.core import get_global

    if "_" in language or language in get_global("parent_exceptions"):
        found: Mapping[str, str] = localedata.load(language)["territories"]
        return found
    with Path(localedata.resolve_locale_filename(language)).open("rb") as file:
        own: Mapping[str, str] = pickle.load(file)["territories"]
    return own


# CLDR codes for areas that ISO 3166-1 leaves out: exceptional reservations, which are parts
# of countries, and groupings.
_NOT_COUNTRIES: Final = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)


def _translations(languages: tuple[str, ...], tier: int) -> Iterator[Name]:
    import pycountry

    folder = Path(pycountry.LOCALES_DIR)
    for language in languages:
        for locale in (language, *_LOCALES.get(language, ())):
            file = folder / locale / "LC_MESSAGES" / "iso3166-1.mo"
            if file.is_file():
                with file.open("rb") as stream:
                    catalogue = gettext.GNUTranslations(stream)
                yield from _translated(catalogue, locale, tier)


_LOCALES: Final = {
    "zh": ("zh_CN", "zh_Hans"),
    "zh_Hant": ("zh_TW", "zh_HK"),
    "pt": ("pt_BR",),
    "sr_Latn": ("sr@latin",),
    "nb": ("nb_NO",),
    "bn": ("bn_IN",),
}


def _translated(catalogue: gettext.GNUTranslations, locale: str, tier: int) -> Iterator[Name]:
    import pycountry

    for country in pycountry.countries:
        for form in ("name", "official_name", "common_name"):
            if (text := getattr(country, form, None)) and catalogue.gettext(text) != text:
                source = f"iso-codes translation ({locale})"
                yield Name(catalogue.gettext(text), country.alpha_2, source, tier)
