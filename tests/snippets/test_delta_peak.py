import pytest

from snippets.delta_peak import delta
from tests import oracle


@pytest.mark.parametrize("y", [0, 0.3, 1])
@pytest.mark.parametrize("z", [-9, -1, 0, 1, 9])
def test_delta_over_the_activation(z, y):
    a = oracle.sigmoid(z).real
    measured = oracle.complex_step(lambda v: (oracle.sigmoid(v) - y) ** 2 / 2, z)
    assert delta(a, y) == pytest.approx(measured, rel=1e-11, abs=1e-15)
