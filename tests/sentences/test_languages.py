"""Boundaries in languages other than English, and which language a text is in. | is a boundary."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents import Article, build_document
from annotator.model import Span
from annotator.sentences import document_language
from annotator.sentences.language import find_language
from annotator.sentences.language_splitter import split_in_language

UNSPACED = {"ja", "zh"}
CASES = {
    # Spanish
    "es": """
        El Sr. López llegó tarde. | La Sra. Ruiz no vino.
        ¿Dónde está? | ¡No lo sé! | Nadie lo sabe.
        Vive en EE. UU. | Su hermano vive en EE.UU. | Nadie sabe por qué.
        Compró frutas, p. ej. Manzanas y peras. | Luego se fue.
        El barco cuesta 1.250.000,50 euros. | ¡Carísimo! | Nadie lo compra.
        «No vendrá nadie», dijo Ana. | «¿Por qué?», preguntó Luis. | Nadie respondió.
        «No vendrá nadie.», dijo Ana.
        El art. 5 de la ley y la pág. 12. | Véase el cap. 3. | Es claro.
        Trabaja en la Avda. Libertad, núm. 3. | Es el Dr. Juan P. Gómez.
        —¿Vienes? —preguntó Ana. | —No. | —Pues yo sí.
        Murió en el s. III a. C. | Los restos se hallaron después.
        Hola. | Soy la Lic. Mora y él es el Ing. Pérez.
        1) Cierra el puerto. | 2) Llama al dueño.
        Cuesta el 12.5% más. | Se espera más.
        La Admón. del puerto cerró. | Nadie protestó.
        Compró pan, leche, etc. | Después volvió.
        Es el barco N°. 12.345. | Allí está el puerto.
        Llegó a las 5 p.m. del lunes. | Se fue a las 8 a.m. | Nadie lo vio.
        Pero... | No sé qué decir… | Nada.
        Fue el 1.º de mayo. | Llovía.
        (Fue en 1990.) | Nadie lo recuerda.
        Lee www.ejemplo.es/a.b. | Escribe a ana@ejemplo.es. | Gracias.
    """,
    # German
    "de": """
        Am 3. Oktober war frei. | Am 12. Mai auch.
        Es gab z.B. Äpfel und d.h. Birnen. | Mehr nicht.
        Es gab z. B. Äpfel. | Das ist u. a. Obst.
        Dr. Müller und Prof. Schmidt kamen. | Hr. Meier nicht.
        Er sagte: „Das ist gut.“ | Dann ging er.
        „Kommst du?“, fragte sie. | „Nein!“ sagte er.
        Er wohnt in der Bahnhofstr. 5. | Sie auch.
        Der 2. Weltkrieg endete 1945. | Danach war Frieden.
        Es kostet 3,50 Euro bzw. 4 Euro. | Das ist teuer.
        Er kaufte Brot, Milch usw. | Dann ging er heim.
        Siehe S. 5 und Abs. 3. | Vgl. Abb. 4.
        Die Müller GmbH & Co. KG ist pleite. | Niemand weiß warum.
        Friedrich II. war König. | Ludwig XIV. auch.
        Was ist los? | Nichts! | Gut.
        Er ist 30. | Sein Bruder ist 25.
        Das war um 8 Uhr. | Um 9.30 Uhr kam er.
        »Wo bist du?« | »Hier.« | Er schwieg.
        Im 19. Jahrhundert gab es ca. 500 Häuser. | Heute sind es mehr.
        J. S. Bach lebte in Leipzig. | Er starb 1750.
        Es gilt die 1. Bundesliga. | Die 2. Liga auch.
        Nr. 5 lebt. | Die Fa. Meier nicht.
        St. Gallen liegt in der Schweiz. | Es ist schön.
        1. Erstens. | 2. Zweitens.
    """,
    # Italian
    "it": """
        Il Sig. Conti e la Sig.ra Riva sono arrivati. | Il Dott. Sala no.
        Dove sei? | Non lo so! | Va bene.
        Costa 3,50 euro. | È caro.
        La Prof.ssa Neri insegna. | L'Ing. Gallo costruisce.
        «Vieni?» chiese Anna. | «No.» | Poi tacque.
        L'art. 5 della legge e la pag. 12. | Vedi fig. 3.
        Ha comprato pane, latte, ecc. | Poi è tornato.
        È nato il 10.12.1977. | Vive a Roma.
        La S.p.A. ha chiuso. | Il tasso è del 3.5%. | Cresce.
        G. Verdi nacque nel 1813. | Morì nel 1901.
        L'Avv. Conti vive in V.le Roma. | Il n. 5 è suo.
        Disse: "Vengo domani." | Poi uscì.
        Visita www.esempio.it/a.b. | Grazie.
        1) Primo punto. | 2) Secondo punto.
        Ha vinto il 3° premio. | Bravo!
        Ma... | Non so. | Forse.
        Alle 5 p.m. è partito. | Nessuno lo sa.
        Giulio Cesare morì nel 44 a.C. | Fu ucciso.
        Spett. Ditta Neri, scrivo. | Cordiali saluti.
    """,
    # Russian
    "ru": """
        Он родился в г. Москве. | Она нет.
        А. С. Пушкин — поэт. | Он писал стихи.
        Это было в 2010 г. | Он приехал.
        Т.е. мы не придём. | Они, т. е. соседи, тоже.
        Купил хлеб, молоко и т.д. | Потом ушёл.
        «Где ты?» — спросил он. | «Здесь!» — ответила она.
        Он сказал: «Паром опоздал». | Потом ушёл.
        Дом стоит на ул. Ленина, д. 5, кв. 12. | Там живут люди.
        См. рис. 5 и стр. 12. | Всё ясно.
        Цена 3,5 тыс. руб. за штуку. | Это дорого.
        Кв. 12 пуста. | Никто там не живёт.
        — Придёшь? | — Нет. | — Жаль.
        Дата 03.05.19. | Паром закрыт.
        Проф. Волков и акад. Петров спорили. | Никто не победил.
        Что?! | Не может быть… | Правда.
        В 44 г. до н.э. он умер. | Его убили.
        Это стоит 5 млн. рублей. | Дорого.
        Паром пришёл в 14:30. | Никто не ждал.
        1) Первый пункт. | 2) Второй пункт.
        Им. Горького парк закрыт. | Жаль.
    """,
    # Polish
    "pl": """
        Dr Nowak i prof. Kowalski przyszli. | Inż. Lis nie.
        To jest np. Kraków. | Tam mieszka Jan.
        Urodził się w 1990 r. w Polsce. | Nikt nie wie gdzie.
        Mieszka przy ul. Długiej 5. | Nie ma windy.
        Kupił chleb, mleko itd. | Potem wyszedł.
        „Gdzie jesteś?” – zapytał. | „Tutaj!” – odpowiedziała.
        Było to 3. maja. | Padało.
        J. Kowalski i A. B. Nowak wygrali. | Nikt się nie cieszył.
        Kosztuje 3,5 tys. zł. | To drogo.
        Tzw. Zielona Wyspa jest pusta. | To prawda.
        Czy to m.in. Warszawa? | Nie wiem!
        Św. Jan i bp. Nowak. | Koniec.
        W 1990 r. Polska się zmieniła. | Tak było.
        Zob. str. 5 i rys. 3. | Jasne.
    """,
    # French
    "fr": """
        M. Dupont et Mme. Durand sont venus. | Le Dr. Petit non.
        Où es-tu ? | Je ne sais pas ! | Bon.
        « Viens-tu ? » demanda-t-elle. | « Non. » | Il partit.
        Il a acheté du pain, etc. | Puis il est rentré.
        Cela coûte 3,50 euros. | C'est cher.
        Voir p. 5 et fig. 3. | C'est clair.
        J.-C. Martin est parti. | Nul ne sait pourquoi.
        L'art. 5 de la loi. | Il est clair.
        Il est né en 44 av. J.-C. | Il est mort.
        Il vit au n° 5, av. Foch. | Elle non.
        « C'est fini. » | Puis il se tut.
        C'était le 1er mai. | Il pleuvait…
        St. Malo est belle. | Brest aussi.
        1) Le premier. | 2) Le second.
    """,
    # Armenian
    "hy": """
        Այսօր երկուշաբթի է։ | Ես գնում եմ աշխատանքի։
        Վաղը կիրակի է: | Մենք մնում ենք տանը:
        Ո՞րտեղ ես։ | Այստեղ եմ։
        Ես եկա ժ. 15:30-ին: | Ոչ ոք չկար:
        Նա ասաց. «Ես գնում եմ տուն»։ | Հետո գնաց։
        Ինչ հրաշալի՜ օր է։ | Արև է։
        Նա լռեց... | Հետո խոսեց։
        Գինը 3.5 մլն դրամ է։ | Դա թանկ է։
        Ա. Խաչատրյանը կոմպոզիտոր էր։ | Նա ծնվել է 1903 թ. Թիֆլիսում։
        1. Առաջին կետը։ | 2. Երկրորդ կետը։
        Նա գրեց «Անուշ» պոեմը: | Բոլորը գիտեն:
    """,
    # Danish
    "da": """
        Færgen er sen. | Ingen betaler.
        Hvad hedder du? | Jeg hedder Jonas!
        Han ringede til Lone og co. | De kom ikke.
        Færgen ejes af Holm & Co. | Det er et stort firma.
        Læs s. 12 og afs. 3. | Det er klart.
        Hr. Jensen og dr. Hansen kom. | Fru Olsen kom ikke.
        Det var den 3. Oktober. | Det regnede.
        De så Mt. Doe fra færgen.
        Der er bl.a. Peter og f.eks. Ole. | Ingen andre.
        Mødet er kl. 5. | Kom ikke for sent.
        Han boede i U.S.A. i fjor. | Nu bor han her.
        Det koster kr. 50. | Det er dyrt.
        "Den er sen." sagde kaptajnen. | "Nej!" | Så gik han.
        1.) Luk havnen | 2.) Ring til ejeren
        1) Luk havnen. | 2) Ring til ejeren.
        a. Havnen | b. Færgen
        J. P. Holm er her. | Ingen ved hvorfor.
        Han sagde (det var i går.) | Så gik han.
        Han købte brød, mælk osv. | Så gik han hjem.
        Endelig!! | Den kom.
        Det kostede 3,5 mio. kr. i alt. | Det er dyrt.
        Mail jens.hansen@eksempel.dk. | Tak.
        Han ventede længe.... | Hun kom.
    """,
    # Japanese
    "ja": """
        船は遅い。|誰も払わない。
        どこですか？|港ですか？
        船だ！|港だ！
        彼は「行かない。帰る」と言った。|雨だった。
        「はい。」と言った。|終わり。
        運賃は3.5％上がる。|島は遠い。
        彼は（来ないと思う。）来た。|雨だ。
        『雪国。』は本だ。|有名だ。
        本当？！|まさか……ない。
    """,
    # Chinese
    "zh": """
        他走了。|她没走。
        来吗？|不来！
        他说：“我不去。”|她哭了。
        “你去吗？”他问。|没人回答。
        他读过《再见！小岛》吗？|没有。
        价格是3.5元。|很贵。
        他……不知道。|她知道。
        他（其实不是。）走了。|好。
    """,
    # Greek
    "el": """
        Πού είσαι; | Εδώ είμαι.
        Ο κ. Παπάς και η κα. Λίτσα ήρθαν. | Ο δρ. Νίκου όχι.
        Πού μένεις; | Μένω εδώ· εσύ; | Κι εγώ.
        Π.χ. Αθήνα και Πάτρα. | Όχι άλλο.
        Αγόρασε ψωμί, γάλα κ.λπ. | Μετά έφυγε.
        Γεννήθηκε το 44 π.Χ. στη Ρώμη. | Πέθανε εκεί.
        «Έρχεσαι;» ρώτησε. | «Όχι!» | Σώπασε.
    """,
    # Hindi
    "hi": """
        यह किताब है। | वह घर है।
        कौन है? | कोई नहीं! | ठीक है।
        डॉ. राम और श्री. श्याम आए। | सीता नहीं आई।
        कीमत 3.5 रुपये है। | यह कम है।
        उसने कहा, “मैं जाऊँगा।” | फिर वह गया।
    """,
    # Persian
    "fa": """
        این کتاب است. | آن خانه است.
        تو کجایی؟ | اینجا هستم! | خوب است.
        قیمت ۳.۵ تومان است. | گران نیست.
        او گفت: «می‌روم.» | بعد رفت.
    """,
    # Urdu
    "ur": """
        یہ کتاب ہے۔ | وہ گھر ہے۔
        تم کہاں ہو؟ | یہاں ہوں! | ٹھیک ہے۔
        اس نے کہا: ”میں جاؤں گا۔“ | پھر گیا۔
        قیمت 3.5 روپے ہے۔ | کم ہے۔
    """,
    # Arabic
    "ar": """
        هذا كتاب. | ذلك بيت.
        أين أنت؟ | هنا أنا! | حسنا.
        قال د. أحمد إنه سيأتي. | لم يأت.
        السعر 3.5 دينار. | هذا رخيص.
        قال: «سأذهب.» | ثم ذهب.
        انظر ص. 5. | واضح.
    """,
    # Portuguese
    "pt": """
        O Sr. Silva e a Dra. Lima vieram. | Eles saíram.
        Onde está? | Não sei! | Bem.
        Comprou pão, etc. | Depois saiu.
        Mora na Av. Paulista, n.º 5. | É caro.
    """,
    # Dutch
    "nl": """
        Dhr. Jansen en dr. de Vries kwamen. | Niemand anders.
        Het is o.a. Jan en bijv. Piet. | Meer niet.
        Waar ben je? | Hier!
        Het kost 3,50 euro. | Dat is duur.
    """,
}
LINES = [
    (language, line.strip())
    for language, lines in CASES.items()
    for line in lines.strip().split("\n")
]


def without_boundaries(language, line):
    return line.replace("|", "") if language in UNSPACED else line.replace(" | ", " ")


@pytest.mark.parametrize(("language", "line"), LINES)
def test_boundaries_of_a_language(language, line):
    text = without_boundaries(language, line)
    wanted = line.split("|" if language in UNSPACED else " | ")
    found = [one.of(text) for one in split_in_language(text, Span(0, len(text)), language)]
    assert found == wanted


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


def test_a_danda_typed_as_a_bar_ends_a_sentence():
    text = "वह आया | फिर गया |"
    found = [one.of(text) for one in split_in_language(text, Span(0, len(text)), "hi")]
    assert found == ["वह आया |", "फिर गया |"]


@pytest.mark.parametrize("language", sorted(CASES))
def test_the_language_of_a_text_is_found(language):
    lines = [without_boundaries(one, line) for one, line in LINES if one == language]
    assert find_language("\n".join(lines)) == language


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
    "piece", ["Aa bb. ", "「", "。", "a.。", "(", "...  ", "؟ ", "»", "「。」", "「。」あ", "3. "]
)
@pytest.mark.parametrize("language", ["de", "ja", "ar", "hy"])
def test_twenty_thousand_repetitions_of_anything_are_split_without_loss(piece, language):
    text = piece * 20_000
    found = split_in_language(text, Span(0, len(text)), language)
    kept = "".join(one.of(text) for one in found)
    assert "".join(kept.split()) == "".join(text.split())
