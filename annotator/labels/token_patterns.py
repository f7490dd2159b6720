"""Read and check token patterns of spaCy's Matcher."""

from __future__ import annotations

import json
import re

from annotator.labels import token_regex
from annotator.labels.schema import (
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
from annotator.labels.validator import Validator
from annotator.labels.word_lists import WordLists, has_marked_word, marked_words
from annotator.labels.yaml_tree import ListNode, Node, TextNode

_OP = re.compile(OPERATOR)

MAX_OPTIONAL = 10
"""Optional tokens of one pattern. 14 take a hundred times as long as 5."""

MAX_UNBOUNDED = 2
"""Tokens of one pattern with * or +. Three took a minute on a sentence of 300 words."""

Token = dict[str, object]


class PatternReader:
    """Reads the token patterns of a label set. pipeline: its trained pipeline, or ''."""

    def __init__(self, validator: Validator, words: WordLists, pipeline: str) -> None:
        self._validator = validator
        self._word_lists = words
        self._pipeline = pipeline

    def sources(self, node: Node) -> tuple[str, ...]:
        """The pattern (a list of tokens) or patterns of a node, each as JSON."""
        items = self._validator.items(node, "pattern")
        several = bool(items) and all(isinstance(item, ListNode) for item in items)
        patterns = items if several else [node]
        return tuple(json.dumps(self._pattern(pattern)) for pattern in patterns)

    def _pattern(self, node: Node) -> list[Token]:
        tokens = [self._token(item) for item in self._validator.items(node, "a token pattern")]
        if not tokens:
            fix = "Add tokens, for instance {LOWER: word}."
            self._validator.add_problem(node.line, "the token pattern is empty", fix)
        elif all(
            str(token.get("OP", "")).startswith(("?", "*", "!", "{0", "{,")) for token in tokens
        ):
            fix = "Leave at least one token without ?, * or !."
            self._validator.add_problem(
                node.line, "the token pattern can match no token at all", fix
            )
        self._check_weight([str(token.get("OP", "")) for token in tokens], node.line)
        return tokens

    def _check_weight(self, operators: list[str], line: int) -> None:
        """Limit the tokens that multiply the Matcher's work: it doubles with each optional one."""
        optional = sum(map(_optional, operators))
        unbounded = sum(one.endswith(("*", "+", ",}")) for one in operators)
        if optional > MAX_OPTIONAL or unbounded > MAX_UNBOUNDED:
            what = (
                f"the token pattern has {optional} optional tokens and {unbounded} unbounded ones"
            )
            fix = f"At most {MAX_OPTIONAL} and {MAX_UNBOUNDED} are fast: write several patterns."
            self._validator.add_problem(line, what, fix)

    def _token(self, node: Node) -> Token:
        token: Token = {}
        for key, value in self._validator.section(node, "a token", TOKEN).items():
            name = key.upper()
            if name in TRAINED_KEYS and not self._pipeline:
                fix = "Name one at the top (pipeline: en_core_web_sm), or write the forms: say~."
                self._validator.add_problem(value.line, f"{key} needs a trained pipeline", fix)
            elif key in TOKEN.names:
                token[name] = self._value(name, value)
        return token

    def _value(self, key: str, node: Node) -> object:
        if key in FLAG_KEYS:
            return self._validator.yes_no(node, key)
        if key == "OP":
            return self._operator(node)
        if key == "LENGTH":
            return self._length(node)
        if isinstance(node, TextNode):
            words = self._lower(key, self._word_lists.tokens(node), node.line)
            return words[0] if len(words) == 1 else {"IN": list(words)}
        tests = SET_VALUE_TESTS if key == "MORPH" else TEXT_TESTS
        fields = self._validator.section(node, key, tests)
        return {name: self._predicate(key, name, value) for name, value in fields.items()}

    def _predicate(self, key: str, name: str, node: Node) -> object:
        if name in (*LIST_TESTS, *SET_TESTS):
            texts = self._validator.texts(node, f"{name} of {key}")
            words = [word for text in texts for word in self._word_lists.tokens(text)]
            return list(self._lower(key, tuple(dict.fromkeys(words)), node.line))
        text = self._validator.text(node, f"{name} of {key}")
        if name != "REGEX":
            return text
        source = self._word_lists.expression(TextNode(node.line, text))
        self._check_expression(source, node.line)
        return source

    def _check_expression(self, source: str, line: int) -> None:
        refused = token_regex.refused(source)
        if refused is None and marked_words(source):
            refused = "the ~ for all forms of a word works only with LOWER and IN"
        if refused:
            fix = "Write it without that, list words with IN, or use the rule form regex."
            self._validator.add_problem(
                line, f"REGEX {_short(source)} cannot be used: {refused}", fix
            )

    def _lower(self, key: str, words: tuple[str, ...], line: int) -> tuple[str, ...]:
        for word in words:
            if key == "LOWER" and word != word.lower():
                fix = "LOWER is compared with lower-case text; use ORTH for capital letters."
                self._validator.add_problem(line, f"{word!r} can never match", fix)
            elif key != "LOWER" and has_marked_word(word):
                fix = "The ~ for all forms of a word works only with LOWER."
                self._validator.add_problem(line, f"{key} cannot be {word!r}", fix)
        return words

    def _operator(self, node: Node) -> str:
        text = self._validator.text(node, "OP")
        if not _OP.fullmatch(text):
            fix = "Known: '?', '*', '+', '!', '{n}', '{n,m}', '{n,}', '{,m}'."
            self._validator.add_problem(node.line, f"OP cannot be {text!r}", fix)
        return text

    def _length(self, node: Node) -> object:
        if isinstance(node, TextNode):
            return self._validator.number(node, "LENGTH")
        fields = self._validator.section(node, "LENGTH", LENGTH_TESTS)
        return {name: self._validator.number(value, "LENGTH") for name, value in fields.items()}


def _optional(operator: str) -> int:
    """Number of tokens that may be missing or added: 4 for {1,5}."""
    if operator in ("?", "!"):
        return 1
    low, comma, high = operator.strip("{}").partition(",")
    return max(0, int(high) - int(low or 0)) if comma and high else 0


def _short(text: str) -> str:
    return repr(text if len(text) < 60 else f"{text[:57]}...")
