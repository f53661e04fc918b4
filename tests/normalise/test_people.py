import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalise.people import contributors

Names = list[tuple[str, str | None]]


def named(*values: str) -> Names:
    return [(one.name, one.given) for one in contributors(values)[0]]


@pytest.mark.parametrize(
    ("text", "family", "given_names"),
    [
        ("Lori J. Mann", "Mann", "Lori J."),
        ("Shukri Hirabe Gesod", "Gesod", "Shukri Hirabe"),
        ("Mann, Lori J.", "Mann", "Lori J."),
        ("García Márquez, Gabriel", "García Márquez", "Gabriel"),
        ("O'Brien, Conor", "O'Brien", "Conor"),
        ("Ludwig van der Berg", "van der Berg", "Ludwig"),
        ("Fanny Klerx-van Mierlo", "Klerx-van Mierlo", "Fanny"),
        ("Ursula von der Leyen", "von der Leyen", "Ursula"),
        ("José da Silva e Souza", "da Silva e Souza", "José"),
        ("Maria dos Santos", "dos Santos", "Maria"),
        ("María del Carmen García", "García", "María del Carmen"),
        ("José Ortega y Gasset", "Ortega y Gasset", "José"),
        ("María José Pérez-García", "Pérez-García", "María José"),
        ("Abdul Rahman bin Abdullah", "bin Abdullah", "Abdul Rahman"),
        ("Mohammed bin Salman Al Saud", "Al Saud", "Mohammed bin Salman"),
        ("P. W. Singer", "Singer", "P. W."),
        ("Zimmerman C.", "Zimmerman", "C."),
        ("Bales KD", "Bales", "KD"),
        ("DUPONT Jean", "Dupont", "Jean"),
        ("Jean DUPONT", "Dupont", "Jean"),
        ("Ban Ki-moon", "Ban", "Ki-moon"),
        ("Nguyen Van Minh", "Nguyen", "Van Minh"),
        ("Иван Петров", "Петров", "Иван"),
        ("Dr. Anna Smith, PhD", "Smith", "Anna"),
        ("Martin Luther King, Jr.", "King", "Martin Luther, Jr."),
        ("John Paul Jones III", "Jones", "John Paul, III"),
        ("Marika McAdam (IOM)", "McAdam", "Marika"),
        ("Plato", "Plato", None),
        ("SMITH, John", "Smith", "John"),
        ("JOHN SMITH", "Smith", "John"),
        ("JK SMITH", "Smith", "JK"),
        ("ÉLISE NOËL", "Noël", "Élise"),
        ("Lorenzo de' Medici", "de' Medici", "Lorenzo"),
        ("Anne Gallagher AO", "Gallagher", "Anne"),
        ("Gabriel García Márquez", "García Márquez", "Gabriel"),
        ("María José Pérez López", "Pérez López", "María José"),
        ("José Luis Rodríguez Zapatero", "Rodríguez Zapatero", "José Luis"),
        ("Maria Santos Reyes", "Reyes", "Maria Santos"),  # no accent: Manila counts otherwise
        ("Maria Garcia Lopez", "Lopez", "Maria Garcia"),
        ("João Pereira Lopes", "Lopes", "João Pereira"),
        ("Xi Jinping", "Xi", "Jinping"),
        ("Mao Zedong", "Mao", "Zedong"),
        ("Wang Yi", "Yi", "Wang"),  # either can be the family's: the printed order is believed
        ("Nguyen Thi Hoang", "Nguyen", "Thi Hoang"),
        ("Nguyễn Phú Trọng", "Nguyễn", "Phú Trọng"),
        ("Anh Tuan Nguyen", "Nguyen", "Anh Tuan"),
        ("محمد بن سلمان", "بن سلمان", "محمد"),
        ("Justice Malala", "Malala", "Justice"),
        ("DR. JANE DOE", "Doe", "Jane"),
        ("Van den Berg Jan", "Van den Berg", "Jan"),
        ("John Roe MD", "Roe", "John"),
        ("Rebecca Surtees¹", "Surtees", "Rebecca"),
        ("Rebecca Surtees.", "Surtees", "Rebecca"),
        ("王小明", "王小明", None),
    ],
)
def test_a_person_has_a_family_name_and_given_names(
    text: str, family: str, given_names: str | None
) -> None:
    found, unknown = contributors([text])
    assert [(one.kind, one.name, one.given) for one in found] == [("person", family, given_names)]
    assert unknown == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sweden'S Ministry Of Justice", "Sweden's Ministry of Justice"),
        (
            "International Organization For Migration (IOM)",
            "International Organization for Migration (IOM)",
        ),
        ("INTERNATIONAL ORGANIZATION FOR MIGRATION", "International Organization for Migration"),
        ("Women'S Refugee Commission", "Women's Refugee Commission"),
        ("Ministry Of Justice And Human Rights", "Ministry of Justice and Human Rights"),
        ("Ministry of Health, Labour and Welfare", "Ministry of Health, Labour and Welfare"),
        ("Crime And Justice Institute", "Crime and Justice Institute"),
        (
            "London School Of Hygiene & Tropical Medicine",
            "London School of Hygiene & Tropical Medicine",
        ),
        ("Ministère De L'Intérieur", "Ministère de l'Intérieur"),
        ("Ministerio De Justicia Y Derechos Humanos", "Ministerio de Justicia y Derechos Humanos"),
        ("Universidade De São Paulo", "Universidade de São Paulo"),
        ("Bundesministerium für Inneres", "Bundesministerium für Inneres"),
        ("Bundeskriminalamt", "Bundeskriminalamt"),
        ("Kofi Annan Foundation", "Kofi Annan Foundation"),
        ("Hope For Justice", "Hope for Justice"),
        ("UN.GIFT", "UN.GIFT"),
        ("UN Women", "UN Women"),
        ("IOM Ukraine", "IOM Ukraine"),
        ("United States Department Of State", "United States Department of State"),
        ("Cruz Roja Española", "Cruz Roja Española"),
        ("Министерство внутренних дел", "Министерство внутренних дел"),
        ("Всемирный банк", "Всемирный банк"),
        ("世界银行", "世界银行"),
        ("湖南省妇女联合会研究中心", "湖南省妇女联合会研究中心"),
        ("المنظمة الدولية للهجرة", "المنظمة الدولية للهجرة"),
        ("وزارة العدل", "وزارة العدل"),
        ("London School of Hygiene and Tropical Medicine",) * 2,
        (
            "Ministry of Foreign Affairs And International Cooperation",
            "Ministry of Foreign Affairs and International Cooperation",
        ),
        ("Médecins Sans Frontières", "Médecins Sans Frontières"),
    ],
)
def test_an_organisation_is_recognised_and_its_capitals_mended(text: str, name: str) -> None:
    found, unknown = contributors([text])
    assert [(one.kind, one.name, one.given) for one in found] == [("organisation", name, None)]
    assert unknown == ()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["Rebecca Surtees And Sarah Craggs"], [("Surtees", "Rebecca"), ("Craggs", "Sarah")]),
        (["Jane Smith & Bob Jones"], [("Smith", "Jane"), ("Jones", "Bob")]),
        (["Ana Pérez y Luis Gómez"], [("Pérez", "Ana"), ("Gómez", "Luis")]),
        (["Anne Roy et Luc Dubois"], [("Roy", "Anne"), ("Dubois", "Luc")]),
        (
            ["John Smith, Jane Doe and Bob Roe"],
            [("Smith", "John"), ("Doe", "Jane"), ("Roe", "Bob")],
        ),
        (["Smith, J., Doe, J., & Roe, B."], [("Smith", "J."), ("Doe", "J."), ("Roe", "B.")]),
        (["Smith, John; Doe, Jane"], [("Smith", "John"), ("Doe", "Jane")]),
        (["Smith, John and Doe, Jane"], [("Smith", "John"), ("Doe", "Jane")]),
        (["Surtees", "R.", "Craggs", "S."], [("Surtees", "R."), ("Craggs", "S.")]),
        (["Surtees", "Rebecca", "Craggs", "Sarah"], [("Surtees", "Rebecca"), ("Craggs", "Sarah")]),
        (
            ["Klein Solomon", "M. and McAuliffe", "M."],
            [("Klein Solomon", "M."), ("McAuliffe", "M.")],
        ),
        (["Martin Luther King", "Jr."], [("King", "Martin Luther, Jr.")]),
        (["IOM And UNODC"], [("IOM", None), ("UNODC", None)]),
        (["IOM, UNODC, ILO"], [("IOM", None), ("UNODC", None), ("ILO", None)]),
        (["IOM/UNODC"], [("IOM", None), ("UNODC", None)]),
        (
            ["Rebecca Surtees And NEXUS Institute"],
            [("Surtees", "Rebecca"), ("NEXUS Institute", None)],
        ),
        (
            ["Institute For The Study Of Labour And Peace And University Of Lagos"],
            [("Institute for the Study of Labour and Peace", None), ("University of Lagos", None)],
        ),
        (
            ["Ministry Of Labour", "Invalids", "Social Affairs"],
            [("Ministry of Labour, Invalids and Social Affairs", None)],
        ),
        (
            ["Ministry Of Foreign Affairs", "International Cooperation", "Rebecca Surtees"],
            [
                ("Ministry of Foreign Affairs and International Cooperation", None),
                ("Surtees", "Rebecca"),
            ],
        ),
        (
            ["Ministerio De Trabajo", "Asuntos Sociales"],
            [("Ministerio de Trabajo y Asuntos Sociales", None)],
        ),
        (["Jane Doe/John Roe"], [("Doe", "Jane"), ("Roe", "John")]),
        (
            ["IOM and the Government of Viet Nam"],
            [("IOM", None), ("Government of Viet Nam", None)],
        ),
        (["Mann", "Lori J."], [("Mann", "Lori J.")]),
        (["SMITH", "John"], [("Smith", "John")]),
        (["Rebecca Surtees. Laura Johnson"], [("Surtees", "Rebecca"), ("Johnson", "Laura")]),
        (
            ["Prepared By Rebecca Surtees For NEXUS Institute"],
            [("Surtees", "Rebecca"), ("NEXUS Institute", None)],
        ),
    ],
)
def test_a_field_is_cut_into_its_contributors(values: list[str], expected: Names) -> None:
    assert named(*values) == expected
    assert contributors(values)[1] == ()


