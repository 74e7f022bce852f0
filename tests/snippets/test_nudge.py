import pytest

from snippets import nudge_bias
from snippets.nudge import forward, ratios
from tests import oracle

POINT = {"x": 2.0, "b": -0.5, "y": 1.0}


def loss(w, b=POINT["b"]):
    return (oracle.sigmoid(w * POINT["x"] + b) - POINT["y"]) ** 2 / 2


@pytest.mark.parametrize("w", [-6, -1, 0.25, 0.5, 3])
def test_forward_and_the_limit_of_the_ratios(w):
    z, a, value = forward(w)
    assert z == 2 * w - 0.5
    assert a == pytest.approx(oracle.sigmoid(z).real, rel=1e-13)
    assert value == pytest.approx(loss(w).real, rel=1e-13)
    third, second, first = ratios(w, 1e-6)
    assert first == pytest.approx(POINT["x"], rel=1e-8)
    assert second == pytest.approx(oracle.complex_step(oracle.sigmoid, z), abs=1e-6)
    assert third == pytest.approx(a - POINT["y"], abs=1e-5)
    assert first * second * third == pytest.approx(oracle.complex_step(loss, w), abs=1e-6)


@pytest.mark.parametrize("h", [1, 0.1, 1e-3])
def test_ratios_multiply_to_the_whole_for_a_nudge_of_any_size(h):
    first, second, third = ratios(0.5, h)
    whole = (loss(0.5 + h) - loss(0.5)).real / h
    assert first * second * third == pytest.approx(whole, rel=1e-10)


@pytest.mark.parametrize("b", [-4, -0.5, 0, 4])
def test_loss_with_a_bias(b):
    assert nudge_bias.loss(0.5, b) == pytest.approx(loss(0.5, b).real, rel=1e-13)
