"""The keys of a token in spaCy's Matcher: what a blank pipeline knows, and a trained one."""

from __future__ import annotations

from annotator.labels.schema_types import Either, Key, Number, Record, Word, Words, YesNo

TEXT_KEYS = ("LOWER", "ORTH", "TEXT", "NORM", "SHAPE", "PREFIX", "SUFFIX")
TRAINED_KEYS = ("LEMMA", "POS", "TAG", "DEP", "MORPH", "ENT_TYPE")
FLAG_KEYS = (
    "IS_ALPHA",
    "IS_ASCII",
    "IS_DIGIT",
    "IS_LOWER",
    "IS_UPPER",
    "IS_TITLE",
    "IS_PUNCT",
    "IS_SPACE",
    "IS_STOP",
    "IS_BRACKET",
    "IS_QUOTE",
    "IS_LEFT_PUNCT",
    "IS_RIGHT_PUNCT",
    "IS_CURRENCY",
    "IS_SENT_START",
    "LIKE_NUM",
    "LIKE_URL",
    "LIKE_EMAIL",
    "SPACY",
)
LIST_TESTS = ("IN", "NOT_IN")
SET_TESTS = ("IS_SUBSET", "IS_SUPERSET", "INTERSECTS")
OPERATOR = r"[!?*+]|\{\d{1,2}(,\d{0,2})?\}|\{,\d{1,2}\}"

_TESTS = (
    Key("IN", Words(), "One of these."),
    Key("NOT_IN", Words(), "None of these."),
    Key(
        "REGEX",
        Word(),
        "An expression, run by `re` on one token: no repeated groups, at most one * or +.",
    ),
    *(
        Key(f"FUZZY{number}", Word(), "Nearly this word, so many letters apart at most.")
        for number in ("", *range(1, 10))
    ),
)
TEXT_TESTS = Record("text_tests", "Tests of a token's text.", _TESTS)
SET_VALUE_TESTS = Record(
    "set_tests",
    "Tests of a token's features.",
    (*_TESTS, *(Key(name, Words(), "Compares as sets.") for name in SET_TESTS)),
)
LENGTH_TESTS = Record(
    "length_tests",
    "Tests of a token's length.",
    tuple(
        Key(sign, Number(), "A number of characters.")
        for sign in ("==", "!=", ">=", "<=", ">", "<")
    ),
)

_HELP = {
    "LOWER": "The token in lower case. say~ is all forms of the word.",
    "ORTH": "The token as it is written.",
    "TEXT": "The token as it is written.",
    "NORM": "The token in its plain form.",
    "SHAPE": "Its shape: Xxxx, dd, XXX.",
    "PREFIX": "Its first character.",
    "SUFFIX": "Its last three characters.",
}
_UPPER = (
    *(Key(name, Either((Word(), TEXT_TESTS)), _HELP[name]) for name in TEXT_KEYS),
    *(
        Key(
            name,
            Either((Word(), SET_VALUE_TESTS if name == "MORPH" else TEXT_TESTS)),
            "Known to a trained pipeline: name one under pipeline.",
        )
        for name in TRAINED_KEYS
    ),
    *(Key(name, YesNo(), "Whether the token is so.") for name in FLAG_KEYS),
    Key("LENGTH", Either((Number(), LENGTH_TESTS)), "How many characters it has."),
    Key("OP", Word(OPERATOR), "How often: ? * + ! {n} {n,m} {n,} {,m}."),
)
TOKEN = Record(
    "token",
    "One token of a pattern, as spaCy's Matcher reads it; {} is any token.",
    (*_UPPER, *(Key(key.name.lower(), key.shape, key.help) for key in _UPPER)),
)
