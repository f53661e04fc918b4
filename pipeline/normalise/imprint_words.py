"""Formats, and the words of an imprint line that say how the rest is meant."""

import re

from pipeline.normalise.imprint_line import Line, Token
from pipeline.normalise.imprint_numbers import year
from pipeline.normalise.text import bare

# --- formats

_FORMATS: tuple[tuple[str, str], ...] = (
    (
        r"hard ?-?cop(?:y|ies)|hard ?-?(?:cover|back)s?|paper ?-?(?:backs?|cover)|paper copy|"
        r"soft ?-?(?:cover|back)|print(?:ed)?(?: (?:version|edition|copy|copies|book))?|bound|pbk|"
        r"hbk|copies? papier|version papier|"
        r"(?:format )?papier|imprimee?s?|broches?|relie|impreso|impresa|"
        r"en papel|copia impresa|rustica|tapa (?:dura|blanda)|capa (?:dura|mole)|impresso|gebunden|"
        r"broschiert|gedruckt|druckausgabe|taschenbuch|в печатном виде|печатн\w+|бумажн\w+|印刷版|"
        r"纸质版|cartaceo|stampa",
        "print",
    ),
    (r"e-?pub", "epub"),
    (r"pdf", "pdf"),
    (
        r"on-?line|en ligne|en linea|em linha|web(?: version| only)?|html|e-?books?|"
        r"electronic(?:ally)?|digital(?:e|ly)?|kindle|mobi|numerique|electronique|electronico|"
        r"электронн\w+|在线",
        "online",
    ),
)
_FORMAT = re.compile("|".join(f"(?P<f{n}>{p})(?![^\\W_])" for n, (p, _) in enumerate(_FORMATS)))


def format_name(line: Line, at: int) -> Token | None:
    """Read the name of a format: print, pdf, epub or online."""
    found = _FORMAT.match(line.low, at)
    if found is None or found.lastgroup is None:
        return None
    name = _FORMATS[int(found.lastgroup[1:])][1]
    return Token(kind="format", start=at, stop=found.end(), value=name)


def formats_in(medium: str) -> tuple[str, ...]:
    """Return the formats that the words beside an ISBN name: ``(web pdf)``."""
    names = (
        _FORMATS[int((found.lastgroup or "f3")[1:])][1] for found in _FORMAT.finditer(bare(medium))
    )
    return tuple(dict.fromkeys(names))


# --- words that say how the rest is meant, and nothing by themselves

_NOISE = re.compile(
    r"(?:free of charge|for free|free|gratis|gratuit(?:e|o|a|ement)?|kostenlos|бесплатно|"
    r"available|disponibles?|disponivel|disponivei?s|erhaltlich|verfugbar|доступн\w+|имеется|"
    r"downloads?|"
    r"telecharge(?:r|ment|able)|descargar?|descarga|descargable|baixar|herunterladen|скачать|"
    r"скачивания|version(?:en)?|versions|edition|editions|formats?|formato|copies|copy|languages?|"
    r"langues?|idiomas?|lenguas?|sprachen?|язык\w*|language versions?|other|also|as well as|"
    r"(?:first |originally )?published|publication|publisher|publie|publicado|publicacion|"
    r"publicacao|"
    r"publicada|erscheinungsjahr|erscheinungsdatum|erschienen|veroffentlicht|verlag|umfang|год|"
    r"год издания|издания|издательство|объем|количество|"
    r"ill|illus|illustrated|illustrations?|col|"
    r"\d{1,3} (?:maps?|figures?|figs?|tables?|charts?|graphs?|photos?|photographs|illustrations?|"
    r"plates|annex(?:es)?|appendices)|"
    r"bilingual|trilingual|multilingual|bilingue|trilingue|multilingue|zweisprachig|mehrsprachig|"
    r"двуязычное|"
    r"price|prix|precio|preis|year|annee|ano|jahr|text|texte|texto|"
    r"only|both|from|here|click|link|as|a|the|is|its|of|for|to|be|can|in|on|at|with|pour|pour le|"
    r"le|la|les|l'|en|au|aux|du|de|des|el|los|las|para|su|por|em|ao|auf|als|zum|im|mit|fur|в|на|"
    r"для|формате|by|via|per|un|una|une|ein|eine|file|files|fichier|archivo|size|size:|mb|kb|"
    r"date|isbn|issn|e-isbn|eisbn|doi|n/a|"
    r"\d+(?:[.,]\d+)?\s?(?:[kmg]b|[kmg]o|mbytes?|кб|мб)|\d+(?:[.,]\d+)?\s?(?:cm|mm)|"
    r"\d+(?:[.,]\d+)?\s?[x×]\s?\d+(?:[.,]\d+)?\s?(?:cm|mm)?)(?:\(s\))?(?![^\W_])\s?:?"
)
_LIST = re.compile(r"[,;/+&|·•、،]|(?:and|et|y|e|und|и|o|or|ou)(?![^\W_])|-(?![^\W_])")
_NOT = re.compile(
    r"(?:(?:is |are )?(?:currently |presently )?(?:not|no longer|never)(?: yet| currently)? "
    r"(?:available|published|printed|for sale)|unavailable|"
    r"(?:n'est |ne sont )?(?:pas|plus) (?:encore )?disponibles?|non disponibles?|indisponibles?|"
    r"no (?:esta )?disponible|nao disponivel|nicht (?:mehr )?(?:lieferbar|erhaltlich|verfugbar)|"
    r"недоступн\w+)(?![^\W_])"
)
_GONE = re.compile(
    r"(?:out of (?:print|stock)|epuise|agotad[oa]|esgotad[oa]|vergriffen|нет в продаже)(?![^\W_])"
)
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th|e|er|re|eme|\.?[ªºao])?\.?|first|second|third|fourth|fifth|sixth|"
    r"seventh|"
    r"eighth|ninth|tenth|revised|updated|enlarged|expanded|corrected|rev\.?|new|student|special|"
    r"premiere|deuxieme|seconde|troisieme|quatrieme|nouvelle|revue|primera|segunda|tercera|"
    r"cuarta|nueva|"
    r"primeira|terceira|nova|erste|zweite|dritte|vierte|neue|uberarbeitete|aktualisierte|"
    r"первое|второе|третье|новое)"
)
_EDITION = re.compile(
    rf"(?:{_ORDINAL}(?:,? (?:and |& |et |y |e |und )?{_ORDINAL}){{0,2}} "
    r"(?:editions?|ed\.|ed|edicion|edicao|auflage|ausgabe|edizione|издание)|"
    rf"(?:edition|edicion|edicao|auflage|edition no\.?) {_ORDINAL})(?![^\W_])\.?"
)
# A later printing or state of the text: its year is not the year of publication.
_LATER = re.compile(
    r"(?:reprint(?:ed|s)?|reissued?|reimpression|reimpresion|reimpressao|nachdruck|переиздани[ея]|"
    r"(?:last |first )?(?:revised|updated|modified)|rev|mise? a jour|actualizad[oa])(?![^\W_])\.?"
    r"(?:,? (?:in|on|en|em|le|el))?:? ?"
)
_MORE_YEARS = re.compile(r"(?:,| and| &) ?(?:1[4-9]|20)\d\d(?!\d| pages|[ /]\d)")


