"""What Prodigy, doccano and Label Studio files keep: written and read again, it is the same."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.formats import OffsetUnit, ReadOptions, WriteOptions, load
from annotator.model import OnShow, Origin, Span, Suggestion, Tier, Voice
from tests.helpers.random_datasets import dataset_of_plan, plans

CODE_POINT, UTF16 = OffsetUnit.CODE_POINT, OffsetUnit.UTF16
FILES = [
    ("prodigy", CODE_POINT),
    ("prodigy", UTF16),
    ("doccano", CODE_POINT),
    ("label-studio", CODE_POINT),
    ("label-studio", UTF16),
]


def written(name, dataset, unit=CODE_POINT):
    return "".join(load(name).write(dataset, WriteOptions(offset_unit=unit))).encode()


TIMES = st.sampled_from(["", "2031-02-03T04:05:06.789+00:00"])


def with_details(plan, draw):
    """A plan whose annotations were made in all the ways that there are."""

    def detailed(one):
        origin = draw(st.sampled_from(list(Origin)))
        return replace(
            one,
            origin=origin,
            rule="" if origin is Origin.MANUAL else "mayor@0011aabb",
            on_show=draw(st.sampled_from(list(OnShow))),
            created_at=draw(TIMES),
            modified_at=draw(TIMES),
        )

    people, texts = plan
    return people, {
        text: (name, [_with(work, detailed) for work in works])
        for text, (name, works) in texts.items()
    }


def _with(work, change):
    return replace(
        work,
        annotations=[change(one) for one in work.annotations],
        whole=[change(one) for one in work.whole],
    )


def suggested(document, draw):
    """A document with suggestions."""
    text = document.document.text
    found = {}
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(text) - 1))
        span = Span(start, draw(st.integers(start + 1, len(text))))
        one = Suggestion(
            span,
            draw(st.sampled_from(["claim", "<&>'\""])),
            "mayor@0011aabb",
            draw(st.sampled_from(list(Tier))),
            draw(st.sampled_from(list(Voice))),
            triggers=(Span(start, start + 1),),
            attributes={"cue": Span(start, start + 1).as_value(text)},
            suggester_version="b2:rules",
        )
        found[one.key] = one
    suggesters: Mapping[str, str] = {"rules": "b2:rules"} if found else {}
    suggestions = tuple(found[key] for key in sorted(found))
    return replace(document, suggestions=suggestions, suggesters=suggesters, sources=())


@pytest.mark.slow
@given(plans(), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_file_gives_back_what_was_written_and_then_the_same_bytes(tmp_path_factory, plan, data):
    folder = tmp_path_factory.mktemp("files")
    made = dataset_of_plan(with_details(plan, data.draw))
    dataset = replace(made, documents=[suggested(one, data.draw) for one in made.documents])
    for name, unit in FILES:
        path = folder / f"exported-{name}-{unit}"
        path.write_bytes(written(name, dataset, unit))
        head, found = load(name).read(path, ReadOptions())
        lines = list(found)
        assert not [problem for line in lines for problem in line.problems], name
        documents = [replace(line.document, sources=()) for line in lines]
        if name != "label-studio":  # the others have no place for suggestions
            documents = [
                replace(one, suggestions=before.suggestions, suggesters=before.suggesters)
                for one, before in zip(documents, dataset.documents, strict=True)
            ]
        assert documents == list(dataset.documents), name
        assert head.annotators.items() <= dataset.annotators.items()
        again = replace(dataset, documents=documents)
        assert written(name, again, unit) == path.read_bytes()
