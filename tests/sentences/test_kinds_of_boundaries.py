"""Boundaries in English by kind: what stands around a stop, and abbreviations. | is a boundary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.model import Span
from annotator.sentences.rule_splitter import split_sentences

KINDS = {
    "emoji": """
        The ferry is back! 🎉 | The island celebrated.
        He left.👍🏽 | Nobody minded.
        They won 🏆. | Nobody expected it. 🙏🙏 | The end.
        Is it true? 🤔 | I doubt it. ❤️🇺🇦 | It stands.
        I ❤️ New York and 🍕 Fridays.
        It works. :) | The town is glad. ;-) | So am I.
    """,
    "reference marks": """
        The ferry is late.* | Nobody paid.† | The owner left.‡
        The ferry is late.² | Nobody paid.¹² | The owner left.
        The ferry is late.[a] | Nobody paid.[12][b] | The owner left.
        The ferry is late.(1) | Nobody paid.(12) | The owner left.
        The ferry is late.[citation needed] | Nobody paid. [3] | The owner left.[note 4] | It sank.
        He called it “late.”* | She called it “lost.”³ | Both were right.
        The ferry is late*. | Nobody paid[2]. | The owner left².
    """,
    "trademark signs": """
        It is made by Seabird.™ | Nobody buys it.
        It is a Seabird™. | The Harbour® card is accepted.® | Nobody uses it.
        She bought a Seabird™ Ferry and a Gullwing® Boat.
        They drink Foamy.® | They like it.
    """,
    "hidden signs": """
        The ferry is late.\u200b | Nobody paid.
        The ferry is late. | \u200bNobody paid.
        The ferry is late.\u200e | \u200fNobody paid.\ufeff
        The ferry is late.\u2060 | Nobody\u00ad paid.
        The ferry\u200b is late.”\u200b | Nobody paid.
    """,
    "hashtags and handles": """
        The ferry is late. | #FerryGate is a lie.
        Who knew? | @anndoe did. | #Ferry #Late
        We are #1! | @harbour_post wrote so.
        It is ranked No. #3 in the town. | Nobody cares.
    """,
    "opening marks": """
        It is over. | ¡Basta! | Nobody paid.
        She asked him. | ¿Por qué? | He left.
        It is late. | ‘Nobody paid.’ | ‹So what?›
        It was late. | „Nobody paid.“ | »So what?« | She left.
        He left. | 'Twas night.
        He left. | ’Twas night. | ’Tis day.
        They met in the town. | ``We lost.'' | She cried.
        It was said. | « Nobody paid. » | The end.
    """,
    "closing marks": """
        « The ferry is late. » | Nobody paid.
        «The ferry is late.» | Nobody paid.
        ‹ The ferry is late. › | Nobody paid.
        »The ferry is late.« | Nobody paid.
        „The ferry is late.“ | Nobody paid.
        "The ferry is late. " | Nobody paid.
        ''The ferry is late.'' | Nobody paid.
        The ferry is late.´ | Nobody paid.
        He said that “it is ‘late.’” | Nobody paid.
        The paper wrote: « It is dead. | Long live it ! » | Nobody agreed.
    """,
    "who said it": """
        “Shame!” | He announced the vote.
        “Shame!” he announced.
        “Shame!” | They shouted for an hour.
        “Why?” | She asked nobody.
        “Why now?” Justice Doe asked.
        “Why now?” | It asked too much of him.
        “It is over.” Doe said.
        “Enough!” said the mayor. | “Go home!”
    """,
    "junior": """
        He voted for John Doe Jr. | Critics were not surprised.
        The seat went to Ann Roe Sr. | Police left.
        It is Martin Luther King Jr. Day. | Nobody works.
        They met on Doe Jr. Boulevard. | It rained.
        John Doe Jr. of Ohio spoke. | Max Roe Jr. did not.
    """,
    "et cetera": """
        They sell bread, milk, etc. | Doe buys there.
        They sell bread, milk, etc. | Nobody buys.
        Bread, milk, etc. are sold. | It is cheap.
        Ships, etc., of old are sold. | Nobody buys.
        They sell maps (of Ohio, Utah, etc.) and books.
    """,
    "initials": """
        He met George W. Bush. | She did not.
        W. Bush and J. K. Roe met.
        It is by [George H. W.] Bush and (John F.) Doe.
        That was plan B. | The next was worse.
        It was vitamin C. | He took it.
        The Doe family (J. R. Doe and K. Roe) left. | So did we.
    """,
    "before numbers": """
        He played Op. 46. | The crowd left.
        He lives at Park Ave. Apt. 3. | She does not.
        He cited Art. 5 of the law. | It failed.
        See Ch. 3, Eq. 4 and art. 12. | Then read Rm. 5.
        It costs Rs. 500 a day. | He earns rs. 20.
        It is N°. 5 in the list. | It is № 5 too. | She wears No. 5.
        It is in Bk. 3, Pt. 2. | Read it.
        He drove on Rte. 66. | She flew.
    """,
    "titles": """
        Cllr. Doe left. | The Rt. Hon. Jane Roe spoke.
        Flt. Lt. Roe and Pte. Poe flew. | Sqn. Ldr. Doe did not.
        Mr. Doe met Dr. Roe, Rev. Poe and Lt. Col. Moe. | They agreed.
        It was signed by A. Doe, Prof. | A new one came.
        The Ven. Ann Doe and Bro. Max Poe prayed.
    """,
    "units": """
        He was 6 ft. 2 in. tall. | She was not.
        It weighs 3 lb. 4 oz. in all. | Nobody lifts it.
        It is 12 ft. | Nobody swims here.
        He ran 3 mi. in 20 min. | The rest took 2 hr. 10 min. to do so.
        The boat is 40 ft. 6 in. | It is long.
    """,
    "clocks": """
        It opens at 3 P.M. TUESDAY. | It is free.
        They left at 9 a.m. Monday. | It rained.
        At 5 a.m. Mr. Doe went to the bank. | He left at 6 p.m. | Nobody saw him.
        Around 7 p.m. Police arrived. | It was late.
        It closed at 9 p.m. | She locked the door.
        By 6 p.m. Ann Doe was home. | She slept until 5 a.m. | Nobody called.
    """,
    "list marks": """
        1.) Wash your hands. | 2.) Stay home.
        1) Bread. | 2) Milk.
        1.) The first thing | 2.) The second thing
        1) The first thing | 2) The second thing
        a) The first thing | b) The second thing | c) The third
        They want this: nothing.
        We need things. | a) Bread. | b) Milk.
        There are three: a) bread, b) milk, c) eggs. | Nobody pays.
        • 1. Bread | • 2. Milk | • 3. Eggs
        (1) Bread is sold. | (2) Milk is not.
    """,
    "full-width stops": """
        The ferry is late。 | Nobody paid。
        The ferry is late。| Nobody paid。
        Is it late？ | Nobody knows！ | It is.
        It is worth ３．５ million.
    """,
    "addresses and mixed words": """
        Read it here. | https://example.org/a.b says more. | www.example.org does not.
        Mail ann.doe@example.org. | She reads it. | (http://example.org/x.y)
        Ask. | wikiHow is free. | eBay is not. | iPads are sold.
        It is at example.com. | The other is not.
    """,
    "careless writing": """
        nobody was there. | the guards were asleep. | i left.
        They heard nothing. | it is not clear. | but nobody cares.
        He saw approx. the same. | She did not.
        The firm est. in 1990 was sold. | It closed.
    """,
    "ellipses": """
        I never meant it.... | She left the store.
        It was late . . . . | Next came nobody.
        He was tired . . . and went on. | She slept.
        “It is less complex. . . .” | He left.
    """,
    "what no stop divides": """
        Ferry closed to the island | Friday, March 1, 2024
        It closed on Friday, March 1, 2024
        The old pier at night | Image: Jane Doe.
        A ferry in the fog. | Photo: Max Poe
        The word in the title is this: Image: nothing.
        Respectfully, | Jane Doe
        Kind regards, | Max Poe
        P.S. The lights are out. | Nobody cares.
        Phone: 555 0100 | Fax: 555 0101
    """,
}


def _table():
    for kind, lines in KINDS.items():
        for line in lines.strip("\n ").split("\n"):
            yield pytest.param(line.strip(" "), id=f"{kind}: {line.strip(' ')[:40]}")


@pytest.mark.parametrize("line", list(_table()))
def test_boundaries(line):
    wanted = re.split(r" \| |(?<=。)\| ", line)
    text = line.replace("。| ", "。").replace(" | ", " ")
    found = [span.of(text) for span in split_sentences(text, Span(0, len(text)))]
    assert found == [part.strip() for part in wanted]


def test_boundaries_of_short_paragraphs():
    wrong = []
    for line in (Path(__file__).parent / "cases/en.txt").read_text("utf-8").splitlines():
        text = line.replace(" | ", " ")
        found = [span.of(text) for span in split_sentences(text, Span(0, len(text)))]
        wrong += [found] if found != line.split(" | ") else []
    assert not wrong
