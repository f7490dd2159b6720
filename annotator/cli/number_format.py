"""How numbers with uncertainty are written: never without their counts or their interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.rule_quality.medians import Estimate
    from annotator.rule_quality.proportion import Proportion

_UNITS = ((3_600_000.0, "h"), (60_000.0, "min"), (1_000.0, "s"), (1.0, "ms"))


def share(one: Proportion, *, counts: bool = True) -> str:
    """'3/4 = 75 % [30, 95]': hits of cases, share, bounds of the interval; or why there is none."""
    if one.value is None or one.low is None or one.high is None:
        return f"undefined: {one.reason}" if counts else "undefined"
    text = f"{one.value:.0%} [{one.low * 100:.0f}, {one.high * 100:.0f}]".replace("%", " %")
    return f"{one.hits:,}/{one.of:,} = {text}" if counts else text


def span_of_time(one: Estimate) -> str:
    """'1.2 s [0.9, 1.5]' from milliseconds; or why there is none."""
    if one.value is None or one.low is None or one.high is None:
        return f"undefined: {one.reason}"
    size = max(abs(one.value), abs(one.low), abs(one.high))
    unit, name = next((pair for pair in _UNITS if size >= pair[0]), _UNITS[-1])
    value, low, high = (number / unit for number in (one.value, one.low, one.high))
    return f"{value:.1f} {name} [{low:.1f}, {high:.1f}]"
