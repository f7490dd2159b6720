"""Read CoNLL: documents whose text is put together from tokens, with the spans that tags mark.

B- begins a span; so does I- that does not go on with one of its label, as in CoNLL-2003. E- and L-
end one, S- and U- are one. The white space of the original is known only where a comment `# text`
or SpaceAfter=No gives it; otherwise one blank divides two tokens, which is counted as left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, unquote

from annotator.documents.encoding import NotTextError, decode
from annotator.errors import DataError, Problem, did_you_mean
from annotator.formats.annotated_text import State, Work, article_of, assemble
from annotator.formats.conll_columns import (
    TagColumns,
    find_columns,
    is_comment,
    is_start,
    is_word_line,
    tag_parts,
)
from annotator.formats.conll_writer import START
from annotator.formats.protocols import DocumentLine, ReadOptions
from annotator.model import Annotation, Dataset, DocumentSource, Origin, Span

_CORRECT = "Correct the line, or leave it out."
_SPACING = "white space between tokens that the file does not have"
_WRITTEN_WITHOUT = "annotation that the file was written without"
_NO_SPACE = re.compile(r"(?:^|[\t|])(?:SpaceAfter=No|NoSpaceAfter)(?=$|[\t|])")
_TEXT = re.compile(r"#\s*text\s?= ?(.*)")
_ID = re.compile(r"#\s*(?:newdoc(?:\s+id)?|\S*document_id)\s*(?:=\s*(.*))?")


# ----------------------------------------------------------------------------------- lines


def lines_of(path: Path, encoding: str) -> Iterator[str]:
    """Yield the lines of a file without their ends."""
    with path.open(encoding=encoding, newline=None) as file:
        for nth, line in enumerate(file):
            yield line.rstrip("\n") if nth else line.rstrip("\n").removeprefix("\ufeff")


def encoding_of(path: Path, named: str = "") -> str:
    """Return the encoding of a file. Raises DataError if it is not text."""
    try:
        with path.open(encoding=named or "utf-8") as file:
            for _ in file:
                pass
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise DataError(Problem(path, 0, problem, "Name a file.")) from None
    except (UnicodeError, LookupError):
        try:
            return decode(path.read_bytes(), named or None).encoding
        except NotTextError as error:
            raise DataError(Problem(path, 0, str(error), error.fix)) from None
    return named or "utf-8"


def columns_of(path: Path, encoding: str, layers: Sequence[str]) -> TagColumns:
    """Return the columns of a file, of the tags only those of some layers if any are given.

    Raises DataError if no column has tags, or none has the name or number of a layer.
    """
    found = find_columns(lines_of(path, encoding))
    if found is None:
        problem = "expected a token and a tag such as B-claim or O on each line, found none"
        raise DataError(Problem(path, 0, problem, "Name a file in CoNLL format."))
    numbers = {str(nth + 1): nth for nth in found.tags}
    known = {found.names[nth]: nth for nth in found.tags}
    for layer in layers:
        if layer not in known | numbers:
            problem = f"expected a column with tags, found no {layer!r}"
            raise DataError(Problem(path, 1, problem, did_you_mean(layer, [*known])))
    chosen = sorted({(known | numbers)[layer] for layer in layers}) or found.tags
    return replace(found, tags=tuple(chosen))


# ------------------------------------------------------------------------------- documents


@dataclass(slots=True)
class _Sentence:
    """The tokens of a sentence. tags: by column. text: as a comment gives it.

    glued: the numbers of tokens that the next one follows without white space.
    """

    tokens: list[str] = field(default_factory=list)
    tags: list[list[str]] = field(default_factory=list)
    glued: set[int] = field(default_factory=set)
    text: str | None = None


def laid_out(
    tokens: Sequence[str], glued: Collection[int], text: str | None = None
) -> tuple[str, list[Span], bool]:
    """Return the text of tokens, where they are in it, and whether its white space is known.

    text: the true one, if it is known; it is not taken if the tokens are not in it.
    """
    if text is not None and (places := _found_in(text, tokens)):
        return text, places, True
    pieces, places, end = [], [], 0
    for nth, token in enumerate(tokens):
        places.append(Span(end, end + len(token)))
        pieces += [token] if nth in glued else [token, " "]
        end = places[-1].end + (nth not in glued)
    return "".join(pieces).rstrip(" "), places, bool(glued)


def _found_in(text: str, tokens: Iterable[str]) -> list[Span]:
    """Where tokens are in a text, one after the other; empty if one is not there."""
    places: list[Span] = []
    end = 0
    for token in tokens:
        start = text.find(token, end)
        if start < 0 or text[end:start].strip():
            return []
        end = start + len(token)
        places.append(Span(start, end))
    return places


@dataclass(slots=True)
class _Block:
    """A document, or the work of one annotator in it. number: of its first line.

    known: what a block that this program wrote says of itself.
    """

    number: int
    known: dict[str, list[str]] = field(default_factory=dict)
    uid: str = ""
    sentences: list[_Sentence] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def one(self, name: str) -> str:
        return self.known.get(name, [""])[0]


def read_blocks(path: Path, encoding: str, columns: TagColumns) -> Iterator[_Block]:
    """Yield the documents of a file. Holds one in memory."""
    block, sentence = _Block(1), _Sentence()
    for number, line in enumerate(lines_of(path, encoding), 1):
        sign = line[:1]
        if sign == "-" and is_start(line):
            yield from _with(block, sentence)
            block, sentence = _Block(number, _known(line)), _Sentence()
        elif sign == "#" and is_comment(line):
            if match := _ID.match(line):
                if block.sentences or sentence.tokens:
                    yield from _with(block, sentence)
                    block, sentence = _Block(number), _Sentence()
                block.uid = block.uid or (match[1] or "").strip()
            elif match := _TEXT.match(line):
                sentence.text = match[1]
        elif not line.strip():
            _close(block, sentence)
            sentence = _Sentence(text=None if sentence.tokens else sentence.text)
        elif not (columns.has_head and _is_head(line, columns)):
            for problem in _added(sentence, line, columns):
                block.problems.append(Problem(path, number, problem, _CORRECT))
    yield from _with(block, sentence)


def _is_head(line: str, columns: TagColumns) -> bool:
    return tuple(line.split(columns.separator)) == columns.names


def _known(line: str) -> dict[str, list[str]]:
    """What this program wrote behind -DOCSTART-; nothing if another one did."""
    start, _, query = line.partition("\t")[0].partition("?")
    return parse_qs(query) if start == START and query else {}


def _close(block: _Block, sentence: _Sentence) -> None:
    if sentence.tokens:
        block.sentences.append(sentence)


def _with(block: _Block, sentence: _Sentence) -> Iterator[_Block]:
    """Yield the block with its last sentence, if anything is in it."""
    _close(block, sentence)
    if block.sentences or block.problems or block.known:
        yield block


def _added(sentence: _Sentence, line: str, columns: TagColumns) -> list[str]:
    """Add a token; returns what is wrong with its line: its cells, its token or its tags."""
    try:
        cells = columns.cells(line)
    except ValueError as error:
        return [str(error)]
    if columns.token and not is_word_line(cells):
        return []
    token = cells[columns.token].strip()
    if not token:
        return ["expected a token, found none"]
    tags = [cells[nth].strip() for nth in columns.tags]
    problems = []
    for nth, tag in enumerate(tags):
        if tag_parts(tag) is None:
            problems.append(f"expected O or a tag such as B-claim, found {tag[:60]!r}")
            tags[nth] = "O"
    if "No" in line and _NO_SPACE.search(line):
        sentence.glued.add(len(sentence.tokens))
    sentence.tokens.append(token)
    sentence.tags.append(tags)
    return problems


# -------------------------------------------------------------------------------- spans


def spans_of_tags(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the spans that tags mark: first token, token after the last one, label."""
    found: list[tuple[int, int, str]] = []
    start, held, ended = 0, "", True
    for nth, tag in enumerate([*tags, "O"]):
        prefix, label = tag_parts(tag) or ("", "")
        begins = prefix in {"B", "S", "U"} or (prefix != "" and (label != held or ended))
        if held and (begins or not prefix):
            found.append((start, nth, held))
            held = ""
        if begins:
            start, held = nth, label
        ended = prefix in {"E", "L", "S", "U"}
    return found


