"""The rules as Python that one would write by hand for speed: the figure others are held to.

`bench.write_handwritten` wrote the functions of the kinds, once; nothing is compiled at run time.
"""

from collections import defaultdict
from collections.abc import Sequence
from time import process_time

from bench import handwritten_a, handwritten_b, handwritten_c
from bench.answer import Answer, Discharged, Due, Opened
from bench.workload import Workload, make_rules

_HANDLERS = {**handwritten_a.HANDLERS, **handwritten_b.HANDLERS, **handwritten_c.HANDLERS}


def run(workload: Workload) -> tuple[float, Answer]:
    """Seconds taken and the answer."""
    if workload.rules != make_rules():
        raise ValueError("the functions were written for other rules")
    # By case first: 2,000 small dicts are faster than 60 large ones.
    due: Due = defaultdict(lambda: defaultdict(list))
    matched: list[Sequence[str]] = []
    opened: list[Opened] = []
    discharged: list[Discharged] = []
    start = process_time()
    for event in workload.events:
        handler = _HANDLERS.get(event["kind"])
        matched.append(handler(event, due, opened, discharged) if handler else ())
    return process_time() - start, Answer(matched, opened, discharged)
