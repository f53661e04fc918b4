"""Pairs of listings of grey literature, each with what is to become of it.

Titles, years and publishers are those of real publications of international organisations, or
follow their patterns; the abstracts are written for this table. ``same`` is to be merged,
``apart`` never, and ``ask`` goes to a steward: nobody can tell from what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.match import Record

SAME, APART, ASK = "same", "apart", "ask"
Given = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One case: a pair of listings, its kind, and what is to follow."""

    kind: str
    left: Given
    right: Given
    expected: str

    @property
    def name(self) -> str:
        """The kind and both titles, for messages."""
        return f"{self.kind}: {self.left['title']} | {self.right['title']}"

    @property
    def records(self) -> tuple[Record, Record]:
        """Return both as records, which say nothing but what is given."""
        return Record(rid="a", **self.left), Record(rid="b", **self.right)


def each(kind: str, expected: str, *pairs: tuple[Given, Given]) -> list[Listed]:
    """Return a case for each pair, all of one kind."""
    return [Listed(kind=kind, left=a, right=b, expected=expected) for a, b in pairs]


def titled(title: str, year: int | None = None, authors: str = "", **given: Any) -> Given:
    """Return what a listing gives."""
    return {"title": title, "year": year, "authors": authors, **given}


# --------------------------------------------------------------------------- abstracts

FUNDED = (
    "This report was produced with the support of the Bureau of Population, Refugees and "
    "Migration. Its opinions are its writers' own and need not be shared by the organization "
    "that prints it or by its donors."
)


def profile(place: str) -> str:
    """What a series of country profiles says of every country in the same words."""
    return (
        f"This country profile brings together what is known of migration in {place}: its trends, "
        "its actors and its effects on development. It was prepared under a regional project "
        "that helped governments to collect and to share data across ministries. The profile "
        "describes emigrants and immigrants, remittances, diaspora communities, irregular "
        "flows and the legal framework, and it closes with recommendations on how migration "
        f"can be taken into account in the national development plans of {place}."
    )


def assessment(place: str) -> str:
    """What a template of needs assessments says of every place."""
    return (
        f"The assessment examines how {place} prevents human trafficking, protects its victims "
        "and prosecutes those responsible. It draws on interviews with officials, prosecutors, "
        "shelter staff and survivors, and on a review of laws and procedures. Gaps are named in "
        "identification, referral and compensation, and a set of practical recommendations is "
        "offered to the authorities and to civil society."
    )


CARE = (
    "Practical advice for doctors, nurses and social workers who meet people who have been "
    "trafficked: how to ask, how to examine, how to treat trauma, how to keep records safe, and "
    "whom to call. Seventeen action sheets cover the situations that come up most often, from "
    "the first contact to the care of chronic conditions, each with a short list of references."
)
SEA = (
    "Interviews with forty-six fishers who were deceived into work aboard long-haul vessels show "
    "how recruiters, captains and port agents kept them at sea for months without pay. The study "
    "follows them from their villages to their return and asks what would have helped them."
)
FORCED = (
    "A new estimate puts the number of people in forced labour at a given moment in the tens of "
    "millions, by region, sex and form. The method combines captured cases and their survivors' "
    "accounts, and the report discusses profits, debts and what governments have done so far."
)
GLOBAL = (
    "The report draws on official data from more than one hundred and thirty countries on the "
    "victims detected, the traffickers convicted and the flows between regions, and it describes "
    "patterns at the global, regional and national levels together with the legal response."
)

# --------------------------------------------------------------------------- the table

