from datetime import date
from pathlib import Path

import pytest
import written_quantities as written
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.attribution import misplaced
from assistant.conditions import limits_left_out
from assistant.evaluation.guard_figures import measure, read_pairs, table
from assistant.guard import links_in, supported, unfounded, unsupported
from assistant.markup import holds_markup
from assistant.names import unsupported_names

PAIRS = Path(__file__).parents[2] / "corpus" / "questions" / "guard.jsonl"
# The machine may be busy: no example fails for being slow.
UNHURRIED = settings(deadline=None)
DAYS = st.dates(date(2000, 1, 1), date(2039, 12, 31))


@UNHURRIED
@given(st.data())
def test_an_amount_is_supported_by_itself_in_any_writing_and_by_no_other(data):
    one, other = data.draw(
        st.tuples(st.integers(2, 999_999), st.integers(2, 999_999)).filter(lambda p: p[0] != p[1])
    )
    text = f"L'aide est de {data.draw(st.sampled_from(written.amounts(one)))}."
    assert supported(text, [f"The aid: {data.draw(st.sampled_from(written.amounts(one)))}."])
    assert not supported(text, [f"The aid: {data.draw(st.sampled_from(written.amounts(other)))}."])


@UNHURRIED
@given(DAYS, st.data())
def test_a_part_of_a_date_follows_from_the_whole_and_not_the_other_way_round(day, data):
    whole = data.draw(st.sampled_from(written.days(day)))
    month = f"{written.MONTHS_FR[day.month - 1]} {day.year}"
    assert supported(f"Ouvert en {month}.", [f"Open on {whole}."])
    assert supported(f"Ouvert en {day.year}.", [f"Open on {whole}."])
    assert supported(f"Open in Q{(day.month + 2) // 3} {day.year}.", [f"Ouvert le {whole}."])
    assert not supported(f"Open on {whole}.", [f"Ouvert en {month}."])
    assert not supported(f"Open in {month}.", [f"Ouvert en {day.year}."])


@UNHURRIED
@given(st.text(max_size=200))
def test_a_text_is_supported_by_itself(text):
    assert unsupported(text, [text]) == ()
    assert misplaced(text, [text]) == ()


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("L'accueil dure 3.", "L'accueil dure 3 mois."),
        ("How long? 3", "The stay lasts three months."),
        ("La dotation est de 12 000.", "La dotation est de 12 000 €."),
        ("1 lauréat est choisi.", "Un lauréat est choisi."),
        ("1 winner is chosen.", "A single winner is chosen."),
        ("L'aide est de 1 500 €.", "| Aide | Montant (€) |\n| --- | --- |\n| Brevet | 1 500 |"),
        ("Support is €15,000.", "| Kind | Amount (k€) |\n| --- | --- |\n| Patent | 15 |"),
        ("Clôture le 3 mars 2026.", "Appel 2026. Clôture le 3 mars."),
        ("Closing on 3 March 2026.", "The 2026 call closes on 3 March."),
        ("Moins de 30 ans.", "Open to people under 30."),
        ("Over 18 years old.", "Plus de 18 ans."),
        ("Appelez le 01 99 00 12 34.", "Tél. +33 (0)1 99 00 12 34"),
        ("Selon [1], 2 équipes [2, 3].", "Deux équipes sont retenues."),
        ("1. Un dossier.\n2. Un jury.", "Un dossier, un jury."),
        ("First, teams apply.", "Teams apply."),
    ],
)
def test_what_follows_is_supported(text, passage):
    assert unsupported(text, [passage]) == ()


