"""Pairs of listings of grey literature and how their works are related, written before the rules.

Titles follow real publications of international organisations and their patterns. ``None``
is for works that only look as if they belonged together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.match import Record

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """Two listings and the kinds of relation that may be published of them; none: no relation.

    ``same`` is for variants of one work: they are to be merged, as editions of it.
    """

    left: Given
    right: Given
    kinds: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.left['title']} | {self.right['title']}"

    @property
    def records(self) -> tuple[Record, Record]:
        return Record(rid="a", **self.left), Record(rid="b", **self.right)


def _t(title: str, year: int | None = None, **given: Any) -> Given:
    return {"title": title, "year": year, **given}


def _c(left: Given, right: Given, *kinds: str) -> Case:
    return Case(left, right, frozenset(kinds))


WHAT_IT_IS = (
    "The study describes how recruitment works along the corridor, who pays for it and what "
    "becomes of those who complain. It rests on interviews with workers, agents and officials in "
    "twelve districts, and ends with recommendations to both governments."
)

CASES: tuple[Case, ...] = (
    # the full report and its shorter forms
    _c(
        _t("Global Report on Trafficking in Persons 2018", 2018),
        _t("Global Report on Trafficking in Persons 2018: Executive Summary", 2018),
        "companion",
    ),
    _c(
        _t("Fatal Journeys: Tracking Lives Lost during Migration", 2014),
        _t("Fatal Journeys: Tracking Lives Lost during Migration. Key findings", 2014),
        "companion",
    ),
    _c(
        _t("Migrant Recruitment Costs along the Eastern Corridor", 2019, abstract=WHAT_IT_IS),
        _t("Migrant Recruitment Costs along the Eastern Corridor: Policy Brief", 2019),
        "companion",
    ),
    _c(
        _t("Harrowing Journeys: Children and Youth on the Move across the Sea", 2017),
        _t(
            "Harrowing Journeys: Children and Youth on the Move across the Sea – Summary",
            2017,
        ),
        "companion",
    ),
    _c(
        _t("Rapid Assessment of Child Domestic Work", 2015),
        _t("Rapid Assessment of Child Domestic Work: Briefing Note", 2015),
        "companion",
    ),
    _c(
        _t("The Health of Migrants in Transit Countries", 2016),
        _t("The Health of Migrants in Transit Countries: Fact Sheet", 2016),
        "companion",
    ),
    _c(
        _t("Labour Migration Trends and Policies", 2011),
        _t("Executive summary: Labour Migration Trends and Policies", 2011),
        "companion",
    ),
    _c(
        _t("Remittances and Development in Rural Districts", 2012),
        _t("Remittances and Development in Rural Districts: Annexes", 2012),
        "companion",
        "part",
    ),
    _c(
        _t("Assessment of Reintegration Support for Returning Victims", 2013),
        _t("Assessment of Reintegration Support for Returning Victims: Infographic", 2013),
        "companion",
    ),
    # the handbook and what goes with it
    _c(
        _t("Caring for Trafficked Persons: Guidance for Health Providers", 2009),
        _t(
            "Caring for Trafficked Persons: Guidance for Health Providers. Facilitator's Guide",
            2012,
        ),
        "companion",
    ),
    _c(
        _t("Handbook on Direct Assistance for Victims of Trafficking", 2007),
        _t("Handbook on Direct Assistance for Victims of Trafficking: Trainer's Manual", 2008),
        "companion",
    ),
    _c(
        _t("Counter-Trafficking Training Modules: Information Campaigns", 2006),
        _t(
            "Counter-Trafficking Training Modules: Information Campaigns – Facilitator's Guide",
            2006,
        ),
        "companion",
    ),
    _c(
        _t("Essentials of Migration Management", 2004),
        _t("Essentials of Migration Management: Participant's Workbook", 2004),
        "companion",
    ),
    _c(
        _t("Ethical Recruitment Standard", 2018),
        _t("Ethical Recruitment Standard: Implementation Guide", 2018),
        "companion",
    ),
    _c(
        _t("Toolkit to Combat Smuggling of Migrants", 2010),
        _t("Toolkit to Combat Smuggling of Migrants: Checklist for Border Officers", 2010),
        "companion",
    ),
    # parts, volumes, modules, numbers
    _c(
        _t("Fatal Journeys Volume 3 Part 1: Improving Data on Missing Migrants", 2017),
        _t("Fatal Journeys Volume 3 Part 2: Improving Data on Missing Migrants", 2018),
        "part",
    ),
    _c(
        _t(
            "Basic Training Manual on Prosecuting the Smuggling of Migrants: Module 3",
            2010,
        ),
        _t(
            "Basic Training Manual on Prosecuting the Smuggling of Migrants: Module 7",
            2010,
        ),
        "part",
    ),
    _c(
        _t("Manual on Border Procedures, Volume I", 2009),
        _t("Manual on Border Procedures, Volume II", 2009),
        "part",
    ),
    _c(
        _t("Migration Law Database Bulletin No. 4", 2008),
        _t("Migration Law Database Bulletin No. 5", 2008),
        "part",
    ),
    _c(
        _t("Issue Brief 02: The Gender Dimensions of Human Trafficking", 2017),
        _t("Issue Brief 03: Trafficking in Children", 2018),
    ),
    _c(
        _t(
            "The Role of Recruitment Fees in Debt Bondage",
            2017,
            series="issue brief",
            series_number="4",
        ),
        _t(
            "Providing Effective Remedies to Victims", 2018, series="issue brief", series_number="6"
        ),
        "part",
    ),
    _c(
        _t("Regional Thematic Working Group Report, Part One: Labour", 2008),
        _t("Regional Thematic Working Group Report, Part Two: Return", 2008),
        "part",
    ),
    _c(
        _t("Counter-Trafficking Newsletter, Issue 11", 2015),
        _t("Counter-Trafficking Newsletter, Issue 12", 2015),
        "part",
    ),
    # annual reports and profiles: numbers of one series by year
    _c(
        _t("World Migration Report 2018", 2018),
        _t("World Migration Report 2020", 2019),
        "part",
        "edition",
        "version",
    ),
    _c(
        _t("Annual Report of the Migration Research Division 2009", 2010),
        _t("Annual Report of the Migration Research Division 2010", 2011),
        "part",
        "edition",
        "version",
    ),
    _c(
        _t("Migration Initiatives 2012", 2011),
        _t("Migration Initiatives 2013", 2012),
        "part",
        "edition",
        "version",
    ),
    # editions, revisions, versions
    _c(
        _t("International Migration Law Glossary on Migration", 2004),
        _t("International Migration Law Glossary on Migration, 2nd edition", 2011),
        "edition",
    ),
    _c(
        _t(
            "Handbook on Performance Indicators for Counter-Trafficking Projects (second edition)",
            2010,
        ),
        _t(
            "Handbook on Performance Indicators for Counter-Trafficking Projects (third edition)",
            2014,
        ),
        "edition",
    ),
    _c(
        _t("Guidelines on Protecting Unaccompanied Children, revised edition", 2015),
        _t("Guidelines on Protecting Unaccompanied Children", 2009),
        "edition",
        "version",
    ),
    _c(
        _t("Situation Report on Returns, March 2016", 2016),
        _t("Situation Report on Returns, May 2016", 2016),
        "version",
        "part",
    ),
    _c(
        _t("Migration Crisis Operational Framework: Draft", 2012),
        _t("Migration Crisis Operational Framework", 2012),
        "version",
    ),
    _c(
        _t("Study on Internal Trafficking Patterns: Interim Report", 2013),
        _t("Study on Internal Trafficking Patterns: Final Report", 2014),
        "version",
        "companion",
        "part",
    ),
    _c(
        _t("Migration Profile of the Region: Corrigendum", 2011),
        _t("Migration Profile of the Region", 2011),
        "version",
        "companion",
    ),
    # language variants of one title: editions of one work, not two works
    _c(
        _t("Guide on Ethics and Standards in Reintegration (Spanish)", 2009),
        _t("Guide on Ethics and Standards in Reintegration (French)", 2009),
        "same",
    ),
    _c(
        _t("Data Collection Guidelines for Counter-Trafficking (Arabic version)", 2014),
        _t("Data Collection Guidelines for Counter-Trafficking", 2014),
        "same",
    ),
    # look as if they belonged together and do not
    _c(
        _t("Migration in Mali: A Country Profile", 2009),
        _t("Migration in Niger: A Country Profile", 2009),
    ),
    _c(
        _t("Needs Assessment: Human Trafficking in the Western Balkans", 2014),
        _t("Needs Assessment: Shelter Capacity in the Eastern Caribbean", 2014),
    ),
    _c(
        _t("Training Manual on Interviewing Techniques", 2010),
        _t("Training Manual on Document Examination", 2010),
    ),
    _c(
        _t("Executive Summary", 2012, abstract="On labour migration to the north."),
        _t("Executive Summary", 2016, abstract="On shelters in the south."),
    ),
    _c(
        _t("Policy Brief: Climate and Mobility", 2019),
        _t("Policy Brief: Ageing and Care Work", 2019),
    ),
    _c(
        _t("Handbook for Consular Officers", 2015),
        _t("Guide for Consular Interviews with Minors", 2016),
    ),
    _c(
        _t("Human Trafficking and Business: Good Practices", 2010),
        _t("Human Trafficking and the Media: Good Practices", 2011),
    ),
    _c(_t("Rapport annuel 2010", 2011), _t("Annual Policy Survey on Asylum 2010", 2011)),
    _c(
        _t("Labour Exploitation in the Fishing Industry", 2013),
        _t("Labour Exploitation in the Construction Industry", 2014),
    ),
    _c(_t("Module 4: Detention of Migrants", 2010), _t("Module 4: Interviewing Victims", 2012)),
    _c(
        _t("Regional Workshop Report, Bangkok", 2012), _t("Regional Workshop Report, Nairobi", 2012)
    ),
    _c(
        _t("Volume 2: Statistical Tables on Employment", 2001),
        _t("Volume 3: Case Law on Extradition", 2003),
    ),
    _c(
        _t("Facilitator's Guide to Peer Counselling", 2011),
        _t("Handbook on Airport Screening", 2011),
    ),
)
