"""More look-alikes of grey literature, their answers written down before they were first run.

Titles follow the patterns of international organisations' publications in six languages: reports
and their briefings, handbooks and what trainers get, volumes, editions, years, numbered series,
damage by scanning, titles printed over. Each table holds a work's title with a gap, and two
fillings; both entries have the same year and abstract, so that only the title tells.
"""

from __future__ import annotations

from typing import Any

from tests.match.listed_pairs import (
    APART,
    ASK,
    CARE,
    FORCED,
    GLOBAL,
    SAME,
    SEA,
    Given,
    Listed,
    each,
    titled,
)

Filled = tuple[str, str, str]


def _two(title: str, one: str, other: str, year: int | None, **given: Any) -> tuple[Given, Given]:
    """Return two listings that fill the gap in a title otherwise."""
    return titled(title.format(one), year, **given), titled(title.format(other), year, **given)


def alike(
    kind: str, expected: str, year: int | None, abstract: str, *filled: Filled
) -> list[Listed]:
    """Return a case for each title with its two fillings."""
    pairs = (_two(*row, year, abstract=abstract) for row in filled)
    return each(kind, expected, *pairs)


_SHORTER = alike(
    "a report, and a shorter text beside it",
    APART,
    2014,
    FORCED,
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", ": Policy Digest"),
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", ": Information Sheet"),
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", " - Short Version"),
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", " - In a Nutshell"),
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", ": Fast Facts"),
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", ": Extended Summary"),
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", ": A Two-Page Summary"),
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", ": Backgrounder"),
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", ": Pamphlet"),
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", ": Executive Overview"),
    ("Recruitment Fees and Debt in the Fishing Sector{}", "", " (popular version)"),
    ("Frais de recrutement et dettes dans la pêche{}", "", " : résumé à l'intention des décideurs"),
    ("Frais de recrutement et dettes dans la pêche{}", "", " : version abrégée"),
    ("Frais de recrutement et dettes dans la pêche{}", "", " : aide-mémoire"),
    ("Frais de recrutement et dettes dans la pêche{}", "", " – Note de synthèse"),
    ("Costos de contratación y deudas en la pesca{}", "", ": versión resumida"),
    (
        "Costos de contratación y deudas en la pesca{}",
        "",
        ": resumen para responsables de políticas",
    ),
    ("Costos de contratación y deudas en la pesca{}", "", ": versión amigable para niños y niñas"),
    ("Taxas de recrutamento e dívidas na pesca{}", "", ": sumário executivo"),
    ("Taxas de recrutamento e dívidas na pesca{}", "", ": versão resumida"),
    ("Vermittlungsgebühren und Schulden in der Fischerei{}", "", ": Kurzbericht"),
    ("Vermittlungsgebühren und Schulden in der Fischerei{}", "", " in Leichter Sprache"),
    ("رسوم التوظيف والديون في قطاع الصيد{}", "", ": ملخص تنفيذي"),
    ("رسوم التوظيف والديون في قطاع الصيد{}", "", ": موجز"),
)

_TRAINERS = alike(
    "a handbook, and what trainers or those trained get",
    APART,
    2011,
    CARE,
    ("Sheltering Survivors of Trafficking: {}", "A Handbook", "Tutor's Guide"),
    ("Sheltering Survivors of Trafficking: {}", "A Handbook", "Moderator's Guide"),
    ("Sheltering Survivors of Trafficking{}", "", ": Trainer's Notes"),
    ("Sheltering Survivors of Trafficking{}", "", ": A Manual for Training Trainers"),
    ("Sheltering Survivors of Trafficking{}", "", ": Learning Activities"),
    ("Sheltering Survivors of Trafficking{}", "", ": Session Plans"),
    ("Sheltering Survivors of Trafficking: {}", "Participant's Manual", "Trainer's Manual"),
    ("Accueillir les victimes de la traite{}", "", " : guide du formateur"),
    ("Accueillir les victimes de la traite{}", "", " : guide de l'animatrice"),
    ("Accueillir les victimes de la traite{}", "", " : manuel du participant"),
    ("Accueillir les victimes de la traite{}", "", " : livret de l'apprenant"),
    ("Albergar a las víctimas de trata{}", "", ": guía de la facilitadora"),
    ("Albergar a las víctimas de trata{}", "", ": guía para formadores"),
    ("Albergar a las víctimas de trata{}", "", ": manual del participante"),
    ("Acolher as vítimas de tráfico{}", "", ": manual do formador"),
    ("Acolher as vítimas de tráfico{}", "", ": guia do facilitador"),
    ("Acolher as vítimas de tráfico{}", "", ": caderno do participante"),
    ("Unterbringung von Betroffenen des Menschenhandels{}", "", ": Trainerhandbuch"),
    ("Unterbringung von Betroffenen des Menschenhandels{}", "", ": Leitfaden für Trainerinnen"),
    ("Unterbringung von Betroffenen des Menschenhandels{}", "", ": Teilnehmerheft"),
    ("إيواء ضحايا الاتجار بالأشخاص{}", "", ": دليل المدرب"),
    ("إيواء ضحايا الاتجار بالأشخاص: {}", "دليل المتدرب", "دليل المدرب"),
    ("إيواء ضحايا الاتجار بالأشخاص{}", "", ": دليل الميسر"),
)

