"""A label set as JSON, in three parts, and its two ids: of the guideline and of the rules.

The guideline is what people annotate by: groups, labels, definitions, attributes and examples. The
rules are all that suggestions depend on: the rules in order, with the kind of their label and the
names of its attributes. The appearance is the rest: keys, glyphs, colors, the order of labels, the
lines of rules. Neither id covers it, nor comments and formatting.

Fields that equal their defaults are left out, so that a new field of the program changes no id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import PurePath
from typing import Any

from annotator.canonical_json import content_id
from annotator.model import (
    Attribute,
    AttributeType,
    Conditions,
    Example,
    Group,
    Label,
    LabelKind,
    LabelSet,
    LabelUnit,
    Rule,
    RuleForm,
    Span,
    Tier,
    Voice,
)

Json = dict[str, Any]

_ANY = Conditions()


def with_ids(label_set: LabelSet) -> LabelSet:
    """The label set with the ids of its guideline and of its rules."""
    return replace(
        label_set,
        guideline=content_id(guideline_json(label_set)),
        rules_uid=content_id(rules_json(label_set)),
    )


def guideline_json(label_set: LabelSet) -> Json:
    """What people annotate by: the groups and the labels, each by name."""
    return {
        "groups": {
            one.name: _given(title=one.title, definition=one.definition) for one in label_set.groups
        },
        "labels": {one.name: _label(one) for one in label_set.labels},
    }


def rules_json(label_set: LabelSet) -> Json:
    """What suggestions depend on: the rules of each label in order, and the pipeline.

    Of several rules that match the same words the first one counts, so their order is a part.
    A pipeline in a folder is named by the folder's name, which is the same on every machine.
    """
    labels = {
        one.name: {
            "kind": one.kind,
            "attributes": sorted(attribute.name for attribute in one.attributes),
            "rules": [_rule(rule) for rule in one.rules],
        }
        for one in label_set.labels
        if one.rules
    }
    return {"labels": labels} | _given(pipeline=PurePath(label_set.pipeline).name)


def appearance_json(label_set: LabelSet) -> Json:
    """What neither id covers, and the ids."""
    return {
        "uid": label_set.uid,
        "name": label_set.name,
        "guideline": label_set.guideline,
        "rules": label_set.rules_uid,
        "pipeline": label_set.pipeline,
        "groups": [[one.name, one.hue] for one in label_set.groups],
        "labels": [[one.name, one.key, one.glyph, one.color] for one in label_set.labels],
        "places": {rule.id: [rule.line, rule.file] for rule in label_set.rules},
    }


def _label(label: Label) -> Json:
    return {"title": label.title, "kind": label.kind, "unit": label.unit} | _given(
        group=label.group,
        definition=label.definition,
        cues=label.cues,
        attributes=[_attribute(one) for one in label.attributes],
        examples=_examples(label.examples),
        counter_examples=_examples(label.counter_examples),
    )


def _attribute(attribute: Attribute) -> Json:
    limits = {"minimum": attribute.minimum, "maximum": attribute.maximum}
    return {
        "name": attribute.name,
        "type": attribute.type,
        **_given(help=attribute.help, choices=attribute.choices),
        **{name: limit for name, limit in limits.items() if limit is not None},
    }


def _rule(rule: Rule) -> Json:
    enabled = {} if rule.enabled else {"enabled": False}
    return {
        "id": rule.id,
        "version": rule.version,
        "tier": rule.tier,
        rule.form: rule.sources,
        **enabled,
        **_given(
            conditions=_conditions(rule.conditions),
            set=dict(rule.set),
            match=_examples(rule.match),
            no_match=_examples(rule.no_match),
        ),
    }


def _conditions(conditions: Conditions) -> Json:
    given = {one.name: getattr(conditions, one.name) for one in fields(conditions)}
    return {name: value for name, value in given.items() if value != getattr(_ANY, name)}


def _examples(examples: Iterable[Example]) -> list[object]:
    """A sentence, and after it where the words with the label are, if there are any."""
    return [
        [one.text, one.span.start, one.span.end] if one.span else [one.text] for one in examples
    ]


def _given(**values: object) -> Json:
    """The values that are not empty."""
    return {name: value for name, value in values.items() if value}


# ------------------------------------------------------------------------- back again


def label_set_from_json(guideline: Json, rules: Json, appearance: Json, *, source: str) -> LabelSet:
    """The label set that the three parts were made of. source: see LabelSet."""
    places = appearance["places"]
    labels = tuple(
        Label(
            name=name,
            key=key,
            glyph=glyph,
            color=color,
            rules=tuple(
                _rule_from_json(name, rule, *places[rule["id"]])
                for rule in rules["labels"].get(name, {}).get("rules", ())
            ),
            **_label_fields(guideline["labels"][name]),
        )
        for name, key, glyph, color in appearance["labels"]
    )
    return LabelSet(
        uid=appearance["uid"],
        name=appearance["name"],
        labels=labels,
        source=source,
        pipeline=appearance["pipeline"],
        groups=tuple(
            Group(name, hue=hue, **guideline["groups"][name]) for name, hue in appearance["groups"]
        ),
        guideline=appearance["guideline"],
        rules_uid=appearance["rules"],
    )


def _label_fields(label: Json) -> dict[str, Any]:
    """The fields of a label that the guideline has."""
    return {
        "title": label["title"],
        "kind": LabelKind(label["kind"]),
        "unit": LabelUnit(label["unit"]),
        "group": label.get("group", ""),
        "definition": label.get("definition", ""),
        "cues": label.get("cues", ""),
        "attributes": tuple(map(_attribute_from_json, label.get("attributes", ()))),
        "examples": _examples_from_json(label.get("examples", ())),
        "counter_examples": _examples_from_json(label.get("counter_examples", ())),
    }


def _attribute_from_json(attribute: Json) -> Attribute:
    changed = {
        "type": AttributeType(attribute["type"]),
        "choices": tuple(attribute.get("choices", ())),
    }
    return Attribute(**{**attribute, **changed})


def _rule_from_json(label: str, rule: Json, line: int, file: str) -> Rule:
    form = next(one for one in RuleForm if one in rule)
    conditions = rule.get("conditions")
    return Rule(
        id=rule["id"],
        version=rule["version"],
        label=label,
        tier=Tier(rule["tier"]),
        form=form,
        sources=tuple(rule[form]),
        conditions=_conditions_from_json(conditions) if conditions else _ANY,
        set=rule.get("set", {}),
        match=_examples_from_json(rule.get("match", ())),
        no_match=_examples_from_json(rule.get("no_match", ())),
        enabled=rule.get("enabled", True),
        line=line,
        file=file,
    )


def _conditions_from_json(conditions: Mapping[str, Any]) -> Conditions:
    found: Json = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in conditions.items()
    }
    return Conditions(**found | {"voice": tuple(map(Voice, found.get("voice", ())))})


def _examples_from_json(examples: Iterable[list[Any]]) -> tuple[Example, ...]:
    return tuple(Example(text, Span(*span) if span else None) for text, *span in examples)
