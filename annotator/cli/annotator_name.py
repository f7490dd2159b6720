"""Who annotates: the name given, the one that was used here before, or one that is asked for."""

from __future__ import annotations

import getpass
import platform
import sys

import click

from annotator.api import ProjectFolder
from annotator.cli.console import print_message
from annotator.errors import AnnotatorError
from annotator.safe_text import display
from annotator.store import Store

SHARED_LOGINS = frozenset({"admin", "administrator", "root", "ubuntu", "user", "vagrant"})
"""Logins that name nobody."""

LONGEST = 60
"""Characters of a name."""


def choose_name(folder: ProjectFolder, store: Store) -> str:
    """The annotator's name.

    On a terminal the first start asks for it, and it is remembered for the login. A new name that
    differs from one with work by case, or by one letter, is asked about once. Without a terminal
    the login is used, and stderr says so.
    Raises AnnotatorError for a name that cannot be used, or if none is given.
    """
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if folder.annotator:
        name = folder.annotator
        if problem := problem_of(name):
            raise AnnotatorError(f"--annotator: {problem}; give another")
    else:
        remembered = store.settings.get(_key()) or _login()
        if store.annotators.role(remembered) is not None:
            return store.annotators.current_name(remembered)
        name = _asked(store) if is_terminal else _login_without_terminal(folder)
    similar = similar_name(name, _with_work(store))
    if similar and store.annotators.role(name) is None:
        name = _confirmed(name, similar, is_terminal=is_terminal)
    if not folder.annotator and is_terminal:
        store.settings.set(_key(), name)
    return _current(store, name)


def _current(store: Store, name: str) -> str:
    """The name today of somebody who gave a former one, and says so."""
    current = store.annotators.current_name(name)
    if current != name:
        print_message(f"{name} is called {current} in this project")
    return current


def acting_name(folder: ProjectFolder, store: Store) -> str:
    """Who runs a command that annotates nothing: the name given or remembered, else the login.

    Nothing is asked. Raises AnnotatorError for a name that cannot be used, or if there is none.
    """
    if folder.annotator and (problem := problem_of(folder.annotator)):
        raise AnnotatorError(f"--annotator: {problem}; give another")
    name = folder.annotator or store.settings.get(_key()) or folder.annotator_name()
    return store.annotators.current_name(name)


def problem_of(name: str) -> str:
    """Why a name cannot be used; '' if it can."""
    if not name.strip():
        return "the name is empty"
    if len(name) > LONGEST:
        return f"the name has more than {LONGEST} characters"
    if not name.isprintable():
        return "the name has characters that are not printable"
    return ""


def similar_name(name: str, known: list[str]) -> str:
    """The known name that a new one is perhaps meant to be, '' if there is none.

    Names differ by case, by blanks around, or by one letter more, less or other. Digits tell
    people apart: ann1 is not ann2.
    """
    if name in known:
        return ""
    for one in known:
        if one.strip().casefold() == name.strip().casefold():
            return one
    for one in known:
        if _differ_by_a_letter(one.casefold(), name.casefold()):
            return one
    return ""


def _differ_by_a_letter(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1 or len(shorter) < 2:
        return False
    start = 0
    while start < len(shorter) and shorter[start] == longer[start]:
        start += 1
    same_length = len(shorter) == len(longer)
    rest = shorter[start + 1 :] if same_length else shorter[start:]
    if start == len(longer) or longer[start + 1 :] != rest:
        return False
    changed = longer[start] + (shorter[start] if same_length else "")
    return not any(char.isdigit() for char in changed)


def _key() -> str:
    """The name of the setting that remembers the name of this login on this machine."""
    return f"name_of {_login()}@{platform.node()}"


def _login() -> str:
    """The user who is logged in, '' if there is none or the name cannot be used."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
    return "" if problem_of(name) else name


def _login_without_terminal(folder: ProjectFolder) -> str:
    name = folder.annotator_name()
    print_message(f"annotating as {name}, the user who is logged in; --annotator NAME is another")
    return name


def _with_work(store: Store) -> list[str]:
    """The people who have finished a sentence, by name."""
    return [name for name in store.annotators.people() if store.annotators.progress(name).finished]


def _asked(store: Store) -> str:
    """Ask for the name until it can be used."""
    known = store.annotators.people()
    if known:
        print_message(f"annotators of this project: {', '.join(known)}")
    login = _login()
    default = None if login.casefold() in SHARED_LOGINS or not login else login
    while True:
        try:
            name = click.prompt("Your name, as it will stand with your annotations", default)
        except click.Abort:
            raise AnnotatorError("no name was given: name yourself with --annotator NAME") from None
        name = name.strip()
        problem = problem_of(name)
        if not problem:
            return name
        print_message(f"{problem}; give another")


def _confirmed(name: str, similar: str, *, is_terminal: bool) -> str:
    """The name, or the similar one if the annotator says so."""
    new, old = display(name), display(similar)
    if not is_terminal:
        print_message(f"{new} is a new annotator here; {old} has work in this project")
        return name
    question = f"{new} is new here, and {old} has work in this project. Are you {old}?"
    try:
        return similar if click.confirm(question, default=True) else name
    except click.Abort:
        raise AnnotatorError("no name was chosen: name yourself with --annotator NAME") from None