@pytest.mark.parametrize(
    ("values", "roles"),
    [
        (["Jane Doe (Ed.)"], ["editor"]),
        (["John Smith", "Jane Doe (eds)"], ["editor", "editor"]),
        (["Edited by John Smith and Jane Doe"], ["editor", "editor"]),
        (["M. McAuliffe And M. Klein Solomon (Conveners)"], ["convener", "convener"]),
        (["Jane Doe", "John Smith (ed.)"], ["author", "editor"]),
        (["By Jane Doe"], ["author"]),
        (["Jane Doe with contributions by John Smith"], ["author", "contributor"]),
        (["With contributions by Jane Doe"], ["contributor"]),
    ],
)
def test_words_of_role_are_read_and_taken_off(values: list[str], roles: list[str]) -> None:
    assert [one.role for one in contributors(values)[0]] == roles


CITATIONS: list[tuple[list[str], Names]] = [
    (
        [
            "Liu",
            "G. (2017) ‘National Referral Mechanisms For Victims Of Human Trafficking’",
            "In McAuliffe",
            "IOM: Geneva",
            "M. And M. Klein Solomon (Conveners) (2017) Ideas To Inform International Cooperation",
            "Orderly",
            "Regular Migration",
        ],
        [("Liu", "G.")],
    ),
    (
        ["Surtees", "R. (2014). In African Waters. Geneva: IOM And NEXUS Institute."],
        [("Surtees", "R.")],
    ),
    (
        [
            "Zimmerman C.",
            "Hossain M. And Watts C. (2011) Human Trafficking And Health: A Conceptual Model",
            "Intervention And Research. Social Science & Medicine",
            "73(2)",
            "327–335",
        ],
        [("Zimmerman", "C."), ("Hossain", "M."), ("Watts", "C.")],
    ),
    (["UNODC (2016) Global Report On Trafficking In Persons 2016. Vienna"], [("UNODC", None)]),
    (
        ["Aronowitz", "A. A. Human Trafficking", "Human Misery. Praeger", "2009"],
        [("Aronowitz", "A. A.")],
    ),
    (
        ["McAuliffe, M. and Ruhs, M. (eds.) 2017. World Migration Report 2018. IOM, Geneva."],
        [("McAuliffe", "M."), ("Ruhs", "M.")],
    ),
    (
        ["Gallagher, A.T. (2010). The International Law of Human Trafficking. Cambridge."],
        [("Gallagher", "A.T.")],
    ),
    (
        [
            "McAdam",
            "M. 'Who's Who At The Border?'",
            "Groningen Journal Of International Law",
            "2(1)",
        ],
        [("McAdam", "M.")],
    ),
    (
        ["Marie McAuliffe and Martin Ruhs (2017) World Migration Report 2018"],
        [("McAuliffe", "Marie"), ("Ruhs", "Martin")],
    ),
    (
        ["Kara", "Siddharth. Sex Trafficking. New York: Columbia University Press", "2009."],
        [("Kara", "Siddharth")],
    ),
    (
        ["BALES, Kevin. Disposable People. Berkeley: University of California Press, 2004."],
        [("Bales", "Kevin")],
    ),
    (
        ["Kiss L", "Pocock NS", "et al. Health of men", "Lancet Glob Health. 2015;3(3):e154-61."],
        [("Kiss", "L"), ("Pocock", "NS")],
    ),
    (["Surtees", 'Rebecca. 2013. "Trapped at Sea in Fishing Fleets."'], [("Surtees", "Rebecca")]),
    (['Rebecca. 2013. "Trapped at Sea in Fishing Fleets."', "Groningen", "Surtees"], []),
    (["Skeldon, R., A Perspective from Asia, International Migration, Special Issue, 2000"], []),
    (["Orderly", "Liu", "Safe Routes", "G. (2017) ‘Deficiencies And Future Development’"], []),
    (
        ["IOM: Geneva", "Liu", "In McAuliffe", "G. (2017) ‘Deficiencies And Future’"],
        [("Liu", "G.")],
    ),
]


