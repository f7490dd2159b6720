"""The command `annotator`, also as `python -m annotator`."""

from __future__ import annotations

import sys

from annotator.cli import main
from annotator.cli.console import print_message
from annotator.errors import AnnotatorError
from annotator.gc_tuning import reduce_gc_frequency


def run() -> None:
    """Run the command line. Exit codes: 1 for an error in the data, 2 for one in the command."""
    reduce_gc_frequency()
    try:
        main(prog_name="annotator")
    except AnnotatorError as error:
        print_message(str(error))
        sys.exit(1)


if __name__ == "__main__":
    run()
