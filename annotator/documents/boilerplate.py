"""Find the lines of a text that are boilerplate: share prompts, credits, forms and links.

Only clear cases count: an ordinary sentence is never boilerplate. Where a phrase could also begin
a sentence, more of the line has to match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from annotator.model import Span
from annotator.sentences.rule_splitter import split_sentences

_DIVIDED = re.compile(r"(?<=\w)-[ \t]*[\r\n]\s*")  # at the end of a line: e-
_BREAK = re.compile(r"[\r\n\t]")
_LONGEST_CREDIT = 500
_LONGEST_WHOLE = 100

_WHOLE_LINES = """
    spread the love, source link, source url, source, leave a comment, leave a reply, post a comment
    add a comment, join the conversation, join the discussion, be the first to comment, comments
    view comments, load comments, show comments, comments are closed, no comments
    log in to comment, advertisement, advertisment, advertising, ad, sponsored, sponsored content
    promoted, promoted content, skip advertisement
    story continues below advertisement, article continues below advertisement
    story continues below, article continues after this ad, continue reading, continue reading below
    share, share this, share this article, share this story, share this post, share this page
    share on facebook, share on twitter, share on x, share on linkedin, share on whatsapp
    share via email, share via, tweet, tweet this, retweet, pin it, email, e-mail
    email this article, print, print this article, save, save for later, bookmark, copy link
    click to share, listen to this article, listen, follow, follow us, subscribe, subscribe now
    subscribe today, sign up, sign up now, sign in, log in, register, newsletter, newsletters
    read more, see more, show more, load more, more, view more, watch more, learn more, see also
    more stories, more on this story, more on this topic, more from this author, top stories
    related, related articles, related stories, related posts, related content, related topics
    related coverage, recommended, recommended for you, recommended stories, you may also like
    you might also like, editors' picks, editor's picks, most read, most popular, trending
    trending now, latest news, don't miss, in this article, what to read next, read next
    previous, next, previous post, next post, previous article, next article, previous story
    next story, back to top, back to home, home, menu, search, close, skip to content
    skip to main content, skip to navigation, toggle navigation, tags, topics, filed under
    about the author, contact us, about us, privacy policy, terms of use, terms of service
    terms and conditions, cookie policy, accept cookies, accept all cookies, manage cookies
    all rights reserved, getty images, file photo, photo gallery, view gallery, image gallery
    copy this link, donate, donate now, support our journalism, support independent journalism
    scroll to continue, scroll to continue reading, skip past newsletter promotion
    cookie settings, cookie preferences, we use cookies, accept all, reject all, order reprints
    print this page, report a correction, report an error, send us a tip, next page, previous page
    advertisement - continue reading below, more to follow, more follows
    this story has been updated, this article has been updated, this is a developing story
    this is a breaking news story, this is a breaking story, check back for updates
    this is a developing story. check back for updates
    this is a breaking news story. more to follow
    this is a breaking news story. check back for updates
    ap, afp, reuters, getty, associated press, the associated press, pa media, bloomberg
    video, watch live, live updates, play video, loading, scroll down for video
    scroll down for videos, video loading, poll loading, your email address will not be published
    required fields are marked, save my name
