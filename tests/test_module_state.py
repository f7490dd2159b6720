"""No state belongs to the process: modules and classes are not changed once they are loaded.

Two apps, or two projects, in one process would disturb each other. A cache of a pure function
(functools.cache, a dict with __missing__) is not state. What a program itself has to set, and the
few tables that cannot belong to an object, are listed with the reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "annotator"

CHANGES = frozenset((
    "add", "append", "appendleft", "clear", "discard", "extend", "insert", "move_to_end", "pop",
    "popitem", "remove", "setdefault", "sort", "update",
))  # fmt: skip
PROCESS_CALLS = frozenset((
    "atexit.register", "csv.field_size_limit", "faulthandler.enable", "gc.disable", "gc.freeze",
    "gc.set_threshold", "locale.setlocale", "logging.basicConfig", "logging.disable",
    "multiprocessing.set_start_method", "os.chdir", "os.putenv", "os.umask", "random.seed",
    "setattr", "signal.set_wakeup_fd", "signal.signal", "sys.setrecursionlimit",
    "sys.setswitchinterval", "warnings.filterwarnings", "warnings.simplefilter",
))  # fmt: skip
MODULES_CHANGED = frozenset({"sys", "os", "os.environ", "textual", "rich", "spacy", "gc"})

ALLOWED = {
    "batch/job.py: _STATE": "a worker process serves one job; its initializer leaves it there",
    "batch/job.py: signal.signal": "in a worker process: ctrl+c is for the main process",
    "batch/suggestion_rows.py: _SUGGESTERS": "a cache by label set; a suggester has no state",
    "documents/html_reader.py: setLevel": "trafilatura prints raw pages; nobody reads its log",
    "gc_tuning.py: gc.set_threshold": "called by the program and by workers, not by the library",
    "labels/token_patterns.py: warnings.simplefilter": "undone at the end of its block",
    "suggestions/rules/literals.py: warnings.simplefilter": "undone at the end of its block",
    "cli/standard_streams.py: sys.stdin": "the program's own streams, set by main",
    "cli/standard_streams.py: sys.stdout": "the program's own streams, set by main",
    "cli/standard_streams.py: sys.stderr": "the program's own streams, set by main",
    "tui/end_signals.py: signal.signal": "a process has one handler; undone when the app ends",
    "tui/end_signals.py: signal.set_wakeup_fd": "a process has one; undone when the app ends",
}


def changes(source: str) -> Iterator[str]:
    """What a module changes that belongs to the process, by name."""
    tree = ast.parse(source)
    owned = {name for node in tree.body for name in _bound(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Global():
                yield from (f"global {name}" for name in node.names)
            case ast.Call():
                yield from _called(node, owned)
            case ast.Assign() | ast.Delete():
                for target in node.targets:
                    yield from _assigned(target, owned)
            case ast.AugAssign():
                yield from _assigned(node.target, owned)
            case ast.ClassDef():
                yield from _shared_by_objects(node)


def _bound(node: ast.stmt) -> list[str]:
    """The names that a statement of a module binds to what can be changed."""
    match node:
        case ast.Assign():
            return [one.id for one in node.targets if isinstance(one, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.ClassDef(name=name):
            return [name]
        case ast.FunctionDef(name=name):
            return [name]
    return []


def _called(node: ast.Call, owned: set[str]) -> Iterator[str]:
    name = ast.unparse(node.func)
    held, _, method = name.rpartition(".")
    if name in PROCESS_CALLS:
        yield name
    elif method == "setLevel":
        yield method
    elif method in CHANGES and (held in owned or held in MODULES_CHANGED):
        yield held


def _assigned(target: ast.expr, owned: set[str]) -> Iterator[str]:
    """An item or an attribute that is set on a module, or on what a module or a class holds."""
    if not isinstance(target, ast.Subscript | ast.Attribute):
        return
    held = ast.unparse(target.value)
    if held in MODULES_CHANGED and isinstance(target, ast.Attribute):
        yield f"{held}.{target.attr}"
    elif held in owned or held in MODULES_CHANGED | {"cls", "type(self)", "self.__class__"}:
        yield held


def _shared_by_objects(node: ast.ClassDef) -> Iterator[str]:
    """Containers in the body of a class, which all its objects would change together."""
    for one in node.body:
        value = getattr(one, "value", None)
        if isinstance(one, ast.Assign | ast.AnnAssign) and isinstance(
            value, ast.List | ast.Dict | ast.Set
        ):
            yield f"{node.name}.{', '.join(_bound(one))}"


def test_nothing_changes_what_belongs_to_the_process():
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {what}"
        for path in sorted(ROOT.rglob("*.py"))
        for what in changes(path.read_text(encoding="utf-8"))
    }
    assert found == set(ALLOWED)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("def f():\n global x\n x = 1", "global x"),
        ("SEEN = []\ndef f(x):\n SEEN.append(x)", "SEEN"),
        ("SEEN: dict = {}\ndef f(x):\n SEEN[x] = 1", "SEEN"),
        ("COUNT = Counter()\ndef f(x):\n COUNT[x] += 1", "COUNT"),
        ("class Now:\n theme = 1\ndef f(x):\n Now.theme = x", "Now"),
        ("class A:\n def f(self):\n  type(self).n = 1", "type(self)"),
        ("class A:\n known = []", "A.known"),
        ("def f():\n f.count = 1", "f"),
        ("os.environ['A'] = '1'", "os.environ"),
        ("os.environ.update(A='1')", "os.environ"),
        ("def f():\n gc.freeze()", "gc.freeze"),
        ("textual.constants = None", "textual.constants"),
    ],
)
def test_state_of_each_kind_is_found(source, what):
    assert list(changes(source)) == [what]


@pytest.mark.parametrize(
    "source",
    [
        "SEEN = []\ndef f(SEEN2):\n SEEN2.append(1)",
        "class A:\n names = ()\n def __init__(self):\n  self.names = []",
        "KNOWN = {1: 2}\ndef f(x):\n return KNOWN[x]",
    ],
)
def test_what_belongs_to_an_object_is_not_state(source):
    assert list(changes(source)) == []