def _later(line: Line, at: int) -> Token | None:
    """Read "reprinted 2010, 2012" and "rev. 2015": what it says, with its years."""
    found = _LATER.match(line.low, at)
    if found is None:
        return None
    dated = year(line, found.end())
    if dated is None:
        stop = at + len(found.group().rstrip(" :"))
        bare_word = Token(kind="edition", start=at, stop=stop)
        return bare_word if is_printing(line, bare_word) else None
    stop = dated.stop
    while more := _MORE_YEARS.match(line.low, stop):
        stop = more.end()
    return Token(kind="later", start=at, stop=stop, value=dated.value, month=dated.month)


def is_printing(line: Line, token: Token) -> bool:
    """Tell whether a later state is a printing of the same text, not a revision of it."""
    return line.low.startswith(("repr", "reis", "reim", "nach", "пере"), token.start)


# United Nations sales and order numbers,: known for what they are, of no scheme here.
_SALES = re.compile(
    r"(?:(?:united nations |un )?(?:sales|publication sales|order|stock|catalogue|catalog|job|"
    r"item|product)"
    r" (?:no|nos|number|code|ref)\.?|numero de (?:venta|vente)|no\.? de (?:vente|venta)|"
    r"bestellnummer|best\.-?nr\.?)"
    r"\s?[:.]?\s?(?=\S*\d)[^\s,;()\[\]|]{2,40}"
)
OPEN, CLOSE = "([", ")]"
_MARKS = {
    **dict.fromkeys(OPEN, "open"),
    **dict.fromkeys(CLOSE, "close"),
    ".": "noise",
    ":": "noise",
    "*": "noise",
}


def saying(line: Line, at: int) -> Token | None:
    """Read what says something of the availability or the printing."""
    for kind, pattern in (
        ("not", _NOT),
        ("text", _GONE),
        ("edition", _EDITION),
        ("number", _SALES),
    ):
        found = pattern.match(line.low, at)
        if found:
            return Token(kind=kind, start=at, stop=found.end())
    return _later(line, at)


def small(line: Line, at: int) -> Token | None:
    """Read brackets, the signs and words of a list, and words without a value."""
    mark = _MARKS.get(line.low[at])
    if mark:
        return Token(kind=mark, start=at, stop=at + 1)
    for kind, pattern in (("list", _LIST), ("noise", _NOISE)):
        found = pattern.match(line.low, at)
        if found:
            return Token(kind=kind, start=at, stop=found.end())
    return None
