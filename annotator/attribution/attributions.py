"""Reports of a sentence: who is said to say what, found by words alone.

A word that reports (annotator.attribution.reporting_verbs) is looked at with what stands around it: whether it is
a verb there, what it reports behind or ahead of itself, and who its subject is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from annotator.attribution import function_words, nonverbal_cues
from annotator.attribution.attribution_types import (
    Attribution,
    AttributionForm,
    AttributionKind,
    Cue,
    Part,
    Range,
)
from annotator.attribution.clauses import Clause
from annotator.attribution.complements import behind
from annotator.attribution.preposed_content import ahead, quoted_ahead
from annotator.attribution.quotation_types import Quotation
from annotator.attribution.reporting_verbs import AMBIGUOUS, NOUNS, VERBS, Ending, Verb
from annotator.attribution.sentence_tokens import Tokens
from annotator.attribution.sources import subject, subject_after
from annotator.attribution.veracity import judgement
from annotator.model import Span

_WORDS = frozenset(VERBS) | NOUNS | {"according"}
_CUES = _WORDS | {":", "—"}
_SIGNS = re.compile("[:—―–]|--")  # a lone hyphen is a dash only beside another cue
_OTHERS = {
    "according": nonverbal_cues.according_to,
    ":": nonverbal_cues.colon,
    "—": nonverbal_cues.dash,
}
_NEAR = 7  # tokens between a cue and what it reports: claimed, without evidence, that
_QUOTES = function_words.listed("quoted quotes quoting cited cites citing")
_PASSIVES = frozenset({Ending.PAST, Ending.PARTICIPLE})
_PLURALS = frozenset({"people", "men", "women", "police", "media"})
_DETERMINERS = function_words.DETERMINERS - {"all", "both"}
_SUBJECTS = function_words.DETERMINERS | function_words.SUBJECTS
_RELATIVES = frozenset({"who", "which", "that"})


def attributions(
    text: str, sentence: Span, quotations: Sequence[Quotation]
) -> tuple[Attribution, ...]:
    """The reports of one sentence, by where their cues are. Takes time linear in its length.

    quotations: as annotator.attribution.quotations gives them, those of the sentence at least. One
        that began in a sentence before belongs to its report as a whole.
    """
    read = Tokens(text, sentence, quotations)
    if _WORDS.isdisjoint(read.words) and not _SIGNS.search(sentence.of(text)):
        return ()
    return tuple(_Finder(Clause(read)).found())


class _Finder:
    """Finds the reports of one sentence. subject: who spoke last, for “and added that”."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.subject: Range | None = None

    def found(self) -> Iterator[Attribution]:
        """Every report, by where its cue is."""
        for at, word in enumerate(self.clause.words[: len(self.clause)]):
            if word not in _CUES:
                continue
            attribution = self._verb(at, VERBS[word]) if word in VERBS else None
            read = _OTHERS.get(word, nonverbal_cues.noun if word in NOUNS else None)
            if attribution is None and read is not None:
                other = read(self.clause, at)
                attribution = None if other is None else self._report(*other)
            if attribution is not None:
                yield attribution

    def _verb(self, at: int, verb: Verb) -> Attribution | None:
        """The report of a verb, None if it reports nothing."""
        cue = _cue(self.clause, at, verb)
        if cue is None:
            return None
        part, source = _reported(self.clause, cue)
        if part is None:
            return None
        if not cue.passive:
            self.subject = source = source or self.subject
        return self._report(cue.first, part, source, verb.name)

    def _report(self, first: int, part: Part, source: Range | None, verb: str = "") -> Attribution:
        clause = self.clause
        return Attribution(
            kind=_kind(clause, part.content),
            cue=clause.span(first, part.cue_end),
            source=None if source is None else clause.span(*source),
            content=tuple(clause.span(*each) for each in part.content),
            form=part.form,
            named=source is not None and any(map(clause.name, range(*source))),
            judgement=judgement(self._around(first, part), verb or self._verb_of(first, part)),
        )

    def _around(self, first: int, part: Part) -> list[str]:
        """The words of a cue, and those beside it and its content that may judge."""
        beside = self.clause.words
        start, end = part.content[-1]
        last = start if part.cue_end <= start <= part.cue_end + _NEAR else part.cue_end
        around = beside[first:last]
        if beside[first - 1] == "to":
            around.insert(0, beside[first - 2])  # contrary to claims
        if beside[end + (beside[end] == ",")] == "without":
            around += beside[end : end + _NEAR]
        return around

    def _verb_of(self, first: int, part: Part) -> str:
        """The verb whose object a noun that reports is: denied (the claim that)."""
        if part.form is not AttributionForm.NOUN:
            return ""
        at = first - 1
        while self.clause.words[at] in function_words.DETERMINERS:
            at -= 1
        verb = VERBS.get(self.clause.words[at])
        return verb.name if verb else ""


