"""Officials' examples (`cases.yaml` beside an order): read strictly, run by the product's own actions. The command
`priemnaya orders test` and the suite run the same."""

from .plays import BASE, examples_beside, examples_in, playing, with_examples
from .reading import WAITS, Example, read_examples
from .running import Outcome, run_example

__all__ = [
    "BASE",
    "WAITS",
    "Example",
    "Outcome",
    "examples_beside",
    "examples_in",
    "playing",
    "read_examples",
    "run_example",
    "with_examples",
]