_VOLUMES = alike(
    "two volumes or parts",
    APART,
    2009,
    GLOBAL,
    ("La traite des personnes dans l'océan Indien, tome {}", "1", "2"),
    ("La traite des personnes dans l'océan Indien, livre {}", "I", "II"),
    ("La traite des personnes dans l'océan Indien. Fascicule {}", "2", "3"),
    ("La traite des personnes dans l'océan Indien, {} partie", "première", "deuxième"),
    ("La trata de personas en el Caribe, tomo {}", "I", "II"),
    ("La trata de personas en el Caribe. {} parte", "Primera", "Segunda"),
    ("La trata de personas en el Caribe. Cuaderno {}", "1", "2"),
    ("O tráfico de pessoas na África Austral, volume {}", "um", "dois"),
    ("O tráfico de pessoas na África Austral, {} parte", "primeira", "segunda"),
    ("Menschenhandel in Mitteleuropa, Band {}", "1", "2"),
    ("Menschenhandel in Mitteleuropa, {} Teil", "erster", "zweiter"),
    ("Menschenhandel in Mitteleuropa. Heft {}", "3", "4"),
    ("الاتجار بالأشخاص في شمال أفريقيا، الجزء {}", "الأول", "الثاني"),
    ("الاتجار بالأشخاص في شمال أفريقيا، المجلد {}", "1", "2"),
    ("Trafficking Trends in Southern Waters, Part {}", "One", "Three"),
    ("Trafficking Trends in Southern Waters, Annex {}", "A", "B"),
    ("Trafficking Trends in Southern Waters. Unit {}", "4", "5"),
    ("Trafficking Trends in Southern Waters: {} Report", "First", "Second"),
)

_PERIODS = alike(
    "two periods of one report",
    APART,
    None,
    GLOBAL,
    ("Informe de gestión {}: lucha contra la trata", "2010-2011", "2011-2012"),
    ("Relatório de atividades {}: tráfico de pessoas", "2015", "2016"),
    ("Bilan des retours volontaires assistés {}", "2014", "2015"),
    ("Tätigkeitsbericht {} der Koordinierungsstelle", "2013", "2014"),
    ("التقرير السنوي عن مكافحة الاتجار {}", "2014", "2015"),
    ("التقرير السنوي عن مكافحة الاتجار {}", "٢٠١٤", "٢٠١٥"),
    ("Assisted Voluntary Returns: {} of 2016", "First Half", "Second Half"),
    ("Assisted Voluntary Returns, FY{}", "2014", "2015"),
    ("Assisted Voluntary Returns, {}", "2014-15", "2015-16"),
    ("Displacement Tracking Matrix: Round {} Report", "V", "VI"),
    ("Displacement Tracking Matrix: Week {} Update", "12", "13"),
    ("Boletín sobre trata, {} de 2015", "enero", "febrero"),
    ("Bulletin sur la traite, {} 2015", "juin", "juillet"),
    ("Boletim sobre tráfico de pessoas, {} de 2015", "maio", "junho"),
    ("Rundbrief Menschenhandel, {} 2015", "Oktober", "Dezember"),
    ("Newsletter on Labour Exploitation, {} 2015", "Spring", "Autumn"),
    ("Newsletter on Labour Exploitation, {} Quarter 2015", "2nd", "3rd"),
    ("نشرة مكافحة الاتجار، {} 2015", "يناير", "فبراير"),
)

