"""More pairs of listings of grey literature: what one word, number or note makes another work.

Titles are those of real publications of international organisations, or follow their patterns;
each verdict was written before the pair was ever matched.
"""

from __future__ import annotations

from typing import Any

from tests.match.listed_pairs import APART, ASK, CARE, GLOBAL, SAME, SEA, Given, Listed
from tests.match.listed_pairs import each as _each
from tests.match.listed_pairs import titled as _t

ISSUES = (
    "This paper is one of a series in which the agencies that work against trafficking in persons "
    "set out together what they have learnt. Each paper takes up one question that needs a common "
    "answer, says where practice differs from country to country, and proposes what governments, "
    "courts and civil society may do next. The series is written for those who make policy, for "
    "those who fund programmes and for those who work with victims every day. It does not replace "
    "the guidance of any one agency, and each agency remains free to go further in its own work."
)


def _pair(template: str, one: str, other: str, year: int | None, **given: Any) -> Any:
    """Return two listings that differ in what stands in the gap of the title."""
    return _t(template.format(one), year, **given), _t(template.format(other), year, **given)


def _beside(title: str, companion: str, year: int, **given: Any) -> tuple[Given, Given]:
    """Return a work and what is listed beside it, ``companion`` with the title in its gap."""
    return _t(title, year, **given), _t(companion.format(title), year, **given)


_YEARLY = _each(
    "another period",
    APART,
    (_t("Annual Report 2010/11", 2011, authors="IOM"), _t("Annual Report 2011/12", 2012)),
    (
        _t("Annual Report: Activities in 2015", 2016, authors="ICAT"),
        _t("Annual Report: Activities in 2016", 2017, authors="ICAT"),
    ),
    (
        _t("Trafficking in Persons Report", 2012, authors="United States Department of State"),
        _t("Trafficking in Persons Report", 2013, authors="United States Department of State"),
    ),
    _pair("{} Review 2013: Counter-Trafficking", "Mid-Year", "End-of-Year", 2013, authors="IOM"),
    (
        _t("Programme and Budget for 2014", 2013, authors="IOM"),
        _t("Programme and Budget for 2015", 2014, authors="IOM"),
    ),
    _pair("Monthly Update on Assisted Returns, {} 2016", "March", "April", 2016),
    _pair("Libya Situation Report #{}", "12", "13", 2015, authors="IOM"),
    _pair("Statistical Brief on Forced Labour, Q{} 2015", "1", "2", 2015, abstract=GLOBAL),
    _pair("Bulletin on Smuggling, {} 2015", "January-March", "April-June", 2015),
    _pair("Anti-Trafficking Newsletter, Volume 5, Number {}", "1", "2", 2012, authors="ILO"),
    (
        _t("Rapport annuel sur la traite 2012", 2013),
        _t("Rapport annuel sur la traite 2013", 2014),
    ),
    _pair("{} Quarterly Report on Assisted Victims", "First", "Third", 2009, abstract=CARE),
    _pair(
        "Report of the {} Session of the Working Group on Trafficking in Persons",
        "Fifth",
        "Sixth",
        2013,
        abstract=GLOBAL,
    ),
    _pair("International Dialogue on Migration No. {}", "22", "23", 2013, authors="IOM"),
    _pair("Migration Governance Snapshot {}", "2016", "2018", None, authors="IOM"),
)

_PARTS = [
    *_each(
        "another part",
        APART,
        _pair("Training Package, Module {}: Interviewing", "3", "4", 2009, abstract=CARE),
        _pair("Issue Brief {}: Prevention", "01", "02", 2016, abstract=GLOBAL),
        _pair("Regional Consultation on Labour Migration, Day {}", "1", "2", 2008),
        _pair("Compendium of Good Practices, Book {}", "I", "II", 2010, abstract=CARE),
        _pair("Legal Review of Anti-Trafficking Laws, Phase {}", "I", "II", 2010),
        _pair("Survey of Returned Migrants, Wave {}", "1", "2", 2014, abstract=GLOBAL),
        _pair("Training Course on Referral, Session {}", "1", "2", 2012, abstract=CARE),
        _pair("Handbuch Rückkehrberatung, Teil {}", "1", "2", 2011),
        _pair("Lesson Plans on Safe Migration: Grades {}", "5-7", "8-11", 2010, abstract=CARE),
        _pair("Guía sobre trata de personas, módulo {}", "2", "3", 2012),
        (
            _t("World Migration Report 2018", 2018, abstract=GLOBAL),
            _t("World Migration Report 2018: Chapter 3", 2018, abstract=GLOBAL),
        ),
        (
            _t("Trafficking for Organ Removal: Assessment Toolkit", 2015),
            _t("Trafficking for Organ Removal: Assessment Toolkit, Annex II", 2015),
        ),
    ),
    *_each(
        "one volume, and two of them",
        ASK,
        (
            _t("Essentials of Migration Management, Volume One", 2004, abstract=CARE),
            _t("Essentials of Migration Management, Volumes One and Two", 2004, abstract=CARE),
        ),
    ),
    *_each(
        "the same part, its number written otherwise",
        SAME,
        _pair("Trafficked at Sea and Returned Home, Part {}", "II", "2", 2012, abstract=SEA),
        _pair("{} Things to Know about Human Smuggling", "10", "Ten", 2014, abstract=GLOBAL),
        _pair("Bulletin {}: Victims of Forced Labour", "No. 5", "number five", 2014),
    ),
]