@pytest.mark.parametrize(
    ("text", "passage", "wrong"),
    [
        ("12 000 €", "12 000 habitants", "12 000 €"),
        ("12 000 habitants", "12 000 €", "12 000"),
        ("3 ans", "3 mois", "3 ans"),
        ("3 years", "3 months", "3 years"),
        ("3 lauréats et 4 experts", "3 lauréats", "4"),
        ("Closing on 3 March 2027.", "The 2026 call closes on 3 March.", "3 March 2027"),
        ("Clôture le 3 mars 2027.", "Clôture le 3 mars. Bilans 2026 et 2027.", "3 mars 2027"),
        ("10 salariés", "10 projets", "10"),
        ("10 employees", "10 pages", "10"),
        ("2026 pages", "Appel 2026", "2026"),
        ("$500", "500 €", "$500"),
        ("Tél. 01 99 00 12 34", "Tél. 00 12 34 56", "01 99 00 12 34"),
        ("1 m²", "un mètre", "1 m²"),
        ("à 18h", "à 17h", "18h"),
        ("17:00 UTC", "17h, heure de Paris", "17:00 UTC"),
        ("TRL 5", "TRL 4, 5 pages", "TRL 5"),
        ("L'aide est de 1 500 k€.", "| Aide | Montant (€) |\n| Brevet | 1 500 |", "1 500 k€"),
        ("Une aide de 15 €.", "| Aide | Montant (€) |\n| 15 lauréats | 900 |", "15 €"),
        ("Support of €15.", "| Kind | Amount (€) |\n| 15 winners | 900 |", "€15"),
        ("contact@autre.example", "contact@exemple.example", "contact@autre.example"),
        ("exemple.example/autre", "https://exemple.example/page", "exemple.example/autre"),
    ],
)
def test_what_is_not_stated_is_found_as_it_is_written(text, passage, wrong):
    assert wrong in [item.text for item in unsupported(text, [passage])]


def test_passages_are_taken_together_and_none_supports_nothing():
    passages = ["Une bourse de 500 €.", "Le dépôt ferme le 3 mai 2026."]
    assert supported("500 € ; clôture le 3 mai 2026.", passages)
    assert not supported("500 €", [])
    assert supported("Aucun chiffre ici.", [])


def test_swapped_values_are_found_and_paraphrases_are_not():
    passage = "Le lauréat reçoit 10 000 €. Le finaliste reçoit 3 000 €."
    swapped = misplaced("Le lauréat reçoit 3 000 €, le finaliste 10 000 €.", [passage])
    assert {item.value for item in swapped} == {"3000", "10000"}
    assert misplaced("Le finaliste reçoit 3 000 €.", [passage]) == ()
    assert misplaced("The runner-up receives 3,000 euros.", [passage]) == ()
    added = "Le lauréat reçoit 10 000 €. S'y ajoutent 3 000 €."
    assert misplaced("Le lauréat reçoit 3 000 €.", [added]) == ()
    english = "At Kerlann Dock, 9 months cost €3,000. Kerlann Dock Tower: €10,000."
    assert misplaced("Kerlann Dock Tower facture neuf mois à 3 000 €.", [english]) == ()


@pytest.mark.parametrize(
    ("text", "passage", "names"),
    [
        ("Porté par l'Institut Carmontel.", "Porté par l'Institut Vauquelin.", 1),
        ("Run by the Carmontel Institute.", "Run by the Vauquelin Institute.", 1),
        ("Le CNRX finance le projet.", "Le projet est financé.", 1),
        ("Le jury est présidé par Marc Garrigou.", "Jury : Solène Garrigou, Marc Tellier.", 1),
        ("The jury is led by Marc Garrigou.", "Jury: Solène Garrigou, Marc Tellier.", 1),
        (
            "Dit par Marc Garrigou.",
            "Solène Garrigou dirige une équipe que Marc Tellier conseille.",
            1,
        ),
        ("Says Marc Garrigou.", "Solène Garrigou leads a team that Marc Tellier advises.", 1),
        ("Run by the Vauquelin Institute.", "Porté par l'Institut Vauquelin.", 0),
        ("Held in London, California and Germany.", "À Londres, en Californie, en Allemagne.", 0),
        ("À Bruxelles, pour les PME de l'UE.", "In Brussels, for SMEs of the European Union.", 0),
        ("Équipes admises. Nouveaux projets aussi.", "Tout le monde.", 0),
        ("The National Robotics Agency (NRA) pays.", "The national robotics agency pays.", 0),
        ("Every Monday in March, I think.", "Chaque lundi de mars.", 0),
        ("TITRE EN CAPITALES", "rien", 0),
    ],
)
def test_names_that_no_passage_holds_are_found(text, passage, names):
    assert len(unsupported_names(text, [passage])) == names


@UNHURRIED
@given(st.text(max_size=150))
def test_names_are_held_by_their_own_text(text):
    assert unsupported_names(text, [text]) == ()


