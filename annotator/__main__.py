"""The command `annotator`, also as `python -m annotator`."""

from __future__ import annotations

import sys

from annotator.cli import main, standard_streams
from annotator.gc_tuning import reduce_gc_frequency


def run() -> None:
    """Run the command line. Exit codes: 1 for an error in the data, 2 for one in the command."""
    reduce_gc_frequency()
    standard_streams.prepare()
    sys.exit(standard_streams.run(lambda: main(prog_name="annotator")))


if __name__ == "__main__":
    run()
