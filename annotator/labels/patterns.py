"""Token patterns, as spaCy's Matcher reads them: checked key by key, values by schema."""

from __future__ import annotations

import json
import re

from annotator.errors import did_you_mean
from annotator.labels import inflection
from annotator.labels.check import Check
from annotator.labels.tree import Fields, Items, Node, Text
from annotator.labels.words import Words
from annotator.rules.expressions import refusal

TEXT_KEYS = ("LOWER", "ORTH", "TEXT", "NORM", "SHAPE", "PREFIX", "SUFFIX")
_FLAG_KEYS = (
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
_TRAINED_KEYS = frozenset(
    (
        "LEMMA",
        "POS",
        "TAG",
        "DEP",
        "MORPH",
        "ENT_TYPE",
        "ENT_IOB",
        "ENT_ID",
        "ENT_KB_ID",
        "HEAD",
        "IS_OOV",
    )
)
_KNOWN_KEYS = (*TEXT_KEYS, *_FLAG_KEYS, "LENGTH", "OP")
_LIST_PREDICATES = ("IN", "NOT_IN")
_PREDICATES = (*_LIST_PREDICATES, "REGEX", "FUZZY", *(f"FUZZY{number}" for number in range(1, 10)))
_COMPARISONS = ("==", "!=", ">=", "<=", ">", "<")
_OP = re.compile(r"[!?*+]|\{\d{1,2}(,\d{0,2})?\}|\{,\d{1,2}\}")
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{\d*,)")

Token = dict[str, object]


class Patterns:
    """Reads the token patterns of one file's rules."""

    def __init__(self, check: Check, words: Words) -> None:
        self._check = check
        self._words = words

    def sources(self, node: Node) -> tuple[str, ...]:
        """A pattern (a list of tokens) or a list of patterns, each as a JSON text."""
        items = self._check.items(node, "pattern")
        patterns = items if all(isinstance(item, Items) for item in items) else [node]
        return tuple(json.dumps(self._pattern(pattern)) for pattern in patterns)

    def _pattern(self, node: Node) -> list[Token]:
        tokens = [self._token(item) for item in self._check.items(node, "a token pattern")]
        if not tokens:
            fix = "Add tokens, for instance {LOWER: word}."
            self._check.problem(node.line, "the token pattern is empty", fix)
        elif all(
            str(token.get("OP", "")).startswith(("?", "*", "!", "{0", "{,")) for token in tokens
        ):
            fix = "Leave at least one token without ?, * or !."
            self._check.problem(node.line, "the token pattern can match nothing at all", fix)
        return tokens

    def _token(self, node: Node) -> Token:
        token: Token = {}
        lines = node.lines if isinstance(node, Fields) else {}
        for key, value in self._check.mapping(node, "a token").items():
            name = key.upper()
            if name in _TRAINED_KEYS:
                fix = "Write the forms out with LOWER: {IN: [...]} or a word list."
                self._check.problem(lines[key], f"{key} needs a trained pipeline", fix)
            elif name not in _KNOWN_KEYS:
                fix = did_you_mean(name, _KNOWN_KEYS)
                self._check.problem(lines[key], f"a token has no key {key!r}", fix)
            else:
                token[name] = self._value(name, value)
        return token

    def _value(self, key: str, node: Node) -> object:
        if key in _FLAG_KEYS:
            return self._check.yes_no(node, key)
        if key == "OP":
            return self._operator(node)
        if key == "LENGTH":
            return self._length(node)
        if isinstance(node, Text):
            words = self._lower(key, self._words.tokens(node), node.line)
            return words[0] if len(words) == 1 else {"IN": list(words)}
        fields = self._check.fields(node, key, _PREDICATES)
        return {name: self._predicate(key, name, value) for name, value in fields.items()}

    def _predicate(self, key: str, name: str, node: Node) -> object:
        if name in _LIST_PREDICATES:
            texts = self._check.texts(node, f"{name} of {key}")
            words = [word for text in texts for word in self._words.tokens(text)]
            return list(self._lower(key, tuple(dict.fromkeys(words)), node.line))
        text = self._check.text(node, f"{name} of {key}")
        if name != "REGEX":
            return text
        source = self._words.expression(Text(node.line, text))
        self._check_expression(source, node.line)
        return source

    def _check_expression(self, source: str, line: int) -> None:
        """SpaCy runs these with `re`: only what takes linear or near-linear time is let through."""
        refused = refusal(source)
        if refused is None and _REPEATED_GROUP.search(source):
            refused = "a repeated group may take for ever"
        if refused is None and inflection.words(source):
            refused = "the ~ for all forms of a word is known to LOWER and IN alone"
        if refused:
            fix = "Write it without that, or use the rule form regex."
            self._check.problem(line, f"REGEX {source!r} cannot be used: {refused}", fix)

    def _lower(self, key: str, words: tuple[str, ...], line: int) -> tuple[str, ...]:
        for word in words:
            if key == "LOWER" and word != word.lower():
                fix = "LOWER is compared with lower-case text; use ORTH to tell case apart."
                self._check.problem(line, f"{word!r} can never match", fix)
            elif key != "LOWER" and inflection.marked(word):
                fix = "The ~ for all forms of a word is known to LOWER alone."
                self._check.problem(line, f"{key} cannot be {word!r}", fix)
        return words

    def _operator(self, node: Node) -> str:
        text = self._check.text(node, "OP")
        if not _OP.fullmatch(text):
            fix = "Known: '?', '*', '+', '!', '{n}', '{n,m}', '{n,}', '{,m}'."
            self._check.problem(node.line, f"OP cannot be {text!r}", fix)
        return text

    def _length(self, node: Node) -> object:
        if isinstance(node, Text):
            return self._check.number(node, "LENGTH")
        fields = self._check.fields(node, "LENGTH", _COMPARISONS)
        return {name: self._check.number(value, "LENGTH") for name, value in fields.items()}
