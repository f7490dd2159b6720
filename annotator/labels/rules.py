"""The rules of a label: one of four forms, conditions, presets, examples that are tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from hashlib import blake2b
from typing import Any

from annotator.labels import examples, word_forms
from annotator.labels.attributes import Attributes
from annotator.labels.schema import (
    PHRASE_CONDITIONS,
    QUOTATIONS,
    RULE,
    SPEAKERS,
    SPEECH,
    TIERS,
    VOICES,
)
from annotator.labels.token_patterns import Patterns
from annotator.labels.validator import Check
from annotator.labels.word_lists import Words
from annotator.labels.yaml_tree import Node, Text
from annotator.model import Attribute, Conditions, Rule, RuleForm, Tier, Voice
from annotator.suggestions.rules.expressions import compiled, refusal

LONGEST = 50_000
"""Characters of one expression, its lists put in."""

MOST_GROUPS = 20
"""Of one expression: each costs time at every match."""

_PHRASES = tuple(key.name for key in PHRASE_CONDITIONS)
_MEDIUM = Text(0, Tier.MEDIUM.value)
_ANY = Conditions()
_FORMS = f"{', '.join(RULE.exactly_one[:-1])} and {RULE.exactly_one[-1]}"


@dataclass(frozen=True, slots=True)
class Common:
    """What the rules of a pattern file share."""

    tier: Tier
    conditions: Conditions
    enabled: bool


class Rules:
    """Reads the rules of a label set; ids are unique in it."""

    def __init__(
        self, check: Check, words: Words, patterns: Patterns, attributes: Attributes
    ) -> None:
        self._check = check
        self._words = words
        self._patterns = patterns
        self._attributes = attributes
        self._lines: dict[str, int] = {}

    def of_label(
        self, node: Node | None, label: str, asked: tuple[Attribute, ...]
    ) -> tuple[Rule, ...]:
        """The rules under one label."""
        items = self._check.items(node, f"rules of {label}") if node else []
        return tuple(self._rule(item, label, asked) for item in items)

    def _rule(self, node: Node, label: str, asked: tuple[Attribute, ...]) -> Rule:
        check = self._check
        fields = check.record(node, f"a rule of {label}", RULE)
        name = check.text(fields.get("id"), "id")
        what = f"rule {name}"
        self._register(name, label, node.line)
        form, sources = self._form(fields, what, node.line)
        conditions = self._conditions(fields, what)
        preset = self._attributes.values(fields.get("set"), f"set of {what}", asked)
        match, no_match = examples.read(check, fields.get("examples"), what)
        tier = Tier(check.choice(fields.get("tier"), f"tier of {what}", TIERS))
        rule = Rule(
            id=name,
            version="",
            label=label,
            tier=tier,
            form=form,
            sources=sources,
            conditions=conditions,
            set=preset,
            match=match,
            no_match=no_match,
            enabled=check.yes_no(fields.get("enabled"), f"enabled of {what}", default=True),
            **self._place(node.line),
        )
        return replace(rule, version=_version(rule))

    def common(self, fields: Mapping[str, Node], what: str) -> Common:
        """What is said of a whole pattern file."""
        return Common(
            tier=Tier(self._check.choice(fields.get("tier", _MEDIUM), f"tier of {what}", TIERS)),
            conditions=self._conditions(fields, what),
            enabled=self._check.yes_no(fields.get("enabled"), f"enabled of {what}", default=True),
        )

    def of_pattern(self, name: str, label: str, pattern: Node, common: Common) -> Rule:
        """The rule that a line of a pattern file stands for: a text is a phrase."""
        if isinstance(pattern, Text):
            form, sources = RuleForm.PHRASE, self._words.phrases(pattern)
        else:
            form, sources = RuleForm.PATTERN, self._patterns.sources(pattern)
        self._register(name, label, pattern.line)
        rule = Rule(
            id=name,
            version="",
            label=label,
            tier=common.tier,
            form=form,
            sources=sources,
            conditions=common.conditions,
            enabled=common.enabled,
            **self._place(pattern.line),
        )
        return replace(rule, version=_version(rule))

    def _place(self, line: int) -> dict[str, Any]:
        sources = self._check.sources
        return {"line": sources.at(line)[1], "file": sources.file(line)}

    def _register(self, name: str, label: str, line: int) -> None:
        if name and not name.startswith(f"{label}."):
            fix = f"Call it '{label}.something'."
            self._check.problem(line, f"the id {name!r} does not begin with its label", fix)
        if name in self._lines:
            fix = "Give one of them another id."
            taken = self._check.sources.where(self._lines[name])
            self._check.problem(line, f"{name!r} is taken in {taken}", fix)
        self._lines.setdefault(name, line)

    def _form(
        self, fields: Mapping[str, Node], what: str, line: int
    ) -> tuple[RuleForm, tuple[str, ...]]:
        given = [form for form in RULE.exactly_one if form in fields]
        if len(given) != 1:
            fix = f"Write exactly one of {_FORMS}."
            self._check.problem(line, f"{what} has {len(given)} forms", fix)
            return RuleForm.PHRASE, ()
        form, node = RuleForm(given[0]), fields[given[0]]
        if form is RuleForm.PATTERN:
            return form, self._patterns.sources(node)
        if form is RuleForm.SPEECH:
            return form, self._chosen(node, f"speech of {what}", SPEECH)
        texts = self._check.texts(node, f"{form} of {what}")
        if form is RuleForm.PHRASE:
            phrases = (one for text in texts for one in self._words.phrases(text))
            return form, tuple(dict.fromkeys(phrases))
        return form, tuple(self._expression(text, what) for text in texts)

    def _expression(self, text: Text, what: str) -> str:
        source = self._words.expression(text)
        refused, fix = _refused(source)
        if refused:
            self._check.problem(text.line, f"regex of {what} cannot be used: {refused}", fix)
        return source

    def _conditions(self, fields: Mapping[str, Node], what: str) -> Conditions:
        check = self._check
        phrases: dict[str, Any] = {name: self._phrases(fields.get(name), name) for name in _PHRASES}
        return Conditions(
            voice=tuple(map(Voice, self._chosen(fields.get("voice"), f"voice of {what}", VOICES))),
            quotation=self._chosen(fields.get("quotation"), f"quotation of {what}", QUOTATIONS),
            sentence_start=check.yes_no(fields.get("sentence_start"), "sentence_start"),
            sentence_end=check.yes_no(fields.get("sentence_end"), "sentence_end"),
            lead=check.yes_no(fields.get("lead"), "lead"),
            negated=check.yes_no(fields["negated"], "negated") if "negated" in fields else None,
            speaker=self._chosen(fields.get("speaker"), f"speaker of {what}", SPEAKERS),
            **phrases,
        )

    def _chosen(self, node: Node | None, what: str, known: tuple[str, ...]) -> tuple[str, ...]:
        texts = self._check.texts(node, what) if node else []
        return tuple(self._check.choice(text, what, known) for text in texts)

    def _phrases(self, node: Node | None, what: str) -> tuple[str, ...]:
        texts = self._check.texts(node, what) if node else []
        return tuple(one.lower() for text in texts for one in self._words.phrases(text))


def _refused(source: str) -> tuple[str | None, str]:
    """Why an expression cannot be used, or None; and what to do."""
    if len(source) > LONGEST:
        fix = "Write a phrase, which takes long word lists."
        return f"it is longer than {LONGEST:,} characters", fix
    said = refusal(source) or refusal(word_forms.without(source))
    if said:
        return said, "Write it without that: re2 has no look-around and no back-references."
    number = compiled(source).groups
    said = (
        f"it has {number} groups, at most {MOST_GROUPS} are read" if number > MOST_GROUPS else None
    )
    return said, "Write (?:...) for a group that marks nothing."


def _version(rule: Rule) -> str:
    """Only conditions that are set count, so that a new kind of condition changes no version."""
    given = {
        one.name: value
        for one in fields_of(rule.conditions)
        if (value := getattr(rule.conditions, one.name)) != getattr(_ANY, one.name)
    }
    content = [rule.label, rule.tier, rule.form, rule.sources, given, dict(rule.set)]
    packed = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return blake2b(packed, digest_size=4).hexdigest()
