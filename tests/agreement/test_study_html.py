"""The page of a study: whole, without anything from elsewhere, safe, and usable in a browser."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from annotator.agreement import agreement_report, methods, study_report
from annotator.agreement.differences import sentence_differences
from annotator.agreement.study_html import page
from tests.helpers.simulated_study import LABELS, PEOPLE, documents

HOSTILE = "<script>alert(1)</script>\x1b[2J\u202e\0\ud800&amp;\"'"
VOID = {"meta", "input", "br", "line", "circle", "polyline"}


class Reader(HTMLParser):
    """Collects elements and texts; every element is closed, in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.found, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def report_of(held):
    def compare(readings):
        return agreement_report(readings, LABELS)

    every = compare([each for one in held for each in one.readings])
    return study_report(
        held, PEOPLE, (), LABELS, every=every, compare=compare, on_show=lambda _: True
    )


@pytest.fixture(scope="module")
def study():
    held = list(documents(12))
    return held, report_of(held)


def page_of(held, report, name="ferries", titles=None):
    sentences = sentence_differences([one.readings for one in held], LABELS)
    titles = titles or {one.document.uid: one.document.title for one in held}
    return page(report, sentences, titles, name=name, made="made by a test")


def read(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_is_whole_and_needs_nothing_from_elsewhere(study):
    reader = read(page_of(*study))
    for _, attributes in reader.found:
        assert not {"src", "href", "srcset", "action"} & attributes.keys()
        assert "url(" not in str(attributes.get("style"))
    text = "".join(reader.texts)
    assert "@import" not in text
    assert "url(" not in text
    policy = next(one for _, one in reader.found if "http-equiv" in one)
    assert policy["content"].startswith("default-src 'none'")
    ids = [one["id"] for _, one in reader.found if "id" in one]
    assert len(ids) == len(set(ids))


def test_the_page_holds_the_figures_habits_and_methods(study):
    _, report = study
    text = "".join(read(page_of(*study)).texts)
    alpha = report.all.overall.alpha
    assert f"[{alpha.interval.low:.2f}, {alpha.interval.high:.2f}]" in text
    assert "eli sets other bounds" in text
    assert methods(report) in text
    assert "Krippendorff, K. (2011)." in text


def test_each_sentence_with_differences_is_there_with_what_each_marked(study):
    held, _ = study
    sentences = sentence_differences([one.readings for one in held], LABELS)
    counts = [len(one.differences) for one in sentences]
    assert counts == sorted(counts, reverse=True)
    reader = read(page_of(*study))
    articles = [one for tag, one in reader.found if tag == "article"]
    assert len(articles) == len(sentences)
    assert {name for one in sentences for name in one.made} == set(PEOPLE)
    assert articles[0]["data-kind"].split("|") == sorted(
        {str(one.kind) for one in sentences[0].differences}
    )


def test_text_from_the_corpus_stays_text(study):
    held, _ = study
    named = [
        replace(one, readings=tuple(
            replace(each, annotator=HOSTILE) if each.annotator == "dee" else each
            for each in one.readings
        ))
        for one in held
    ]  # fmt: skip

    def compare(readings):
        return agreement_report(readings, LABELS)

    every = compare([each for one in named for each in one.readings])
    people = (HOSTILE, "eli", "flo")
    report = study_report(
        named, people, (), LABELS, every=every, compare=compare, on_show=lambda _: True
    )
    titles = {one.document.uid: HOSTILE for one in held}
    shown = page_of(named, report, name=HOSTILE, titles=titles)
    reader = read(shown)
    assert [tag for tag, _ in reader.found].count("script") == 1
    assert not {"\x1b", "\0", "\u202e", "\ud800"} & set(shown)


def test_a_study_without_anything_in_common_says_so(study):
    held, _ = study
    alone = [replace(one, readings=one.readings[:1]) for one in held]
    text = "".join(read(page_of(alone, report_of(alone))).texts)
    assert "Nothing to compare: one coder only" in text


@pytest.mark.slow
def test_tables_are_sorted_and_sentences_filtered_in_a_browser(study, tmp_path):
    from tests.helpers.chromium import tab

    place = tmp_path / "report.html"
    place.write_text(page_of(*study), "utf-8")

    async def look():
        async with tab(tmp_path / "profile") as one:
            await one.open(place.as_uri())
            await one.holds("document.readyState === 'complete'")
            shown = "[...document.querySelectorAll('article')].filter(one => !one.hidden).length"
            every = await one.value(shown)
            kind = "document.getElementById('kind')"
            await one.value(
                f"{kind}.value = 'bounds'; {kind}.dispatchEvent(new Event('input')); ''"
            )
            some = await one.value(shown)
            column = (
                "JSON.stringify([...document.querySelector('#labels table').tBodies[0].rows]"
                ".map(row => Number(row.cells[4].dataset.value)))"
            )
            await one.value("document.querySelectorAll('#labels th button')[4].click(); ''")
            down = json.loads(await one.value(column))
            await one.value("document.querySelectorAll('#labels th button')[4].click(); ''")
            up = json.loads(await one.value(column))
            wide = await one.value("document.documentElement.scrollWidth <= innerWidth")
            return every, some, down, up, wide, one.requests, one.problems

    every, some, down, up, wide, requests, problems = asyncio.run(look())
    assert 0 < some < every
    assert down == sorted(down, reverse=True)
    assert up == sorted(up)
    assert wide
    assert requests == [place.as_uri()]
    assert not problems
