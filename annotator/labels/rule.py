"""The rules of a label: one of three forms, conditions, presets, examples that are tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import blake2b
from typing import Any

from annotator.labels import examples, inflection
from annotator.labels.attributes import Attributes
from annotator.labels.check import Check
from annotator.labels.patterns import Patterns
from annotator.labels.tree import Node
from annotator.labels.words import Words
from annotator.model import Attribute, Conditions, Rule, RuleForm, Tier, Voice
from annotator.rules.expressions import refusal

QUOTATIONS = ("full", "partial", "scare", "title")
SPEECH = (*QUOTATIONS, "direct", "indirect", "mixed")
SPEAKERS = ("named", "unnamed", "nobody")

_PHRASES = (
    "followed_by", "not_followed_by", "preceded_by", "not_preceded_by", "sentence_has",
    "sentence_lacks",
)  # fmt: skip
_CONDITIONS = (
    "voice", "quotation", "sentence_start", "sentence_end", "lead", "negated", "speaker", *_PHRASES,
)  # fmt: skip
_KEYS = (
    "id",
    "tier",
    *(form.value for form in RuleForm),
    *_CONDITIONS,
    "set",
    "examples",
    "enabled",
)


class Rules:
    """Reads the rules of one file's labels; ids are unique in the file."""

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
        fields = check.fields(node, f"a rule of {label}", _KEYS, ["id", "tier"])
        name = check.text(fields.get("id"), "id")
        what = f"rule {name}"
        self._register(name, label, node.line)
        form, sources = self._form(fields, what, node.line)
        conditions = self._conditions(fields, what)
        preset = self._attributes.values(fields.get("set"), f"set of {what}", asked)
        match, no_match = examples.read(check, fields.get("examples"), what)
        tier = Tier(check.choice(fields.get("tier"), f"tier of {what}", [*map(str, Tier)]))
        return Rule(
            id=name,
            version=_version([label, tier, form, sources, asdict(conditions), dict(preset)]),
            label=label,
            tier=tier,
            form=form,
            sources=sources,
            conditions=conditions,
            set=preset,
            match=match,
            no_match=no_match,
            enabled=check.yes_no(fields.get("enabled"), f"enabled of {what}", default=True),
            line=node.line,
        )

    def _register(self, name: str, label: str, line: int) -> None:
        if name and not name.startswith(f"{label}."):
            fix = f"Call it '{label}.something'."
            self._check.problem(line, f"the id {name!r} does not begin with its label", fix)
        if name in self._lines:
            fix = "Give one of them another id."
            self._check.problem(line, f"{name!r} is taken in line {self._lines[name]}", fix)
        self._lines.setdefault(name, line)

    def _form(
        self, fields: Mapping[str, Node], what: str, line: int
    ) -> tuple[RuleForm, tuple[str, ...]]:
        given = [form for form in RuleForm if form.value in fields]
        if len(given) != 1:
            fix = "Write exactly one of phrase, regex, pattern and speech."
            self._check.problem(line, f"{what} has {len(given)} forms", fix)
            return RuleForm.PHRASE, ()
        form = given[0]
        node = fields[form.value]
        if form is RuleForm.PATTERN:
            return form, self._patterns.sources(node)
        if form is RuleForm.SPEECH:
            return form, self._chosen(node, f"speech of {what}", SPEECH)
        texts = self._check.texts(node, f"{form} of {what}")
        if form is RuleForm.PHRASE:
            phrases = (one for text in texts for one in self._words.phrases(text))
            return form, tuple(dict.fromkeys(phrases))
        sources = tuple(self._words.expression(text) for text in texts)
        for text, source in zip(texts, sources, strict=True):
            refused = refusal(source) or refusal(inflection.without(source))
            if refused:
                fix = "Write it without that: re2 has no look-around and no back-references."
                self._check.problem(text.line, f"regex of {what} cannot be used: {refused}", fix)
        return form, sources

    def _conditions(self, fields: Mapping[str, Node], what: str) -> Conditions:
        check = self._check
        phrases: dict[str, Any] = {name: self._phrases(fields.get(name), name) for name in _PHRASES}
        return Conditions(
            voice=tuple(
                map(
                    Voice, self._chosen(fields.get("voice"), f"voice of {what}", [*map(str, Voice)])
                )
            ),
            quotation=self._chosen(fields.get("quotation"), f"quotation of {what}", QUOTATIONS),
            sentence_start=check.yes_no(fields.get("sentence_start"), "sentence_start"),
            sentence_end=check.yes_no(fields.get("sentence_end"), "sentence_end"),
            lead=check.yes_no(fields.get("lead"), "lead"),
            negated=check.yes_no(fields["negated"], "negated") if "negated" in fields else None,
            speaker=self._chosen(fields.get("speaker"), f"speaker of {what}", SPEAKERS),
            **phrases,
        )

    def _chosen(
        self, node: Node | None, what: str, known: list[str] | tuple[str, ...]
    ) -> tuple[str, ...]:
        texts = self._check.texts(node, what) if node else []
        return tuple(self._check.choice(text, what, known) for text in texts)

    def _phrases(self, node: Node | None, what: str) -> tuple[str, ...]:
        texts = self._check.texts(node, what) if node else []
        return tuple(one.lower() for text in texts for one in self._words.phrases(text))


def _version(content: list[object]) -> str:
    packed = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return blake2b(packed, digest_size=4).hexdigest()
