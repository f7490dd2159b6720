"""What of a page is title, what is article text, and what came along as page furniture.

Furniture is marked, never taken out: share prompts, credits, forms and links keep their place
in the text, and nobody steps through them. An ordinary sentence is never taken for furniture:
where a phrase could begin one, more of the line has to fit. Lines end at LF, CR and CR LF only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest

from annotator.model import Block, BlockKind, Span

_LONGEST_TITLE = 200
_LONGEST_CREDIT = 500
_LONGEST_WHOLE = 100
_NARROWEST, _WIDEST = 50, 120  # characters, of lines that a program broke

# ---------------------------------------------------------------------------- furniture

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
    video, watch live, live updates, play video, loading, scroll down for video
    scroll down for videos, video loading, poll loading, your email address will not be published
    required fields are marked, save my name
"""
_WHOLE = frozenset(phrase.strip() for phrase in re.split(r"[,\n]", _WHOLE_LINES) if phrase.strip())

_PROMPTS = (  # a line that matches is furniture; none of them fits an ordinary sentence
    # links and labels
    (
        r"(?:(?:read|see|watch|view)(?: more| also| next| now)?|(?:listen|learn) (?:more|now)"
        r"|more|related(?: \w+)?|recommended|tags?|topics?|categor(?:y|ies)|filed under|source)"
        r" ?[:»>|].*"
    ),
    r"(?:read|see|watch|view|learn) more (?:about|from|on|at|of|here|in)\b[^.!?]*",
    r"click here (?:to|for)\b.*",
    (
        r"(?:>+\W*)?(?:follow|like|join|find) (?:us|me|@\S+|[A-Z]\S+(?: [A-Z]\S+)?) on"
        r" (?:facebook|twitter|x|instagram|telegram|youtube|linkedin|tiktok|threads|whatsapp)\b.*"
    ),
    r"share (?:this|on|via|by|it)\b(?: [^.!?]{0,60})?",
    r"click to (?:share|tweet|print|email)\b.*",
    r"(?:previous|next) (?:post|article|story) ?[:»›→<].*",
    r"https?://\S+",
    # newsletters and subscriptions
    (
        r"(?:sign up|register|subscribe)\b.{0,60}\b(?:newsletters?|e-?mail alerts?|podcast|inbox"
        r"|our (?:free |daily |weekly |morning )*(?:e-?mails?|alerts|updates|briefing|channel))"
        r"\b[^.!?]{0,80}\W*"
    ),
    r"(?:sign up|register|subscribe) (?:here|now|today)\b[^.!?]*",
    r"(?:get|receive) .{0,60}\b(?:to|in) your inbox\b.*",
    r"(?:already )?(?:a|have an?) (?:subscriber|account|member)\?.*",
    # counts and dates
    r"\d[\d,.]*[km]? (?:comments?|shares?|likes?|views?|retweets?|replies)",
    r"(?:comments?|shares?|likes?|views?)\W*\(?\d[\d,.]*\)?",
    r"\d+[- ]min(?:ute)?s?[- ]read",
    (
        r"(?:(?:first )?published|(?:last )?(?:updated|modified)|posted)"
        r"(?: ?(?:on|at|by|in)\b| ?:| \d)[^.!?]{0,80}(?:[ap]\.m\.)?[^.!?]{0,20}"
    ),
    (
        r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun"
        r"|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? (?:\d{1,2},? )?\d{4}"
        r"(?:[,|]? (?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [a-z]{2,4})?)?"
    ),
    # credits and rights
    r"(?:©|\(c\)|copyright) ?(?:©|\(c\)|\d{4}|by ).*",
    (
        r"(?:photos?|images?|pictures?|photographs?|illustrations?|graphics?|videos?|credits?"
        r"|(?:photo|image|picture|video) credits?|(?:photo|image|file) (?:source|courtesy of))"
        r" ?(?:by|courtesy(?: of)?)?:.*"
    ),
    r"(?:photo|image|photograph|picture|illustration)s? (?:by|courtesy of) (?-i:[A-Z])[^.!?]*",
    # what a program left behind
    r"<!--.*|//<!\[CDATA\[.*|@media\b.*",
)
_PROMPT = re.compile("|".join(f"(?:{prompt})" for prompt in _PROMPTS), re.IGNORECASE)
_CONTRIBUTED = re.compile(
    r"(?:the )?(?:(?-i:[A-Z])[\w’'.-]*,? (?:and |in [A-Z]\w+ )?){1,9}"
    r"contributed(?: reporting)? to this (?:report|story|article)\W*",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"© ?\d{4}|\ball rights reserved\b", re.IGNORECASE)
