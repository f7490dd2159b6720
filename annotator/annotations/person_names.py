"""Names of people, who may be called otherwise later: each name stands for its person.

Events keep the names of their time. They are read with today's, and identified by the first one.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class PersonNames:
    """The names of people and layers, followed through what renamed them.

    now: by former name, the name today. first: by the name today, the first one, of those who were
    renamed. known: the names today.
    """

    now: dict[str, str] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def add(self, name: str) -> None:
        """Take note of somebody."""
        self.known.add(self.current(name))

    def rename(self, old: str, new: str) -> None:
        """Call somebody otherwise; nothing if the new name is that of another person.

        So it may be when two laptops worked without each other: whoever had the name keeps it.
        """
        before = self.current(old)
        owner = self.current(new)
        if new == before or (owner != before and owner in self.known):
            return
        first = self.first.pop(before, before)
        self.known.discard(before)
        self.known.add(new)
        self.now = {name: new if now == before else now for name, now in self.now.items()}
        self.now[before] = new
        self.now.pop(new, None)
        if first != new:
            self.first[new] = first

    def current(self, name: str) -> str:
        """The name today of a person who is or was called so."""
        return self.now.get(name, name)

    def recorded(self, name: str) -> str:
        """The first name of a person who is or was called so: it identifies the person for good."""
        current = self.current(name)
        return self.first.get(current, current)

    def former(self, name: str) -> list[str]:
        """The names that a person had before."""
        return [one for one, now in self.now.items() if now == name]
