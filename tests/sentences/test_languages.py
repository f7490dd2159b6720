"""Boundaries in languages other than English, and which language a text is in. | is a boundary."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents import Article, build_document
from annotator.model import Span
from annotator.sentences import document_language
from annotator.sentences.language import find_language
from annotator.sentences.language_splitter import split_in_language
from annotator.sentences.latin_languages import find_latin_language

UNSPACED = {"ja", "zh"}
CASES = {
    path.stem: path.read_text("utf-8").splitlines()
    for path in sorted((Path(__file__).parent / "cases").glob("*.txt"))
    if path.stem != "en"
}
"""For each language, paragraphs with | between their sentences."""


def without_boundaries(language, line):
    return line.replace("|", "") if language in UNSPACED else line.replace(" | ", " ")


@pytest.mark.parametrize("language", CASES)
def test_boundaries_of_a_language(language):
    wrong = []
    for line in CASES[language]:
        text = without_boundaries(language, line)
        spans = split_in_language(text, Span(0, len(text)), language)
        found = [one.of(text) for one in spans]
        wrong += [found] if found != [part.strip() for part in line.split("|")] else []
    assert not wrong


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "Nadie vino al puerto. el barco no llegó."),
        ("el", "Κανείς δεν ήρθε εδώ χθες το πρωινό. το πλοίο άργησε."),
        ("de", "Niemand kam zum hafen. das schiff war spät."),
        ("ru", "Никто не пришёл вчера вечером. он опоздал."),
    ],
)
def test_a_small_word_in_lower_case_opens_a_sentence_after_a_full_stop(language, line):
    assert len(split_in_language(line, Span(0, len(line)), language)) == 2
    assert len(split_in_language(line.replace(".", "...", 1), Span(0, len(line)), language)) == 1


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("sk", "Prístav zavreli 3. Marca 2020.|Nikto to nevie."),
        ("sk", "Kráľ Karol IV. Veľký tu bol.|Potom odišiel."),
        ("kk", "Кеме 2012 жыл. № 7 порттан шықты.|Ешкім білмейді."),
        ("am", "መርከቡ መጣ።|ማንም አያውቅም፧|ይህ ነው።"),
        ("my", "သင်္ဘောလာသည်။|ဘယ်သူမှမသိ။"),
        ("mr", "जहाज आले.|कोणालाही माहीत नाही."),
        ("bg", "Корабът дойде през т.г. на пл. Хан Крум.|Никой не знае."),
    ],
)
def test_boundaries_of_languages_with_few_cases(language, line):
    text = line.replace("|", "" if language in {"am", "my"} else " ")
    found = [one.of(text) for one in split_in_language(text, Span(0, len(text)), language)]
    assert found == line.split("|")


def test_a_danda_typed_as_a_bar_ends_a_sentence():
    text = "वह आया | फिर गया |"
    found = [one.of(text) for one in split_in_language(text, Span(0, len(text)), "hi")]
    assert found == ["वह आया |", "फिर गया |"]


@pytest.mark.parametrize("language", CASES)
def test_the_language_of_a_text_is_found(language):
    lines = [without_boundaries(language, line) for line in CASES[language]]
    assert find_language("\n".join(lines)) == language


IN_LATIN_SCRIPT = [one for one in CASES if one in {"da", "de", "es", "fr", "it", "nl", "pl", "pt"}]


@pytest.mark.parametrize("language", IN_LATIN_SCRIPT)
def test_the_language_of_most_single_lines_is_found_and_hardly_ever_another(language):
    lines = [without_boundaries(language, line) for line in CASES[language]]
    found = Counter(map(find_latin_language, lines))
    assert found[language] >= 0.74 * len(lines)
    assert len(lines) - found[language] - found[""] <= max(1, 0.02 * len(lines))


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "Le bateau est parti. Il pleuvait."),
        ("fr", "Personne n'a payé le port."),
        ("fr", "La mairie ne dit rien depuis hier."),
        ("it", "La nave è partita ieri. Nessuno lo sa."),
        ("es", "El barco ya no está. ¿Quién lo vio?"),
        ("pt", "O barco não chegou. Ninguém sabe porquê."),
        ("de", "Das Schiff kam nicht. Keiner weiß warum."),
        ("nl", "De boot is niet gekomen. Niemand weet waarom."),
        ("da", "Båden kom ikke. Ingen ved hvorfor."),
        ("nb", "Båten kom ikke etter det. Ingen vet hva de gjør nå."),
        ("sv", "Båten kom inte. Ingen vet varför."),
        ("fi", "Laiva ei tullut. Kukaan ei tiedä miksi."),
        ("pl", "Statek nie przyszedł. Nikt nie wie dlaczego."),
        ("cs", "Loď nepřijela. Nikdo neví, proč už tam není."),
        ("sk", "Loď neprišla. Nikto nevie, prečo ešte nie je tu."),
        ("ro", "Vaporul nu a venit. Nimeni nu știe de ce."),
        ("tr", "Gemi gelmedi. Kimse nedenini bilmiyor, ama çok geç oldu."),
        ("hu", "A hajó nem jött meg. Senki nem tudja, hogy miért."),
    ],
)
def test_the_language_of_two_short_sentences_is_found(language, line):
    assert find_language(line) == language


@pytest.mark.parametrize(
    "line",
    [
        "a) Pan b) Leche",
        "Tel. 555-01-02. Fax 555-01-03.",
        "Anna Rossi, Milano",
        "www.barco.es",
        "5 km, 3,5 %",
    ],
)
def test_a_line_without_words_of_a_language_is_undecided(line):
    assert find_latin_language(line) == ""


@pytest.mark.parametrize(
    "line",
    [
        "Doe visits San Salvador de Jujuy",
        "Ferry to Los Molinos leaves from La Paz Street",
        "Ann Van Der Berg wins Prix de la Ville",
        "El Faro sank off the coast, says Señor Núñez",
        "Café Müller closes",
        "Best of Das Boot and La Strada",
    ],
)
def test_foreign_names_do_not_make_a_headline_foreign(line):
    assert find_language(line) == "en"


def test_a_given_language_counts_more_than_the_words():
    spanish = "La casa de la playa está cerrada."
    assert document_language(spanish, {}) == "es"
    for written in ("de", "de-AT", "DE_de", "German", "deu"):
        assert document_language(spanish, {"language": written}) == "de"
    assert document_language(spanish, {"language": "unknown?"}) == "es"
    assert document_language("Паром опоздал. Никто не платит.", {"language": "en"}) == "ru"


@pytest.mark.parametrize(
    "text", ["", "Yes.", "Doe Inc. fell 3.5 percent.", "Ferro Corp. names Doe", "I don't. I won't."]
)
def test_a_text_too_short_to_know_is_english(text):
    assert find_language(text) == "en"


def test_a_document_is_split_in_its_language():
    text = "Titel\n\nAm 3. Oktober kam z.B. Herr Meier mit dem Schiff. Dann ging er nach Hause."
    article = Article(text, {}, Path("a.txt"), 1, "utf-8", detected=False)
    document = build_document(article)
    found = [one.of(text) for one in document.sentences]
    assert found == [
        "Am 3. Oktober kam z.B. Herr Meier mit dem Schiff.",
        "Dann ging er nach Hause.",
    ]


PIECES = [
    "a",
    "Sr",
    "El",
    "3",
    "。",
    "؟",
    "।",
    "։",
    ";",
    "「",
    "」",
    "«",
    "»",
    "он",
    "А",
    "是",
    "م",
]
MARKS = [".", "…", "!", "?", "“", "”", "(", ")", "—", " ", "  ", "\n", "\u00a0", ":", "|"]
TRICKY = st.lists(st.sampled_from(PIECES + MARKS) | st.characters(), max_size=60).map("".join)


@given(TRICKY.filter(bool), st.sampled_from([*sorted(CASES), "xx"]))
def test_sentences_are_trimmed_in_order_and_cover_all_but_white_space(text, language):
    rest = list(text)
    end = 0
    for span in split_in_language(text, Span(0, len(text)), language):
        assert end <= span.start
        assert span.of(text) == span.of(text).strip()
        end = span.end
        rest[span.start : span.end] = " " * (span.end - span.start)
    assert not "".join(rest).strip()


@pytest.mark.parametrize(
    "piece",
    [
        "Aa bb. ",
        "「",
        "。",
        "a.。",
        "(",
        "...  ",
        "؟ ",
        "»",
        "「。」",
        "「。」あ",
        "3. ",
        "؟» a ",
        "1 г. ",
    ],
)
@pytest.mark.parametrize("language", ["de", "ja", "ar", "hy"])
def test_twenty_thousand_repetitions_of_anything_are_split_without_loss(piece, language):
    text = piece * 20_000
    found = split_in_language(text, Span(0, len(text)), language)
    kept = "".join(one.of(text) for one in found)
    assert "".join(kept.split()) == "".join(text.split())
