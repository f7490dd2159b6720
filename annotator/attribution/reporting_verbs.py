"""Reporting verbs in all their forms, with what can follow them, and reporting nouns.

The lists hold lemmas; every form of a verb has the frames of its lemma.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto

from annotator.attribution.function_words import word_set


class Frame(IntEnum):
    """A construction that can follow a reporting verb."""

    THAT_CLAUSE = auto()  # announced that it rained
    BARE_CLAUSE = auto()  # said it rained
    ADDRESSEE = auto()  # told Doe (that) it rained
    QUOTATION = auto()  # “It rained,” he smiled
    QUESTION = auto()  # asked whether it rained
    INFINITIVE = auto()  # vowed to stay
    ADDRESSEE_INFINITIVE = auto()  # urged Doe to stay
    ABOUT = auto()  # asked Doe about the rain
    OBJECT = auto()  # condemned the rain
    AS = auto()  # described the rain as a flood
    OF = auto()  # accused Doe of making rain
    PARENTHETICAL = auto()  # can come after or inside its content: It rained, Doe said


class Ending(StrEnum):
    """The form of a verb."""

    BASE = "base"
    S = "s"
    PAST = "past"  # and participle, if they are the same
    PARTICIPLE = "participle"
    ING = "ing"


@dataclass(frozen=True, slots=True)
class ReportingVerb:
    """A form of a reporting verb.

    particles: words that can come between the verb and its object: warned (of).
    needs_particle: True if it reports only with one of them: took (aim).
    """

    lemma: str
    ending: Ending
    frames: frozenset[Frame]
    particles: frozenset[str]
    needs_particle: bool = False


_VERBS: Mapping[Frame, str] = {
    Frame.PARENTHETICAL: """
        acknowledge add admit announce argue ask believe charge claim complain concede
        conclude confess continue declare estimate explain insist joke learn note observe
        point predict promise quip recall remark reply report respond say state suggest tell
        testify think tweet vow warn write""",
    Frame.THAT_CLAUSE: """
        acknowledge add admit advise affirm agree allege announce anticipate argue assert
        assume believe boast calculate caution certify charge claim clarify comment complain
        concede conclude confess confide confirm conjecture contend counter decide declare
        deduce demand deny determine disagree disclose discover dispute doubt dream
        emphasise emphasize envision estimate exclaim expect explain fear feel find forecast
        foresee fret gather gripe grumble guarantee guess hear hint hope hypothesize imagine
        imply indicate infer insist interject intimate joke know lament learn lie maintain
        marvel mention muse mutter note notice observe opine plead pledge point posit
        postulate pray preach predict presume proclaim profess project promise propose
        protest prove quip read realise realize reason reassert recall reckon recognise
        recognize recommend record regret reiterate rejoice remark remember repeat reply
        report request respond retort retweet reveal rule rumor rumour say scoff see sense
        shout show signal specify speculate state stipulate stress submit suggest suppose
        surmise suspect swear teach testify theorise theorize think threaten tweet underline
        underscore understand urge volunteer vouch vow wager warn whisper wish wonder worry
        write""",
    Frame.BARE_CLAUSE: """
        acknowledge add admit agree allege argue assert assume believe bet claim complain
        concede conclude confirm contend decide declare deny doubt emphasise emphasize
        estimate expect explain fear feel find guess hope indicate insist joke know maintain
        note predict promise recall reckon reiterate remark reply report reveal say show
        stipulate stress suggest suspect swear testify think tweet understand vow warn wish
        worry write""",
    Frame.ADDRESSEE: """
        advise ask assure brief caution convince email inform notify persuade promise
        reassure remind show teach tell text warn write""",
    Frame.QUOTATION: """
        affirm agree allege assert bark begin bellow bemoan blurt boast boom caption caution
        chant chide chime chuckle cite clarify confide confirm contend counter cry deadpan
        demand email emphasise emphasize enquire exclaim fume gasp giggle go grin groan
        growl grumble guess gush hashtag hint holler howl implore inquire insist interject
        interrupt intone inveigh jest lament laugh maintain mention moan mock mumble murmur
        muse mutter nod offer opine plead ponder post press proclaim put query question
        quote rail rant read reason recount reiterate rejoin repeat retort retweet reveal
        roar scoff scold scream shout shrug sigh sing smile snap sneer sob stress sum
        summarise summarize taunt tease text thank theorise theorize thunder toast tout
        underscore urge volunteer wail warn whisper wonder worry yell""",
    Frame.QUESTION: """
        ask clarify debate describe detail discuss dispute doubt enquire explain forget
        inquire outline ponder question recall recount reveal say show specify tell wonder""",
    Frame.INFINITIVE: """
        agree aim ask choose claim consent decide decline demand hope intend opt plan pledge
        prefer promise propose refuse resolve seek swear threaten volunteer vote vow want
        wish""",
    Frame.ADDRESSEE_INFINITIVE: """
        advise ask beg beseech call command counsel encourage entreat exhort forbid implore
        instruct lobby order persuade press pressure remind request tell urge want warn""",
    Frame.ABOUT: """
        ask brief caution challenge confront inform lecture poll press query question quiz
        remind speak talk tell text warn""",
    Frame.OBJECT: """
        acknowledge admire admit admonish announce anticipate applaud assail attack bash
        berate blame blast celebrate champion chastise chide cite commend compare conclude
        condemn condone congratulate criticise criticize decline decry defend demand
        demonise demonize denounce deny deride describe despise disclose discredit discuss
        dislike dismiss dispute distrust doubt downplay echo emphasise emphasize endorse
        envision excoriate expect explain express fear forecast hail highlight invoke
        lambaste lament liken mention mock mourn note oppose outline praise predict promise
        propose protest question rebuke rebut recall recommend recount reference refute
        regret reiterate reject repeat request reveal ridicule scold slam slander stress
        suggest thank tout underscore unveil urge vilify welcome support favor favour
        embrace resist promote document prefer laud ignore extol grill overrule overturn
        uphold approve unleash address identify resent respect link tie block veto debate
        reaffirm rip trash disavow renounce repudiate insult show indicate find issue offer
        honor honour salute credit fault shame scorn shun bemoan caution decide tweet
        retweet back belittle castigate chronicle decry denigrate detail affirm appoint
        challenge claim confirm convey declare disparage enact espouse grant judge nominate
        pledge present proclaim publish repeal report seek sign sponsor utter voice
        exaggerate fathom overstate parrot perpetuate propound recite repudiate second-guess
        skewer trumpet understate abhor advocate appreciate bewail boo cheer concede confess
        contemplate contradict corroborate counter deplore detest disprove divulge eulogize
        float guarantee hate impugn lampoon loathe love malign narrate order pillory pitch
        ponder profess rebuff relay reprimand reproach retract revere savage spurn summarize
        summarise threaten trust underline validate vet vindicate vow weigh outlaw reinstate
        invalidate""",
    Frame.OF: "accuse suspect",
    Frame.AS: """
        assail blast brand call characterise characterize cite condemn criticise criticize
        declare decry deem define denounce depict deride describe designate dismiss dub hail
        label mock portray praise present proclaim pronounce recast refer regard ridicule
        see slam tag term tout view vilify""",
}
_PARTICLES: Mapping[str, str] = {  # words between a verb and its object
    "advocate": "for",
    "agree": "with to on",
    "allude": "to",
    "apologise": "for",
    "apologize": "for",
    "argue": "for against about over",
    "ask": "for about",
    "balk": "at",
    "bicker": "over",
    "boast": "about of",
    "brag": "about",
    "bristle": "at",
    "brood": "over",
    "bring": "up",
    "call": "for on out",
    "chafe": "at",
    "comment": "on",
    "complain": "about of",
    "confess": "to",
    "crusade": "against",
    "decide": "on against",
    "disagree": "with",
    "double": "down",
    "dream": "of",
    "dwell": "on",
    "elaborate": "on",
    "fire": "back",
    "fume": "at about over",
    "go": "after",
    "gripe": "about",
    "grumble": "about",
    "hint": "at",
    "hit": "back out",
    "hope": "for",
    "inquire": "about into",
    "insist": "on",
    "joke": "about",
    "lash": "out",
    "lay": "out",
    "lie": "about",
    "lobby": "for against",
    "muse": "about on",
    "object": "to",
    "opine": "on about",
    "play": "down",
    "plead": "for with",
    "point": "to out",
    "poke": "at fun",
    "protest": "against",
    "push": "for back",
    "quibble": "with",
    "rail": "against at about",
    "rant": "about",
    "rave": "about",
    "react": "to",
    "recoil": "at",
    "refer": "to",
    "reflect": "on",
    "respond": "to",
    "rule": "against out",
    "scoff": "at",
    "seize": "on",
    "side": "with",
    "sneer": "at",
    "spar": "over",
    "speak": "of out about against",
    "speculate": "about on",
    "spell": "out",
    "squabble": "over",
    "sum": "up",
    "take": "issue aim",
    "talk": "about of",
    "testify": "about",
    "touch": "on",
    "think": "of about",
    "vote": "against",
    "vouch": "for",
    "warn": "of against about",
    "weigh": "in",
    "wonder": "about",
    "worry": "about over",
    "write": "about",
}
_IRREGULAR: Mapping[str, str] = {  # past and participle, in this order
    "bring": "brought",
    "hit": "hit",
    "say": "said",
    "tell": "told",
    "write": "wrote written",
    "think": "thought",
    "feel": "felt",
    "find": "found",
    "hear": "heard",
    "hold": "held",
    "know": "knew known",
    "mean": "meant",
    "read": "read",
    "bet": "bet",
    "label": "labeled labelled",
    "signal": "signaled signalled",
    "counsel": "counseled counselled",
    "see": "saw seen",
    "show": "showed shown",
    "swear": "swore sworn",
    "teach": "taught",
    "understand": "understood",
    "foresee": "foresaw foreseen",
    "forget": "forgot forgotten",
    "forecast": "forecast",
    "begin": "began begun",
    "go": "went gone",
    "put": "put",
    "sing": "sang sung",
    "seek": "sought",
    "speak": "spoke spoken",
    "cast": "cast",
    "recast": "recast",
    "forbid": "forbade forbidden",
    "lay": "laid",
    "take": "took taken",
    "beseech": "besought",
    "dream": "dreamt dreamed",
}
_DOUBLED = word_set(
    """admit beg begin bet brag deadpan dub forbid forget fret grin infer nod put rebut refer
    regret shrug slam snap sob submit sum tag quip"""
)  # the last letter, before -ed and -ing
_NOUNS = """
    claim allegation accusation assertion contention statement warning suggestion insistence
    argument report concern complaint denial announcement prediction notion belief fear speculation
    promise pledge assurance reminder threat theory rumor rumour admission acknowledgment
    acknowledgement testimony criticism conclusion hope charge remark comment perception case
    emphasis narrative recognition agreement view opinion conviction suspicion revelation hint
    guarantee vow impression consensus assessment assumption hypothesis worry confidence myth
    optimism pessimism skepticism scepticism verdict message idea bet guess"""


def _forms(verb: str) -> Iterator[tuple[str, Ending]]:
    """Every form of a verb."""
    stem = verb + verb[-1] if verb in _DOUBLED else verb
    past = _IRREGULAR.get(verb, _past(verb, stem))
    yield verb, Ending.BASE
    yield _third(verb), Ending.S
    forms = past.split()
    yield forms[0], Ending.PAST
    yield from ((word, _second(word)) for word in forms[1:])
    yield _ing(verb, stem), Ending.ING


def _second(form: str) -> Ending:
    """The ending of a second past form: known is a participle, labelled only another spelling."""
    return Ending.PAST if form.endswith("ed") else Ending.PARTICIPLE


def _past(verb: str, stem: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb[:-1] + "ied"
    return stem + "ed"


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _ing(verb: str, stem: str) -> str:
    if verb == "lie":
        return "lying"
    return verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") else stem + "ing"


def _verb_forms() -> Mapping[str, ReportingVerb]:
    """Every form of every verb. A form of two verbs belongs to the one listed first."""
    frames: dict[str, set[Frame]] = {verb: {Frame.OBJECT} for verb in _PARTICLES}
    for frame, verbs in _VERBS.items():
        for verb in verbs.split():
            frames.setdefault(verb, set()).add(frame)
    words: dict[str, ReportingVerb] = {}
    for verb, some in frames.items():
        particles = frozenset(_PARTICLES.get(verb, "").split())
        for word, ending in _forms(verb):
            needed = bool(particles) and some == {Frame.OBJECT}
            words.setdefault(word, ReportingVerb(verb, ending, frozenset(some), particles, needed))
    return words


def _nouns() -> Iterator[str]:
    for noun in _NOUNS.split():
        yield noun
        yield _third(noun)


REPORTING_VERBS = _verb_forms()
REPORTING_NOUNS = frozenset(_nouns())
UNCHANGED = frozenset(verb for verb, past in _IRREGULAR.items() if verb == past)  # put, hit
AMBIGUOUS = (
    REPORTING_NOUNS
    | word_set(  # verb forms that are also nouns, some of which do not report
        """call calls show shows plan plans attack attacks tweet tweets state states rule rules poll
    demands demand question questions quote quotes note notes answer address blast guess record
    records project projects request requests signal signals account object view views voice
    release order orders press command commands counsel direct challenge protest protests post
    posts text email brief briefs warrant whisper cry shout laugh smile joke jokes debate debates
    discount lament stress dream dreams label labels brand brands tag cast dispute disputes
    mention bet promise promises pledge pledges vow vows boast boasts comment comments remark
    remarks reply replies retort repeat back tout figure point points cover picture discovery
    reason reasons counter mock advocates advocate champion champions mean means pan trip slam
    exhort welcome support supports release releases address addresses document documents
        link links tie ties block blocks veto vetoes favor favors respect credit credits fault
        faults insult insults shame honor honors salute rip trash vote votes aim aims wish wishes
        hope hopes resolve pressure"""
    )
)
