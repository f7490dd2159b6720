"""The schema of labels.yaml, for the loader and the JSON Schema: value types and all keys."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotator.model import AttributeType, LabelKind, LabelUnit, RuleForm, Tier, Voice


@dataclass(frozen=True, slots=True)
class Text:
    """A text. Unquoted `no`, `2024`, `1.0` and `null` are texts too.

    pattern: a regular expression for the whole text; '' allows anything.
    """

    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """A text or a list of texts. choices: the allowed texts; empty allows any."""

    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, in any spelling of YAML."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one type."""

    of: ValueType


@dataclass(frozen=True, slots=True)
class MappingOf:
    """A mapping from names that the user chooses to values of one type."""

    of: ValueType


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A value of one of several types."""

    shapes: tuple[ValueType, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping with known keys. exactly_one: exactly one of these keys must be present."""

    name: str
    help: str
    keys: tuple[Key, ...]
    exactly_one: tuple[str, ...] = ()
    names: tuple[str, ...] = field(init=False)
    required: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(key.name for key in self.keys))
        needed = tuple(key.name for key in self.keys if key.required)
        object.__setattr__(self, "required", needed)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a section. help: the explanation that an editor shows."""

    name: str
    shape: ValueType
    help: str
    required: bool = False


ValueType = Text | Texts | OneOf | YesNo | Number | ListOf | MappingOf | AnyOf | Section

QUOTATIONS = ("full", "partial", "scare", "title")
SPEECH = (*QUOTATIONS, "direct", "indirect", "mixed")
SPEAKERS = ("named", "unnamed", "nobody")
VOICES = tuple(map(str, Voice))
TIERS = tuple(map(str, Tier))
KINDS = tuple(map(str, LabelKind))
UNITS = tuple(map(str, LabelUnit))
TYPES = tuple(map(str, AttributeType))

DIGIT = "[0-9]"
CHARACTER = "."
COLOR = "#?[0-9A-Fa-f]{6}"

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
    Key("IN", Texts(), "One of these."),
    Key("NOT_IN", Texts(), "None of these."),
    Key(
        "REGEX",
        Text(),
        "A regular expression of Python's `re` for one token, with no repeated groups and at most"
        " one * or +.",
    ),
    *(
        Key(
            f"FUZZY{number}",
            Text(),
            "This word, with at most so many letters changed, added or missing.",
        )
        for number in ("", *range(1, 10))
    ),
)
TEXT_TESTS = Section("text_tests", "Tests of a token's text.", _TESTS)
SET_VALUE_TESTS = Section(
    "set_tests",
    "Tests of a token's morphological features.",
    (*_TESTS, *(Key(name, Texts(), "Compares sets of features.") for name in SET_TESTS)),
)
LENGTH_TESTS = Section(
    "length_tests",
    "Tests of a token's length.",
    tuple(
        Key(sign, Number(), "A number of characters.")
        for sign in ("==", "!=", ">=", "<=", ">", "<")
    ),
)

_HELP = {
    "LOWER": "The token in lower case. say~ stands for all forms of the word.",
    "ORTH": "The token as it is written.",
    "TEXT": "The token as it is written.",
    "NORM": "The normalized token.",
    "SHAPE": "Its shape: Xxxx, dd, XXX.",
    "PREFIX": "Its first character.",
    "SUFFIX": "Its last three characters.",
}
_UPPER = (
    *(Key(name, AnyOf((Text(), TEXT_TESTS)), _HELP[name]) for name in TEXT_KEYS),
    *(
        Key(
            name,
            AnyOf((Text(), SET_VALUE_TESTS if name == "MORPH" else TEXT_TESTS)),
            "Needs a trained pipeline: name one under pipeline.",
        )
        for name in TRAINED_KEYS
    ),
    *(
        Key(name, YesNo(), "yes: the token has this property; no: it has not.")
        for name in FLAG_KEYS
    ),
    Key("LENGTH", AnyOf((Number(), LENGTH_TESTS)), "Number of characters."),
    Key("OP", Text(OPERATOR), "Number of repetitions: ? * + ! {n} {n,m} {n,} {,m}."),
)
TOKEN = Section(
    "token",
    "One token of a pattern of spaCy's Matcher. {} is any token.",
    (*_UPPER, *(Key(key.name.lower(), key.shape, key.help) for key in _UPPER)),
)

EXAMPLES = Section(
    "examples",
    "Invented sentences that are run as tests.",
    (
        Key("match", Texts(), "Sentences with [[ and ]] around the words that must be found."),
        Key("no_match", Texts(), "Sentences in which nothing must be found."),
    ),
)

_FORMS: dict[RuleForm, tuple[ValueType, str]] = {
    RuleForm.PHRASE: (
        Texts(),
        "Words to find, case-insensitive. <name> is a word list; say~ stands for all forms of say.",
    ),
    RuleForm.REGEX: (
        Texts(),
        "Expressions of google-re2, case-insensitive unless (?-i). (?P<span>...) marks a part.",
    ),
    RuleForm.PATTERN: (
        AnyOf((ListOf(TOKEN), ListOf(ListOf(TOKEN)))),
        "A token pattern of spaCy's Matcher, or a list of them.",
    ),
    RuleForm.SPEECH: (
        Texts(SPEECH),
        "Suggests quotations of these kinds, marks included, or reported speech.",
    ),
}

PHRASE_CONDITIONS = (
    Key("followed_by", Texts(), "One of these must follow the match directly."),
    Key("not_followed_by", Texts(), "None of these may follow the match directly."),
    Key("preceded_by", Texts(), "One of these must precede the match directly."),
    Key("not_preceded_by", Texts(), "None of these may precede the match directly."),
    Key("sentence_has", Texts(), "One of these must be in the sentence."),
    Key("sentence_lacks", Texts(), "None of these may be in the sentence."),
)
CONDITIONS = (
    Key("voice", Texts(VOICES), "The voices in which the match may be."),
    Key(
        "quotation",
        Texts(QUOTATIONS),
        "Kinds of quotation that the match must be inside.",
    ),
    Key("sentence_start", YesNo(), "The match must be at the start of its sentence."),
    Key("sentence_end", YesNo(), "The match must be at the end of its sentence."),
    Key("lead", YesNo(), "The match must be in the first paragraph of its document."),
    Key(
        "negated",
        YesNo(),
        "yes: the match must be negated in its clause (not, never, no); no: it must not be.",
    ),
    Key(
        "speaker",
        Texts(SPEAKERS),
        "The source that a reporting verb of the sentence must have: named (Doe said), unnamed"
        " (officials said), nobody.",
    ),
    *PHRASE_CONDITIONS,
    Key(
        "language",
        Texts(),
        "Two-letter codes of the languages of the texts that the rule is for; any for all (default:"
        " that of the file).",
    ),
)

_TIER = Key(
    "tier",
    OneOf(TIERS),
    "How far the suggestions may be trusted: high, medium or low.",
    required=True,
)
_ENABLED = Key("enabled", YesNo(), "no switches the rule off (default: yes).")

RULE = Section(
    "rule",
    "A rule that suggests a label: one form, conditions, and examples that are run as tests.",
    (
        Key("id", Text(), "A unique name: label.something.", required=True),
        _TIER,
        *(Key(form.value, *_FORMS[form]) for form in RuleForm),
        *CONDITIONS,
        Key(
            "set",
            MappingOf(AnyOf((Texts(), Number(), YesNo()))),
            "Attribute values of the suggestions, by the name of an attribute of the label.",
        ),
        Key("examples", EXAMPLES, "Sentences that show what the rule finds and what it does not."),
        _ENABLED,
    ),
    exactly_one=tuple(form.value for form in RuleForm),
)

_ATTRIBUTE = (
    Key("type", OneOf(TYPES), "The type of its values.", required=True),
    Key("help", Text(), "The question that it answers, in a few words."),
    Key(
        "choices",
        Texts(),
        "The values, for the type choice. Digits select them in this order.",
    ),
    Key("minimum", Number(), "The smallest number that is accepted."),
    Key("maximum", Number(), "The largest number that is accepted."),
)
ATTRIBUTE = Section("attribute", "A typed field of annotations.", _ATTRIBUTE)
OWN_ATTRIBUTE = Section(
    "own_attribute",
    "An attribute of this label only.",
    (Key("name", Text(), "Its name in data files.", required=True), *_ATTRIBUTE),
)

LABEL = Section(
    "label",
    "A label: its guideline, its appearance, its rules.",
    (
        Key(
            "name",
            Text(),
            "The name in data files; never changed once used.",
            required=True,
        ),
        Key("title", Text(), "The name on screen.", required=True),
        Key(
            "kind",
            OneOf(KINDS),
            "framing, claim or boilerplate (not article text).",
            required=True,
        ),
        Key("unit", OneOf(UNITS), "The unit that it is applied to (default: span)."),
        Key(
            "group",
            Text(),
            "Labels of one group are listed together. One of groups, if the file has groups.",
        ),
        Key("key", Text(DIGIT), "The digit that selects it."),
        Key(
            "glyph",
            Text(CHARACTER),
            "One character that stands for it in lists of labels.",
            required=True,
        ),
        Key("color", Text(COLOR), "'#rrggbb', in quotes.", required=True),
        Key("definition", Text(), "When it applies and when it does not.", required=True),
        Key("cues", Text(), "Words that often go with it."),
        Key(
            "attributes",
            ListOf(AnyOf((Text(), OWN_ATTRIBUTE))),
            "Its attributes: names of shared ones, or definitions with a name.",
        ),
        Key("examples", EXAMPLES, "Sentences for the guideline."),
        Key("rules", ListOf(RULE), "The rules that suggest it."),
    ),
)

GROUP = Section(
    "group",
    "A group of labels.",
    (
        Key("title", Text(), "The name on screen (default: its name)."),
        Key("hue", Text(COLOR), "'#rrggbb', in quotes: the color that its labels are shades of."),
        Key("definition", Text(), "What its labels have in common."),
    ),
)

WORD_FILE = Section(
    "word_file",
    "A word list in a file of its own: one entry per line, # begins a comment.",
    (
        Key("file", Text(), "The file, relative to the folder of this one; UTF-8.", required=True),
        Key("column", Text(), "For a CSV file: the heading of the column with the words."),
    ),
)

PATTERN_FILE = Section(
    "pattern_file",
    "A pattern file of spaCy or Prodigy (JSONL), with settings for all its rules.",
    (
        Key("file", Text(), "The file, relative to the folder of this one.", required=True),
        Key("tier", OneOf(TIERS), "The tier of its rules (default: medium)."),
        *CONDITIONS,
        _ENABLED,
    ),
)

PATTERN_LINE = Section(
    "pattern_line",
    "A line of a pattern file.",
    (
        Key("label", Text(), "The name or title of a label.", required=True),
        Key("pattern", AnyOf((Text(), ListOf(TOKEN))), "A phrase or a pattern.", required=True),
        Key("id", Text(), "The name of the rule, after that of its label."),
    ),
)

FILE = Section(
    "file",
    "Labels, guideline and rules of one project.",
    (
        Key("name", Text(), "The name of this label set."),
        Key(
            "extends",
            Texts(),
            "Files that this one builds on; default is the shipped one.",
        ),
        Key(
            "pipeline",
            Text(),
            "A trained spaCy pipeline (a name or a path), for token patterns with LEMMA, POS, TAG,"
            " DEP, MORPH or ENT_TYPE.",
        ),
        Key(
            "language",
            Texts(),
            "Two-letter codes of the languages of the texts that the rules are for, unless a rule"
            " has its own; any for all (default: en).",
        ),
        Key(
            "words", MappingOf(AnyOf((Texts(), WORD_FILE))), "Word lists, used in rules as <name>."
        ),
        Key("attributes", MappingOf(ATTRIBUTE), "Attributes that several labels share, by name."),
        Key(
            "groups",
            MappingOf(GROUP),
            "The groups of labels, by name, in the order in which they are shown.",
        ),
        Key(
            "patterns",
            AnyOf((Text(), PATTERN_FILE, ListOf(AnyOf((Text(), PATTERN_FILE))))),
            "Pattern files of spaCy or Prodigy (JSONL). Each line becomes a rule.",
        ),
        Key("labels", ListOf(LABEL), "The labels, in the order in which they are shown."),
    ),
)
