"""UIMA CAS as XMI with its type system, as INCEpTION reads it."""

from __future__ import annotations

from collections.abc import Sequence


class CasXmiFormat:
    """UIMA CAS as XMI with its type system, as INCEpTION reads it."""

    name = "cas-xmi"
    suffixes: Sequence[str] = (".xmi",)
    description = "UIMA CAS XMI with a type system (INCEpTION)"
