"""One test in two forms: a short one for `make test`, a long one for `make torture`."""

import pytest

LONGEST_SECONDS = 2 * 3600


def forms(*, short: int, long: int) -> pytest.MarkDecorator:
    """Gives the test its number of `examples`; the long form carries the mark `torture`."""
    marks = [pytest.mark.torture, pytest.mark.timeout(LONGEST_SECONDS)]
    both = [
        pytest.param(short, id=f"short-{short}"),
        pytest.param(long, id=f"long-{long}", marks=marks),
    ]
    return pytest.mark.parametrize("examples", both)