"""


def _phrases(table: str) -> frozenset[str]:
    """The phrases of a table, one on a line or between two commas."""
    return frozenset(phrase.strip() for phrase in re.split(r"[,\n]", table) if phrase.strip())


_WHOLE = _phrases(_WHOLE_LINES)

_ZONE = (
    r"(?:\(?(?:GMT|UTC|BST|CES?T|EE?S?T|[ECMP][SD]?T|AE[SD]T|IST|Z)\)?(?:[+-]\d{1,2}(?::?\d\d)?)?"
    r"|Uhr)"
)
_TIME = (
    rf"(?:\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\b\.?)?|\d{{1,2}} ?[ap]\.?m\b\.?)"
    rf"(?: {_ZONE})?|(?:noon|midnight) {_ZONE}"
)
_WEEKDAY = r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = (
    rf"(?:(?:{_WEEKDAY}\.?,? )?(?:{_NUMBER} {_MONTH}|{_MONTH} {_NUMBER})(?:,? \d{{4}})?"
    rf"|{_MONTH} \d{{4}}"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
    rf"|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|{_WEEKDAY}|today|yesterday)"
)
_AGO = (
    r"(?:\d{1,3} ?(?:[smhdw]|secs?|mins?|minutes?|hrs?|hours?|days?|weeks?|months?) ago"
    r"|an? (?:minute|hour|day|week|month) ago|just now)"
)
_STAMP = (
    rf"(?:{_AGO}|(?:{_DAY}|{_TIME})(?:(?:,| at| -| –| ·| \|| /)? ?(?:{_DAY}|{_TIME}|{_ZONE}))*)"
)

_UPDATE = (
    r"(?:(?:first |last |originally )?(?:published|updated|modified|posted|amended|correction)"
    r"(?: ?(?:on|at|:))? ?)?"
)
_NETWORK = (
    r"(?:facebook|twitter|x|instagram|whatsapp|linkedin|e-?mail|telegram|reddit|pinterest|flipboard"
    r"|messenger|threads|bluesky|youtube|tiktok|print|copy link)"
)

_NO_SENTENCE = r" ?+(?:https?:.*|(?-i:(?![a-z][^A-Z]))(?:.*[^.!…\"”]|))"  # a name or a headline

_PROMPTS = (  # a line that matches is boilerplate; none of them matches an ordinary sentence
    # links and labels
    (
        r"(?:(?:read|see|watch|view)(?: more| also| next| now)|(?:listen|learn) (?:more|now)"
        r"|recommended) ?[:»>|].*"
    ),
    (
        r"(?:read|see|watch(?: live)?|listen|caption|view|more|related(?: \w+)?|source) ?"
        rf"(?:[»>|].*|:{_NO_SENTENCE})"
    ),
    r"(?:tags?|topics?|categor(?:y|ies)|filed under) ?[:»>|](?:.*[^.!?]|)",
    (
        r"(?:click to share|share full article|gift this article|enlarge this image|hide caption"
        r"|toggle caption|get our free daily e-?mail|thank you for signing up|reuse this content"
        r"|subscribers only|most viewed|explore more on these topics)[^.?]{0,60}"
    ),
    (
        r"listen(?: to this (?:article|story))?(?: ?[·|:-])? ?\d{1,2}(?::\d\d)?(?: min(?:ute)?s?)?"
        r"(?: learn more)?"
    ),
    r"\d[\d,.]*[km]",
    (r"[^\w]*(?:image|picture|photo|media|video) (?:source|caption|credit),.*"),
    (r"credit ?(?:\.{3}|…).*"),
    r"(?:read|see|watch|view|learn) more (?:about|from|on|at|of|here|in)\b[^.!?]*",
    r"click here (?:to|for)\b.*",
    (
        r"(?:>+\W*)?(?:follow|like|join|find) (?:us|me|@\S+|[A-Z]\S+(?: [A-Z]\S+)?) on"
        r" (?:facebook|twitter|x|instagram|telegram|youtube|linkedin|tiktok|threads|whatsapp)\b.*"
    ),
    r"view this (?:post|photo|profile|reel) on \w+",
    r"a post shared by .{1,80}\(@[\w.]{1,40}\)(?: .*)?",
    r"share (?:this|on|via|by|it)\b(?: [^.!?]{0,60})?",
    r"click to (?:share|tweet|print|email)\b.*",
    r"(?:previous|next) (?:post|article|story) ?[:»›→<].*",
    r"https?://\S+",
    (
        r"have a (?:story|tip|question)(?: to share| for us)?\? ?"
        r"(?:e-?mail|contact|get in touch).{0,80}"
    ),
    rf"(?:share (?:to|on) )?{_NETWORK}(?:(?: ?[|·/,•] ?| ){_NETWORK})+|share to {_NETWORK}",
    r"show \d+ (?:more )?comments?",
    (
        r"(?:watch|listen to|see|read) the (?:video|audio|clip|full (?:story|article|interview))"
        r" (?:above|below|here)"
    ),
    # newsletters and subscriptions
    (
        r"(?:sign up|register|subscribe)\b.{0,60}\b(?:newsletters?|e-?mail alerts?|podcast|inbox"
        r"|our (?:free |daily |weekly |morning )*(?:e-?mails?|alerts|updates|briefing|channel))"
        r"\b[^.!?]{0,80}\W*"
    ),
    r"subscribe (?:for unlimited access|to (?:continue|keep) reading)[^.!?]{0,40}",
    r"(?:sponsored|paid for|presented) by (?-i:[A-Z])[^.!?,]{0,40}",
    r"(?:sign up|register|subscribe) here\b[^.!?]*|(?:sign up|register|subscribe) (?:now|today)",
    r"(?:get|receive) .{0,60}\b(?:to|in) your inbox\b.*",
    r"(?:already )?(?:a|have an?) (?:subscriber|account|member)\?.*",
    # counts and dates
    r"\d[\d,.]*[km]? (?:comments?|shares?|likes?|views?|retweets?|replies)",
    r"(?:comments?|shares?|likes?|views?)\W*\(?\d[\d,.]*\)?",
    r"\d+[- ]min(?:ute)?s?[- ](?:read|listen|watch)",
    r"(?:estimated )?reading time:? \d+ min(?:ute)?s?",
    r"(?:page )?\d+ of \d+",
    rf"{_UPDATE}{_STAMP}(?: ?[|·•/–-] ?{_UPDATE}{_STAMP})?(?: by (?-i:[A-Z])[^.!?,]{{1,60}})?",
    r"(?:(?:first |last )?(?:published|updated|posted)) (?:by|in|on) (?-i:[A-Z])[^.!?,]{0,60}",
    rf"posted by .{{1,40}} on {_STAMP}.*",
    (
        r"this (?:article|story|page|post|report) (?:was|has been) (?:first |last |originally )?"
        rf"(?:published|updated|modified|amended|corrected) (?:on|at) {_STAMP}[^.]{{0,80}}\.?"
    ),
    # credits and rights
    r"(?:©|\(c\)|copyright ?(?:©|\(c\))) ?(?:\d{4}|by |(?-i:[A-Z])).*|copyright (?:\d{4}|by )[^,]*",
    (
        r"(?:file photo|photos?|images?|pictures?|photographs?|photographer|illustrations?"
        r"|graphics?|(?:photo|image|picture|video) credits?"
        r"|(?:photo|image|file) (?:source|courtesy of))"
        r" ?(?:by|courtesy(?: of)?)?: ?+(?-i:(?![\"'“‘a-z])).*"
    ),
    rf"(?:videos?|credits?) ?(?:by|courtesy(?: of)?)?:{_NO_SENTENCE}",
    (
        r"\(?(?:additional )?(?:reporting|editing|writing|production) by (?-i:[A-Z])"
        r"[^.!?]{3,120}\W*"
        r"|with (?:files|reporting|contributions) (?:from|by) (?-i:[A-Z])[^.!?]{3,80}\W*"
        r"|(?:edited|filmed|produced|compiled) by"
        r" (?-i:[A-Z][\w.’'-]*(?:,? (?:and )?[A-Z][\w.’'-]*){1,5})"
        r"|contributors: (?-i:[A-Z])[^.!?]{3,120}"
    ),
    r"(?:photo|image|photograph|picture|illustration)s? (?:by|courtesy of) (?-i:[A-Z])[^.!?]*",
    # remains of code
    r"<!--.*|//<!\[CDATA\[.*|@media\b.*",
)
_PROMPT = re.compile("|".join(f"(?:{prompt})" for prompt in _PROMPTS), re.IGNORECASE)
_CONTRIBUTED = re.compile(
    r"(?:the )?(?:(?-i:[A-Z])[\w’'.-]*,? (?:and |in [A-Z]\w+ )?){1,9}"
    r"contributed"
    r"(?: reporting| to this (?:report|story|article)| reporting (?:to this|from) \w+)\W*",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"© ?\d{4}|\ball rights reserved\b", re.IGNORECASE)
_CREDIT = re.compile(  # in brackets, at the end of the line
    r"[\[(](?:[^)\]]{0,40}\b)?(?:(?:file|ap|afp|reuters) (?:photo|image|picture)s?\b"
    r"|(?:photo|image|picture|photograph)s? ?(?:by|via|credit|courtesy|source|:)|credit:)"
    r"[^)\]]*[\])]\Z",
    re.IGNORECASE,
)
_AGENCY = re.compile(  # at the end of the line, after a bar or a preposition
    r"(?:\bgetty images|\bap photo|(?:[/|] ?|\bvia )(?:reuters|afp|ap|epa|getty))[)\]]*\Z",
    re.IGNORECASE,
)
_CAPTION_CREDIT = re.compile(  # at the end of a caption: a name, a slash and a newspaper
    r"(?P<bracketed>[\[(](?-i:[A-Z])[\w.’ -]{1,40} ?/ ?(?-i:[A-Z])[\w.’ -]{1,40}[\])])\Z"
    r"|(?:\A|[.!?”)] )"
    r"(?P<named>(?:photo(?:graph)?|picture|image)(?:: | by )(?-i:[A-Z])[\w.’ -]{2,40}"
    r"(?:/[\w.’ -]{2,40})?"
    r"|(?-i:[A-Z][\w.’-]+(?: [A-Z][\w.’-]+){1,2} ?/ ?[A-Z][\w’-]+(?: [A-Z][\w’-]+){0,2})"
    r"|(?-i:REUTERS|AFP|AP|EPA|UPI)/(?-i:[A-Z])[\w.’ -]{2,40}(?:/[\w.’ -]{2,40})?|getty images)\Z"
    r"|\(opens in new window\)\Z",
    re.IGNORECASE,
)
_AGENCIES = ("images", "photo", "reuters", "afp", "ap", "epa", "getty")
_LONGEST_AGENCY = 40
_LONGEST_CAPTION_CREDIT = 100
_LONGEST_CAPTION = 300
_NAME = r"[A-ZÀ-ÖØ-ÞŁŚŠŽČĆĐ][\w.’'-]*"
_BYLINE = re.compile(
    rf"(?:[Bb]y|BY|Written by|Story by|Reporting by|Text by):? {_NAME}"
    rf"(?:(?:,? and |, | & | | \| ?)(?:{_NAME}|de|van|von|der|bin|al|of|for|the|\d{{1,4}})){{1,12}}"
)
_STAFF = re.compile(
    rf"{_NAME}(?: {_NAME}){{1,3}}, (?:(?:Staff|Senior|Special|Chief|Political)\b[^.]{{0,40}}"
    r"|Associated Press|Reuters|AFP|AP|CNN|BBC News)"
)

_HEAD = 3  # characters
_FIRST_WORDS = """
    this an noon midnight media caption estimated reading page copy email e-mail facebook twitter x
    instagram whatsapp linkedin telegram reddit pinterest flipboard messenger threads bluesky
    youtube tiktok print contact sponsored paid presented show edited filmed produced
    compiled contributors correction
    read see watch view listen learn more related recommended tag topic category filed source click
    follow like join find share previous next http sign register subscribe get receive already have
    comment published first last updated modified posted monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november
    december copyright photo image picture illustration graphic video credit file by written story
    reporting text gift enlarge hide toggle thank reuse most explore today yesterday just amended
    originally additional editing writing production with
