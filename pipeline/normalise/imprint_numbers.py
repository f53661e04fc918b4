"""Pages, years, dates and prices in an imprint line: readers of one token each."""

import re

from pipeline.normalise import dates
from pipeline.normalise.imprint_line import Line, Token
from pipeline.normalise.imprint_money import price

# --- pages

_COUNT = r"(?P<pages>\d{1,3}(?:[.,'\u00a0\u202f]\d{3})(?!\d)|\d{1,5})"
_PAGE_WORD = (
    r"(?:pages?|pgs?|pp?|paginas?|pags?|pgs|pagine|pagina's|seiten?|s|страниц[аы]?|стр|с|"
    r"сторін[оки]{1,2}|"
    r"页|頁|쪽|صفح[ةه]|صفحات|ص|faqe|stranica|strana|stranice|strani|str|stron|sayfa|trang|halaman|hlm|"
    r"sidor|sider|sivua|oldal|pagini|էջ|გვერდი|σελιδες|σελ|kurasa|blz|bladzijden|lk|lpp)"
)
_ROMAN = r"(?:[ivxlc]{1,8}\s?[,+]\s?|\[[ivxlc\d]{1,8}\]\s?,?\s?)?"
_PAGES = re.compile(rf"{_ROMAN}{_COUNT}\s?(?:numbered |unnumbered )?{_PAGE_WORD}(?![^\W_])\.?")
_PAGES_AFTER = re.compile(
    rf"(?:number of pages|no\.? of pages|pages|nombre de pages|numero de paginas|paginas|pp|umfang|"
    rf"seiten(?:zahl)?|количество страниц|объем|页数|頁數|عدد الصفحات)\s?[:=.：]?\s?{_COUNT}"
    rf"(?!\s?-\s?\d|[\d/])(?!\s?{_PAGE_WORD}\b)"
)
_PAGE_RANGE = re.compile(
    r"(?:pp?\.?|pages?|pags?\.?|paginas)\s?(?P<first>\d{1,5})\s?-\s?(?P<last>\d{1,5})"
)
_YEAR_PAGES = re.compile(
    rf"(?P<year>\d{{4}})\s?/\s?(?=[ivxlc\[]{{0,9}}[\s,+]{{0,3}}\d[\d.,]{{0,6}}\s?{_PAGE_WORD}(?![^\W_]))"
)


def pages(line: Line, at: int) -> Token | None:
    """Read how many pages it has; pages of a journal and of an annex are other text."""
    if _sign_before(line.low, at) == "+":  # "+ 20 pages annex": beside the book
        extra = _PAGES.match(line.low, at)
        return Token(kind="text", start=at, stop=extra.end()) if extra else None
    spread = _PAGE_RANGE.match(line.low, at)
    if spread:  # pages of a journal: where it stands, not how long it is
        return Token(kind="text", start=at, stop=spread.end())
    found = _PAGES.match(line.low, at) or _PAGES_AFTER.match(line.low, at)
    if found is None:
        return None
    count = int(re.sub(r"\D", "", found["pages"]))
    return Token(kind="pages", start=at, stop=found.end(), value=count or None)


def _sign_before(text: str, at: int) -> str:
    return text[at - 1] if at and text[at - 1] != " " else text[max(at - 2, 0) : max(at - 1, 0)]


# --- years and dates

_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}|(?:0?[1-9]|1[0-2])/\d{4}|\d{4}-(?:0[1-9]|1[0-2])(?![\d-])|"
    r"\d{1,2}\.\d{1,2}\.\d{4}|"
    r"(?:1[4-9]|20)\d\d\s?[-/]\s?(?:1[4-9]|20)\d\d(?!\d)|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|"
    r"(?:\d{1,2}(?:st|nd|rd|th|er|\.)?\s(?:de\s)?)?[^\W\d_]{3,12}\.?,?\s(?:\d{1,2},?\s)?(?:de\s|"
    r"del\s)?\d{4}(?:\sг\.?)?"
)
_MONTHS = re.compile(  # "Oct-Dec 2016", "Dec 2015/Jan 2016"
    r"[^\W\d_]{3,12}\.?(?:\s\d{4})?\s?(?:[-/&]|and|to|et|y|und|"
    r"и)\s?[^\W\d_]{3,12}\.?,?\s\d{4}(?!\d)"
)
_RANGE = re.compile(r"\d{4}\s?[-/]\s?\d{4}")
_YEAR = re.compile(r"(?:[©(\[]\s?|c(?=\d))?(?P<year>\d{4})[)\]]?(?!\d|[./-]\d|,\d{3})")


def year(line: Line, at: int) -> Token | None:
    """Read a year, or a date that has one: ``2015/`` before pages, ``Oct-Dec 2016``."""
    slashed = _YEAR_PAGES.match(line.low, at)
    if slashed and int(slashed["year"]) in dates.PRINTED:
        return Token(kind="year", start=at, stop=slashed.end(), value=int(slashed["year"]))
    token = next(filter(None, (_date(line, at, form) for form in (_MONTHS, _DATE))), None)
    if token is not None:
        return token
    found = _YEAR.match(line.low, at)
    if found and int(found["year"]) in dates.PRINTED:
        return Token(kind="year", start=at, stop=found.end(), value=int(found["year"]))
    return None


def _date(line: Line, at: int, form: re.Pattern[str]) -> Token | None:
    found = form.match(line.low, at)
    if found is None or (_goes_on(line.low, found.end()) and not _RANGE.fullmatch(found.group())):
        return None
    read = dates.read(found.group())
    if not isinstance(read, dates.Dated):
        return None
    return Token(kind="year", start=at, stop=found.end(), value=read.year, month=read.month)


def _goes_on(text: str, at: int) -> bool:
    return at < len(text) and (text[at].isalnum() or text[at] == "/")


# --- money


def priced(line: Line, at: int) -> Token | None:
    """Read a price, with its currency where that is sure."""
    found = price(line.text, line.low, at)
    if found is None:
        return None
    return Token(kind="price", start=at, stop=found.stop, value=found.currency, amount=found.amount)