ANNUAL = [
    *each(
        "annual reports of two years",
        APART,
        (
            titled("Annual Report 2009", 2010, authors="UNODC"),
            titled("Annual Report 2010", 2011, authors="UNODC"),
        ),
        (titled("UNODC Annual Report 2013", 2014), titled("UNODC Annual Report 2014", 2015)),
        (
            titled("Global Report on Trafficking in Persons 2012", 2012, abstract=GLOBAL),
            titled("Global Report on Trafficking in Persons 2014", 2014, abstract=GLOBAL),
        ),
        (
            titled("Global Report on Trafficking in Persons", 2012, abstract=GLOBAL),
            titled("Global Report on Trafficking in Persons", 2016, abstract=GLOBAL),
        ),
        (
            titled("World Migration Report 2010: The Future of Migration", 2010),
            titled("World Migration Report 2011: Communicating Effectively about Migration", 2011),
        ),
        (
            titled("Trafficking in Persons Report, June 2015", 2015),
            titled("Trafficking in Persons Report, June 2016", 2016),
        ),
        (
            titled("IOM Activities on Counter-Trafficking 2012-2013", 2013),
            titled("IOM Activities on Counter-Trafficking 2013-2014", 2014),
        ),
        (titled("Migration Initiatives 2014", 2013), titled("Migration Initiatives 2015", 2014)),
        (
            titled("Global Appeal 2010-2011", 2009, abstract=FUNDED),
            titled("Global Appeal 2012-2013", 2011, abstract=FUNDED),
        ),
        (
            titled("World Drug Report", 2009, authors="UNODC", isbns=(("9789211482409", "en"),)),
            titled("World Drug Report", 2011, authors="UNODC", isbns=(("9789211482621", "en"),)),
        ),
    ),
    *each(
        "annual reports of two years, whose year stands only beside the title",
        APART,
        (
            titled("Annual Report", 2013, authors="UNHCR"),
            titled("Annual Report", 2014, authors="UNHCR"),
        ),
        (titled("World Migration Report", 2010), titled("World Migration Report", 2013)),
    ),
]

AGAIN = each(
    "the same title two years apart without an abstract",
    ASK,
    (
        titled("Trafficking in Human Beings in South Eastern Europe", 2003),
        titled("Trafficking in Human Beings in South Eastern Europe", 2005),
    ),
    (
        titled("Toolkit to Combat Trafficking in Persons", 2006),
        titled("Toolkit to Combat Trafficking in Persons", 2008),
    ),
    (
        titled("Direct Assistance for Victims of Trafficking", 2007, authors="IOM"),
        titled("Direct Assistance for Victims of Trafficking", 2009, authors="IOM"),
    ),
)

SERIES = [
    *each(
        "numbers of one series",
        APART,
        (
            titled("Global Eye on Human Trafficking, Issue 3", 2008),
            titled("Global Eye on Human Trafficking, Issue 4", 2008),
        ),
        (
            titled("Trafficking in Migrants Quarterly Bulletin No. 21", 2000),
            titled("Trafficking in Migrants Quarterly Bulletin No. 22", 2000),
        ),
        (
            titled(
                "Issue Paper: Abuse of a Position of Vulnerability",
                2013,
                series="unodcissuepaper",
                series_number="1",
            ),
            titled(
                "Issue Paper: The Role of Consent",
                2014,
                series="unodcissuepaper",
                series_number="2",
            ),
        ),
        (
            titled("IOM Migration Research Series No. 36", 2008),
            titled("IOM Migration Research Series No. 38", 2009),
        ),
        (
            titled("Counter-Trafficking Newsletter #4", 2011, authors="IOM"),
            titled("Counter-Trafficking Newsletter #5", 2011, authors="IOM"),
        ),
        (
            titled("International Migration Law N°14: Migration and Human Rights", 2008),
            titled("International Migration Law N°15: Migration and Human Rights", 2009),
        ),
        (
            titled("Newsletter, Spring 2012", 2012, authors="ILO"),
            titled("Newsletter, Autumn 2012", 2012, authors="ILO"),
        ),
        (
            titled("Migrant Smuggling Bulletin, 1st Quarter", 2014),
            titled("Migrant Smuggling Bulletin, 2nd Quarter", 2014),
        ),
    ),
    *each(
        "volumes and parts",
        APART,
        (
            titled(
                "Anti-Human Trafficking Manual for Criminal Justice Practitioners: Module 1", 2009
            ),
            titled(
                "Anti-Human Trafficking Manual for Criminal Justice Practitioners: Module 2", 2009
            ),
        ),
        (
            titled("Essentials of Migration Management, Volume One", 2004),
            titled("Essentials of Migration Management, Volume Two", 2004),
        ),
        (
            titled("Data and Research on Human Trafficking, Part A", 2005, abstract=SEA),
            titled("Data and Research on Human Trafficking, Part B", 2005, abstract=SEA),
        ),
        (
            titled("Essentials of Migration Management Vol. I", 2004),
            titled("Essentials of Migration Management Vol. II", 2004),
        ),
        (
            titled("Second Annual Report on Victims of Trafficking in South-Eastern Europe", 2005),
            titled("First Annual Report on Victims of Trafficking in South-Eastern Europe", 2003),
        ),
        (
            titled("Manuel de gestion des migrations, tome 1", 2005),
            titled("Manuel de gestion des migrations, tome 2", 2005),
        ),
        (
            titled("Trata de personas: volumen I", 2006),
            titled("Trata de personas: volumen II", 2006),
        ),
    ),
    *each(
        "the whole and one of its parts",
        APART,
        (
            titled("Essentials of Migration Management", 2004),
            titled("Essentials of Migration Management, Volume Three", 2004),
        ),
        (
            titled("Anti-Human Trafficking Manual for Criminal Justice Practitioners", 2009),
            titled(
                "Anti-Human Trafficking Manual for Criminal Justice Practitioners: Module 11", 2009
            ),
        ),
    ),
]

