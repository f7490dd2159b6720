"""UIMA CAS XMI: what dkpro-cassis loads is what was written, and real files come in as counted."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import cassis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.canonical_json import canonical_json
from annotator.errors import DataError
from annotator.formats import ReadOptions, cas_types, reader_of
from annotator.formats.annotated_text import State, Work, article_of, assemble, works
from annotator.formats.cas_xmi import CasXmiFormat
from annotator.formats.cas_xmi_writer import NOT_XML
from annotator.model import Annotation, Dataset, DocumentSource, Origin, Relation, Span
from tests.helpers.format_folders import read_lines, written_folder
from tests.helpers.paths import SHARED
from tests.helpers.random_datasets import VALUES, dataset_of_plan, plans

FORMAT = CasXmiFormat()
TEXT = "Hello \U0001f60a, my\tcafe\u0301\r\nsaid <x> & \u202eno\u202c."


def at(words):
    start = TEXT.index(words)
    return Span(start, start + len(words))


def marked(uid, label, *spans, **attributes):
    return Annotation(uid, label, spans, attributes, Origin.MANUAL)


ADA = Work(
    "ada",
    [
        replace(
            marked("1", "loaded, wording", at(","), sure=3),
            origin=Origin.ACCEPTED,
            rule="smile@0011aabb",
        ),
        marked("2", "claim", at("my"), at("said"), cue=at("<x>").as_value(TEXT)),
    ],
    whole=[marked("3", "satire", Span(0, len(TEXT)), tone="3")],
    relations=[Relation("r1", "frames", "1", "2"), Relation("r2", "about", "3", "2")],
    note='read "twice"',
)


def dataset(*given_works, text=TEXT, number="701", meta=None):
    source = DocumentSource("harbour.txt", number)
    article = article_of(text, meta or {"id": number, "source": "The Post"}, Path("x"))
    one = assemble(article, given_works, source=source, keep_uids=True)
    return Dataset(annotators={one.annotator: "annotator" for one in given_works}, documents=[one])


written = partial(written_folder, FORMAT)
lines_of = partial(read_lines, FORMAT)


def loaded(folder, name):
    """A file as dkpro-cassis loads it, with the type system of the folder."""
    with (folder / "TypeSystem.xml").open("rb") as file:
        types = cassis.load_typesystem(file)
    with (folder / name).open("rb") as file:
        return cassis.load_cas_from_xmi(file, typesystem=types)


def problems_of(lines):
    return [one for line in lines for one in line.problems]


# ------------------------------------------------------------------------------ writing


def test_a_file_byte_by_byte(tmp_path):
    text = "Hi \U0001f60a, my"
    work = Work("ada", [marked("1", "claim", Span(4, 5), **{"is it?": 'a "b"\n'})])
    files = written(tmp_path / "out", dataset(work, text=text, meta={"title": "A & B"}))
    uid = assemble(article_of(text, {}, Path("x")), ()).document.uid
    segmentation = "http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
    assert [*files] == ["701/ada.xmi", "TypeSystem.xml"]
    assert files["701/ada.xmi"] == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
        ' xmlns:metadata="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"'
        f' xmlns:segmentation="{segmentation}"'
        ' xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">\n'
        '  <cas:NULL xmi:id="0"/>\n'
        '  <metadata:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="9"'
        ' language="x-unspecified" documentTitle="A &amp; B" documentId="701"'
        ' isLastSegment="false"/>\n'
        '  <segmentation:Sentence xmi:id="3" sofa="1" begin="0" end="9"/>\n'
        '  <segmentation:Token xmi:id="4" sofa="1" begin="0" end="2"/>\n'
        '  <segmentation:Token xmi:id="5" sofa="1" begin="3" end="5"/>\n'
        '  <segmentation:Token xmi:id="6" sofa="1" begin="5" end="6"/>\n'
        '  <segmentation:Token xmi:id="7" sofa="1" begin="7" end="9"/>\n'
        f'  <custom:AnnotatorDocument xmi:id="8" sofa="1" uid="{uid}" state="done"'
        ' metadata="{&quot;title&quot;: &quot;A &amp; B&quot;}"/>\n'
        '  <custom:AnnotatorSpan xmi:id="9" sofa="1" begin="5" end="6" label="claim" uid="1"'
        ' origin="manual" x_69732069743f="a &quot;b&quot;&#10;"/>\n'
        '  <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"'
        ' sofaString="Hi \U0001f60a, my"/>\n'
        '  <cas:View sofa="1" members="2 3 4 5 6 7 8 9"/>\n'
        "</xmi:XMI>\n"
    )


def test_cassis_loads_the_same_spans_labels_attributes_fragments_and_relations(tmp_path):
    written(tmp_path / "out", dataset(ADA))
    cas = loaded(tmp_path / "out", "701/ada.xmi")
    assert cas.sofa_string == TEXT
    spans = cas.select(cas_types.SPAN)
    assert [(one.get_covered_text(), one.label, one.fragment) for one in spans] == [
        (",", "loaded, wording", None),
        ("my", "claim", "1/2"),
        ("said", "claim", "2/2"),
    ]
    assert [(one.uid, one.origin, one.rule, one.sure) for one in spans[:1]] == [
        ("1", "accepted", "smile@0011aabb", "3")
    ]
    relations = cas.select(cas_types.RELATION)
    assert [(one.kind, one.Governor.label, one.Dependent.label) for one in relations] == [
        ("frames", "loaded, wording", "claim")
    ]
    words = [one.get_covered_text() for one in cas.select(cas_types.WORD)]
    assert words[:4] == ["Hello", "\U0001f60a", ",", "my"]
    assert [one.get_covered_text() for one in cas.select(cas_types.SENTENCE)]
    labels = [one for one in cas._find_all_fs() if one.type.name == cas_types.DOCUMENT_LABEL]
    assert [(one.label, one.tone) for one in labels] == [("satire", '"3"')]


def test_emoji_count_two_before_a_comma(tmp_path):
    files = written(tmp_path / "out", dataset(ADA))
    assert 'begin="8" end="9" label="loaded, wording"' in files["701/ada.xmi"]


def test_control_characters_become_u_fffd_so_that_offsets_stay(tmp_path):
    text = "a\x01b \U0001f60a\ufffe word\x0b."
    work = Work("ada", [marked("1", "claim", Span(7, 11), why="\x02")])
    written(tmp_path / "out", dataset(work, text=text))
    cas = loaded(tmp_path / "out", "701/ada.xmi")
    assert cas.sofa_string == "a\ufffdb \U0001f60a\ufffd word\ufffd."
    assert [one.get_covered_text() for one in cas.select(cas_types.SPAN)] == ["word"]
    _, lines = lines_of(tmp_path / "out")
    assert [dict(line.left_out) for line in lines] == [
        {"control character, which XML cannot hold": 3}
    ]
    assert [one.span for one in works(lines[0].document)[0].annotations] == [Span(7, 11)]


def test_annotators_have_a_file_each_and_a_text_that_nobody_saw_has_one(tmp_path):
    files = written(tmp_path / "a", dataset(ADA, Work("Bo/x", state=State.SKIPPED)))
    assert [*files] == ["701/Bo%2Fx.xmi", "701/ada.xmi", "TypeSystem.xml"]
    found, lines = lines_of(tmp_path / "a")
    assert [*found.annotators] == ["Bo/x", "ada"]
    assert [work.state for line in lines for work in works(line.document)] == ["skipped", "done"]
    files = written(tmp_path / "b", dataset())
    assert [*files] == ["701/INITIAL_CAS.xmi", "TypeSystem.xml"]
    found, lines = lines_of(tmp_path / "b")
    assert not found.annotators
    assert [line.document.document.text for line in lines] == [TEXT]


# -------------------------------------------------------------------------- round trips


def test_ours_comes_back_as_it_was(tmp_path):
    given_dataset = dataset(ADA)
    written(tmp_path / "out", given_dataset)
    assert reader_of(tmp_path / "out").name == "cas-xmi"
    found, lines = lines_of(tmp_path / "out")
    assert not problems_of(lines)
    assert [line.document.readings for line in lines] == [
        one.readings for one in given_dataset.documents
    ]
    assert found.annotators == given_dataset.annotators


def xml_form(value):
    """A value with what XML cannot hold replaced, anywhere in it."""
    if isinstance(value, str):
        return NOT_XML.sub("\ufffd", value)
    if isinstance(value, list):
        return [xml_form(one) for one in value]
    return {key: xml_form(one) for key, one in value.items()} if isinstance(value, dict) else value


def content(work):
    """What a work says, whatever the uids are."""
    label = {one.uid: (one.label, one.fragments) for one in (*work.annotations, *work.whole)}
    return (
        work.annotator,
        work.state,
        xml_form(work.note),
        sorted(
            (one.label, one.fragments, canonical_json(xml_form(dict(one.attributes))))
            for one in (*work.annotations, *work.whole)
        ),
        sorted((one.kind, label[one.head], label[one.tail]) for one in work.relations),
    )


@given(plans())
@settings(max_examples=40, deadline=None)
def test_random_datasets_come_back_and_cassis_reads_their_words(plan):
    given_dataset = dataset_of_plan(plan)
    with TemporaryDirectory() as name:
        folder = Path(name) / "out"
        files = written(folder, given_dataset)
        assert files == written(Path(name) / "again", given_dataset), "the same bytes"
        _, lines = lines_of(folder)
        loaded_spans = Counter(
            (one.label, one.get_covered_text())
            for path in files
            if path.endswith(".xmi")
            for one in loaded(folder, path).select(cas_types.SPAN)
        )
    assert not problems_of(lines)
    back = {line.document.document.text: line.document for line in lines}
    for one in given_dataset.documents:
        found = back[one.document.text]
        assert found.document.meta == one.document.meta
        assert [content(work) for work in works(found)] == [content(work) for work in works(one)]
    assert loaded_spans == Counter(
        (annotation.label, fragment.of(one.document.text))
        for one in given_dataset.documents
        for work in works(one)
        for annotation in work.annotations
        for fragment in annotation.fragments
    )


@given(VALUES | st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
def test_values_of_attributes_are_read_back(value):
    assert cas_types.value_of(cas_types.value_text(value)) == value


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
def test_names_of_attributes_are_read_back(name):
    feature = cas_types.feature_of(name)
    assert feature.isascii()
    assert feature.isidentifier()
    assert cas_types.attribute_of(feature) == name


def test_files_that_were_moved_still_say_who_made_them(tmp_path):
    written(tmp_path / "out", dataset(ADA, Work("bo")))
    (tmp_path / "out" / "701").rename(tmp_path / "harbour")
    assert [*lines_of(tmp_path / "harbour")[0].annotators] == ["ada", "bo"]
    found, lines = lines_of(tmp_path / "harbour" / "ada.xmi", annotator="eve")
    assert [*found.annotators] == ["ada"]
    assert [work.annotator for work in works(lines[0].document)] == ["ada"]


# ------------------------------------------------------------------ files of other tools

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"'
    ' xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///custom.ecore">\n'
)
SOFA = '<cas:Sofa xmi:id="1" sofaID="_InitialView" sofaString="Hello \U0001f60a, my"/>\n'


def file_of(folder, *elements, sofa=SOFA, head=HEAD, name="a.xmi"):
    folder.mkdir(exist_ok=True)
    path = folder / name
    lines = "".join(f"{one}\n" for one in elements)
    path.write_text(f"{head}{sofa}{lines}</xmi:XMI>\n", "utf-8")
    return path


def held(lines):
    return [
        (one.label, one.span.start, one.span.end, dict(one.attributes))
        for line in lines
        if line.document
        for work in works(line.document)
        for one in work.annotations
    ]


TYPES = """<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>custom.Base</name><supertypeName>uima.tcas.Annotation</supertypeName>
<features><featureDescription><name>mood</name><rangeTypeName>custom.Moods</rangeTypeName>
</featureDescription></features></typeDescription>
<typeDescription><name>custom.Moods</name><supertypeName>uima.cas.String</supertypeName>
</typeDescription>
<typeDescription><name>custom.A</name><supertypeName>custom.Base</supertypeName><features>
<featureDescription><name>sure</name><rangeTypeName>uima.cas.Boolean</rangeTypeName>
</featureDescription><featureDescription><name>level</name><rangeTypeName>uima.cas.Integer
</rangeTypeName></featureDescription><featureDescription><name>other</name><rangeTypeName>
custom.A</rangeTypeName></featureDescription></features></typeDescription></types>
</typeSystemDescription>
"""


@pytest.mark.parametrize("name", ["TypeSystem.xml", "typesystem.xml", "a_typesystem.xml"])
def test_a_type_system_gives_types_of_values_and_the_feature_of_the_label(tmp_path, name):
    path = file_of(
        tmp_path,
        '<custom:A xmi:id="2" sofa="1" begin="8" end="9" mood="calm" sure="true" level="4"'
        ' other="3"><tag>x</tag><tag>y &amp; z</tag></custom:A>',
        '<custom:A xmi:id="3" sofa="1" begin="6" end="8" level="high"/>',
    )
    (tmp_path / name).write_text(TYPES)
    _, lines = lines_of(path)
    assert held(lines) == [
        ("A", 6, 7, {"level": "high"}),
        ("calm", 7, 8, {"layer": "A", "sure": True, "level": 4, "tag": ["x", "y & z"]}),
    ]
    assert dict(lines[0].left_out) == {"feature that refers to another structure": 1}


def test_files_in_a_folder_named_like_its_document_are_named_like_annotators(tmp_path):
    meta = (
        '<type:DocumentMetaData xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/'
        'type.ecore" xmi:id="9" sofa="1" begin="0" end="12" documentId="a b.txt"/>'
    )
    span = '<custom:A xmi:id="2" sofa="1" begin="0" end="5"/>'
    for name in ("ada.xmi", "bo.xmi", "INITIAL_CAS.xmi"):
        file_of(tmp_path / "a b.txt", meta, span, name=name)
    other = SOFA.replace("Hello", "Hallo")
    file_of(tmp_path / "a b.txt", meta, sofa=other, name="cy.xmi")
    (tmp_path / "a b.txt" / "0.xmi").write_text("no XML")
    found, lines = lines_of(tmp_path)
    assert [*found.annotators] == ["0", "ada", "bo", "cy"]
    assert len(problems_of(lines)) == 1
    made = [[work.annotator for work in works(one.document)] for one in lines if one.document]
    assert made == [["ada", "bo"], ["cy"]]
    found, _ = lines_of(tmp_path / "a b.txt" / "ada.xmi")
    assert [*found.annotators] == ["ada"]


def test_a_folder_of_documents_is_by_one_annotator(tmp_path):
    for name in ("one.xmi", "two.xmi"):
        sofa = SOFA.replace("my", name)
        file_of(
            tmp_path / "in",
            '<custom:A xmi:id="2" sofa="1" begin="0" end="5"/>',
            sofa=sofa,
            name=name,
        )
    for options, expected in (({}, "in"), ({"annotator": "ada"}, "ada")):
        found, lines = lines_of(tmp_path / "in", **options)
        assert [*found.annotators] == [expected]
        assert len(held(lines)) == 2


def test_layers_are_chosen_by_their_names_and_unknown_ones_are_a_problem(tmp_path):
    path = file_of(
        tmp_path,
        '<custom:A xmi:id="2" sofa="1" begin="0" end="5"/>',
        '<custom:B xmi:id="3" sofa="1" begin="0" end="5" value="b"/>',
    )
    for layer in ("B", "custom.B"):
        assert [one[0] for one in held(lines_of(path, layers=(layer,))[1])] == ["b"]
    _, lines = lines_of(path, layers=("C",))
    assert "expected annotations of the layer 'C'; there are A, B" in str(problems_of(lines)[0])


def test_several_texts_in_one_file_are_several_documents(tmp_path):
    path = file_of(
        tmp_path,
        '<cas:Sofa xmi:id="4" sofaID="Second" sofaString="Another."/>',
        '<custom:A xmi:id="2" sofa="1" begin="0" end="5"/>',
        '<custom:A xmi:id="3" sofa="4" begin="0" end="7"/>',
        '<custom:A xmi:id="9" sofa="4" begin="0" end="7"/>',
        '<cas:View sofa="1" members="2"/>',
        '<cas:View sofa="4" members="3"/>',
    )
    _, lines = lines_of(path)
    assert [one.document.sources[0].external_id for one in lines] == ["_InitialView", "Second"]
    assert [one[:3] for one in held(lines)] == [("A", 0, 5), ("A", 0, 7)]
    assert [dict(one.left_out) for one in lines] == [{}, {"annotation in no view": 1}]


BROKEN = {
    '<custom:A xmi:id="2" sofa="1" begin="7" end="9"/>': "not inside a character",
    '<custom:A xmi:id="2" sofa="1" begin="0" end="13"/>': "inside the text",
    '<custom:A xmi:id="2" sofa="1" begin="5" end="0"/>': "a begin before an end",
    '<custom:A xmi:id="2" sofa="1" begin="-1" end="x"/>': "expected whole numbers",
    f'<custom:A xmi:id="2" sofa="1" begin="0" end="{"9" * 6000}"/>': "longer numbers",
    '<custom:R xmi:id="2" sofa="1" begin="0" end="1" Governor="8" Dependent="9"/>': "found '8'",
}


@pytest.mark.parametrize(("element", "expected"), BROKEN.items(), ids=BROKEN.values())
def test_a_wrong_annotation_is_named_with_its_line_and_the_others_come_in(
    tmp_path, element, expected
):
    path = file_of(tmp_path, '<custom:A xmi:id="7" sofa="1" begin="0" end="5"/>', element)
    _, lines = lines_of(path)
    (problem,) = problems_of(lines)
    assert expected in problem.problem
    assert (problem.path, problem.line) == (path, 5)
    assert [one[:3] for one in held(lines)] == [("A", 0, 5)]


def test_an_id_that_two_annotations_have_is_a_problem(tmp_path):
    one = '<custom:A xmi:id="2" sofa="1" begin="0" end="5"/>'
    _, lines = lines_of(file_of(tmp_path, one, one))
    assert "expected another id than '2'" in str(problems_of(lines)[0])


OWN = (
    '<custom:AnnotatorDocument xmi:id="8" sofa="1" state="{state}"/>\n'
    '<custom:AnnotatorSpan xmi:id="2" sofa="1" begin="0" end="5" uid="u" label="{label}"'
    ' origin="{origin}" cue="{cue}"/>'
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"state": "finished"}, "as state, found 'finished'"),
        ({"label": " "}, "expected a label, found none"),
        ({"origin": "dreamt"}, "as origin, found 'dreamt'"),
        (
            {"cue": "{&quot;start&quot;: 0, &quot;end&quot;: 2, &quot;text&quot;: &quot;no&quot;}"},
            "expected the words that a value quotes",
        ),
    ],
)
def test_ours_with_other_values_is_a_problem(tmp_path, change, expected):
    filled = {"state": "done", "label": "x", "origin": "manual", "cue": "", **change}
    element = OWN
    for key, value in filled.items():
        element = element.replace(f"{{{key}}}", value)
    head = HEAD.replace("http:///custom", "http:///webanno/custom")
    _, lines = lines_of(file_of(tmp_path, element, head=head))
    assert [expected in str(one) for one in problems_of(lines)] == [True]


HOSTILE = {
    "": (1, "no element found"),
    "<a/>": (1, "the element 'a'"),
    "hello": (1, "bad XML (syntax error)"),
    HEAD: (3, "bad XML (no element found)"),
    HEAD + SOFA + "<custom:A></xmi:XMI>": (4, "mismatched tag"),
    HEAD + '<cas:Sofa xmi:id="1" sofaString="&nobody;"/></xmi:XMI>': (3, "undefined entity"),
    HEAD + "</xmi:XMI>": (0, "expected a text (Sofa)"),
    HEAD + '<cas:Sofa xmi:id="1" sofaURI="file:/etc/passwd"/></xmi:XMI>': (3, "sofaString"),
    HEAD + "<a><b><c/></b></a></xmi:XMI>": (3, "elements inside a feature"),
    HEAD.replace("UTF-8", "klingon") + "</xmi:XMI>": (1, "unknown encoding"),
    HEAD.replace("UTF-8", "shift_jis") + "</xmi:XMI>": (1, "multi-byte encodings"),
    '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<a>&x;</a>': (
        2,
        "DOCTYPE",
    ),
    '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<a b="&b;"/>': (1, "DOCTYPE"),
}


@pytest.mark.parametrize(("text", "expected"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_hostile_xml_is_one_sentence_with_its_line(tmp_path, text, expected):
    path = tmp_path / "a.xmi"
    path.write_text(text, "utf-8")
    _, lines = lines_of(path)
    (problem,) = problems_of(lines)
    assert (problem.line, expected[1] in problem.problem) == (expected[0], True), problem
    assert [line.document for line in lines] == [None]


def test_wrong_bytes_are_a_problem_and_other_encodings_are_read(tmp_path):
    path = file_of(tmp_path, '<custom:A xmi:id="2" sofa="1" begin="0" end="5"/>')
    good = path.read_bytes()
    path.write_bytes(good.replace(b"Hello", b"H\xffllo"))
    assert "bad XML (not well-formed (invalid token))" in str(problems_of(lines_of(path)[1])[0])
    path.write_bytes(good.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
    assert [one[:3] for one in held(lines_of(path)[1])] == [("A", 0, 5)]


def test_control_characters_of_xml_1_1_are_counted(tmp_path):
    sofa = SOFA.replace("Hello", "He&#1;&#x1F;o&#10;")
    head = HEAD.replace('"1.0"', '"1.1"', 1)
    _, lines = lines_of(file_of(tmp_path, sofa=sofa, head=head))
    assert lines[0].document.document.text == "He\ufffd\ufffdo\n \U0001f60a, my"
    assert dict(lines[0].left_out) == {"control character of XML 1.1": 2}


@pytest.mark.parametrize("text", ["<types", "<!DOCTYPE a [<!ENTITY b 'c'>]>\n<a>&b;</a>", ""])
def test_a_bad_type_system_is_a_problem(tmp_path, text):
    path = file_of(tmp_path, '<custom:A xmi:id="2" sofa="1" begin="0" end="5"/>')
    (tmp_path / "TypeSystem.xml").write_text(text)
    _, lines = lines_of(path)
    assert [one.path.name for one in problems_of(lines)] == ["TypeSystem.xml"]
    assert [one[:3] for one in held(lines)] == [("A", 0, 5)]


@given(st.binary(max_size=60), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_damaged_files_never_crash(noise, place):
    with TemporaryDirectory() as name:
        path = file_of(Path(name), '<custom:A xmi:id="2" sofa="1" begin="0" end="5" value="x"/>')
        data = path.read_bytes()
        path.write_bytes(data[:place] + noise + data[place + len(noise) // 2 :])
        for line in lines_of(path)[1]:
            assert line.document or line.problems


def test_no_files_are_a_problem(tmp_path):
    with pytest.raises(DataError, match=r"expected \.xmi files: found none"):
        FORMAT.read(tmp_path, ReadOptions())
    with pytest.raises(DataError, match="there is no such file"):
        FORMAT.read(tmp_path / "nowhere", ReadOptions())


# ------------------------------------------------------------------------- real files

REAL = SHARED / "data" / "formats"


def truth():
    if not (REAL / "truth.tsv").is_file():
        return []
    with (REAL / "truth.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if row["path"].endswith(".xmi")]


@pytest.mark.skipif(not truth(), reason="needs the files of other tools beside the project")
def test_real_files_hold_what_was_counted():
    for row in truth():
        found, lines = lines_of(REAL / row["path"])
        assert len(found.annotators) == int(row["annotators"])
        assert not problems_of(lines)
        made = [work for line in lines for work in works(line.document)]
        without = sum(line.left_out.get("annotation of no character", 0) for line in lines)
        spans = [one for work in made for one in work.annotations]
        counts = (len(lines), len(spans) + without, sum(len(work.relations) for work in made))
        expected = tuple(int(row[one]) for one in ("documents", "spans", "relations"))
        assert counts == expected, row["path"]
        layers = {one.attributes.get("layer", one.label) for one in spans}
        named = row["remark"].split("(")[1].split(")")[0]
        assert not spans or layers == set(named.split(", ")), row["path"]


@pytest.mark.skipif(not truth(), reason="needs the files of other tools beside the project")
def test_offsets_of_a_real_file_are_those_that_cassis_finds():
    path = REAL / "uima-xmi" / "cas_with_smileys.xmi"
    name = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
    types = cassis.TypeSystem()
    entity = types.create_type(name=name, supertypeName="uima.tcas.Annotation")
    types.create_feature(entity, name="value", rangeType="uima.cas.String")
    with path.open("rb") as file, pytest.warns(UserWarning, match="not found"):
        cas = cassis.load_cas_from_xmi(file, typesystem=types, lenient=True)
    expected = [(one.value, one.begin, one.end) for one in cas.select(name)]
    assert [one[:3] for one in held(lines_of(path)[1])] == expected
