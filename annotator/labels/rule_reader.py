"""Read the rules of labels, and examples."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from hashlib import blake2b
from math import prod
from typing import Any

from annotator.labels.attribute_reader import AttributeReader
from annotator.labels.schema import (
    CONDITIONS,
    EXAMPLES,
    PHRASE_CONDITIONS,
    QUOTATIONS,
    RULE,
    SPEAKERS,
    SPEECH,
    TIERS,
    VOICES,
)
from annotator.labels.token_patterns import PatternReader
from annotator.labels.validator import Validator
from annotator.labels.word_lists import WordLists, with_single_forms
from annotator.labels.yaml_tree import Node, TextNode
from annotator.model import Attribute, Conditions, Example, Rule, RuleForm, Span, Tier, Voice
from annotator.suggestions.rules.source_matchers import compiled, refusal

MAX_LENGTH = 50_000
"""Characters of one regular expression, word lists expanded."""

_SMALL = 80_000
"""Instructions of a compiled regular expression. re2 refuses about 87,000."""

_WIDE = re.compile(r"\.|\[|\\[DWS]")
"""Classes of many characters, which take 24 instructions at most; other bytes take five."""

_UNICODE_CLASS = re.compile(r"\\[pPQ]")
"""A class such as \\pL, or the start of quoted text."""

MARKED = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)

_REPETITION = re.compile(r"\{(?:\d+,)?(\d+)")

_LANGUAGE = re.compile("[a-z]{2}|any")

MAX_GROUPS = 20
"""Groups of one regular expression: each costs time at every match."""

_PHRASES = tuple(key.name for key in PHRASE_CONDITIONS)
_MEDIUM = TextNode(0, Tier.MEDIUM.value)
_ANY = Conditions()
_CONDITIONS = frozenset(key.name for key in CONDITIONS)
_FORMS = f"{', '.join(RULE.exactly_one[:-1])} and {RULE.exactly_one[-1]}"


@dataclass(frozen=True, slots=True)
class PatternFileOptions:
    """The settings that all rules of a pattern file share."""

    tier: Tier
    conditions: Conditions
    enabled: bool


class RuleReader:
    """Reads the rules of a label set, and checks that their ids are unique."""

    def __init__(
        self,
        validator: Validator,
        words: WordLists,
        patterns: PatternReader,
        attributes: AttributeReader,
        language: Node | None = None,
    ) -> None:
        self._validator = validator
        self._word_lists = words
        self._patterns = patterns
        self._attributes = attributes
        self._lines: dict[str, int] = {}
        self._language: tuple[str, ...] = ()
        self._language = self._languages(language)

    def of_label(
        self, node: Node | None, label: str, label_attributes: tuple[Attribute, ...]
    ) -> tuple[Rule, ...]:
        """The rules of one label. label_attributes: the attributes that `set` may use."""
        items = self._validator.items(node, f"rules of {label}") if node else []
        return tuple(self._rule(item, label, label_attributes) for item in items)

    def _rule(self, node: Node, label: str, label_attributes: tuple[Attribute, ...]) -> Rule:
        validator = self._validator
        fields = validator.section(node, f"a rule of {label}", RULE)
        name = validator.text(fields.get("id"), "id")
        what = f"rule {name}"
        self._check_id(name, label, node.line)
        form, sources = self._form(fields, what, node.line)
        conditions = self._conditions(fields, what)
        attribute_values = self._attributes.values(
            fields.get("set"), f"set of {what}", label_attributes
        )
        match, no_match = read_examples(validator, fields.get("examples"), what)
        tier = Tier(validator.choice(fields.get("tier"), f"tier of {what}", TIERS))
        rule = Rule(
            id=name,
            version="",
            label=label,
            tier=tier,
            form=form,
            sources=sources,
            conditions=conditions,
            set=attribute_values,
            match=match,
            no_match=no_match,
            enabled=validator.yes_no(fields.get("enabled"), f"enabled of {what}", default=True),
            **self._position(node.line),
        )
        return replace(rule, version=_version(rule))

    def options(self, fields: Mapping[str, Node], what: str) -> PatternFileOptions:
        """The settings of a pattern file."""
        return PatternFileOptions(
            tier=Tier(
                self._validator.choice(fields.get("tier", _MEDIUM), f"tier of {what}", TIERS)
            ),
            conditions=self._conditions(fields, what),
            enabled=self._validator.yes_no(
                fields.get("enabled"), f"enabled of {what}", default=True
            ),
        )

    def of_pattern(self, name: str, label: str, pattern: Node, options: PatternFileOptions) -> Rule:
        """The rule of one line of a pattern file. A text is a phrase."""
        if isinstance(pattern, TextNode):
            form, sources = RuleForm.PHRASE, self._word_lists.phrases(pattern)
        else:
            form, sources = RuleForm.PATTERN, self._patterns.sources(pattern)
        self._check_id(name, label, pattern.line)
        rule = Rule(
            id=name,
            version="",
            label=label,
            tier=options.tier,
            form=form,
            sources=sources,
            conditions=options.conditions,
            enabled=options.enabled,
            **self._position(pattern.line),
        )
        return replace(rule, version=_version(rule))

    def _position(self, line: int) -> dict[str, Any]:
        sources = self._validator.sources
        return {"line": sources.at(line)[1], "file": sources.file(line)}

    def _check_id(self, name: str, label: str, line: int) -> None:
        if name and not name.startswith(f"{label}."):
            fix = f"Call it '{label}.something'."
            self._validator.add_problem(line, f"the id {name!r} does not begin with its label", fix)
        if name in self._lines:
            fix = "Give one of them another id."
            taken = self._validator.sources.where(self._lines[name])
            self._validator.add_problem(line, f"{name!r} is taken in {taken}", fix)
        self._lines.setdefault(name, line)

    def _form(
        self, fields: Mapping[str, Node], what: str, line: int
    ) -> tuple[RuleForm, tuple[str, ...]]:
        given = [form for form in RULE.exactly_one if form in fields]
        if len(given) != 1:
            fix = f"Write exactly one of {_FORMS}."
            self._validator.add_problem(line, f"{what} has {len(given)} forms", fix)
            return RuleForm.PHRASE, ()
        form, node = RuleForm(given[0]), fields[given[0]]
        if form is RuleForm.PATTERN:
            return form, self._patterns.sources(node)
        if form is RuleForm.SPEECH:
            return form, self._chosen(node, f"speech of {what}", SPEECH)
        texts = self._validator.texts(node, f"{form} of {what}")
        if form is RuleForm.PHRASE:
            phrases = (one for text in texts for one in self._word_lists.phrases(text))
            return form, tuple(dict.fromkeys(phrases))
        return form, tuple(self._expression(text, what) for text in texts)

    def _expression(self, text: TextNode, what: str) -> str:
        source = self._word_lists.expression(text)
        refused, fix = _refused(source, self._word_lists.outline(text))
        if refused:
            self._validator.add_problem(
                text.line, f"regex of {what} cannot be used: {refused}", fix
            )
        return source

    def _conditions(self, fields: Mapping[str, Node], what: str) -> Conditions:
        if _CONDITIONS.isdisjoint(fields):
            return Conditions(language=self._language) if self._language else _ANY
        validator = self._validator
        phrases: dict[str, Any] = {name: self._phrases(fields.get(name), name) for name in _PHRASES}
        return Conditions(
            voice=tuple(map(Voice, self._chosen(fields.get("voice"), f"voice of {what}", VOICES))),
            quotation=self._chosen(fields.get("quotation"), f"quotation of {what}", QUOTATIONS),
            sentence_start=validator.yes_no(fields.get("sentence_start"), "sentence_start"),
            sentence_end=validator.yes_no(fields.get("sentence_end"), "sentence_end"),
            lead=validator.yes_no(fields.get("lead"), "lead"),
            negated=validator.yes_no(fields["negated"], "negated") if "negated" in fields else None,
            speaker=self._chosen(fields.get("speaker"), f"speaker of {what}", SPEAKERS),
            language=self._languages(fields.get("language")),
            **phrases,
        )

    def _languages(self, node: Node | None) -> tuple[str, ...]:
        """The codes of languages, of the file if the rule has none; empty is English."""
        if node is None:
            return self._language
        texts = self._validator.texts(node, "language")
        for text in texts:
            if not _LANGUAGE.fullmatch(text.text):
                self._validator.add_problem(
                    text.line, f"{text.text!r} is no language", "Write a code such as de, or any."
                )
        codes = tuple(text.text for text in texts)
        return () if codes == ("en",) else codes

    def _chosen(self, node: Node | None, what: str, known: tuple[str, ...]) -> tuple[str, ...]:
        texts = self._validator.texts(node, what) if node else []
        return tuple(self._validator.choice(text, what, known) for text in texts)

    def _phrases(self, node: Node | None, what: str) -> tuple[str, ...]:
        texts = self._validator.texts(node, what) if node else []
        return tuple(one.lower() for text in texts for one in self._word_lists.phrases(text))


def _refused(source: str, outline: str) -> tuple[str | None, str]:
    """The reason why a regular expression is refused, or None; and the fix.

    outline: the expression with a short group in place of each word list. It compiles several
        times as fast, and is checked instead if the expression cannot be too large for re2.
    """
    if len(source) > MAX_LENGTH:
        fix = "Write a phrase, which takes long word lists."
        return f"it is longer than {MAX_LENGTH:,} characters", fix
    small = _is_small(source)
    checked = with_single_forms(outline if small else source)
    reason = refusal(checked, ignore_case=not small)
    if reason:
        return reason, "Write it without that: re2 has no look-around and no back-references."
    number = compiled(checked, ignore_case=not small).groups
    reason = (
        f"it has {number} groups, at most {MAX_GROUPS} are read" if number > MAX_GROUPS else None
    )
    return reason, "Write (?:...) for a group without a name."


def _is_small(source: str) -> bool:
    """Whether re2 certainly accepts the size of an expression."""
    if _UNICODE_CLASS.search(source):
        return False
    instructions = 5 * len(source.encode()) + 24 * len(_WIDE.findall(source))
    repetitions = prod(max(1, int(number)) for number in _REPETITION.findall(source))
    return instructions * repetitions < _SMALL


def _version(rule: Rule) -> str:
    """The content hash of a rule. Only conditions that are set count, so that adding a kind of
    condition to the program changes no version.
    """
    given = {}
    if rule.conditions != _ANY:
        given = {
            one.name: value
            for one in fields_of(rule.conditions)
            if (value := getattr(rule.conditions, one.name)) != getattr(_ANY, one.name)
        }
    content = [rule.label, rule.tier, rule.form, rule.sources, given, dict(rule.set)]
    packed = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return blake2b(packed, digest_size=4).hexdigest()


def read_examples(
    validator: Validator, node: Node | None, what: str
) -> tuple[tuple[Example, ...], ...]:
    """The examples under `match` and under `no_match`."""
    if node is None:
        return (), ()
    fields = validator.section(node, f"examples of {what}", EXAMPLES)
    match, no_match = fields.get("match"), fields.get("no_match")
    return (
        tuple(_marked(validator, text) for text in validator.texts(match, "match"))
        if match
        else (),
        tuple(_unmarked(validator, text) for text in validator.texts(no_match, "no_match"))
        if no_match
        else (),
    )


def _marked(validator: Validator, source: TextNode) -> Example:
    marks = list(MARKED.finditer(source.text))
    if len(marks) != 1:
        fix = "Put [[ and ]] once around the words that must be found."
        validator.add_problem(source.line, "a match example needs one marked span", fix)
        return Example(source.text, None)
    mark = marks[0]
    text = source.text[: mark.start()] + mark[1] + source.text[mark.end() :]
    return Example(text, Span(mark.start(), mark.start() + len(mark[1])))


def _unmarked(validator: Validator, source: TextNode) -> Example:
    if MARKED.search(source.text):
        fix = "Remove the brackets: nothing must be found here."
        validator.add_problem(source.line, "a no_match example has a marked span", fix)
    return Example(source.text, None)