_CTP = "Caring for Trafficked Persons"
_LABOUR = "Hard to See, Harder to Count: Survey Guidelines to Estimate Forced Labour"
_SMUGGLED = "Smuggling of Migrants: A Global Review"
KINDS = [
    *each(
        "a report and a shorter or other document beside it",
        APART,
        (
            titled("Global Estimate of Forced Labour", 2012, abstract=FORCED),
            titled("Global Estimate of Forced Labour: Executive Summary", 2012, abstract=FORCED),
        ),
        (titled(_SMUGGLED, 2011), titled(f"{_SMUGGLED} - Annexes", 2011)),
        (titled(_SMUGGLED, 2011), titled(f"{_SMUGGLED}. Policy Brief", 2011)),
        (titled(_SMUGGLED, 2011), titled(f"{_SMUGGLED}: Press Release", 2011)),
        (
            titled(
                "Trafficked at Sea: The Exploitation of Ukrainian Seafarers and Fishers",
                2012,
                abstract=SEA,
            ),
            titled(
                "Press release: Trafficked at Sea: The Exploitation of Ukrainian Seafarers "
                "and Fishers",
                2012,
                abstract=SEA,
            ),
        ),
        (
            titled("Rapport mondial sur la traite des personnes", 2014),
            titled("Rapport mondial sur la traite des personnes: résumé analytique", 2014),
        ),
        (
            titled("Informe mundial sobre la trata de personas", 2014),
            titled("Informe mundial sobre la trata de personas: resumen ejecutivo", 2014),
        ),
        (
            titled("Profits and Poverty: The Economics of Forced Labour", 2014, abstract=FORCED),
            titled(
                "Fact sheet: Profits and Poverty: The Economics of Forced Labour",
                2014,
                abstract=FORCED,
            ),
        ),
        (
            titled("Ending Violence against Migrant Workers", 2015),
            titled("Ending Violence against Migrant Workers: Key Messages", 2015),
        ),
        (
            titled("Human Trafficking in Conflict", 2016),
            titled("Human Trafficking in Conflict: Concept Note", 2016),
        ),
        (
            titled("Human Trafficking in Conflict", 2016, abstract=GLOBAL),
            titled("Human Trafficking in Conflict: Presentation", 2016, abstract=GLOBAL),
        ),
        (
            titled("Assessment of Referral Practices to Assist Victims of Trafficking", 2014),
            titled(
                "Terms of Reference: Assessment of Referral Practices to Assist Victims "
                "of Trafficking",
                2014,
            ),
        ),
        (
            titled("Global Estimate of Forced Labour", 2012),
            titled("Global Estimate of Forced Labour: Questions and Answers", 2012),
        ),
        (
            titled("Global Estimate of Forced Labour", 2012, abstract=FORCED),
            titled("Global Estimate of Forced Labour: Methodology", 2012, abstract=FORCED),
        ),
        (
            titled("World Migration Report 2015", 2015),
            titled("World Migration Report 2015: Background Paper", 2015),
        ),
        (
            titled("Integration of Return Migrants", 2015),
            titled("Evaluation of Integration of Return Migrants", 2016),
        ),
        (
            titled("Counter-Trafficking Strategy", 2014),
            titled("Draft Counter-Trafficking Strategy", 2013),
        ),
    ),
    *each(
        "a handbook and what goes with it",
        APART,
        (
            titled(f"{_CTP}: Guidance for Health Providers", 2009, abstract=CARE),
            titled(f"{_CTP}: Guidance for Health Providers - Training Manual", 2009, abstract=CARE),
        ),
        (
            titled(f"{_CTP}: Facilitator's Guide", 2012, abstract=CARE),
            titled(f"{_CTP}: Participant's Workbook", 2012, abstract=CARE),
        ),
        (
            titled(f"Handbook: {_CTP}", 2009, abstract=CARE),
            titled(f"Trainer's Manual: {_CTP}", 2009, abstract=CARE),
        ),
        (titled(f"{_CTP}: Handbook", 2009), titled(f"{_CTP}: Workbook", 2009)),
        (titled(_LABOUR, 2012), titled(f"{_LABOUR}: Trainer Notes", 2012)),
        (
            titled("Labour Inspection Handbook on Forced Labour", 2008),
            titled("Labour Inspection Training Manual on Forced Labour", 2008),
        ),
        (
            titled("Guide for Trainers: Protecting Trafficked Children", 2011, abstract=CARE),
            titled("Protecting Trafficked Children", 2011, abstract=CARE),
        ),
        (
            titled("Protecting Trafficked Children: Checklist", 2011),
            titled("Protecting Trafficked Children: Handbook", 2011),
        ),
        (
            titled("First Aid Kit for Law Enforcement Responders on Trafficking", 2010),
            titled("First Aid Kit for Law Enforcement Responders on Trafficking: User Guide", 2010),
        ),
        (
            titled("Manual de capacitación sobre la trata de personas", 2010),
            titled("Guía del facilitador: manual de capacitación sobre la trata de personas", 2010),
        ),
    ),
]