@pytest.mark.parametrize(("values", "expected"), CITATIONS, ids=[v[0][:30] for v, _ in CITATIONS])
def test_a_reference_gives_its_authors_and_one_unknown(values: list[str], expected: Names) -> None:
    found, unknown = contributors(values)
    assert [(one.name, one.given) for one in found] == expected
    assert [(u.kind, u.text) for u in unknown] == [("contributor", ", ".join(values))]


@pytest.mark.parametrize(
    "values", [["Various authors"], ["et al."], ["Anonymous"], ["A21"], ["http://x.test"]]
)
def test_what_names_nobody_is_unknown(values: list[str]) -> None:
    found, unknown = contributors(values)
    assert found == ()
    assert [u.kind for u in unknown] == ["contributor"]


def test_seven_people_are_no_reference() -> None:
    values = ["A. Gallagher", "E. Pearson", "R. Surtees", "L. Johnson", "C. Watts", "K. Bales"]
    assert len(named(*values)) == 6
    assert len(named(*(f"{v.split()[1]}, {v.split()[0]}" for v in values))) == 6
    assert len(named(*(part for v in values for part in reversed(v.split())))) == 6


def test_an_address_is_set_aside() -> None:
    found, unknown = contributors(["Rebecca Surtees rsurtees@example.org"])
    assert [(one.name, one.given) for one in found] == [("Surtees", "Rebecca")]
    assert [u.text for u in unknown] == ["rsurtees@example.org"]