_WORK = "Rights of Migrant Domestic Workers in the Gulf"
_BESIDE = _each(
    "a work and what goes with it",
    APART,
    _pair("Protecting Trafficked Children: {} Manual", "Student", "Teacher", 2011, abstract=CARE),
    _pair(
        "Combating Trafficking in Persons: A Handbook for {}",
        "Parliamentarians",
        "Prosecutors",
        2009,
        authors="UNODC",
    ),
    _pair("Migrants in Cities: {} Report", "Full", "Summary", 2015, abstract=GLOBAL),
    _pair("Migrants in Cities: {} Brief", "Policy", "Technical", 2015, abstract=GLOBAL),
    _pair(f"{_WORK}: {{}} Report", "Baseline", "Endline", 2016, abstract=GLOBAL),
    _pair(f"{_WORK}: {{}} Report", "Inception", "Final", 2016, abstract=GLOBAL),
    _pair(f"{_WORK}: {{}} Report", "Interim", "Final", 2016, authors="ILO"),
    _beside(_WORK, "{}: Infographic", 2016, abstract=GLOBAL),
    _beside(_WORK, "{}: Frequently Asked Questions", 2016, abstract=GLOBAL),
    _beside(_WORK, "Launch of {}", 2016, abstract=GLOBAL),
    _beside(_WORK, "Corrigendum to {}", 2016, abstract=GLOBAL),
    _beside(_WORK, "{} (Corrigendum)", 2016, abstract=GLOBAL),
    _beside(_WORK, "Summary of {}", 2016, abstract=GLOBAL),
    _beside(_WORK, "Comments on {}", 2016, abstract=GLOBAL),
    _beside(_WORK, "Call for Proposals: {}", 2016, abstract=GLOBAL),
    _beside(_WORK, "{}: Agenda", 2016, abstract=GLOBAL),
    _beside(_WORK, "{}: List of Participants", 2016),
    _beside(_WORK, "{}: Statistical Annex", 2016, abstract=GLOBAL),
    _beside(_WORK, "{}: A Child-Friendly Version", 2016, abstract=GLOBAL),
    _beside(_WORK, "{} (Abridged)", 2016, abstract=GLOBAL),
    _beside(_WORK, "Pocket Guide: {}", 2016, abstract=GLOBAL),
    _beside(_WORK, "{}: Easy-to-Read", 2016, abstract=GLOBAL),
    _beside(_WORK, "{}: Discussion Guide", 2016, abstract=GLOBAL),
    _beside(_WORK, "Training Module: {}", 2016, abstract=GLOBAL),
    _beside(_WORK, "{}: Poster", 2016),
    _beside(_WORK, "{}: Video", 2016, abstract=GLOBAL),
)

_EDITIONS = [
    *_each(
        "another edition",
        APART,
        _pair("Glossary of Trafficking Terms (Updated {})", "2015", "2017", None, authors="IOM"),
        (
            _t("Migration Law Handbook: 2014 Edition", 2014, abstract=CARE),
            _t("Migration Law Handbook: 2016 Edition", 2016, abstract=CARE),
        ),
    ),
    *_each(
        "one edition in other words, one more fact on one side, or another language of it",
        SAME,
        _pair("Glossary of Trafficking Terms, {}", "2nd ed.", "Second Edition", 2011),
        (
            _t("Guidelines for Return Counsellors in Host Countries", 2010, authors="IOM"),
            _t(
                "Guidelines for Return Counsellors in Host Countries",
                2010,
                authors="IOM",
                isbns=(("9789290685555", "en"),),
            ),
        ),
        _pair(
            "Caring for Trafficked Persons: Guidance for Providers ({})",
            "French version",
            "Spanish version",
            2009,
        ),
    ),
    *_each(
        "printed again",
        ASK,
        (
            _t("Guidelines for Return Counsellors in Host Countries", 2010, authors="IOM"),
            _t("Guidelines for Return Counsellors in Host Countries (Reprint)", 2013),
        ),
    ),
]

