"""Token patterns, as spaCy's Matcher reads them: checked key by key, values by schema."""

from __future__ import annotations

import json
import re

from annotator.labels import token_regex, word_forms
from annotator.labels.token_keys import (
    FLAG_KEYS,
    LENGTH_TESTS,
    LIST_TESTS,
    OPERATOR,
    SET_TESTS,
    SET_VALUE_TESTS,
    TEXT_TESTS,
    TOKEN,
    TRAINED_KEYS,
)
from annotator.labels.validator import Check
from annotator.labels.word_lists import Words
from annotator.labels.yaml_tree import Items, Node, Text

_OP = re.compile(OPERATOR)

MOST_OPTIONAL = 10
"""Tokens of one pattern that may be missing; 14 take a hundred times as long as 5."""

MOST_ENDLESS = 2
"""Tokens of one pattern with * or +: three took a minute on a sentence of 300 words."""

Token = dict[str, object]


class Patterns:
    """Reads the token patterns of a label set. pipeline: the trained one it names, or ''."""

    def __init__(self, check: Check, words: Words, pipeline: str) -> None:
        self._check = check
        self._words = words
        self._pipeline = pipeline

    def sources(self, node: Node) -> tuple[str, ...]:
        """A pattern (a list of tokens) or a list of patterns, each as a JSON text."""
        items = self._check.items(node, "pattern")
        several = bool(items) and all(isinstance(item, Items) for item in items)
        patterns = items if several else [node]
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
        self._check_weight([str(token.get("OP", "")) for token in tokens], node.line)
        return tokens

    def _check_weight(self, operators: list[str], line: int) -> None:
        """The Matcher follows every way at once: they double with each optional token."""
        optional = sum(map(_optional, operators))
        endless = sum(one.endswith(("*", "+", ",}")) for one in operators)
        if optional > MOST_OPTIONAL or endless > MOST_ENDLESS:
            what = f"the token pattern has {optional} optional tokens and {endless} without an end"
            fix = f"At most {MOST_OPTIONAL} and {MOST_ENDLESS} end soon: write several patterns."
            self._check.problem(line, what, fix)

    def _token(self, node: Node) -> Token:
        token: Token = {}
        for key, value in self._check.record(node, "a token", TOKEN).items():
            name = key.upper()
            if name in TRAINED_KEYS and not self._pipeline:
                fix = "Name one at the top (pipeline: en_core_web_sm), or write the forms: say~."
                self._check.problem(value.line, f"{key} needs a trained pipeline", fix)
            elif key in TOKEN.names:
                token[name] = self._value(name, value)
        return token

    def _value(self, key: str, node: Node) -> object:
        if key in FLAG_KEYS:
            return self._check.yes_no(node, key)
        if key == "OP":
            return self._operator(node)
        if key == "LENGTH":
            return self._length(node)
        if isinstance(node, Text):
            words = self._lower(key, self._words.tokens(node), node.line)
            return words[0] if len(words) == 1 else {"IN": list(words)}
        tests = SET_VALUE_TESTS if key == "MORPH" else TEXT_TESTS
        fields = self._check.record(node, key, tests)
        return {name: self._predicate(key, name, value) for name, value in fields.items()}

    def _predicate(self, key: str, name: str, node: Node) -> object:
        if name in (*LIST_TESTS, *SET_TESTS):
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
        refused = token_regex.refused(source)
        if refused is None and word_forms.words(source):
            refused = "the ~ for all forms of a word is known to LOWER and IN alone"
        if refused:
            fix = "Write it without that, list words with IN, or use the rule form regex."
            self._check.problem(line, f"REGEX {_short(source)} cannot be used: {refused}", fix)

    def _lower(self, key: str, words: tuple[str, ...], line: int) -> tuple[str, ...]:
        for word in words:
            if key == "LOWER" and word != word.lower():
                fix = "LOWER is compared with lower-case text; use ORTH to tell case apart."
                self._check.problem(line, f"{word!r} can never match", fix)
            elif key != "LOWER" and word_forms.marked(word):
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
        fields = self._check.record(node, "LENGTH", LENGTH_TESTS)
        return {name: self._check.number(value, "LENGTH") for name, value in fields.items()}


def _optional(operator: str) -> int:
    """How many tokens may be missing or may come in addition: 4 for {1,5}."""
    if operator in ("?", "!"):
        return 1
    low, comma, high = operator.strip("{}").partition(",")
    return max(0, int(high) - int(low or 0)) if comma and high else 0


def _short(text: str) -> str:
    return repr(text if len(text) < 60 else f"{text[:57]}...")