def _of(template: str, one: str, other: str, year: int, text: Any = "", **given: Any) -> Any:
    said = (text(one), text(other)) if callable(text) else (text, text)
    return (
        titled(template.format(one), year, abstract=said[0], **given),
        titled(template.format(other), year, abstract=said[1], **given),
    )


_PROFILE = "Migration in {}: A Country Profile 2009"
_NEEDS = "Needs Assessment: Human Trafficking in {}"
PLACES = [
    *each(
        "one template for two countries",
        APART,
        _of(_PROFILE, "Mali", "Niger", 2009, profile),
        _of(_PROFILE, "Nigeria", "Niger", 2009, profile, authors="IOM", venue="IOM"),
        _of(_PROFILE, "Guinea", "Guinea-Bissau", 2009, profile),
        _of(_PROFILE, "Congo", "the Democratic Republic of the Congo", 2009, profile),
        _of(_NEEDS, "Georgia", "Armenia", 2016, assessment, authors="McAdam, Marika"),
        _of(_NEEDS, "Armenia", "Azerbaijan", 2016, assessment, authors="McAdam, Marika; Lee, A."),
        _of("Migration et développement au {}", "Sénégal", "Cameroun", 2009, profile),
        _of(
            "Perfil migratorio de {}",
            "Colombia",
            "Ecuador",
            2012,
            profile,
            authors="OIM",
            venue="OIM",
        ),
        _of("{}: Counter-Trafficking Legislation", "Serbia", "Montenegro", 2011, assessment),
        _of("{} - Country Report", "Kosovo", "Albania", 2012, assessment, authors="IOM"),
        _of("Country Fact Sheet {}", "Sri Lanka", "Sudan", 2014, authors="IOM", venue="IOM"),
        _of("Human Trafficking in {}", "North Korea", "South Korea", 2014, assessment),
        _of("Migration Profile {}", "Dominica", "Dominican Republic", 2013, profile, authors="IOM"),
        _of("Trafficking of Women from {} to Italy", "Nigeria", "Albania", 2006, assessment),
        _of(
            "Trafficking from Nigeria to {}",
            "Italy",
            "Spain",
            2006,
            assessment,
            authors="Lee, A. and Kim, B.",
        ),
        _of("Return of {} Migrants", "Ethiopian", "Somali", 2014, assessment, authors="IOM"),
        _of("MIGRATION IN {}: A COUNTRY PROFILE", "MALI", "BENIN", 2009, profile),
        _of(
            "Trafficking in Persons: {} Country Assessment", "Bangladesh", "Nepal", 2004, assessment
        ),
    ),
    *each(
        "one template for a country and its region",
        APART,
        _of("Human Trafficking in {}", "Georgia", "the South Caucasus", 2014, assessment),
        _of("Migration Trends in {}", "Mexico", "Central America", 2013, assessment),
        _of("Human Trafficking in {}", "Ghana", "West Africa", 2013, assessment, authors="IOM"),
    ),
    *each(
        "one template for two cities or regions",
        APART,
        _of("Street Children in {}: A Rapid Assessment", "Kinshasa", "Goma", 2010, assessment),
        _of(
            "Labour Exploitation in {} Province",
            "Herat",
            "Kandahar",
            2010,
            assessment,
            authors="IOM",
            venue="IOM",
        ),
        _of(
            "Human Trafficking in {}",
            "Eastern Africa",
            "Southern Africa",
            2008,
            assessment,
            authors="IOM",
        ),
        _of("Trafficking in Women from {} Europe", "Eastern", "Central", 2002, assessment),
        _of(
            "Baseline Survey on Child Labour: {} District",
            "Kampala",
            "Gulu",
            2012,
            assessment,
            authors="ILO; IPEC",
        ),
        _of("Migration from {} Kosovo", "Northern", "Southern", 2012, assessment),
    ),
    *each(
        "one template for two groups of people",
        APART,
        _of("Trafficking of {} for Labour Exploitation: A Study", "Men", "Women", 2011, assessment),
        _of(
            "Guidelines on Assisting {} Victims of Trafficking",
            "Adult",
            "Child",
            2011,
            CARE,
            authors="UNICEF",
        ),
        _of(
            "Forced Labour in the {} Sector", "Fishing", "Construction", 2013, FORCED, authors="ILO"
        ),
    ),
    *each(
        "one country under two names",
        ASK,
        _of(
            "Needs Assessment on Human Trafficking in {}",
            "Côte d'Ivoire",
            "Ivory Coast",
            2005,
            assessment("the country"),
        ),
    ),
    *each(
        "one country under its short and its long name",
        SAME,
        _of(
            "Needs Assessment on Human Trafficking in {}",
            "Moldova",
            "the Republic of Moldova",
            2005,
            assessment("the country"),
        ),
    ),
]