# ----------------------------------------------------------------------------- documents


def read(path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
    """Return what is known of all documents, and an iterator over these.

    Raises DataError if the file has no column with tags, or if options name one annotator for a
    file that has the work of several.
    """
    encoding = encoding_of(path, options.encoding)
    columns = columns_of(path, encoding, options.layers)
    names = _annotators(path, encoding)
    if options.annotator and len(names) > 1:
        problem = f"expected the work of one annotator, found that of {', '.join(sorted(names))}"
        raise DataError(Problem(path, 0, problem, "Name no annotator, to keep these names."))
    people = sorted({options.annotator or name or options.author(path) for name in names})
    dataset = Dataset(annotators=dict.fromkeys(people, "annotator"))
    return dataset, _documents(path, encoding, columns, options)


def _annotators(path: Path, encoding: str) -> set[str]:
    """The annotators of the documents that this program wrote, '' for that of any other."""
    found: set[str] = set()
    is_first = True
    for line in lines_of(path, encoding):
        if is_start(line):
            known = _known(line)
            found.update(known.get("annotator", () if known else [""]))
        elif is_first and line.strip() and not is_comment(line):
            found.add("")
        is_first = is_first and not line.strip()
    return found


def _author(block: _Block, path: Path, options: ReadOptions) -> str:
    """The annotator of a block; '' if nobody has seen the document."""
    if block.known and not block.one("annotator"):
        return ""
    return options.annotator or block.one("annotator") or options.author(path)


def _documents(
    path: Path, encoding: str, columns: TagColumns, options: ReadOptions
) -> Iterator[DocumentLine]:
    """Yield the documents; blocks of one document in sequence are works of several annotators."""
    held: list[_Block] = []
    for block in read_blocks(path, encoding, columns):
        uid = block.one("document")
        if held and not (uid and uid == held[0].one("document")):
            yield _document(held, path, columns, options)
            held = []
        held.append(block)
    if held:
        yield _document(held, path, columns, options)


def _document(
    blocks: Sequence[_Block], path: Path, columns: TagColumns, options: ReadOptions
) -> DocumentLine:
    first = blocks[0]
    problems = [problem for block in blocks for problem in block.problems]
    others = [block for block in blocks if _tokens(block) != _tokens(first)]
    for block in others:
        problem = f"expected the tokens of the document in line {first.number}, which has its uid"
        problems.append(Problem(path, block.number, problem, _CORRECT))
    blocks = [block for block in blocks if block not in others]
    text, places, is_known = _text(first)
    left_out = Counter[str]()
    if not is_known and text:
        left_out[_SPACING] += 1
    works = []
    for block in blocks:
        left_out[_WRITTEN_WITHOUT] += _number(block.one("left_out"))
        if author := _author(block, path, options):
            works.append(_work(block, author, text, places, columns))
    uid = first.one("document") or first.uid
    given = {"id": uid, "title": first.one("title")}
    meta = {name: value for name, value in given.items() if value}
    article = article_of(text, meta, path, first.number)
    made = assemble(article, works, source=DocumentSource(path.name, uid))
    return DocumentLine(first.number, made, tuple(problems), +left_out)


def _tokens(block: _Block) -> list[Sequence[str]]:
    return [sentence.tokens for sentence in block.sentences]


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _text(block: _Block) -> tuple[str, list[list[Span]], bool]:
    """The text of a document, a line for each sentence, and where the tokens of each are."""
    texts, places, is_known = [], [], True
    end = 0
    for sentence in block.sentences:
        text, inside, known = laid_out(sentence.tokens, sentence.glued, sentence.text)
        texts.append(text)
        places.append([Span(one.start + end, one.end + end) for one in inside])
        is_known = is_known and known
        end += len(text) + 1
    return "\n".join(texts), places, is_known


def _work(
    block: _Block, author: str, text: str, places: Sequence[Sequence[Span]], columns: TagColumns
) -> Work:
    annotations = []
    for sentence, inside in zip(block.sentences, places, strict=True):
        for column, nth in enumerate(columns.tags):
            layer = {"layer": columns.names[nth]} if len(columns.tags) > 1 else {}
            tags = [tags[column] for tags in sentence.tags]
            for start, end, label in spans_of_tags(tags):
                span = Span(inside[start].start, inside[end - 1].end)
                name = unquote(label) if block.known else label
                uid = f"{column}.{span.start}"
                annotations.append(Annotation(uid, name, (span,), layer, Origin.MANUAL))
    whole = [
        Annotation(f"label.{nth}", name, (Span(0, len(text)),), {}, Origin.MANUAL)
        for nth, name in enumerate(block.known.get("label", ()))
        if text
    ]
    states = {one.value: one for one in State}
    return Work(author, annotations, whole, state=states.get(block.one("state"), State.DONE))