def _kind(clause: Clause, content: Iterable[Range]) -> AttributionKind:
    """By whether the tokens of the content are quotations."""
    if not clause.quoted:
        return AttributionKind.INDIRECT
    quoted = [at in clause.quoted for start, end in content for at in range(start, end)]
    if all(quoted):
        return AttributionKind.DIRECT
    return AttributionKind.MIXED if any(quoted) else AttributionKind.INDIRECT


# --------------------------------------------------------------------------------- verbs


def _cue(clause: Clause, at: int, verb: Verb) -> Cue | None:
    """The verb group that ends there, None if the word is no verb there."""
    if clause.words[at] in AMBIGUOUS and clause.capital(at) and clause.capital(at - 1):
        return None  # United States
    first = clause.group(at)
    group = set(clause.words[first:at])
    infinitive = "to" in group and verb.ending is Ending.BASE
    helped = bool(group & function_words.AUXILIARIES) or infinitive
    if "to" in group and not infinitive and not helped:
        return None  # contrary to claims
    if not helped and not _is_verb(clause, at, first, verb):
        return None
    if verb.ending is Ending.PARTICIPLE and not group & (function_words.BE | function_words.HAVE):
        return None  # the biggest known dam
    be = bool(group & function_words.BE)
    active = bool(group & function_words.HAVE) and "been" not in group
    return Cue(first, at, verb, verb.ending in _PASSIVES and be and not active)


def _reported(clause: Clause, cue: Cue) -> tuple[Part | None, Range | None]:
    """What a verb reports, None if nothing, and who says it."""
    source = _source(clause, cue)
    if quoted_ahead(clause, cue, source):
        return ahead(clause, cue, source) or (behind(clause, cue), source)
    part = behind(clause, cue)
    return (part, source) if part else ahead(clause, cue, source) or (None, source)


def _is_verb(clause: Clause, at: int, first: int, verb: Verb) -> bool:
    """Whether a word without helping verbs is a verb, by what stands around it."""
    before, word = clause.words[first - 1], clause.words[at]
    if at == 0 and verb.ending is Ending.BASE:
        return False  # Add water to the feed
    if before.endswith("'s") and before[:-2] in function_words.SUBJECTS:
        return verb.ending is Ending.ING  # he's saying
    if before in _DETERMINERS or before.endswith(("'s", "s'")):
        return False
    if before in function_words.PREPOSITIONS:
        return verb.ending is Ending.ING and before != "of"
    return word not in AMBIGUOUS or _is_no_noun(clause, at, before, verb.ending)


def _is_no_noun(clause: Clause, at: int, before: str, ending: Ending) -> bool:
    """Whether a word that may be a noun, such as claim, is a verb."""
    following = clause.words[at + 1]
    if ending is Ending.S:
        subject = (
            before in function_words.SUBJECTS or clause.capital(at - 1) or before in {",", "and"}
        )
        clausal = following in {"that", ","} or following in _SUBJECTS
        return not clause.verbal(at - 1) and (subject or clausal)
    if ending is not Ending.BASE:
        return True
    plural = before in _PLURALS or (before.endswith("s") and not before.endswith("ss"))
    if following == "that":
        return plural or clause.words[at] not in NOUNS
    return plural or before in {"i", "you", "we", "they", "who", "that", "and"}


def _source(clause: Clause, cue: Cue) -> Range | None:
    """The subject of a verb group, None where it is not beside it."""
    if cue.passive:
        return _agent(clause, cue.at + 1)
    before = clause.words[cue.first - 1]
    if before in _RELATIVES:
        return cue.first - 1, cue.first
    if before == "as" and cue.verb.ending is Ending.ING:
        return _quoted(clause, cue.first - 1)
    start = subject(clause, cue.first)
    if start == cue.first or (cue.verb.ending is Ending.ING and before == ","):
        return None
    return start, _before_day(clause, start, cue.first)


def _before_day(clause: Clause, start: int, end: int) -> int:
    """Where a subject ends before the day of its verb: Doe (on Wednesday) said."""
    at = end
    if at - start > 1 and clause.words[at - 1] in function_words.DAYS:
        at -= 1
    if at < end and at - start > 1 and clause.words[at - 1] == "on":
        at -= 1
    return at


def _quoted(clause: Clause, end: int) -> Range | None:
    """Who is quoted before “as saying”: The paper quoted (Doe); (Doe) was quoted."""
    verbs = (at for at in range(end - 1, max(-1, end - 8), -1) if clause.words[at] in _QUOTES)
    at = next(verbs, None)
    if at is None:
        return None
    if at < end - 1:
        return at + 1, end
    first = clause.group(at)
    start = subject(clause, first)
    return (start, first) if start < first else None


def _agent(clause: Clause, at: int) -> Range | None:
    """Who does it, in the passive: condemned by Doe."""
    end = subject_after(clause, at + 1) if clause.words[at] == "by" else at
    return (at + 1, end) if end > at + 1 else None