_SERIES = alike(
    "two numbers of one series",
    APART,
    None,
    "",
    ("Cuadernos migratorios N° {}", "3", "4"),
    ("Document de travail n° {} sur les migrations", "14", "15"),
    ("Texto para discussão n.º {} sobre migrações", "12", "13"),
    ("Arbeitspapier {} zur Migrationsforschung", "7", "8"),
    ("Working Paper WP-2014-{} on Labour Migration", "03", "04"),
    ("Migration Policy Practice, Vol. III, Number {}", "2", "3"),
    ("Flash Update #{}: Stranded Migrants", "6", "7"),
    ("ورقة عمل رقم {} عن هجرة العمل", "5", "6"),
    ("Fiche pratique n° {} : identifier les victimes", "3", "4"),
    ("Ficha técnica {}: identificar a las víctimas", "2", "3"),
)

_EDITIONS = alike(
    "two editions",
    APART,
    None,
    CARE,
    ("Manuel de protection des victimes, {} édition", "deuxième", "troisième"),
    ("Manuel de protection des victimes ({} éd.)", "2e", "3e"),
    ("Manual de protección a víctimas, {} edición", "segunda", "tercera"),
    ("Manual de proteção às vítimas ({} edição)", "2.ª", "3.ª"),
    ("Handbuch zum Opferschutz, {}. Auflage", "2", "3"),
    ("Handbuch zum Opferschutz, {}, überarbeitete Auflage", "zweite", "dritte"),
    ("دليل حماية الضحايا، الطبعة {}", "الأولى", "الثانية"),
    ("Handbook on Victim Protection, {} ed.", "3rd", "4th"),
    ("Handbook on Victim Protection ({} revised edition)", "2nd", "3rd"),
)

_ONE_EDITION = alike(
    "one edition in other words",
    SAME,
    2012,
    CARE,
    ("Manuel de protection des victimes ({})", "deuxième édition", "2e édition"),
    ("Manual de protección a víctimas ({})", "segunda edición", "2.ª edición"),
    ("Handbuch zum Opferschutz ({})", "zweite Auflage", "2. Auflage"),
    ("Handbook on Victim Protection{}", ", 2nd ed.", " (Second Edition)"),
)

_PLACES = alike(
    "one template for two places",
    APART,
    2013,
    GLOBAL,
    ("Perfil migratorio de {}", "Guatemala", "Honduras"),
    ("Profil migratoire du {}", "Niger", "Nigéria"),
    ("Migrationsprofil {}", "Albanien", "Armenien"),
    ("Perfil migratório da {}", "Guiné-Bissau", "Guiné Equatorial"),
    ("الملف الوطني للهجرة: {}", "تونس", "المغرب"),
    ("Human Trafficking in {}: Baseline", "the Congo", "the Democratic Republic of the Congo"),
    ("Urban Displacement in {}: A Rapid Assessment", "Nairobi", "Mombasa"),
    ("Labour Migration in {} Africa", "West", "East"),
    ("Trafficking along the {} Mediterranean Route", "Central", "Western"),
    ("Return to {}: Monitoring Survivors", "Kyiv", "Kharkiv"),
    ("Trafficking of Women from {} Sudan", "North", "South"),
    ("Migrants on {} Shores", "Atlantic", "Pacific"),
)

_PEOPLE = alike(
    "one template for two kinds of reader or of people",
    APART,
    2010,
    CARE,
    ("Identifying Victims of Trafficking: A Guide for {}", "Border Guards", "Labour Inspectors"),
    ("Identifying Victims of Trafficking: A Guide for {}", "Judges", "Prosecutors"),
    ("Identifier les victimes de la traite : guide à l'usage des {}", "policiers", "magistrats"),
    ("Identificar a las víctimas de trata: guía para {}", "fiscales", "jueces"),
    ("Identificar vítimas de tráfico: guia para {}", "procuradores", "polícias"),
    ("Betroffene erkennen: Leitfaden für {}", "Lehrkräfte", "Sozialarbeiter"),
    ("تحديد ضحايا الاتجار: دليل {}", "القضاة", "الشرطة"),
    ("Reintegration of Trafficked {}", "Boys", "Girls"),
    ("Reintegration of Trafficked {}", "Men", "Women"),
    ("Exploitation of {} Workers in Construction", "Seasonal", "Domestic"),
    ("Trafficking for {} Exploitation in Europe", "Sexual", "Labour"),
)

