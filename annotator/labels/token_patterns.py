"""Read and check token patterns of spaCy's Matcher, and the regular expressions in them.

spaCy runs those expressions (REGEX) with Python's `re`, which may take exponential time. Accepted
are only expressions that are fast on any token. The measure is the maximum number of ways to match
at one position, computed from the parsed expression.

- Repeated groups are refused, except `(...)?`: their ways multiply with every repetition.
- One *, + or {n,} is accepted if nothing after it can fail, or if the expression starts with ^:
  the time is then linear in the length of the token.
- The ways of all other choices (a?, {2,5}, a|b) multiply to MAX_WAYS at most.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any

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
from annotator.suggestions.rules.source_matchers import refusal

_OP = re.compile(OPERATOR)

MAX_OPTIONAL = 10
"""Optional tokens of one pattern. 14 take a hundred times as long as 5."""

MAX_UNBOUNDED = 2
"""Tokens of one pattern with * or +. Three took a minute on a sentence of 300 words."""

Token = dict[str, object]

MAX_WAYS = 500

MAX_REGEX_LENGTH = 2_000
"""Characters of one expression."""

_UNBOUNDED = 1_000
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_SINGLE = ("LITERAL", "NOT_LITERAL", "ANY", "IN")

Item = tuple[Any, Any]
"""An operator of the parsed expression, and its argument."""


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
        refused = refused_regex(source)
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


class _RefusedRegexError(Exception):
    """The expression is refused; the message is the reason."""


def refused_regex(source: str) -> str | None:
    """The reason why an expression is refused for tokens, or None."""
    if len(source) > MAX_REGEX_LENGTH:
        return f"it is longer than {MAX_REGEX_LENGTH:,} characters"
    said = refusal(source)
    if said:
        return said
    try:
        _check(source)
    except (re.error, Warning) as error:
        return f"Python's re says: {error}"
    except (RecursionError, OverflowError):
        return "it is nested too deeply"
    except _RefusedRegexError as error:
        return str(error)
    return None


def _check(source: str) -> None:
    """Parse and weigh an expression.

    Raises re.error, Warning, RecursionError, OverflowError or _RefusedError.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # its meaning will change in a later Python
        flags = re.compile(source).flags
    items = list(import_module("re._parser").parse(source))
    _weigh(items, _anchored(items, flags))


def _weigh(items: Sequence[Item], anchored: bool) -> None:
    """Raise _RefusedError if the expression may be slow."""
    found = _Weight()
    ways = found.of(items)
    if found.unbounded > 1:
        raise _RefusedRegexError("more than one * or + may be extremely slow")
    if found.unbounded and not anchored and not _ends_unbounded(items):
        raise _RefusedRegexError("a * or + with more after it needs ^ at the start")
    if ways > MAX_WAYS:
        raise _RefusedRegexError(
            f"it has {ways:,} ways to match, and at most {MAX_WAYS:,} are allowed"
        )


def _anchored(items: Sequence[Item], flags: int) -> bool:
    """Whether it can match only at the start."""
    first = str(items[0][1]) if items and str(items[0][0]) == "AT" else ""
    return first == "AT_BEGINNING_STRING" or (first == "AT_BEGINNING" and not flags & re.MULTILINE)


def _ends_unbounded(items: Sequence[Item]) -> bool:
    """Whether it ends with an unbounded repeat, after which nothing can fail."""
    operator, argument = items[-1]
    if str(operator) == "SUBPATTERN":
        return _ends_unbounded(list(argument[-1]))
    return str(operator) in _REPEATS and argument[1] >= _UNBOUNDED


class _Weight:
    """Counts the ways to match and the unbounded repeats."""

    def __init__(self) -> None:
        self.unbounded = 0

    def of(self, items: Sequence[Item]) -> int:
        ways = 1
        for operator, argument in items:
            ways *= self._one(str(operator), argument)
        return ways

    def _one(self, operator: str, argument: Any) -> int:
        if operator in (*_SINGLE, "AT"):
            return 1
        if operator == "SUBPATTERN":
            return self.of(argument[-1])
        if operator == "BRANCH":
            return sum(self.of(branch) for branch in argument[1])
        if operator in _REPEATS:
            return self._repeat(*argument)
        raise _RefusedRegexError(f"{operator.lower().replace('_', ' ')} is not allowed")

    def _repeat(self, low: int, high: int, what: Sequence[Item]) -> int:
        if high == 1:
            return self.of(what) + (low == 0)
        if len(what) != 1 or str(what[0][0]) not in _SINGLE:
            raise _RefusedRegexError("a repeated group may be extremely slow")
        if high >= _UNBOUNDED:
            self.unbounded += 1
            return 1
        return int(high) - int(low) + 1