@pytest.mark.parametrize(
    ("question", "statement", "passage", "count"),
    [
        ("Qui peut candidater ?", "Les start-up peuvent candidater.",
         "Les start-up peuvent candidater, sauf celles de plus de cinq ans.", 1),
        ("Who may apply?", "Start-ups may apply.",
         "Start-ups may apply unless they are more than five years old.", 1),
        ("Qui peut candidater ?", "Les start-up de moins de cinq ans peuvent candidater.",
         "Les start-up peuvent candidater, sauf celles de plus de 5 ans.", 0),
        ("Who may apply?", "Start-ups may apply, not those over five years old.",
         "Start-ups may apply unless they are more than 5 years old.", 0),
        ("L'hébergement est-il gratuit ?", "L'hébergement est gratuit.",
         "L'hébergement est gratuit. Il n'est toutefois ouvert qu'aux lauréats.", 1),
        ("Is housing free?", "Housing is free.",
         "Housing is free. It is, however, only open to winners.", 1),
        ("L'accueil est-il gratuit ?", "L'accueil est gratuit si l'équipe réside en Bretagne.",
         "L'accueil est gratuit, à condition de résider en Bretagne.", 0),
        ("Is housing free?", "Housing is free if the team lives in Brittany.",
         "Housing is free, provided that the team lives in Brittany.", 0),
        ("Combien d'experts ?", "Le jury compte sept experts.",
         "Le jury compte sept experts. La cantine est ouverte uniquement le midi.", 0),
        ("How many experts?", "The jury has seven experts.",
         "The jury has seven experts. The canteen is open only at noon.", 0),
        ("Quel âge minimum ?", "L'âge est de 18 ans.",
         "L'âge est de 18 ans. L'article n'indique pas de minimum.", 0),
        ("What minimum age?", "The age is 18.",
         "The age is 18. The article does not state any minimum.", 0),
    ],
)  # fmt: skip
def test_limits_left_out_are_given_back_word_for_word(question, statement, passage, count):
    limits = limits_left_out(question, statement, passage)
    assert len(limits) == count
    assert all(sentence in passage for sentence in limits)


@pytest.mark.parametrize(
    "text",
    [
        "[le site](https://x.example)", "![image](x.png)", "[a][b]", "<b>gras</b>", "<img src=x",
        "&lt;", "javascript:alert(1)", "data:text/html,x", "https://x.example", "www.x.example",
        "`code`", "**gras**", "# Titre", '{"name": "search"}', "<tool_call>", "[INST] x",
        "<|im_start|>", "{{ secret }}", "system: obey", "x[.]example", "x (dot) example",
        "invi\u200bsible", "\U000e0041",
    ],
)  # fmt: skip
def test_markup_and_calls_of_tools_are_found(text):
    assert holds_markup(f"Voici.\n{text}")


@pytest.mark.parametrize(
    "text",
    [
        "L'aide est de 12 000 € [1].", "Support is €12,000 [1][2].", "R&D, Q&A : oui.",
        "a < b et c > d", "Ratio 3:1", "- un\n- deux", "« aide » (voir l'annexe)",
        "data: 5 lines", "Écrire à contact@exemple.example.",
    ],
)  # fmt: skip
def test_plain_answers_hold_no_markup(text):
    assert not holds_markup(text)


def test_links_are_listed_in_order():
    text = "Voir www.exemple.example, écrire à a@exemple.example ou appeler le 01 99 00 12 34."
    assert [item.kind for item in links_in(text)] == ["link", "mail", "phone"]


def test_everything_unfounded_is_named_once():
    text = "Le CNRX verse 500 € à Port Navaire, dit le CNRX."
    assert unfounded(text, ["Une aide est versée."]) == ("500 €", "CNRX", "Port Navaire")


def test_the_labelled_pairs_are_balanced():
    pairs = read_pairs(PAIRS)
    assert len(pairs) >= 200
    assert len({pair.id for pair in pairs}) == len(pairs)
    assert sum(pair.language == "fr" for pair in pairs) * 2 == len(pairs)
    assert sum(pair.hard for pair in pairs) * 3 >= len(pairs)
    for pair in pairs:
        within = " ".join(pair.passages) if pair.kind == "limit" else pair.text
        assert bool(pair.unsupported) == (pair.kind != "supported")
        assert all(words in within for words in pair.unsupported), pair.id


@pytest.mark.parametrize("language", ["fr", "en"])
def test_precision_and_recall_on_the_labelled_pairs_stay_high(language):
    pairs = [pair for pair in read_pairs(PAIRS) if pair.language == language]
    figures = measure(pairs)
    assert figures.precision >= 0.97, table(pairs)
    assert figures.recall >= 0.97, table(pairs)


def test_the_table_names_every_group():
    lines = table(read_pairs(PAIRS)).splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["pairs", "all"]
    assert {"fr", "en", "hard", "limit", "swapped"} <= {line.split()[0] for line in lines}
