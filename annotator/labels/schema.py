"""Every key of labels.yaml, declared once: read by the loader, and printed as a JSON Schema."""

from __future__ import annotations

from annotator.labels.schema_types import (
    Choice,
    Either,
    Key,
    Many,
    Named,
    Number,
    Record,
    Shape,
    Word,
    Words,
    YesNo,
)
from annotator.labels.token_keys import TOKEN
from annotator.model import AttributeType, LabelKind, LabelUnit, RuleForm, Tier, Voice

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

EXAMPLES = Record(
    "examples",
    "Invented sentences that are run as tests.",
    (
        Key("match", Words(), "Sentences with [[ and ]] once round the words to be found."),
        Key("no_match", Words(), "Sentences in which nothing is to be found."),
    ),
)

_FORMS: dict[RuleForm, tuple[Shape, str]] = {
    RuleForm.PHRASE: (
        Words(),
        "Words to find, whatever their case. <name> is a word list; say~ is all forms of say.",
    ),
    RuleForm.REGEX: (
        Words(),
        "Expressions of google-re2, case-insensitive unless (?-i). (?P<span>...) marks a part.",
    ),
    RuleForm.PATTERN: (
        Either((Many(TOKEN), Many(Many(TOKEN)))),
        "A token pattern of spaCy's Matcher, or a list of them.",
    ),
    RuleForm.SPEECH: (
        Words(SPEECH),
        "Propose what is said: a kind of quotation with its marks, or reported speech.",
    ),
}

PHRASE_CONDITIONS = (
    Key("followed_by", Words(), "One of these must come right after the match."),
    Key("not_followed_by", Words(), "None of these may come right after the match."),
    Key("preceded_by", Words(), "One of these must come right before the match."),
    Key("not_preceded_by", Words(), "None of these may come right before the match."),
    Key("sentence_has", Words(), "One of these must be in the sentence."),
    Key("sentence_lacks", Words(), "None of these may be in the sentence."),
)
CONDITIONS = (
    Key("voice", Words(VOICES), "In whose voice the match must be."),
    Key("quotation", Words(QUOTATIONS), "Kinds of quotation that the match must lie inside of."),
    Key("sentence_start", YesNo(), "The match must open its sentence."),
    Key("sentence_end", YesNo(), "The match must close its sentence."),
    Key("lead", YesNo(), "The match must be in the first paragraph of its document."),
    Key(
        "negated",
        YesNo(),
        "yes: the match must be denied in its clause (not, never, no); no: it must not be.",
    ),
    Key(
        "speaker",
        Words(SPEAKERS),
        "Who must speak in the sentence by a verb of saying: named (Doe said), unnamed"
        " (officials said), nobody.",
    ),
    *PHRASE_CONDITIONS,
)

_TIER = Key(
    "tier",
    Choice(TIERS),
    "How far its suggestions may be trusted: high, medium or low.",
    required=True,
)
_ENABLED = Key("enabled", YesNo(), "no switches the rule off (default: yes).")

RULE = Record(
    "rule",
    "What proposes a label: one form, conditions, and examples that are run as tests.",
    (
        Key("id", Word(), "A name that no other rule has: label.something.", required=True),
        _TIER,
        *(Key(form.value, *_FORMS[form]) for form in RuleForm),
        *CONDITIONS,
        Key(
            "set",
            Named(Either((Words(), Number(), YesNo()))),
            "Answers that a suggestion comes with, by the name of an attribute of the label.",
        ),
        Key("examples", EXAMPLES, "Sentences that show what the rule finds and what it leaves."),
        _ENABLED,
    ),
    exactly_one=tuple(form.value for form in RuleForm),
)

_ATTRIBUTE = (
    Key("type", Choice(TYPES), "What it holds.", required=True),
    Key("help", Word(), "The question, in a few words."),
    Key("choices", Words(), "The answers, for the type choice; digits pick them in this order."),
    Key("minimum", Number(), "The least number that is accepted."),
    Key("maximum", Number(), "The greatest number that is accepted."),
)
ATTRIBUTE = Record("attribute", "A typed question that an annotation answers.", _ATTRIBUTE)
OWN_ATTRIBUTE = Record(
    "own_attribute",
    "An attribute of this label alone.",
    (Key("name", Word(), "Its name in data files.", required=True), *_ATTRIBUTE),
)

LABEL = Record(
    "label",
    "A label: its guideline, its looks, its rules.",
    (
        Key("name", Word(), "The word in data files, never changed once used.", required=True),
        Key("title", Word(), "The words on screen.", required=True),
        Key("kind", Choice(KINDS), "What sort of label it is.", required=True),
        Key("unit", Choice(UNITS), "What it is put on (default: span)."),
        Key("group", Word(), "Labels of one group are listed together."),
        Key("key", Word(DIGIT), "The digit that picks it."),
        Key(
            "glyph",
            Word(CHARACTER),
            "One character, drawn under a span, so that nothing depends on color.",
            required=True,
        ),
        Key("color", Word(COLOR), "'#rrggbb', in quotes.", required=True),
        Key("definition", Word(), "When it is right and when it is not.", required=True),
        Key("cues", Word(), "Words that often go with it."),
        Key(
            "attributes",
            Many(Either((Word(), OWN_ATTRIBUTE))),
            "Its questions: names of shared attributes, or definitions with a name.",
        ),
        Key("examples", EXAMPLES, "Sentences for the guideline."),
        Key("rules", Many(RULE), "What proposes it."),
    ),
)

WORD_FILE = Record(
    "word_file",
    "A word list in a file of its own: one entry a line, # begins a comment.",
    (
        Key("file", Word(), "The file, seen from the folder of this one; UTF-8.", required=True),
        Key("column", Word(), "For a CSV file: the heading of the column that holds the words."),
    ),
)

PATTERN_FILE = Record(
    "pattern_file",
    "A pattern file of spaCy or Prodigy (JSONL), with what holds for all its rules.",
    (
        Key("file", Word(), "The file, seen from the folder of this one.", required=True),
        Key("tier", Choice(TIERS), "The tier of its rules (default: medium)."),
        *CONDITIONS,
        _ENABLED,
    ),
)

PATTERN_LINE = Record(
    "pattern_line",
    "A line of a pattern file.",
    (
        Key("label", Word(), "The name or title of a label.", required=True),
        Key("pattern", Either((Word(), Many(TOKEN))), "A phrase or a pattern.", required=True),
        Key("id", Word(), "What the rule is called, behind its label."),
    ),
)

FILE = Record(
    "file",
    "Labels, guideline and rules of one project.",
    (
        Key("name", Word(), "What this label set is called."),
        Key(
            "extends",
            Words(),
            "Files that this one builds on; default is the one that comes with the program.",
        ),
        Key(
            "pipeline",
            Word(),
            "A trained spaCy pipeline (a name or a path), for token patterns with LEMMA, POS, TAG,"
            " DEP, MORPH or ENT_TYPE.",
        ),
        Key("words", Named(Either((Words(), WORD_FILE))), "Word lists, used in rules as <name>."),
        Key("attributes", Named(ATTRIBUTE), "Attributes that several labels share, by name."),
        Key(
            "patterns",
            Either((Word(), PATTERN_FILE, Many(Either((Word(), PATTERN_FILE))))),
            "Pattern files of spaCy or Prodigy (JSONL), whose lines become rules.",
        ),
        Key("labels", Many(LABEL), "The labels, in the order in which they are shown."),
    ),
)