_DAMAGED = alike(
    "one work, damaged by a scan or a page",
    SAME,
    2012,
    SEA,
    ("{} of Fishers and Seafarers at Sea", "Trafficking", "Traffîcking"),
    ("{} of Fishers and Seafarers at Sea", "Trafficking", "Traf- ficking"),
    ("{} of Fishers and Seafarers at Sea", "Trafficking", "Trafﬁcking"),
    ("{} of Fishers and Seafarers at Sea", "Trafficking", "Traf\u00adficking"),
    ("Trafficking of Fishers and {} at Sea", "Seafarers", "Seafarcrs"),
    ("Trafficking {}Fishers and Seafarers at Sea", "of ", "of"),
    ("Trafficking of Fishers {} Seafarers at Sea", "and", "&amp;"),
    ("{} Trafficking on the High Seas", "Human", "Hurnan"),
    ("La traite des {} en mer", "êtres humains", "Ãªtres humains"),
    ("Étude sur la {} en mer", "pêche", "peche"),
    ("Trata de {} en alta mar", "niños y niñas", "ninos y ninas"),
    ("Tráfico de pessoas no {} mar", "alto", "a1to"),
    ("Menschenhandel auf {} See", "hoher", "h0her"),
    ("TRAFFICKING OF FISHERS AND SEAFARERS AT {}", "SEA", "SEA."),
)

_PLAIN = alike(
    "one work, printed otherwise on two pages",
    SAME,
    2012,
    CARE,
    ("Counter{}Trafficking Training Modules: Return and Reintegration", "-", " "),
    ("{}Handbook on Direct Assistance for Victims", "The IOM ", "IOM "),
    ("Handbook on Direct Assistance for Victims{}", "", " (2012)"),
    ("Handbook on Direct Assistance for Victims{}", "", " (PDF)"),
    ("Handbook on Direct Assistance for Victims{}", "", " - English"),
    ("{}Handbook on Direct Assistance for Victims", "", "MRS No. 23 - "),
    (
        "Direct Assistance for Victims: {} in Shelters",
        "Modernising Programmes",
        "Modernizing Programs",
    ),
    ("{} Things to Know about Assisting Victims", "Twelve", "12"),
    ("Assisting Victims of Trafficking{} A Handbook", ":", " –"),
    ("Direct Assistance{}: a Handbook for Shelters", "", " "),
    ("{}-learning on Direct Assistance for Victims", "E", "e"),
    ("L'assistance directe aux victimes{} un manuel", " :", ":"),
    (
        "«{}»",
        "Manual de asistencia directa a víctimas",
        " Manual de asistencia directa a víctimas ",
    ),
    ("دليل المساعدة المباشرة لضحايا {}", "الاتجار", "الإتجار"),
)

_LANGUAGES = alike(
    "one work, and the language that a page names beside its title",
    SAME,
    2012,
    CARE,
    ("Handbook on Direct Assistance for Victims ({})", "English", "French"),
    ("Handbook on Direct Assistance for Victims{}", "", " [Arabic]"),
    ("Handbook on Direct Assistance for Victims{}", "", " (Spanish version)"),
)

_OVER = [
    *each(
        "a title printed over its neighbour's, with an ISBN and a long abstract",
        SAME,
        (
            titled(
                "Trafficked at Sea",
                2012,
                abstract=f"{SEA} {FORCED}",
                isbns=(("9789290686552", "en"),),
            ),
            titled(
                "Caring for Minors",
                2012,
                abstract=f"{SEA} {FORCED}",
                isbns=(("9789290686552", "en"),),
            ),
        ),
    ),
    *each(
        "a title printed over its neighbour's, with an ISBN and nothing else",
        ASK,
        (
            titled(
                "Trafficked at Sea: the Men Who Came Back", 2012, isbns=(("9789290686552", "en"),)
            ),
            titled(
                "Caring for Minors in Shelters of the Region",
                2012,
                isbns=(("9789290686552", "en"),),
            ),
        ),
    ),
]

UNSEEN: tuple[Listed, ...] = (
    *_SHORTER, *_TRAINERS, *_VOLUMES, *_PERIODS, *_SERIES, *_EDITIONS, *_ONE_EDITION,
    *_PLACES, *_PEOPLE, *_DAMAGED, *_PLAIN, *_LANGUAGES, *_OVER,
)  # fmt: skip
