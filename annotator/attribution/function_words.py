"""English function words, which show where a clause and its subject begin and end."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The set of the words of a text."""
    return frozenset(text.split())


BE = word_set("is are was were be been being am 's 're 'm isn't aren't wasn't weren't")
HAVE = word_set("has have had having hasn't haven't hadn't 've")
MODALS = word_set(
    """will would can could may might must should shall cannot can't couldn't won't wouldn't
    shouldn't mustn't do does did don't doesn't didn't"""
)
AUXILIARIES = BE | HAVE | MODALS
CONTRACTED = ("'s", "'re", "'m", "'ve", "'d", "'ll")  # he's saying, they've said
ADVERBS = word_set(
    """also again already always even ever first further just later long much never not now often
    once only quite rather repeatedly since so sometimes soon still then thus too twice very
    yet once instead today yesterday tomorrow tonight flatly simply all both each
    themselves himself herself itself earlier here back aloud outright well out"""
)
NOT_ADVERBS = word_set(  # nouns, and names that can open a sentence
    """family monopoly assembly rally bully reply supply ally anomaly butterfly homily belly folly
    jelly italy july emily molly sally kelly billy holly polly willy wally beverly kimberly reilly
    o'reilly daly connolly connelly donnelly kennelly scully tully lilly dolly shelly carly
    stanly"""
)
DAYS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight"
)
TIMES = DAYS | word_set(
    """morning afternoon evening night earlier later last this week month year weekend recently
    january february march april june july august september october november december
    afterward afterwards then in on at of"""
)
SUBJECTS = word_set(
    "i you he she it we they who there this these those everyone everybody nobody someone"
)
DETERMINERS = word_set(
    """the a an this these those his her its their our my your some any every each no many most
    several few all both another such one two three four five six seven eight nine ten half more
    other"""
)
PERSONS = word_set("i he she we they")  # always subjects
OBJECTS = word_set("me you him her it us them himself herself themselves everyone")
PREPOSITIONS = word_set(
    """of in on at by for from with about against between among during through after before over
    under into onto within without upon toward towards across behind beyond near like despite
    than to as via per amid throughout regarding concerning off up down"""
)
SUBORDINATORS = word_set(
    """that which who whom whose when where while because although though if unless until since
    whether as before after but and or so yet whereas once lest nor than how why what"""
)
QUESTIONS = word_set("how why what whether if where when who whom which whose")
CONJUNCTIONS = word_set("and but or nor yet")
MARKS = frozenset(",;:—()[]“?!…/|*•”\"‘’'`„«»<>=#")
ENDS = frozenset(";?!")
FINITE_VERBS = word_set(
    """is are was were has have had will would can could may might must should do does did says
    said went goes came comes made makes got gets took takes gave gives saw sees knew knows left
    began begins kept keeps ran runs told tells lost loses won wins held holds brought brings
    led leads met meets paid pays put puts set sets sent sends stood stands became becomes fell
    falls felt feels found finds rose rises grew grows needs wants seems remains appears
    includes means helps works plays shows allows continues contains supports thinks
    believes calls plans hopes expects agreed isn't aren't wasn't weren't hasn't haven't hadn't
    can't cannot couldn't won't wouldn't shouldn't don't doesn't didn't became broke built bought
    caught chose cost cut drew drove fought hit let meant read sold spent spoke
    stole struck taught thought threw wrote need want think believe know seem remain appear
    include help work support continue get make take give come go become
    sank sang swam shook drank ate flew froze forgot forgave hid blew crept dug fled fed hung
    lent overcame overtook rode sought shone shrank slept sprang swept swore tore wept withdrew
    woke wore sat spread"""
)
GENERIC_SOURCES = (
    DETERMINERS
    | SUBJECTS
    | PREPOSITIONS
    | SUBORDINATORS
    | word_set(  # sources without a name, at the beginning of a sentence
        """activists advocates aides allies analysts attorneys authorities bankers bishops
        business campaigners church citizens colleagues conservatives court critics defenders
        democrats detectives developers diplomats doctors donors drivers economists editors
        environmentalists executives experts families farmers firefighters friends government
        groups health historians industry insiders intelligence investigators investors
        journalists judges law lawmakers lawyers leaders leftists legislators liberals local
        locals managers many market media members military ministers nato neighbors neighbours
        observers officers officials opponents organisers organizers parents people physicians
        pilots police politicians poll polls pollsters president prosecutors protesters
        pundits relatives reports republicans reporters rescuers researchers residents rivals
        school scholars scientists security senators senior shareholders skeptics soldiers
        sources spokesmen staff state strategists students studies supporters survivors
        teachers top traders trade troops union unions victims villagers voters western
        witnesses workers"""
    )
)
