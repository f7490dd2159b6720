"""The language of a document: as its metadata say, else found by its script and small words.

Languages are named by their ISO 639-1 codes: en, de, zh.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

ENGLISH = "en"
METADATA = "language"
"""The key of the metadata that names the language."""

_FIRST_LOOK = 500
_LOOKED_AT = 2000
"""Characters at the beginning of a text that are looked at: fewer if they are clearly English."""

_SCRIPTS = (  # the surest first: kana are only Japanese, Arabic letters are shared
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\u4e00-\u9fff]"), "zh"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u0900-\u097f]"), "hi"),
    (re.compile("[\u0980-\u09ff]"), "bn"),
    (re.compile("[\u1000-\u109f]"), "my"),
    (re.compile("[\u1200-\u137f]"), "am"),
    (re.compile("[\u0531-\u058f]"), "hy"),
    (re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), "el"),
    (re.compile("[\u0590-\u05ff]"), "he"),
    (re.compile("[\u0600-\u06ff]"), "ar"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
)
_LETTERS = {  # letters that only one of the languages of a script has
    "ar": (("ur", frozenset("ٹڈڑںےۓہھ")), ("fa", frozenset("پچژگیک"))),
    "ru": (("kk", frozenset("әғқңөұүһ")), ("uk", frozenset("іїєґ")), ("bg", frozenset())),
}
_SMALL_WORDS = {  # without words that are frequent in English too: a, by, do, in, no, to
    language: frozenset(words.split())
    for language, words in {
        ENGLISH: "the of and to in that is was for it on with he as his at by be this are not have"
        " from but they she has an or we said who will which you all had their would been if her",
        "es": "el la de que y los las en un una por con del se es para al lo como está más su qué"
        " hoy muy pero este esta mi hay fue ha son sus cuando dijo sobre entre también yo usted",
        "de": "der die das und ist nicht ein eine den von zu mit sich auf dem im wir ich er sie es"
        " am nach aus bei wird hat sind auch wie einen einem eines für über als an um noch wurde",
        "it": "il di che la è e un una per non con del della gli le si da sono al nel mi ha ho"
        " questo questa anche ma lo alla dei nella più come una ci suo dal delle",
        "fr": "le la les de des et est un une du que en dans pour pas au il elle ne sur qui ce à"
        " je nous vous avec par plus son sa ses cette aux été mais sont était ont",
        "pl": "nie w na się z że jest jak od za przez był dla są czy po ale co tak już tylko ten"
        " jego może przy jej będzie było roku pan pani",
        "da": "og det er en et til af på ikke jeg med han hun den de som har fra vi ud mit sig men"
        " blev kan skal ved om var hvad hvis din min deres hendes",
        "pt": "de que e os em um uma por com da não é para ao se na mais foi são você dos das pelo"
        " ele ela seu sua isso muito está",
        "nl": "de het een van dat niet met voor zijn er aan ook hij ze bij naar wordt werd maar uit"
        " nog dan wel te op",
        "sv": "och att det är en ett som på för inte jag med han hon den av har till de vi från men"
        " sig kan var om ska",
        "nb": "og det er en et av på ikke jeg med han hun den de som å har etter vi fra seg blir"
        " ble kan skal hva",
        "fi": "ja ei se hän oli että en ovat mutta kun niin kuin myös joka tai sen ole minä",
        "cs": "se na je že v s z jsem ale jako po jsou za si pro tak není byl který také podle",
        "tr": "bir ve bu da için ile çok ne ama daha gibi var değil olarak kadar ben sonra",
        "ro": "și în nu cu pe un este că din pentru sunt mai care ce fost ca această",
    }.items()
}
_OWN_LETTERS = (  # letters that hint at a language in Latin script
    ("es", frozenset("ñ¿¡")), ("de", frozenset("ß")), ("pl", frozenset("łżźśćńąę")),
    ("da", frozenset("æø")), ("pt", frozenset("ãõ")), ("cs", frozenset("řůěž")),
    ("tr", frozenset("ğışİ")), ("ro", frozenset("ățșţ")), ("fr", frozenset("œçê")),
    ("de", frozenset("üäö")), ("sv", frozenset("äöå")), ("it", frozenset("òìù")),
)  # fmt: skip
_NAMES = {
    "english": "en", "spanish": "es", "german": "de", "italian": "it", "french": "fr",
    "polish": "pl", "danish": "da", "portuguese": "pt", "dutch": "nl", "swedish": "sv",
    "norwegian": "nb", "finnish": "fi", "czech": "cs", "turkish": "tr", "romanian": "ro",
    "japanese": "ja", "chinese": "zh", "korean": "ko", "hindi": "hi", "armenian": "hy",
    "greek": "el", "hebrew": "he", "arabic": "ar", "urdu": "ur", "persian": "fa", "farsi": "fa",
    "russian": "ru", "ukrainian": "uk", "bulgarian": "bg",
    "eng": "en", "spa": "es", "deu": "de", "ger": "de", "ita": "it", "fra": "fr", "fre": "fr",
    "pol": "pl", "dan": "da", "rus": "ru", "ara": "ar", "fas": "fa", "per": "fa", "urd": "ur",
    "hin": "hi", "hye": "hy", "arm": "hy", "ell": "el", "gre": "el", "zho": "zh", "chi": "zh",
    "jpn": "ja", "por": "pt", "nld": "nl", "dut": "nl", "swe": "sv", "nor": "nb", "no": "nb",
}  # fmt: skip
_ADDRESS = re.compile(r"[A-Za-z][\w.+-]*@[\w.-]+|(?:https?://|www\.)[!-~]+")
_AROUND = "\"“”„‘’'«»()[]¿¡.,;:!?…—–-"


def document_language(text: str, meta: Mapping[str, str]) -> str:
    """The language of a document: the one that its metadata name, else the one of its text.

    Metadata may hold a code (de, de-AT, deu) or an English name (German); anything else is no
    answer, and the text is looked at.
    """
    given = _code(meta.get(METADATA, ""))
    if given and (given != ENGLISH or text.isascii()):
        return given
    # Many pages say that they are English, whatever they are: their script may not agree.
    return (given and (_by_script(text[:_LOOKED_AT]) or given)) or find_language(text)


def _code(written: str) -> str:
    """The two-letter code of a language as it is written, '' if it is none."""
    name = re.split("[-_ ;,]", written.strip().lower())[0]
    code = _NAMES.get(name, name)
    return code if re.fullmatch("[a-z]{2}", code) else ""


def find_language(text: str) -> str:
    """The language of a text. English if the text is too short, or too mixed, to know it.

    A script that makes up half of the letters decides for its language; of languages that share a
    script, the letters that only one has. Languages in Latin script are
    known by their most frequent words.
    """
    if _is_english(text[:_FIRST_LOOK].lower().split()):
        return ENGLISH
    sample = text[:_LOOKED_AT]
    if not sample.isascii() and (found := _by_script(sample)):
        return found
    return _by_small_words(sample)


def _is_english(words: Sequence[str]) -> bool:
    """Return True if every fifth word is a small English word, as in most English prose."""
    english = _SMALL_WORDS[ENGLISH]
    return 5 * len([word for word in words if word in english]) >= len(words) > 0


def _by_script(sample: str) -> str:
    """The language of the script that most letters of a text have; '' if they are Latin."""
    sample = _ADDRESS.sub("", sample)
    letters = sum(map(str.isalpha, sample))
    for expression, language in _SCRIPTS:
        found = len(expression.findall(sample))
        # A Chinese or Japanese character is a word; Japanese is Chinese characters and kana.
        needed = 0.05 if language == "ja" else 0.3 if language == "zh" else 0.5
        if found and found >= needed * letters:
            return _among(language, sample)
    return ""


def _among(language: str, sample: str) -> str:
    """The language among those of one script that has letters of its own in a text."""
    for other, own in _LETTERS.get(language, ()):
        if not own.isdisjoint(sample):
            return other
    return language


def _by_small_words(sample: str) -> str:
    """The language whose most frequent words a text in Latin script has; English in doubt."""
    words = sample.lower().split()
    if _is_english(words):
        return ENGLISH
    known = Counter(word.strip(_AROUND) for word in words)
    hits = {
        language: sum(known[word] for word in small) for language, small in _SMALL_WORDS.items()
    }
    if not sample.isascii():
        for language, own in _OWN_LETTERS:
            hits[language] += min(2, len(own.intersection(sample)))
    best = max(hits, key=lambda language: hits[language])
    sure = hits[best] >= 2 and hits[best] > 1.5 * hits[ENGLISH] and 8 * hits[best] >= len(words)
    return best if sure else ENGLISH
