"""Examples are written into label files in which everything else stays as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, DataError
from annotator.labels import loader
from annotator.labels.example_writer import add_example, marked_text
from annotator.labels.source_files import shipped
from annotator.model import Example, LabelSet, Span

FILE = Path("labels.yaml")
SENTENCE = "It's: so #1, he said."
WITH_WORDS = Example(SENTENCE, Span(0, 4))
WITHOUT = Example(SENTENCE, None)

# Before, and the lines that are to be there afterwards in place of those that are marked with ? or
# added after them. Not computed, so that a change of the style of what is written is seen.
BLOCK = """\
labels:
  - name: a
    examples:
      match:
      - 'x [[y]]' # why

      # about the title
    title: t
"""
STYLES = {
    "block": (BLOCK, "      - 'x [[y]]' # why\n      - '[[It''s]]: so #1, he said.'\n"),
    "flow": (
        "labels:\n  - name: a\n    examples:\n      match: ['[[y]]', '[[z]]'] # two\n",
        "      match: ['[[y]]', '[[z]]', '[[It''s]]: so #1, he said.'] # two\n",
    ),
    "flow on lines": (
        "labels:\n  - name: a\n    examples:\n      match: [\n        '[[y]]' # one\n      ]\n",
        "        '[[y]]', # one\n        '[[It''s]]: so #1, he said.'\n      ]\n",
    ),
    "flow with a last comma": (
        "labels:\n  - name: a\n    examples:\n      match: [\n        '[[y]]', # one\n      ]\n",
        "        '[[y]]', # one\n        '[[It''s]]: so #1, he said.',\n      ]\n",
    ),
    "one text": (
        "labels:\n  - name: a\n    examples:\n      match: We [[know]] it\n      no_match: z\n",
        "      match:\n        - We [[know]] it\n        - '[[It''s]]: so #1, he said.'\n      no_",
    ),
    "one text on lines": (
        "labels:\n  - name: a\n    examples:\n      match: We [[know]]\n        it # y\n",
        "      - We [[know]]\n        it # y\n      - '[[It''s]]: so #1, he said.'\n",
    ),
    "one quoted text": (
        "labels:\n  - name: a\n    examples:\n      match: '[[y]]' # why\n",
        "      match: ['[[y]]', '[[It''s]]: so #1, he said.'] # why\n",
    ),
    "all in one line": (
        "labels:\n  - {name: a, title: t}\n",
        "  - {name: a, title: t, examples: {match: ['[[It''s]]: so #1, he said.']}}\n",
    ),
    "double quotes": (
        'labels:\n  - name: a\n    examples: {match: ["[[y]]"]}\n',
        'match: ["[[y]]", "[[It\'s]]: so #1, he said."]',
    ),
    "only counter-examples": (
        "labels:\n  - name: a\n    examples:\n      no_match:\n      - 'b'\n",
        "      - 'b'\n      match:\n        - '[[It''s]]: so #1, he said.'\n",
    ),
    "literal text": (
        "labels:\n  - name: a\n    examples:\n      match:\n        - |\n          [[y]]\n\n\n",
        "          [[y]]\n        - '[[It''s]]: so #1, he said.'\n\n\n",
    ),
    "literal text that keeps blank lines": (
        "labels:\n  - name: a\n    examples:\n      match:\n        - |+\n          [[y]]\n\n",
        "          [[y]]\n\n        - '[[It''s]]: so #1, he said.'\n",
    ),
    "no examples, as others have them": (
        (
            "labels:\n  - name: a\n    title: t\n    rules: []\n"
            "  - name: b\n    examples: {match: x}\n"
        ),
        "    title: t\n    examples: {match: ['[[It''s]]: so #1, he said.']}\n    rules: []\n",
    ),
    "no examples at all": (
        "labels:\n  - name: a # one\n\n  # about b\n  - name: b\n",
        "  - name: a # one\n    examples:\n      match: ['[[It''s]]: so #1, he said.']\n\n  # ab",
    ),
    "no line end": (
        "labels:\n  - name: a\n    title: t",
        "    title: t\n    examples:\n      match: ['[[It''s]]: so #1, he said.']",
    ),
    "CRLF": (
        BLOCK.replace("\n", "\r\n"),
        "'x [[y]]' # why\r\n      - '[[It''s]]: so #1, he said.'\r\n\r\n",
    ),
    "an anchor on one example": (
        "labels:\n  - name: a\n    examples:\n      match:\n      - &y '[[y]]'\n  - name: *y\n",
        "      - &y '[[y]]'\n      - '[[It''s]]: so #1, he said.'\n  - name: *y\n",
    ),
}


def is_part(old: str, new: str) -> bool:
    """Whether a text is left of another one when characters are deleted."""
    rest = iter(new)
    return all(one in rest for one in old)


@pytest.mark.parametrize("style", STYLES)
def test_an_example_is_written_in_the_style_of_its_place(style):
    before, expected = STYLES[style]
    found = add_example(before, FILE, WITH_WORDS, "a")
    assert expected in found.text
    assert is_part(before, found.text)
    assert found.is_new
    assert "It" in found.text.replace("\r\n", "\n").split("\n")[found.line - 1]
    again = add_example(found.text, FILE, WITH_WORDS, "a")
    assert (again.text, again.line, again.is_new) == (found.text, found.line, False)


ALIASES = {
    "the list": "x: &q ['[[y]]']\nlabels:\n  - name: a\n    examples:\n      match: *q\n",
    "all examples": "x: &q {match: '[[y]]'}\nlabels:\n  - {name: a, examples: *q}\n",
    "a list that others use": (
        "labels:\n  - {name: a, examples: {match: &q ['[[y]]']}}\n"
        "  - {name: b, examples: {match: *q}}\n"
    ),
    "a text that others use": (
        "labels:\n  - {name: a, examples: {match: &q '[[y]]'}}\n"
        "  - {name: b, examples: {match: *q}}\n"
    ),
}


@pytest.mark.parametrize("where", ALIASES)
def test_examples_that_an_alias_shares_are_left_alone(where):
    with pytest.raises(AnnotatorError, match=r"labels.yaml:\d: .* yourself"):
        add_example(ALIASES[where], FILE, WITH_WORDS, "a")


@pytest.mark.parametrize(
    ("example", "words"),
    [
        (Example("  ", None), "empty"),
        (Example("a\x07b", None), r"control character \(U\+0007\)"),
        (Example("a [[b]] c", None), r"\[\["),
        (Example("a [[b]] c", Span(0, 1)), "brackets"),
        (Example("[a] b", Span(1, 3)), "brackets"),
        (Example("a]", Span(0, 2)), "brackets"),
    ],
)
def test_a_sentence_that_could_not_be_read_back_is_refused(example, words):
    with pytest.raises(AnnotatorError, match=words):
        add_example(BLOCK, FILE, example, "a")


def test_a_sentence_is_never_example_and_counter_example():
    before = add_example(BLOCK, FILE, WITH_WORDS, "a").text
    with pytest.raises(AnnotatorError, match=r"labels.yaml:6: .*delete it"):
        add_example(before, FILE, WITHOUT, "a")
    before = add_example(BLOCK, FILE, WITHOUT, "a").text
    with pytest.raises(AnnotatorError, match=r"labels.yaml:7: .*delete it"):
        add_example(before, FILE, WITH_WORDS, "a")


def test_an_unknown_label_or_rule_and_a_broken_file_are_refused():
    with pytest.raises(AnnotatorError, match="entry of b"):
        add_example(BLOCK, FILE, WITHOUT, "b")
    with pytest.raises(AnnotatorError, match=r"entry of a\.x"):
        add_example(BLOCK, FILE, WITHOUT, "a", "a.x")
    with pytest.raises(DataError):
        add_example("labels: [", FILE, WITHOUT, "a")


# ------------------------------------------------------------------------------ properties

SENTENCES = st.text(
    st.one_of(
        st.sampled_from("abc -:#[]{}'\"\\&*!|>%@`,?~<>\t\n\r\x85\u2028\ufeff\u202e\u00a0é“漢😀"),
        st.characters(codec="utf-8"),
    ),
    min_size=1,
    max_size=30,
)


@st.composite
def examples(draw, *, marked: bool) -> Example:
    text = draw(SENTENCES)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return Example(text, Span(start, end) if marked else None)


def written(example: Example) -> bool:
    """Whether it can be written."""
    try:
        marked_text(example)
    except AnnotatorError:
        return False
    return True


def one_quoted(draw, text: str) -> str:
    style = draw(st.sampled_from("'\""))
    return f"'{text}'" if style == "'" else f'"{text}"'


@st.composite
def lists(draw, texts: list[str], indent: str, *, flow: bool) -> str:
    """What comes after the colon of match or no_match."""
    values = [one_quoted(draw, one) for one in texts]
    note = draw(st.sampled_from(["", " # why", "  # a - b, ['c']"]))
    if len(values) == 1 and draw(st.booleans()):
        return f" {values[0]}" + ("" if flow else note)
    if flow or draw(st.booleans()):
        comma = draw(st.sampled_from(["", ","]))
        if flow or draw(st.booleans()):
            return f" [{', '.join(values)}{comma}]" + ("" if flow else note)
        inner = f",{note}\n{indent}  ".join(values)
        return f" [{note}\n{indent}  {inner}{comma}{note}\n{indent}]"
    step = draw(st.sampled_from(["", "  "]))
    blank = draw(st.sampled_from(["", "\n", f"\n{indent}# note\n"]))
    return "".join(f"\n{indent}{step}- {one}{note}{blank.rstrip(chr(10))}" for one in values)


@st.composite
def blocks(draw, name: str, indent: str) -> str:
    """The examples of a label or rule, each line indented; '' for none."""
    match = draw(st.lists(st.sampled_from(["[[x]]", "a [[b]]", "[[c]], d"]), unique=True))
    no_match = draw(st.lists(st.sampled_from(["x", "a: b", "# c"]), unique=True))
    given_lists = [(key, one) for key, one in (("match", match), ("no_match", no_match)) if one]
    if draw(st.booleans()):
        given_lists.reverse()
    if not given_lists:
        return ""
    if draw(st.booleans()):
        inner = ", ".join(f"{key}:{draw(lists(one, '', flow=True))}" for key, one in given_lists)
        return f"{indent}examples: {{{inner}}}{draw(st.sampled_from(['', ' # ' + name]))}\n"
    inner = "".join(
        f"{indent}  {key}:{draw(lists(one, indent + '  ', flow=False))}\n"
        for key, one in given_lists
    )
    return f"{indent}examples:\n{inner}"


@st.composite
def label_files(draw) -> str:
    """The text of a label file with two labels, one with a rule, in one of many styles."""
    parts = ["# a comment\nwords:\n  say: [say~, tell~]\nlabels:\n"]
    for name in ("a", "b"):
        fields = [
            f"    title: {name}\n",
            "    kind: framing # why\n",
            f"    glyph: '{name}'\n",
            "    color: '#e8743b'\n",
            "    definition: |\n      Some\n      text.\n\n",
            draw(blocks(name, "    ")),
        ]
        rule = (
            f"    rules:\n      - id: {name}.r\n        tier: low\n        phrase: <say>\n"
            f"{draw(blocks(name, '        '))}"
        )
        fields = draw(st.permutations([*fields, rule]))
        parts += [f"  - name: {name}\n", *fields, draw(st.sampled_from(["", "\n", "  # x\n"]))]
    text = "".join(parts)
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))


def read(text: str, folder: Path) -> LabelSet:
    path = folder / "labels.yaml"
    path.write_text(text, "utf-8", newline="")
    return loader.load(path)


def with_example(label_set: LabelSet, example: Example, label: str, rule: str) -> LabelSet:
    """What is expected: one more example, all else equal."""
    more = (example,)

    def changed(one):
        if rule:
            rules = tuple(changed_rule(each) if each.id == rule else each for each in one.rules)
            return replace(one, rules=rules)
        if example.span:
            return replace(one, examples=one.examples + more)
        return replace(one, counter_examples=one.counter_examples + more)

    def changed_rule(each):
        if example.span:
            return replace(each, match=each.match + more)
        return replace(each, no_match=each.no_match + more)

    labels = tuple(changed(one) if one.name == label else one for one in label_set.labels)
    return comparable(replace(label_set, labels=labels))


def comparable(label_set: LabelSet) -> LabelSet:
    """Without what depends on the text of the file: lines and ids."""
    labels = tuple(
        replace(label, rules=tuple(replace(rule, line=0) for rule in label.rules))
        for label in label_set.labels
    )
    return replace(label_set, labels=labels, uid="", source="", guideline="", rules_uid="")


RELAXED = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@RELAXED
@given(data=st.data())
def test_any_file_then_has_one_more_example_and_nothing_else_changed(data, tmp_path):
    text = data.draw(label_files())
    before = read(text, tmp_path)
    example = data.draw(examples(marked=data.draw(st.booleans())).filter(written))
    label = data.draw(st.sampled_from("ab"))
    rule = data.draw(st.sampled_from(["", f"{label}.r"]))
    try:
        new = add_example(text, FILE, example, label, rule)
    except AnnotatorError as error:
        assert "delete it there" in str(error)  # noqa: PT017 - it is an example of the other kind
        return
    assert is_part(text, new.text)
    if new.is_new:
        assert comparable(read(new.text, tmp_path)) == with_example(before, example, label, rule)
        again = add_example(new.text, FILE, example, label, rule)
        assert (again.text, again.line, again.is_new) == (new.text, new.line, False)
    else:
        assert new.text == text
    assert ("\r" in new.text) == ("\r" in text)


def test_every_label_and_rule_of_the_shipped_file_takes_examples(tmp_path):
    text = shipped("labels.yaml").read_text("utf-8")
    expected = read(text, tmp_path)
    targets = [(one.name, "") for one in expected.labels]
    targets += [(one.label, one.id) for one in expected.rules]
    lines = text.count("\n")
    for label, rule in targets:
        for example in (WITH_WORDS, replace(WITHOUT, text="Another: one.")):
            text = add_example(text, FILE, example, label, rule).text
            expected = with_example(expected, example, label, rule)
    assert comparable(read(text, tmp_path)) == comparable(expected)
    assert [line for line in text.split("\n") if "#" in line.split("'")[0]]
    assert text.count("\n") == lines  # its lists are in flow style


@pytest.mark.parametrize("marked", [True, False])
def test_in_block_style_only_a_line_is_added(marked, tmp_path):
    text = (
        "labels:\n"
        "  - name: a\n    title: a\n    kind: framing\n    glyph: a\n    color: '#e8743b'\n"
        "    definition: d # why\n    examples:\n      match:\n        - '[[x]]'\n"
        "      no_match:\n        - y\n"
    )
    new = add_example(text, FILE, WITH_WORDS if marked else WITHOUT, "a").text
    lines = new.split("\n")
    assert len(lines) == len(text.split("\n")) + 1
    assert is_part("\0".join(text.split("\n")), "\0".join(lines))
    assert set(text.split("\n")) < set(lines)
    assert read(new, tmp_path)
