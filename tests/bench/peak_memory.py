"""The peak memory of this process."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_memory() -> float:
    """Megabytes of memory that this process had at most.

    On Linux `ru_maxrss` of a process that was just started is at least what its parent had when it
    started it, so the kernel's own figure is read there.
    """
    if _STATUS.exists():
        line = next(one for one in _STATUS.read_text("ascii").splitlines() if "VmHWM" in one)
        return int(line.split()[1]) / 1024
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
