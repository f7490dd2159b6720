"""The language of a document: as its metadata say, else found by its script and its words.

Languages are named by their ISO 639-1 codes: en, de, zh.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from annotator.sentences.language_table import words
from annotator.sentences.latin_languages import find_latin_language

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
    "hi": (("mr", frozenset("ळ")),),
    "ar": (("ur", frozenset("ٹڈڑںےۓہھ")), ("fa", frozenset("پچژگیک"))),
    "ru": (("kk", frozenset("әғқңөұүһ")), ("uk", frozenset("іїєґ")), ("bg", frozenset())),
}
_FREQUENT_ENGLISH = words(
    """the of and to in that is was for it on with he as his at by be this are not have from but
    they she has an or we said who will which you all had their would been if her"""
)
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
    script, the letters that only one has. Languages in Latin script have words, letters and endings
    of their own (annotator.sentences.latin_languages).
    """
    if _is_english(text[:_FIRST_LOOK].lower().split()):
        return ENGLISH
    sample = text[:_LOOKED_AT]
    if not sample.isascii() and (found := _by_script(sample)):
        return found
    if _is_english(sample.lower().split()):
        return ENGLISH
    return find_latin_language(sample) or ENGLISH


def _is_english(written: Sequence[str]) -> bool:
    """Return True if every fifth word is a small English word, as in most English prose."""
    return 5 * len([word for word in written if word in _FREQUENT_ENGLISH]) >= len(written) > 0


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