_CREDIT = re.compile(  # in brackets, at the end of the line
    r"[\[(](?:[^)\]]{0,40}\b)?(?:(?:file|ap|afp|reuters) (?:photo|image|picture)s?\b"
    r"|(?:photo|image|picture|photograph)s? ?(?:by|via|credit|courtesy|source|:)|credit:)"
    r"[^)\]]*[\])]\Z",
    re.IGNORECASE,
)
_AGENCY = re.compile(  # at the end of the line, behind a bar or a preposition
    r"(?:\bgetty images|\bap photo|(?:[/|] ?|\bvia )(?:reuters|afp|ap|epa|getty))[)\]]*\Z",
    re.IGNORECASE,
)
_AGENCIES = ("images", "photo", "reuters", "afp", "ap", "epa", "getty")
_LONGEST_AGENCY = 40
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
    read see watch view listen learn more related recommended tag topic category filed source click
    follow like join find share previous next http sign register subscribe get receive already have
    comment published first last updated modified posted monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november
    december copyright photo image picture illustration graphic video credit file by written story
    reporting text
"""  # of prompts and bylines; signs, numbers and "a" begin some too


def _openings(phrases: Iterable[str], others: str) -> re.Pattern[str]:
    """An expression for how these phrases, or others, begin."""
    heads = sorted({phrase[:_HEAD].replace(" ", r"\s") for phrase in phrases})
    return re.compile("|".join([others, *heads]), re.IGNORECASE)


_SIGN = r"[^\w\"'“‘]|\d"  # any but a mark of quotation may stand before the words
_OPENS_WHOLE = _openings(_WHOLE, _SIGN)
_OPENS_PROMPT = _openings(_FIRST_WORDS.split(), rf"{_SIGN}|a\s")

# -------------------------------------------------------------------------------- title

_SITE = re.compile(r"\s([|»·]\s*[^|»·\r\n]{2,40}(?:\s[|»·]\s*[^|»·\r\n]{2,40})?)$")
_SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’)\]]*$")


def lay_out(text: str, *, title: str = "") -> tuple[Block, ...]:
    """The blocks of a page, in order.

    A line is a block, or several where the text was wrapped at a width. The first that is not
    furniture is the title where it is the one given, or is short, does not end as a sentence
    does and is not all there is. A site's name behind a bar at its end is furniture.

    title: the one that came with the text, "" if none.
    """
    parts = _parts(text)
    furniture = [is_furniture(part.of(text)) for part in parts]
    kinds = {True: BlockKind.FURNITURE, False: BlockKind.PARAGRAPH}
    blocks = [Block(part, kinds[mark]) for part, mark in zip(parts, furniture, strict=True)]
    if False in furniture:
        first = furniture.index(False)
        if _is_title(parts[first].of(text), title, alone=furniture.count(False) == 1):
            blocks[first : first + 1] = _title(text, parts[first])
    return tuple(blocks)


def is_furniture(line: str) -> bool:
    """Whether a line is not the article's: a prompt, a link, a credit, or no words at all."""
    if not (line[:1].isalpha() or any(map(str.isalpha, line))):
        return True
    if len(line) > _LONGEST_CREDIT:
        return False
    whole, prompt = _may_be(line[:_HEAD])
    if whole and len(line) <= _LONGEST_WHOLE and _bare_words(line) in _WHOLE:
        return True
    bare = line.strip(" \t*•>»|–—-")
    if prompt and (_PROMPT.fullmatch(bare) or _BYLINE.fullmatch(bare)):
        return True
    return _is_credit(bare)


@lru_cache(maxsize=10_000)
def _may_be(head: str) -> tuple[bool, bool]:
    """Whether a line that begins so may be a phrase of _WHOLE, and a prompt or byline.

    Most lines of articles can be neither; there are a few thousand beginnings, so it is cached.
    """
    return _OPENS_WHOLE.match(head) is not None, _OPENS_PROMPT.match(head) is not None


def _bare_words(line: str) -> str:
    """The words of a line, in lower case, without numbers and signs round them."""
    words = " ".join(line.replace("’", "'").split())
    return words.strip(" *:.…!|>»«<·•-–—()[]+0123456789").lower()


