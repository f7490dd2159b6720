"""Find the attributions of a sentence: cue, source and content.

For each word that can be a cue (annotator.attribution.reporting_verbs): check that it is a verb
here, find the content after or before it, and find its subject, which is the source. Only lists
of words are used, no language model.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from annotator.attribution import function_words, nonverbal_cues
from annotator.attribution.attribution_types import (
    ABOUT,
    Attribution,
    AttributionForm,
    AttributionKind,
    ReportedContent,
    TokenRange,
    VerbCue,
)
from annotator.attribution.continuations import with_continuation
from annotator.attribution.fixed_phrases import says_nothing
from annotator.attribution.parsed_sentence import QUOTE, ParsedSentence, TokenizedSentence
from annotator.attribution.quotations import Quotation
from annotator.attribution.reported_content import (
    around_aside,
    around_inverted,
    around_source,
    complement,
    follows_quotation,
    preposed_content,
    puts_it,
    relative_content,
)
from annotator.attribution.reporting_verbs import (
    AMBIGUOUS,
    REPORTING_VERBS,
    Ending,
    Frame,
    ReportingVerb,
)
from annotator.attribution.sources import before_aside, main_subject, subject_end, subject_start
from annotator.attribution.transcripts import Turn, labelled_turn
from annotator.attribution.veracity import verdict_by_text
from annotator.model import Span

_SIGNS = re.compile("[—―–]|--")  # a lone hyphen is a dash only next to another cue
_NONVERBAL = {**nonverbal_cues.CUES, ":": nonverbal_cues.colon_cue, "—": nonverbal_cues.dash_cue}
_CUES = frozenset(REPORTING_VERBS) | frozenset(_NONVERBAL)
_DISTANCE = 7  # tokens between a cue and its content: claimed, without evidence, that
_QUOTING_VERBS = function_words.word_set("quoted quotes quoting cited cites citing")
_PASSIVES = frozenset({Ending.PAST, Ending.PARTICIPLE})
_PLURALS = frozenset({"people", "men", "women", "police", "media", "percent"})
_DETERMINERS = function_words.DETERMINERS - {"all", "both"}
_SUBJECTS = function_words.DETERMINERS | function_words.SUBJECTS
_WHEN = frozenset({",", "when", "if", "once", "while", "as", "being"})  # Doe said when asked
_VERBS = function_words.AUXILIARIES | function_words.FINITE_VERBS
_AIMS = frozenset({"aims", "hopes", "vows", "wishes"})  # with an infinitive, verbs
_SINGULARS = ("ss", "'s", "us", "news")
_MANY = frozenset({"some", "many", "most", "several", "few", "others", "both", "all"})
_NOBODY = frozenset({"no", "none", "nobody", "neither", "nor", "not"})
_NEGATIONS = frozenset({"neither", "nor", "not", "hardly", "scarcely", "barely"})
_RELATIVES = frozenset({"who", "which", "that"})


def attributions(
    text: str,
    sentence: Span,
    quotations: Sequence[Quotation],
    turns: Sequence[Turn] = (),
    *,
    nested: bool = False,
) -> tuple[Attribution, ...]:
    """Find the attributions of one sentence, in the order of their cues.

    The time is linear in the length of the sentence.

    quotations: of the text, or at least those of the paragraph of the sentence, in the order of
        annotator.attribution.quotations. A quotation that began in an earlier sentence belongs to
        its attribution as a whole, and so do the quotations that go on after the sentence.
    turns: of the text if it is a transcript; a turn belongs to its label.
    nested: also those in the content of another one: “Doe said (Roe believes it leaks)”. What is
        inside the words of a source is that source's report, not the text's.
    """
    labelled = labelled_turn(text, sentence, turns) if turns else None
    if labelled is not None:
        rest = attributions(text, _after(labelled, sentence), quotations, nested=nested)
        return (labelled, *rest)
    tokens = TokenizedSentence(text, sentence, quotations)
    words = tokens.words
    if _CUES.isdisjoint(words):
        return ()
    cues = [at for at, word in enumerate(words) if word in _CUES]
    if words[cues[0]] == "—" and _are_hyphens(sentence.of(text), [words[at] for at in cues]):
        return ()
    found = tuple(_AttributionFinder(ParsedSentence(tokens)).find(cues))
    if not nested and len(found) > 1:
        found = _without_nested(found)
    return with_continuation(text, sentence, found, quotations) if found and quotations else found


def _are_hyphens(sentence: str, cues: Collection[str]) -> bool:
    """Return True for dashes without another cue that are all written as hyphens."""
    return {"—"}.issuperset(cues) and not _SIGNS.search(sentence)


def _without_nested(found: tuple[Attribution, ...]) -> tuple[Attribution, ...]:
    """The attributions that are not in the content of another, unless they have their own marks."""
    parts = [(part.start, part.end) for one in found for part in one.content]
    inside = any(start <= one.cue.start < end for one in found for start, end in parts)
    if inside or any(one.form is AttributionForm.NOUN for one in found):
        return tuple(one for one in found if not _is_nested(one, found))
    return found


def _is_nested(one: Attribution, every: Iterable[Attribution]) -> bool:
    """Return True for an attribution in the content of another, unless it has its own marks."""
    if one.form is AttributionForm.QUOTATION:
        return False
    about = one.form in ABOUT
    if about and any(_completes(other, one) for other in every):
        return True
    noun = one.form is AttributionForm.NOUN
    unnamed = noun and one.source is None and not one.verdict_by_text
    if unnamed and any(one.content == other.content for other in every if other is not one):
        return True  # pointed to reports that it rained
    return any(
        part.contains(one.cue)
        for other in every
        if not (noun and _completes(one, other))
        for part in (other.content if about or noun else other.source_wording)
    )


def _completes(noun: Attribution, verb: Attribution) -> bool:
    """Return True for a noun with its verb: Doe (expressed fears) that it rained."""
    return (
        noun.form is AttributionForm.NOUN
        and noun.source is not None
        and noun.source == verb.source
        and verb.content[0].contains(noun.cue)
    )


def _after(labelled: Attribution, sentence: Span) -> Span:
    """The sentence after the label of a turn."""
    return Span(min(labelled.content[0].start, sentence.end - 1), sentence.end)


class _AttributionFinder:
    """Finds the attributions of one sentence.

    subject: the last source, for “and added that”. quoted: the quotations that have a source.
    """

    def __init__(self, sentence: ParsedSentence) -> None:
        self.sentence = sentence
        self.subject: TokenRange | None = None
        self.quoted: set[TokenRange] = set()

    def find(self, cues: Iterable[int]) -> Iterator[Attribution]:
        """Every attribution, in the order of the cues, which are the places of their words."""
        words = self.sentence.words
        for at in cues:
            word = words[at]
            verb = REPORTING_VERBS.get(word)
            if verb is not None and (attribution := self._from_verb(at, verb)) is not None:
                yield attribution
            elif word in _NONVERBAL:
                nonverbal = _NONVERBAL[word](self.sentence, at)
                if nonverbal is not None:
                    yield self._attribution(*nonverbal)

    def _from_verb(self, at: int, verb: ReportingVerb) -> Attribution | None:
        """The attribution by a verb; None if the verb has no content."""
        cue = _verb_cue(self.sentence, at, verb)
        if cue is None:
            return None
        reported, source = _content_and_source(self.sentence, cue)
        if reported is None or _is_negated(self.sentence, source):
            return None
        if cue.verb.ending is Ending.ING and self.quoted.issuperset(reported.ranges):
            return None  # “No,” she said, laughing, “but”
        if reported.form is AttributionForm.QUOTATION:
            self.quoted.update(reported.ranges)
        if not cue.passive:
            asked = cue.verb.lemma == "ask" and self.sentence.words[cue.first - 1] in _WHEN
            if source is None and not asked:
                source = self.subject or _main_subject(self.sentence, cue)
            self.subject = source
        nobody = source is None and reported.form is AttributionForm.OBJECT
        if nobody and (cue.at == 0 or _is_infinitive(self.sentence, cue)):
            return None  # Documented cases; designed to promote it
        return self._attribution(cue.first, reported, source, verb.lemma)

    def _attribution(
        self, first: int, reported: ReportedContent, source: TokenRange | None, verb: str = ""
    ) -> Attribution:
        sentence = self.sentence
        return Attribution(
            kind=_kind(sentence, reported.ranges) if sentence.quoted else AttributionKind.INDIRECT,
            cue=sentence.span(first, reported.cue_end),
            source=None if source is None else sentence.span(*source),
            content=tuple([sentence.span(*each) for each in reported.ranges]),
            form=reported.form,
            named=source is not None and sentence.has_proper_name(*source),
            verdict_by_text=verdict_by_text(
                self._words_around(first, reported), verb or self._governing_verb(first, reported)
            ),
        )

    def _words_around(self, first: int, reported: ReportedContent) -> list[str]:
        """The words of a cue, and words near it that may say whether the content is true."""
        beside = self.sentence.words
        start, end = reported.ranges[-1]
        last = (
            start if reported.cue_end <= start <= reported.cue_end + _DISTANCE else reported.cue_end
        )
        around = beside[first:last]
        if beside[first - 1] == "to":
            around.insert(0, beside[first - 2])  # contrary to claims
        if beside[end + (beside[end] == ",")] == "without":
            around += beside[end : end + _DISTANCE]
        return around

    def _governing_verb(self, first: int, reported: ReportedContent) -> str:
        """The verb that has a reporting noun as its object: denied (the claim that)."""
        if reported.form is not AttributionForm.NOUN:
            return ""
        at = first - 1
        while self.sentence.words[at] in function_words.DETERMINERS:
            at -= 1
        verb = REPORTING_VERBS.get(self.sentence.words[at])
        return verb.lemma if verb else ""


def _kind(sentence: ParsedSentence, ranges: Iterable[TokenRange]) -> AttributionKind:
    """The kind: do all tokens of the content, some or none belong to quotations?"""
    quoted = [at in sentence.quoted for start, end in ranges for at in range(start, end)]
    if all(quoted):
        return AttributionKind.DIRECT
    return AttributionKind.MIXED if any(quoted) else AttributionKind.INDIRECT


# --------------------------------------------------------------------------------- verbs


def _verb_cue(sentence: ParsedSentence, at: int, verb: ReportingVerb) -> VerbCue | None:
    """The verb group that ends with a verb; None if the word is not a verb here."""
    first = sentence.verb_group_start(at)
    named = sentence.words[at] in AMBIGUOUS and _is_name(sentence, at)
    if named or says_nothing(sentence, first, at):
        return None
    if first == at:  # no auxiliaries: it is not passive either
        if verb.ending is Ending.PARTICIPLE or not _is_verb(sentence, at, first, verb):
            return None
        by = sentence.words[at + 1] == "by"
        return VerbCue(first, at, verb, passive=by and _is_reduced_passive(sentence, at, verb))
    group = sentence.words[first:at]
    be = not function_words.BE.isdisjoint(group)
    helped = be or not function_words.HAVE.isdisjoint(group)
    if verb.ending is Ending.PARTICIPLE and not helped:
        return None  # the biggest known dam
    helped = helped or ("to" in group and verb.ending is Ending.BASE)
    helped = helped or not function_words.MODALS.isdisjoint(group)
    if not helped and ("to" in group or not _is_verb(sentence, at, first, verb)):
        return None  # contrary to claims
    passive = be and verb.ending in _PASSIVES and _last_auxiliary(group) in function_words.BE
    return VerbCue(first, at, verb, passive=passive)


def _last_auxiliary(group: Sequence[str]) -> str:
    return next(word for word in reversed(group) if word in function_words.AUXILIARIES)


def _is_name(sentence: ParsedSentence, at: int) -> bool:
    """Return True for a word of a name, not of a headline: United States."""
    capitalized = sentence.is_capitalized(at) and sentence.is_capitalized(at - 1)
    return capitalized and not sentence.in_title_case


def _is_reduced_passive(sentence: ParsedSentence, at: int, verb: ReportingVerb) -> bool:
    """Return True for a passive without its auxiliary: a plan condemned by Doe."""
    if verb.ending is not Ending.PAST or verb.particles:
        return False
    return Frame.OBJECT in verb.frames and not sentence.is_participle(at + 2)


def _is_negated(sentence: ParsedSentence, source: TokenRange | None) -> bool:
    """Return True for a source that is nobody: no official, neither Doe nor Roe, none of them."""
    if source is None:
        return False
    first = source[0]
    word = sentence.words[first]
    if word in _NOBODY or (word == "few" and source[1] == first + 1):
        return True
    return not _NEGATIONS.isdisjoint(sentence.words[max(0, first - 2) : first])


def _content_and_source(
    sentence: ParsedSentence, cue: VerbCue
) -> tuple[ReportedContent | None, TokenRange | None]:
    """The content of a verb, None if there is none, and its source."""
    parenthetical = Frame.PARENTHETICAL in cue.verb.frames or puts_it(sentence, cue)
    if not sentence.quoted and not parenthetical:
        reported = complement(sentence, cue)  # nothing reported can come before it
        return reported, None if reported is None else _source(sentence, cue)
    source = _source(sentence, cue)
    if source is not None and sentence.words[source[0] - 1] == "as":
        aside = around_aside(sentence, cue, source)
        if aside is not None:
            return aside, source
    if sentence.quoted and follows_quotation(sentence, cue, source):
        return preposed_content(sentence, cue, source) or (complement(sentence, cue), source)
    inverted = around_inverted(sentence, cue) if source is None else None
    if inverted is not None:
        return inverted
    reported = relative_content(sentence, cue, source) or complement(sentence, cue)
    if reported is not None:
        return around_source(sentence, source, reported), source
    return preposed_content(sentence, cue, source) or (None, source)


def _is_verb(sentence: ParsedSentence, at: int, first: int, verb: ReportingVerb) -> bool:
    """Return True if a word without auxiliaries is a verb, judging by the words around it."""
    end = first if sentence.words[first - 1] != "," else before_aside(sentence, first)
    before, word = sentence.words[end - 1], sentence.words[at]
    if verb.ending is Ending.BASE and (at == 0 or word == "back"):
        return False  # Add water to the feed; it went back
    if before.endswith("'s") and before[:-2] in function_words.SUBJECTS:
        return verb.ending is Ending.ING  # he's saying
    if before in _MANY and (sentence.words[at + 1] == "that" or word not in AMBIGUOUS):
        return end == 1 or sentence.is_mark(end - 2)  # Some claim that; Others say it rained
    if before in _DETERMINERS or before.endswith(("'s", "s'")):
        return False
    if before in function_words.PREPOSITIONS:
        return verb.ending is Ending.ING and before != "of"
    return word not in AMBIGUOUS or _is_not_noun(sentence, at, end, verb.ending)


def _is_not_noun(sentence: ParsedSentence, at: int, end: int, ending: Ending) -> bool:
    """Return True if a word that can be a noun (claim) is a verb here.

    end: where its subject would end.
    """
    before, following = sentence.words[end - 1], sentence.words[at + 1]
    if ending not in {Ending.S, Ending.BASE}:
        return True
    plural = before in _PLURALS or (before.endswith("s") and not before.endswith(_SINGULARS))
    if ending is Ending.S:
        named = sentence.is_capitalized(end - 1)
        if before[:1].isdigit() or (plural and not named) or sentence.is_finite_verb(end - 1):
            return False  # 18 states; new emissions rules
        subject = before in function_words.SUBJECTS or named or before in {",", "and"}
        if following == "," and not subject:  # battleground states, ...
            aside = sentence.words[subject_start(sentence, end) - 1] == ","
            return aside or sentence.words[at + 2] == QUOTE
        aims = following == "to" and sentence.words[at] in _AIMS
        return subject or aims or following == "that" or following in _SUBJECTS
    if plural or before in {"i", "you", "we", "they", "who", "that", "and"}:
        return True
    return sentence.is_capitalized(end - 1) and "and" in sentence.words[max(0, end - 4) : end - 1]


def _source(sentence: ParsedSentence, cue: VerbCue) -> TokenRange | None:
    """The subject of a verb group; None if it is not next to the group."""
    if cue.passive:
        return _agent(sentence, cue.at + 1)
    before = sentence.words[cue.first - 1]
    if before in _RELATIVES:
        return cue.first - 1, cue.first
    if before == "as" and cue.verb.ending is Ending.ING:
        return _quoted_person(sentence, cue.first - 1)
    end = before_aside(sentence, cue.first) if before == "," else cue.first
    start = subject_start(sentence, end)
    if (
        _is_infinitive(sentence, cue)
        or start == end
        or (cue.verb.ending is Ending.ING and before == ",")
    ):
        return None
    if cue.verb.ending is Ending.ING and cue.first == cue.at:
        start = max(start, _name_start(sentence, end))
    return start, _without_day(sentence, start, end)


def _name_start(sentence: ParsedSentence, end: int) -> int:
    """The start of the name before a participle: It ends with (Ann Doe) saying."""
    start = end
    while start > 0 and sentence.is_capitalized(start - 1) and not sentence.is_mark(start - 1):
        start -= 1
    return start if start < end else 0


def _is_infinitive(sentence: ParsedSentence, cue: VerbCue) -> bool:
    """Return True for a verb group that opens with “to” or “not to”."""
    first = cue.first + (sentence.words[cue.first] in {"not", "never"})
    return first <= cue.at and sentence.words[first] == "to"


def _without_day(sentence: ParsedSentence, start: int, end: int) -> int:
    """The end of a subject without a day after it: Doe (on Wednesday) said."""
    at = end
    if at - start > 1 and sentence.words[at - 1] in function_words.DAYS:
        at -= 1
    if at < end and at - start > 1 and sentence.words[at - 1] == "on":
        at -= 1
    return at


def _main_subject(sentence: ParsedSentence, cue: VerbCue) -> TokenRange | None:
    """The subject of the sentence, for a verb without its own: Doe spoke to reject it; by saying.

    None for a verb that has a finite form, whose subject is another one.
    """
    if cue.verb.ending is not Ending.ING and not _is_infinitive(sentence, cue):
        return None
    return main_subject(sentence, cue.first)


def _quoted_person(sentence: ParsedSentence, end: int) -> TokenRange | None:
    """The person quoted before “as saying”: The paper quoted (Doe); (Doe) was quoted."""
    verbs = (
        at for at in range(end - 1, max(-1, end - 8), -1) if sentence.words[at] in _QUOTING_VERBS
    )
    at = next(verbs, None)
    if at is None:
        return None
    if at < end - 1:
        return at + 1, end
    first = sentence.verb_group_start(at)
    start = subject_start(sentence, first)
    return (start, first) if start < first else None


def _agent(sentence: ParsedSentence, at: int) -> TokenRange | None:
    """The agent of a passive verb: condemned by (Doe)."""
    if sentence.words[at] != "by":
        return None
    end = subject_end(sentence, at + 1)
    end = next((one for one in range(at + 2, end) if sentence.words[one] in _VERBS), end)
    return (at + 1, end) if end > at + 1 else None
