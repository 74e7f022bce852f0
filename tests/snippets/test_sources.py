"""The rules that the page of sources compares."""

import numpy as np
import pytest

from snippets import (
    sources_widget,
)
from tests import oracle


def test_widget_and_true_rule_end_where_the_page_says():
    assert sources_widget.final_output(lambda a: a) == pytest.approx(0.780, abs=5e-4)
    assert sources_widget.final_output(lambda a: 1 / (1 - a)) == pytest.approx(0.048, abs=5e-4)
    for a in (0.1, 0.5, 0.9):  # the rules are what the page says of them
        by_a = oracle.complex_step(lambda v: -np.log(1 - v), a)
        z = np.log(a / (1 - a))
        by_z = oracle.complex_step(lambda v: -np.log(1 - oracle.sigmoid(v)), z)
        assert (by_a, by_z) == pytest.approx((1 / (1 - a), a), rel=1e-12)