def test_a_duty_is_nobody() -> None:
    found, unknown = contributors(["Jane Doe, Senior Researcher"])
    assert ([one.name for one in found], [u.text for u in unknown]) == (
        ["Doe"],
        ["Senior Researcher"],
    )


def test_unnamed_others_are_said() -> None:
    found, unknown = contributors(["John Smith et al."])
    assert [(one.name, one.given) for one in found] == [("Smith", "John")]
    assert [u.text for u in unknown] == ["et al."]


def test_a_single_word_among_other_values_is_not_taken_for_a_person() -> None:
    found, unknown = contributors(["International Organization for Migration", "Geneva"])
    assert [one.kind for one in found] == ["organisation"]
    assert [u.text for u in unknown] == ["Geneva"]


def test_the_same_person_in_two_spellings_stays_two() -> None:
    assert len(named("Anne Gallagher", "Anne T. Gallagher")) == 2


def test_nothing_gives_nothing() -> None:
    assert contributors([]) == contributors(["", " - "]) == ((), ())


words = st.sampled_from(
    [
        "Rebecca",
        "Surtees",
        "And",
        "Ministry",
        "Of",
        "Justice",
        "IOM",
        "(2017)",
        "‘Title",
        "In",
        "McAuliffe,",
        "M.",
        "(eds)",
        "y",
        "e",
        "van",
        "der",
        "et",
        "al.",
        "&",
        "University",
        ";",
        "Jr.",
        "12",
        "PhD",
    ]
)


@given(st.lists(st.lists(words, max_size=6).map(" ".join), max_size=5))
def test_any_field_is_read_and_every_contributor_has_a_name(values: list[str]) -> None:
    found, unknown = contributors(values)
    assert all(one.name.strip() for one in found)
    assert all(one.kind == "person" or one.given is None for one in found)
    assert all(u.text.strip() for u in unknown)


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_at_all_is_read(values: list[str]) -> None:
    contributors(values)


@pytest.mark.heavy
def test_a_very_long_field_is_read_in_reasonable_time() -> None:
    contributors(["Rebecca Surtees And " * 50_000])
    contributors(["(2017) ‘" * 50_000] * 3)
    contributors(["Jane Doe"] * 20_000)