def _is_credit(line: str) -> bool:
    """Whether a line is, or ends with, the mark of an owner of rights. Looks only where it may."""
    capitals = "ED" in line  # RESERVED, CONTRIBUTED
    if (capitals or "©" in line or "eserved" in line) and _RIGHTS.search(line):
        return True
    if (capitals or "buted" in line) and _CONTRIBUTED.fullmatch(line):
        return True
    last = line[-1:]
    if (last.isalpha() or last in {")", "]"}) and _ends_in_credit(line):
        return True
    return last != "." and _STAFF.fullmatch(line) is not None


def _ends_in_credit(line: str) -> bool:
    """Whether the end of a line says whose picture it belongs to."""
    if line[-1] in {")", "]"} and _CREDIT.search(line):
        return True
    end = line[-_LONGEST_AGENCY:]
    return end.rstrip(")]").lower().endswith(_AGENCIES) and _AGENCY.search(end) is not None


def _is_title(line: str, given: str, *, alone: bool) -> bool:
    """Whether the first line that is not furniture is the title. alone: it is the only one."""
    if given and _folded(given) in {_folded(line), _folded(_SITE.sub("", line))}:
        return True
    return not alone and len(line) <= _LONGEST_TITLE and not _SENTENCE_END.search(line)


def _folded(title: str) -> str:
    """A title without what may differ where it was copied: case, blanks, forms of marks."""
    return re.sub(r"\W+", " ", title.replace("’", "'")).strip().casefold()


def _title(text: str, line: Span) -> Iterator[Block]:
    """The title, and a site's name behind it as furniture."""
    site = _SITE.search(line.of(text))
    if site is None or not line.of(text)[: site.start()].strip():
        yield Block(line, BlockKind.TITLE)
        return
    name = line.of(text)[: site.start()].rstrip()
    yield Block(Span(line.start, line.start + len(name)), BlockKind.TITLE)
    yield Block(Span(line.start + site.start(1), line.end), BlockKind.FURNITURE)


# -------------------------------------------------------------------------------- lines


def _parts(text: str) -> Sequence[Span]:
    """One span a paragraph: each line, or runs of them where they were wrapped at a width."""
    lines = list(_lines(text))
    width = _wrapped_at(text, lines)
    return list(_joined(text, lines, width)) if width else lines


def _joined(text: str, lines: Sequence[Span], width: int) -> Iterator[Span]:
    """Lines that were wrapped at a width, put together again."""
    start = None
    for line, following in zip_longest(lines, lines[1:]):
        start = line.start if start is None else start
        if not (following and _goes_on(text, line, following, width)):
            yield Span(start, line.end)
            start = None


def _lines(text: str) -> Iterator[Span]:
    """The lines that are not blank, without the white space at their ends."""
    start = 0
    for line in text.replace("\r", "\n").split("\n"):  # in CR LF, a blank one between the two
        end = start + len(line)
        words = line.lstrip()
        if words:
            yield Span(end - len(words), start + len(line.rstrip()))
        start = end + 1


def _wrapped_at(text: str, lines: Sequence[Span]) -> int:
    """The width a program broke the lines at; 0 if nobody did.

    It did where, nearly always, the next line's first word would not have fitted any more.
    """
    width = 0
    for line in lines:
        length = line.end - line.start
        if length > width and " " in line.of(text):
            width = length
            if width > _WIDEST:
                return 0
    neighbours = [pair for pair in pairwise(lines) if not _blank_between(text, *pair)]
    if width < _NARROWEST or len(neighbours) < 3:
        return 0
    full = sum(_is_full(text, line, following, width) for line, following in neighbours)
    return width if full >= 0.75 * len(neighbours) else 0


def _is_full(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether the next line's first word would not have fitted on this one."""
    word = following.of(text).split(maxsplit=1)[0]
    return line.end - line.start + 1 + len(word) > width


def _goes_on(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether a wrapped line is one paragraph with the next."""
    if _blank_between(text, line, following):
        return False
    if is_furniture(line.of(text)) or is_furniture(following.of(text)):
        return False
    if _is_full(text, line, following, width):
        return True
    return line.end - line.start > width / 2 and not _SENTENCE_END.search(line.of(text))


def _blank_between(text: str, line: Span, following: Span) -> bool:
    """Whether a blank line stands between two lines."""
    between = text[line.end : following.start].replace("\r\n", "\n").replace("\r", "\n")
    return between.count("\n") > 1