_SPANISH = "Asistencia directa para víctimas de trata"
_ENGLISH = "The IOM Handbook on Direct Assistance for Victims of Trafficking"
TRANSLATIONS = [
    *each(
        "a translation under its own title",
        APART,
        (
            titled(_ENGLISH, 2007, isbns=(("9789290683711", "en"),), languages=("en",)),
            titled(_SPANISH, 2007, isbns=(("9789290683728", "es"),), languages=("es",)),
        ),
        (
            titled("Global Report on Trafficking in Persons", 2014, languages=("en",)),
            titled("Rapport mondial sur la traite des personnes", 2014, languages=("fr",)),
        ),
    ),
    *each(
        "both languages in one title",
        SAME,
        (titled(f"{_ENGLISH} / {_SPANISH}", 2007), titled(_ENGLISH, 2007)),
    ),
]

_HANDBOOK = "Performance Indicators for Counter-Trafficking Projects"
EDITIONS = [
    *each(
        "two editions",
        APART,
        (
            titled(f"{_HANDBOOK} (First Edition)", 2008),
            titled(f"{_HANDBOOK} (Second Edition)", 2010),
        ),
        (
            titled(f"{_HANDBOOK}, 2nd ed.", 2010, abstract=CARE),
            titled(f"{_HANDBOOK}, 3rd ed.", 2012, abstract=CARE),
        ),
        (
            titled("Glossary on Migration", 2004, isbns=(("9789290681724", "en"),)),
            titled("Glossary on Migration, 2nd Edition", 2011, isbns=(("9789290683391", "en"),)),
        ),
        (
            titled("Glossaire de la migration (deuxième édition)", 2011),
            titled("Glossaire de la migration (première édition)", 2007),
        ),
        (
            titled("Glosario sobre migración, 2.ª edición", 2011),
            titled("Glosario sobre migración, 1.ª edición", 2006),
        ),
    ),
    *each(
        "an edition named on one side, years apart",
        ASK,
        (titled(_HANDBOOK, 2008), titled(f"{_HANDBOOK} (Revised)", 2010)),
        (
            titled("Toolkit to Combat Trafficking in Persons", 2006),
            titled("Toolkit to Combat Trafficking in Persons (Second Edition)", 2008),
        ),
    ),
    *each(
        "an edition named on one side, the same year",
        SAME,
        (titled(_HANDBOOK, 2010), titled(f"{_HANDBOOK} (Second Edition)", 2010)),
    ),
    *each(
        "the same edition in other words",
        SAME,
        (titled(f"{_HANDBOOK} (2nd ed.)", 2010), titled(f"{_HANDBOOK}: Second Edition", 2010)),
    ),
    *each(
        "print and PDF of one work with ISBNs of their own",
        ASK,
        (
            titled(_HANDBOOK, 2008, abstract=CARE, isbns=(("9789290684428", "en"),)),
            titled(_HANDBOOK, 2008, abstract=CARE, isbns=(("9789290684435", "en"),)),
        ),
    ),
]

