"""The speaker of a quotation whose own sentence names none: Doe shook her head. “It leaks.”

Only a sentence that says how somebody speaks, feels or moves gives its subject to the quotation
beside it; other sentences about people do not.
"""

from __future__ import annotations

import re

from annotator.attribution.attribution_types import Attribution, AttributionForm, AttributionKind
from annotator.model import Span

_SUBJECT = r"""(?P<source>
    (?:He|She|They|I|We)
    | (?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Capt)\.[ ])?(?:[A-Z][\w’'-]+[ ]){0,3}[A-Z][\w’'-]+
    | The[ ](?:[a-z]+[ ]){0,2}[a-z]+
    ) (?:,[^,.;:]{1,60},)?"""
_ADVERB = r"(?:[ ](?:\w+ly|just|then|also|only|simply|still|never|often|once))?"
_FEELINGS = r"""(?:adamant|angry|blunt|cautious|certain|clear|confident|convinced|critical|defiant
    |delighted|disappointed|dismissive|emphatic|excited|furious|grateful|happy|hopeful|optimistic
    |pessimistic|pleased|proud|relieved|sad|sceptical|shocked|skeptical|sure|surprised
    |unapologetic|unconvinced|unequivocal|unimpressed|unmoved|unrepentant|unsure|upset|worried)"""
_VERB = rf"""(?P<cue>
    (?:shrugged|nodded|smiled|laughed|sighed|paused|frowned|winced|grinned|wept|hesitated|gestured
        |spoke|speaks|talked|disagree[ds]|disagrees|agree[ds]|agrees|responded|replied|answered
        |apologi[sz]ed|joked|elaborated|continued|concluded|countered|objected|protested
        |reminisced|reflected|complained|warned|explained|recalled|remembered)\b
    | (?:shook|shakes)[ ](?:his|her|their|my)[ ]head
    | (?:put|puts)[ ]it[ ](?:\w+[ ]?){{1,3}}
    | (?:went|goes)[ ]on\b
    | (?:has|had)[ ](?:an?|one|no)[ ](?:\w+[ ])?(?:message|warning|answer|reply|doubts?)\b
    | (?:is|was|are|were|seemed|sounded|appeared)[ ](?:not[ ]|\w+ly[ ]|very[ ]|so[ ])*{_FEELINGS}\b
    )"""
_SPEAKS = re.compile(rf"[\"“‘']?{_SUBJECT}{_ADVERB}[ ]{_VERB}", re.VERBOSE)
_THINGS = re.compile(
    r"(?i)(?:it|this|that|there|the (?:\w+ )?(?:price|market|vote|plan|result)s?)\b"
)
_LONGEST = 300  # characters of a sentence that are read


def speaker_beside(text: str, sentence: Span, quotation: Span) -> Attribution | None:
    """The attribution of a quotation to the subject of the sentence before or after it.

    None if that sentence does not say how its subject speaks.
    """
    if sentence.overlaps(quotation):
        return None
    end = min(sentence.end, sentence.start + _LONGEST)
    found = _SPEAKS.match(text, sentence.start, end)
    if found is None or _THINGS.match(found["source"]):
        return None
    source = Span(*found.span("source"))
    return Attribution(
        kind=AttributionKind.DIRECT,
        cue=Span(found.start("cue"), found.start("cue") + len(found["cue"].rstrip())),
        source=source,
        content=(quotation,),
        form=AttributionForm.QUOTATION,
        named=source.of(text)[0].isupper() and " " not in source.of(text)[:4],
    )
