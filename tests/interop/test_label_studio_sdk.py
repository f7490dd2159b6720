"""What Label Studio's own converter and its checks say of the folders that we write.

python -m pytest tests/interop/test_label_studio_sdk.py  (pip install 'framing-annotator[interop]')
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.formats import WriteOptions, load
from annotator.formats.annotated_text import State, works
from tests.helpers.random_datasets import dataset_of_plan, plans
from tests.helpers.task_files import dataset_to_write

converter = pytest.importorskip(
    "label_studio_sdk.converter", reason="needs the extra `interop`"
).Converter
pytestmark = pytest.mark.filterwarnings("ignore")


def written(dataset, folder):
    load("label-studio").write_folder(dataset, folder, WriteOptions())
    return folder / "tasks.json", (folder / "label_config.xml").read_text("utf-8")


def converted(dataset, folder, kind):
    """The records of a conversion of the folder by Label Studio."""
    tasks, setup = written(dataset, folder)
    made = converter(setup, str(folder), download_resources=False)
    made.convert(str(tasks), str(folder / kind), kind, is_dir=False)
    return folder / kind


def done(dataset):
    """The texts, each with the work that Label Studio exports: of those who are done."""
    for one in dataset.documents:
        for work in works(one):
            if work.state is State.DONE:
                yield one.document.text, work


@given(plans())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_json_min_has_every_span_label_and_choice(tmp_path_factory, plan):
    dataset = dataset_of_plan(plan)
    folder = tmp_path_factory.mktemp("project")
    found = json.loads((converted(dataset, folder, "JSON_MIN") / "result.json").read_bytes())
    spans = sorted(
        (one["text"], part["start"], part["end"], part["text"], *part["labels"])
        for one in found
        for part in one.get("label", ())
    )
    expected = sorted(
        (text, one.span.start, one.span.end, one.span.of(text), one.label)
        for text, work in done(dataset)
        for one in work.annotations
    )
    assert spans == expected
    assert sum(one["annotation_id"] is not None for one in found) == len(list(done(dataset)))


@given(plans())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_setup_accepts_every_task(tmp_path_factory, plan):
    from label_studio_sdk.label_interface import LabelInterface

    for dataset in (dataset_of_plan(plan), dataset_to_write()):
        tasks, setup = written(dataset, tmp_path_factory.mktemp("project"))
        interface = LabelInterface(setup)
        interface.validate()
        for task in json.loads(tasks.read_bytes()):
            for one in task["annotations"]:
                assert interface.validate_annotation(one)
            for one in task["predictions"]:
                assert not interface.validate_prediction(one, return_errors=True)


def test_conll_has_the_tags_of_the_words(tmp_path):
    path = converted(dataset_to_write(), tmp_path, "CONLL2003") / "result.conll"
    lines = [line.split(" -X- _ ") for line in path.read_text("utf-8").splitlines()[1:] if line]
    tagged = [token for token, tag in lines if tag != "O"]
    assert tagged[:2] == ["The", "mayor"]
    assert tagged[-1].rstrip(".") == "crook"