_FISHERS = "Trafficked at Sea: The Exploitation of Ukrainian Seafarers and Fishers"
_PRACTICES = "Assessment of Referral Practices to Assist and Protect Trafficked Persons in Ukraine"
PRINTED = [
    *each(
        "one work, printed otherwise",
        SAME,
        (titled(_FISHERS, 2012), titled(_FISHERS.replace("Exploitation", "Explotation"), 2012)),
        (titled(_FISHERS, 2012), titled(_FISHERS.replace("Seafarers", "Seafares"), 2012)),
        (titled(_FISHERS, 2012), titled(_FISHERS.replace(":", " -"), 2012)),
        (titled(_FISHERS, 2012), titled(_FISHERS.replace(":", ""), 2012)),
        (titled(_FISHERS, 2012), titled(_FISHERS.replace(" and ", " & "), 2012)),
        (titled(_FISHERS, 2012), titled(_FISHERS)),
        (titled(_FISHERS, 2012, abstract=SEA), titled(_FISHERS, 2013, abstract=SEA)),
        (titled(_FISHERS, 2012, abstract=SEA), titled(_FISHERS, 2012, abstract=f"{SEA[:120]}…")),
        (titled(_FISHERS, 2012, abstract=SEA), titled("Trafficked at Sea", 2012, abstract=SEA)),
        (
            titled(_FISHERS, 2012, abstract=SEA),
            titled("The Exploitation of Ukrainian Seafarers and Fishers", 2012, abstract=SEA),
        ),
        (titled(_FISHERS, 2012, abstract=SEA), titled(_FISHERS, 2012, abstract=FUNDED)),
        (titled(_PRACTICES, 2010), titled(_PRACTICES.replace("Practices", "Practises"), 2010)),
        (
            titled("Organised Labour and Trafficking Prevention Programmes", 2008),
            titled("Organized Labor and Trafficking Prevention Programs", 2008),
        ),
        (
            titled("Counter-Trafficking Training Modules for Law Enforcement", 2007),
            titled("Counter Trafficking Training Modules for Law Enforcement", 2007),
        ),
        (
            titled("Women & Men on the Move: Labour Migration from Tajikistan", 2009),
            titled("Women and men on the move. Labour migration from Tajikistan", 2009),
        ),
        (titled(_PRACTICES.upper(), 2010), titled(_PRACTICES, 2010)),
        (
            titled("La traite des êtres humains en Afrique de l'Ouest", 2006),
            titled("La traite des etres humains en Afrique de l’Ouest", 2006),
        ),
        (
            titled("The Trafficking of Women for Sexual Exploitation", 2003),
            titled("Trafficking of Women for Sexual Exploitation", 2003),
        ),
        (
            titled(_FISHERS, 2012, authors="Surtees, Rebecca"),
            titled(_FISHERS, 2012, authors="R. Surtees"),
        ),
        (
            titled(_FISHERS, 2012, authors="Surtees, Rebecca"),
            titled(_FISHERS, 2012, authors="IOM; NEXUS Institute"),
        ),
        (
            titled(
                "Human Trafficking Survey: Belarus, Bulgaria, Moldova, Romania and Ukraine", 2006
            ),
            titled("Human Trafficking Survey: Belarus, Bulgaria, Moldova, Romania, Ukraine", 2006),
        ),
        (
            titled("Migration, Human Smuggling and Trafficking from Nigeria to Europe", 2006),
            titled(
                "Migration, Human Smuggling & Trafficking from Nigeria to Europe (MRS No. 23)", 2006
            ),
        ),
        (titled(_FISHERS, 2012), titled(f"{_FISHERS} (2012)", 2012)),
    ),
    *each(
        "one work, printed otherwise, with too little beside the title to be sure",
        ASK,
        (titled(_FISHERS, 2012), titled(_FISHERS, 2013)),
        (
            titled(_FISHERS, 2012),
            titled("The Exploitation of Ukrainian Seafarers and Fishers", 2012),
        ),
        (
            titled("Beneath the Surface: Methodological Issues in Research", 2010),
            titled(
                "Beneath the Surface : Methodological Issues in Research and Data Collection", 2010
            ),
        ),
        (
            titled("Guidelines for the Collection of Data on Trafficking in Human Beings", 2009),
            titled(
                "Guidelines for the collection of data on trafficking in human beings, "
                "including comparable indicators",
                2009,
            ),
        ),
    ),
]