_PUBLISHERS = [
    *_each(
        "a joint work, listed by each of its publishers",
        SAME,
        (
            _t("Unaccompanied Children on the Move along the Route", 2011, "IOM", abstract=CARE),
            _t("Unaccompanied Children on the Move along the Route", 2011, "UNICEF", abstract=CARE),
        ),
    ),
    *_each(
        "the same long title by another publisher, with another abstract",
        ASK,
        (
            _t("Guidelines on the Protection of Child Victims of Trafficking", 2006, "UNICEF",
               abstract=CARE),
            _t("Guidelines on the Protection of Child Victims of Trafficking", 2006, "OSCE",
               abstract=GLOBAL),
        ),
    ),
    *_each(
        "the same common title by another publisher",
        APART,
        (
            _t("National Action Plan against Trafficking 2012-2014", 2012, "Government of Ghana"),
            _t("National Action Plan against Trafficking 2012-2014", 2012, "Government of Togo"),
        ),
        (_t("Training Handbook", 2010, "IOM"), _t("Training Handbook", 2010, "UNODC")),
    ),
]  # fmt: skip

_LONG = "{} Migration between Central Asia and the Russian Federation: Trends and Policies"
_WORDS = _each(
    "one word is another",
    APART,
    _pair(_LONG, "Regular", "Irregular", 2013, authors="IOM"),
    _pair(_LONG, "Internal", "International", 2013, abstract=GLOBAL),
    _pair("{} Laws of the Caribbean: A Compendium", "Immigration", "Emigration", 2010),
    _pair("{} Migrant Workers in Thailand: A Survey", "Documented", "Undocumented", 2011),
    _pair("Legal Status of {} Fishers: An Overview", "Migrant", "Migrating", None),
    _pair(
        "Trafficking of {} for Exploitation in South and South-East Asia: A Review of Literature",
        "Boys",
        "Girls",
        2009,
        authors="UNICEF",
        abstract=GLOBAL,
    ),
    _pair("{} Orientation Handbook for Migrants to Canada", "Pre-departure", "Post-arrival", 2012),
    _pair("The {} Side of Human Trafficking: A Study", "Demand", "Supply", 2007, abstract=GLOBAL),
    _pair("Albanian Migrants in {}: Remittances and Return", "Greece", "Italy", 2008),
    _pair("Migrant Deaths in the {}: Data Snapshot", "Mediterranean", "Sahara", 2015),
    _pair("Rapid Assessment of Child Trafficking, {}", "Dhaka", "Chittagong", 2006, abstract=CARE),
    (
        _t("Remittances from Spain to Colombia", 2010, authors="IOM", abstract=GLOBAL),
        _t("Remittances from Colombia to Spain", 2010, authors="IOM", abstract=CARE),
    ),
    (
        _t("Return from Libya to Niger: Needs of Migrants", 2012),
        _t("Return from Niger to Libya: Needs of Migrants", 2012),
    ),
)

_SEA_TITLE = "Trafficked at Sea: The Exploitation of Ukrainian Seafarers and Fishers"
_PRINTED = [
    *_each(
        "one work, printed otherwise",
        SAME,
        (
            _t(_SEA_TITLE, 2012, abstract=SEA),
            _t("Trafficked at Sea: The Exploitation of Ukrainian Seaf...", 2012, abstract=SEA),
        ),
        _beside(_SEA_TITLE, "{} | IOM Online Bookstore", 2012, abstract=SEA),
        _beside(_SEA_TITLE, "{} (PDF, 2 MB)", 2012, abstract=SEA),
        _beside(_SEA_TITLE, "{}.pdf", 2012, abstract=SEA),
        _pair("Women {} Men on the Move: Labour Migration", "&amp;", "and", 2009),
        _pair("Regional {} against Human Trafficking", "Co-operation", "Cooperation", 2007),
        _pair("Needs Assessment Tool{} on Referral of Victims", " (NAT)", "", 2012, abstract=CARE),
        (
            _t(_SEA_TITLE, 2012, isbns=(("9789290685111", "en"),)),
            _t("Trafficked at Sea", 2012, isbns=(("9789290685111", "en"),)),
        ),
    ),
    *_each(
        "one ISBN under two titles",
        ASK,
        (
            _t(_SEA_TITLE, 2012, isbns=(("9789290685111", "en"),)),
            _t("Handbook for Return Counsellors", 2012, isbns=(("9789290685111", "en"),)),
        ),
    ),
]

_SAID = _each(
    "what a publisher says of its whole series",
    APART,
    (
        _t("Providing Effective Remedies for Victims of Trafficking in Persons", 2016,
           abstract=ISSUES),
        _t("Pivoting toward the Evidence: Building Responses to Trafficking", 2016,
           abstract=ISSUES),
    ),
    (
        _t("The Gender Dimensions of Human Trafficking", 2017, abstract=ISSUES),
        _t("Trafficking in Children", 2018, abstract=ISSUES),
    ),
    (
        _t("Preventing Trafficking by Addressing Demand", 2014, authors="ICAT", abstract=ISSUES),
        _t("The Next Decade: Promoting Common Priorities", 2012, authors="ICAT", abstract=ISSUES),
    ),
)  # fmt: skip

MORE: tuple[Listed, ...] = (
    *_YEARLY,
    *_PARTS,
    *_BESIDE,
    *_EDITIONS,
    *_PUBLISHERS,
    *_WORDS,
    *_PRINTED,
    *_SAID,
)
