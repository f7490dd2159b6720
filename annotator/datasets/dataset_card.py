"""The card of a published dataset: what it is, who made it and how, and what it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.annotations.project_events import GOLD, PEOPLE
from annotator.datasets.card_labels import label_counts, label_definitions
from annotator.datasets.counts import AnnotatorCounts, Counts
from annotator.datasets.facts import Facts
from annotator.datasets.markdown import code, many, numbers, plain, share, table
from annotator.datasets.splits import SPLITS
from annotator.model import Guideline

NOT_VERDICTS = "Labels are judgements of how the text frames, not verdicts on people."

_ROLES = {"": "unknown", GOLD: "gold (adjudicated)", "machine": "machine (a program)"}
_LIMITS = (
    "Annotators are taken as given: the intervals say nothing about other people.",
    "Agreement is not correctness. Suggestions that everybody saw raise it.",
    "The texts are those that the project collected, no sample of all news.",
)


def card(facts: Facts, counts: Counts, guideline: Guideline, head: str) -> str:
    """Return README.md. head: in YAML, for the Hugging Face Hub. guideline: the current one."""
    return head + "\n" + "\n".join(_lines(facts, counts, guideline)) + "\n"


def _lines(facts: Facts, counts: Counts, guideline: Guideline) -> Iterator[str]:
    about = facts.about
    yield f"# {plain(about.title)}"
    yield from ("", f"**{NOT_VERDICTS}**", "")
    yield plain(about.description) if about.description else _summary(facts, counts)
    yield from ("", "## What is in it", "", *size_table(counts), "")
    yield from _contents(facts)
    yield from ("", "## Who annotated", "", *annotator_table(counts), "")
    yield from _people(facts, counts)
    yield from ("", "## How it was made", "", *_method(facts, counts))
    yield from ("", "## Labels", "", *label_counts(counts, guideline))
    yield from label_definitions(guideline)
    yield from ("", "## Agreement", "", *_agreement(facts.agreement))
    yield from ("", "## Suggestions and their pull", "", *_suggestions(facts, counts))
    yield from ("", "## Time", "", *_time(facts))
    yield from ("", "## Licence", "", *_licence(facts))
    yield from ("", "## Limits", "", *_limits(facts))
    yield from ("", "## Check and use", "", *_use(facts, counts))


def _summary(facts: Facts, counts: Counts) -> str:
    text = (
        f"{many(counts.documents, 'news text')} with"
        f" {many(counts.labels.total(), 'annotation')} of framing and misinformation, made with"
        " `annotator`."
    )
    if not facts.text:
        text += (
            " The texts themselves are left out: the data have offsets and hashes, and"
            " `annotator fill` puts the texts back for those who have them."
        )
    return text


# ------------------------------------------------------------------------------- what


def size_table(counts: Counts) -> Iterator[str]:
    """Yield the table of the sizes of the splits."""
    rows: list[tuple[object, ...]] = [
        (f"`{name}`", *numbers(one.documents, one.sentences, one.labels.total()))
        for name, one in counts.splits.items()
    ]
    sentences = sum(one.sentences for one in counts.splits.values())
    rows.append(("all", *numbers(counts.documents, sentences, counts.labels.total())))
    return table(("split", "documents", "sentences", "annotations"), rows)


def _contents(facts: Facts) -> Iterator[str]:
    shares = ", ".join(f"{name} {facts.shares[name]:g}" for name in SPLITS if name in facts.shares)
    yield (
        f"Splits were drawn by document ({shares}; seed {facts.seed}), with labels spread evenly."
        " Texts that are nearly the same, such as one wire story at several outlets, are in one"
        " split: `splits.csv` has the group of each document."
    )
    yield ""
    yield "- `data/`: everything, in JSON Lines: a line for each document."
    yield "- `annotations/`, and where it is there `documents/`: tables for data frames."
    yield "- `labels.yaml`, `guidelines/`: labels, rules and definitions; the versions used before."
    yield "- `dataset.json`: the figures of this card. `versions.json`: what made it."
    yield "- `croissant.json`: the description for programs. `SHA256SUMS`: checksums."
    yield ""
    unit = "Offsets count Unicode code points of the document's text, from 0, end exclusive."
    yield unit if facts.text else f"{unit} The text is found by its SHA-256."
    notes = "" if facts.notes else " Notes of annotators are left out."
    if notes or facts.left_out:
        yield from ("", f"Left out: {'; '.join(map(plain, facts.left_out))}.{notes}"
                    if facts.left_out else notes.strip())  # fmt: skip


# -------------------------------------------------------------------------------- who


def annotator_table(counts: Counts) -> Iterator[str]:
    """Yield the table of annotators and of what they did."""
    head = ("annotator", "role", "documents", "finished sentences", "blind", "cannot judge",
            "manual", "accepted", "edited")  # fmt: skip
    return table(head, (_annotator(name, one) for name, one in sorted(counts.annotators.items())))


def _annotator(name: str, one: AnnotatorCounts) -> tuple[object, ...]:
    origins = (one.origins[origin] for origin in ("manual", "accepted", "edited"))
    found = numbers(one.documents, one.finished, one.blind, one.cannot_judge, *origins)
    return (plain(name), _ROLES.get(one.role, one.role), *found)


def _people(facts: Facts, counts: Counts) -> Iterator[str]:
    if facts.pseudonyms:
        yield "Names are random pseudonyms."
    if counts.votes:
        parts = [
            f"{many(sentences, 'sentence')} by {people}"
            for people, sentences in sorted(counts.votes.items())
        ]
        yield f"Finished by people: {', '.join(parts)}."


# -------------------------------------------------------------------------------- how


def _method(facts: Facts, counts: Counts) -> Iterator[str]:
    yield (
        "Annotators read the texts sentence by sentence and finished each one, also where they"
        " found nothing: a sentence without an annotation is a judgement, and one that nobody"
        " finished is missing."
    )
    yield ""
    yield f"- Guideline: `{facts.guideline or 'unknown'}`; rules: `{facts.rules or 'none'}`."
    yield (
        f"- Suggestions in the data: {counts.suggestions:,}, of"
        f" {many(len(counts.rules), 'version')} of rules, all named in `versions.json`."
    )
    if counts.first:
        yield f"- Work from {counts.first[:10]} to {counts.last[:10]}."
    roles = [one.role for one in counts.annotators.values()]
    if GOLD in roles:
        yield "- Gold is the layer that a lead adjudicated; votes and reasons are in `data/`."


# -------------------------------------------------------------------------- agreement


def _agreement(found: Mapping[str, Any]) -> Iterator[str]:
    if not found.get("units"):
        yield f"None can be computed: {plain(found.get('reason') or 'nothing was compared')}."
        return
    interval = f"{found['confidence']:.0%} interval"
    yield from table(
        ("the labels of a sentence, together", "value", interval),
        ((plain(one["name"]), _value(one), _interval(one)) for one in found["overall"]),
    )
    yield ""
    head = ("label", "sentences with it", "percent", "alpha", interval, "AC1", "span F1, exact")
    yield from table(
        head,
        (
            (
                code(one["label"]),
                f"{one['given']:,}",
                *map(_value, (one["percent"], one["alpha"])),
                _interval(one["alpha"]),
                *map(_value, (one["ac1"], one["f1"])),
            )
            for one in found["labels"]
        ),
    )
    if found["never_given"]:
        labels = many(found["never_given"], "other label")
        yield from ("", f"Nobody gave {labels} in the sentences that are compared.")
    yield from ("", plain(found["methods"]))


def _value(one: Mapping[str, Any]) -> str:
    return "-" if one["value"] is None else f"{one['value']:.3f}"


def _interval(one: Mapping[str, Any]) -> str:
    return "-" if one["low"] is None else f"{one['low']:.2f} to {one['high']:.2f}"


def _suggestions(facts: Facts, counts: Counts) -> Iterator[str]:
    people = [one for one in counts.annotators.values() if one.role in {*PEOPLE, ""}]
    finished = sum(one.finished for one in people)
    if not finished:
        yield "No sentence was finished by people."
        return
    blind = sum(one.blind for one in people)
    made = sum(one.origins.total() for one in people)
    accepted = sum(one.origins["accepted"] for one in people)
    yield (
        f"Of {finished:,} judgements of sentences, {share(finished - blind, finished)} were"
        f" assisted, with suggestions on show, and {share(blind, finished)} blind, with none."
        f" Of {made:,} annotations, {share(accepted, made)} are accepted suggestions."
    )
    yield ""
    pull = facts.agreement.get("pull")
    if not pull:
        yield "The pull of suggestions was not measured."
    elif pull["value"] is None:
        yield f"The pull of suggestions is not known: {plain(pull['reason'])}."
    else:
        yield (
            "The pull: a suggested label is given"
            f" {100 * pull['value']:+.1f} percentage points more often where the suggestion is on"
            f" show ({_points(pull)}; {pull['suggested_shown']:,} suggested labels on show and"
            f" {pull['suggested_blind']:,} not)."
        )


def _points(pull: Mapping[str, Any]) -> str:
    if pull["low"] is None:
        return "no interval"
    return (
        f"{pull['confidence']:.0%} interval {100 * pull['low']:+.1f} to {100 * pull['high']:+.1f}"
    )


def _time(facts: Facts) -> Iterator[str]:
    if not facts.time:
        yield "Not recorded."
        return
    yield from table(
        ("annotator", "finished sentences", "median, s", "all, min"),
        (
            (plain(name), f"{one['sentences']:,.0f}", f"{one['median']:.1f}",
             f"{one['seconds'] / 60:,.0f}")
            for name, one in sorted(facts.time.items())
        ),
    )  # fmt: skip
    yield from ("", "Active time: pauses count up to 60 seconds.")


# ------------------------------------------------------------------------------- rest


def _licence(facts: Facts) -> Iterator[str]:
    about = facts.about
    if not about.licence:
        yield "**Not given.** Without a licence nobody may use the dataset."
    elif about.licence_url != about.licence:
        yield f"[{about.spdx}]({about.licence_url})"
    else:
        yield plain(about.licence)


def _limits(facts: Facts) -> Iterator[str]:
    if facts.about.limits:
        for paragraph in facts.about.limits.split("\n\n"):
            yield from (plain(paragraph), "")
    yield from (f"- {one}" for one in _LIMITS)


def _use(facts: Facts, counts: Counts) -> Iterator[str]:
    yield "```sh"
    yield "annotator verify .                     # checksums, offsets, counts, splits"
    if not facts.text:
        yield "annotator fill . --texts ~/texts       # puts the texts back, by their hashes"
    yield f"annotator import data/{next(iter(counts.splits), 'train')}.jsonl     # into a project"
    yield "```"
    yield from ("", "How to cite it: `CITATION.cff`.")