TOGETHER = [
    *each(
        "a part beside the whole, with the same abstract",
        ASK,
        (
            titled("Fatal Journeys", 2016, abstract=SEA),
            titled("Fatal Journeys, Volume 2", 2016, abstract=SEA),
        ),
    ),
    *each(
        "the same work in its series and alone",
        SAME,
        (
            titled("Glossary on Migration", 2019, abstract=CARE),
            titled("N°34 – Glossary on Migration", 2019, abstract=CARE),
        ),
    ),
    *each(
        "numbers of one series before the title",
        APART,
        (
            titled("N°25 – Glossary on Migration", 2011, abstract=CARE),
            titled("N°34 – Glossary on Migration", 2011, abstract=CARE),
        ),
    ),
    *each(
        "one abstract that speaks of the publisher, under two titles",
        APART,
        (
            titled("Shelter Handbook for Guardians", 2012, abstract=f"{GLOBAL} {GLOBAL}"),
            titled("Ports of Departure", 2012, abstract=f"{GLOBAL} {GLOBAL}"),
        ),
    ),
]

COMMON = [
    *each(
        "a title that many bear, by two publishers",
        APART,
        (
            titled("Annual Report", 2014, authors="IOM", abstract=SEA),
            titled("Annual Report", 2014, authors="UNHCR", abstract=GLOBAL),
        ),
        (
            titled("Annual Report 2014", 2014, authors="IOM"),
            titled("Annual Report 2014", 2014, authors="OSCE"),
        ),
        (
            titled("Newsletter", 2012, authors="OSCE"),
            titled("Newsletter", 2012, authors="World Bank"),
        ),
        (
            titled("Training Manual", 2010, authors="ILO"),
            titled("Training Manual", 2010, authors="UNICEF"),
        ),
        (titled("Guidelines", 2010, authors="WHO"), titled("Guidelines", 2010, authors="UNHCR")),
        (
            titled("Strategic Plan 2010-2014", 2010, authors="IOM"),
            titled("Strategic Plan 2010-2014", 2010, authors="WHO"),
        ),
        (
            titled("Policy Framework and Strategy", 2012, authors="IOM"),
            titled("Policy Framework and Strategy", 2012, authors="ILO"),
        ),
        (titled("Executive Summary", 2012), titled("Executive Summary", 2012)),
        (titled("Country Report", 2011), titled("Country Report", 2011)),
        (
            titled("Needs Assessment", 2011, abstract=SEA),
            titled("Needs Assessment", 2011, abstract=GLOBAL),
        ),
        (
            titled("Final Report", 2013, venue="ILO"),
            titled("Final Report", 2013, venue="World Bank"),
        ),
        (
            titled("Manuel de formation", 2010, authors="OIM"),
            titled("Manuel de formation", 2010, authors="UNICEF"),
        ),
        (
            titled("Informe anual", 2012, authors="OIM"),
            titled("Informe anual", 2012, authors="ACNUR"),
        ),
    ),
    *each(
        "only the funder's sentences are the same",
        APART,
        (
            titled("Child Labour in Cocoa Farming", 2011, abstract=FUNDED),
            titled("Returning Home: Voluntary Return of Migrants", 2011, abstract=FUNDED),
        ),
        (
            titled("Child Labour in Cocoa Farming", 2011, abstract=f"{FUNDED} {SEA}"),
            titled("Debt Bondage in Brick Kilns", 2011, abstract=f"{FUNDED} {FORCED}"),
        ),
        (
            titled("Trafficking in Persons for Labour", 2011, abstract=FUNDED, authors="IOM"),
            titled("Trafficking in Organs", 2011, abstract=FUNDED, authors="IOM"),
        ),
        (
            titled("Combating Child Labour in Agriculture", 2011, abstract=FUNDED, authors="ILO"),
            titled("Combating Child Labour in Mining", 2011, abstract=FUNDED, authors="ILO"),
        ),
        (
            titled("Community Policing Handbook", 2011, abstract=f"{FUNDED * 3}"),
            titled("Border Management Review", 2011, abstract=f"{FUNDED * 3}"),
        ),
    ),
    *each(
        "one title begins the other",
        APART,
        (titled("Trafficking in Persons", 2008), titled("Trafficking in Persons in Europe", 2008)),
        (
            titled("Trafficking in Persons", 2008, authors="UNODC"),
            titled(
                "Trafficking in Persons in Europe for Sexual Exploitation", 2010, authors="UNODC"
            ),
        ),
        (
            titled("Human Trafficking", 2010, authors="IOM"),
            titled("Human Trafficking: An Overview", 2008, authors="UNODC"),
        ),
        (
            titled("Migration and Development", 2010, authors="IOM"),
            titled("Migration and Development in Ghana", 2010, authors="IOM"),
        ),
        (
            titled("Forced Labour and Human Trafficking", 2009, authors="ILO"),
            titled(
                "Forced Labour and Human Trafficking: Casebook of Court Decisions",
                2009,
                authors="ILO",
            ),
        ),
        (
            titled("Combating Trafficking in Persons", 2009, authors="IOM"),
            titled(
                "Combating Trafficking in Persons: A Handbook for Parliamentarians",
                2009,
                authors="UNODC",
            ),
        ),
        (
            titled("Human Trafficking", 2010),
            titled(
                "Human Trafficking in the Baltic Sea Region: State and Civil Society Cooperation",
                2013,
            ),
        ),
        (
            titled("Migration Policy Framework", 2014, abstract=SEA),
            titled("Migration Policy Framework for Zanzibar", 2014, abstract=GLOBAL),
        ),
    ),
]

CASES: tuple[Listed, ...] = (
    *ANNUAL,
    *AGAIN,
    *SERIES,
    *KINDS,
    *PLACES,
    *TRANSLATIONS,
    *EDITIONS,
    *PRINTED,
    *TOGETHER,
    *COMMON,
)
