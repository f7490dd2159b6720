"""Reports of a sentence: who is said to say what, found by words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotator.model import Span
from annotator.voice.quotation import Quotation
from annotator.voice.report import Report, ReportForm, ReportKind

_SAID_THAT = re.compile(
    r"(?P<source>[^,;:]{2,120}?) (?P<cue>(?:has |have |had )?(?:said|says?|claim(?:s|ed)"
    r"|warn(?:s|ed)|argue[sd]?|announced|denie[sd]|insist(?:s|ed)|believe[sd]?))(?: that)?"
    r" (?P<content>[^;]{3,}?)[.!?]*$",
    re.DOTALL,
)


def reports(text: str, sentence: Span, quotations: Sequence[Quotation]) -> tuple[Report, ...]:
    """The reports of one sentence, by where their cues are. Takes time linear in its length.

    quotations: as annotator.voice.quotations gives them, those of the sentence at least. One
        that began in a sentence before belongs to its report as a whole.
    """
    found = _SAID_THAT.match(sentence.of(text)[:2000])
    if found is None:
        return ()
    source, cue, content = (
        Span(sentence.start + found.start(name), sentence.start + found.end(name))
        for name in ("source", "cue", "content")
    )
    mixed = any(one.span.overlaps(content) for one in quotations)
    kind = ReportKind.MIXED if mixed else ReportKind.INDIRECT
    return (Report(kind, cue, source, (content,), ReportForm.BARE_CLAUSE),)