"""  # of prompts and bylines; signs, numbers and "a" begin some too


_KICKER_LINES = """
    news, opinion, exclusive, analysis, breaking, editorial, comment, commentary, column, feature
    features, review, sport, sports, politics, world, business, culture, letters, obituary
    us politics, uk politics, uk, u.s., us, europe, asia, africa, middle east, americas, national
    international, local news, society, education, environment, energy, climate, markets, companies
    money, law, crime, courts, religion, media, weather, lifestyle, entertainment, travel, food
    books, film, music, theatre, tv, arts, arts & culture, culture & arts, football, rugby, cricket
    tennis, racing, science & tech, tech, coronavirus, obituaries, profile, timeline, factbox
    explained, q&a, first person, guest essay, guest column, long read, the long read, in pictures
    gallery, photos, podcast, podcasts, premium, subscriber only, subscribers only, updated, watch
    interview, live, explainer, perspective, op-ed, investigation, elections, economy, science
    health, technology, breaking news, local news, world news, special report, press release
    news release, media release, for immediate release, fact check, live blog, letters to the editor
"""
_KICKERS = _phrases(_KICKER_LINES)
"""What may stand above a title, as a line of its own."""


def _openings(phrases: Iterable[str], others: str) -> re.Pattern[str]:
    """A regular expression for the beginnings of phrases; others: a further alternative."""
    heads = sorted({phrase[:_HEAD].replace(" ", r"\s") for phrase in phrases})
    return re.compile("|".join([others, *heads]), re.IGNORECASE)


_SIGN = r"[^\w\"'“‘]|\d"  # signs before the words, except quotation marks
_OPENS_WHOLE = _openings(_WHOLE, _SIGN)
_OPENS_PROMPT = _openings(_FIRST_WORDS.split(), rf"{_SIGN}|a\s")


def is_boilerplate(line: str) -> bool:
    """Return True if a line is a prompt, a link, a credit, or has no letters at all.

    line: one, or the lines of a wrapped paragraph.
    """
    if not (line[:1].isalpha() or any(map(str.isalpha, line))):
        return True
    if "\n" in line or "\r" in line:
        line = " ".join(_DIVIDED.sub("-", line).split())
    if len(line) > _LONGEST_CREDIT:
        return False
    whole, prompt = _possible(line[:_HEAD])
    if whole and len(line) <= _LONGEST_WHOLE and _bare_words(line) in _WHOLE:
        return True
    bare = line.strip(" \t*•>»|–—-")
    if "@" in line and (_ADDRESS.fullmatch(bare) or _POSTED_BY.fullmatch(line)):
        return True
    if prompt and (_PROMPT.fullmatch(bare) or _BYLINE.fullmatch(bare)):
        return True
    return _is_credit(bare)


def is_kicker(line: str) -> bool:
    """Return True if a line is the name of a section or of a kind of text, as above a title."""
    return len(line) < _LONGEST_WHOLE and all(
        part in _KICKERS for part in re.split(r" (?:\||/|·|and|&) ", _bare_words(line))
    )


def is_byline(line: str) -> bool:
    """Return True if a line names the author."""
    return _BYLINE.fullmatch(line.strip(" \t*")) is not None or _STAFF.fullmatch(line) is not None


_ADDRESS = re.compile(
    r"@\w+|(?:e-?mail: ?|contact (?:the |us |our )?.{0,40}\bat )?\S+@\S+\.\w+", re.IGNORECASE
)
_POSTED_BY = re.compile(r"[—–-]{1,2} ?[^()]{1,60} \(@[\w.@-]{1,60}\)(?: [^.!?]*)?")
"""The line below an embedded post: who wrote it, and when."""


@lru_cache(maxsize=10_000)
def _possible(head: str) -> tuple[bool, bool]:
    """(can be a phrase of _WHOLE, can be a prompt or byline) for the first letters of a line.

    Most lines of articles can be neither. Cached: there are a few thousand different beginnings.
    """
    return _OPENS_WHOLE.match(head) is not None, _OPENS_PROMPT.match(head) is not None


def _bare_words(line: str) -> str:
    """The words of a line in lower case, without numbers and signs at either end."""
    words = " ".join(line.replace("’", "'").split())
    return words.strip(" *:.…!|>»«<·•-–—()[]+0123456789").lower()


def _is_credit(line: str) -> bool:
    """Return True if a line is a credit or has a copyright notice."""
    capitals = "ED" in line  # RESERVED, CONTRIBUTED
    if (capitals or "©" in line or "eserved" in line) and _RIGHTS.search(line):
        return True
    if (capitals or "buted" in line) and _CONTRIBUTED.fullmatch(line):
        return True
    credit = closing_credit(line)
    if credit is not None and not any(map(str.isalnum, line[:credit])):
        return True
    return line[-1:] != "." and _STAFF.fullmatch(line) is not None


def closing_credit(line: str) -> int | None:
    """Where the credit of a picture begins that ends a line; None if there is none.

    What is before it is a caption.
    """
    last = line[-1:]
    if not (last.isalpha() or last in {")", "]"}):
        return None
    line = _BREAK.sub(" ", line)
    if last in {")", "]"} and (found := _CREDIT.search(line)):
        return found.start()
    end = line[-_LONGEST_CAPTION_CREDIT:]
    if ("/" in end or "hoto" in end or "mages" in end or "indow)" in end) and (
        len(line) < _LONGEST_CAPTION and (found := _CAPTION_CREDIT.search(line))
    ):
        return max(found.start("bracketed"), found.start("named"), 0)
    end = line[-_LONGEST_AGENCY:]
    if end.rstrip(")]").lower().endswith(_AGENCIES) and _AGENCY.search(end):
        return split_sentences(line, Span(0, len(line)))[-1].start  # who took it is named before
    return None
