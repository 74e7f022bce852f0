import numpy as np
import pytest

from snippets import eleven_lines, eleven_lines_exercise, eleven_lines_gradient
from tests import oracle

# As the tutorial of 12 July 2015 prints them.
PUBLISHED = [0.00966449, 0.00786506, 0.99358898, 0.99211957]
POINTS = [np.zeros(3), np.array([5.0, -5, 5]), *np.random.default_rng(2).normal(size=(20, 3))]


def loss(W):
    """Half the sum of squared errors, example by example, for complex weights too."""
    examples = [((0, 0, 1), 0), ((0, 1, 1), 0), ((1, 0, 1), 1), ((1, 1, 1), 1)]
    return sum(
        (oracle.sigmoid(sum(w * x for w, x in zip(W, row, strict=True))) - target) ** 2 / 2
        for row, target in examples
    )


def gradient(W):
    return [oracle.complex_step(lambda s, e=e: loss(W + s * e), 0) for e in np.eye(3)]


def test_training_prints_the_published_numbers():
    np.random.seed(1)
    _, a = eleven_lines.train(2 * np.random.random((3, 1)) - 1, 10_000)
    assert a.ravel() == pytest.approx(PUBLISHED, abs=5e-9)


@pytest.mark.parametrize("W", POINTS)
@pytest.mark.parametrize("rate", [1.0, 0.1])
def test_a_pass_is_a_step_against_the_gradient(W, rate):
    moved, a = eleven_lines.train(W.reshape(3, 1), 1, rate)
    assert (W - moved.ravel()) / rate == pytest.approx(gradient(W), rel=1e-9, abs=1e-12)
    assert a.shape == (4, 1)


@pytest.mark.parametrize("W", POINTS)
def test_update_is_minus_the_gradient_of_the_loss(W):
    column = W.reshape(3, 1)
    assert eleven_lines_gradient.loss(column) == pytest.approx(loss(W).real, rel=1e-12)
    update = eleven_lines_gradient.update(column).ravel()
    assert -update == pytest.approx(gradient(W), rel=1e-11, abs=1e-14)


@pytest.mark.parametrize("W", POINTS)
def test_deltas_of_the_exercise_add_up_to_the_gradient_of_the_last_weight(W):
    delta = eleven_lines_exercise.deltas(W.reshape(3, 1)).ravel()
    assert delta.shape == (4,)
    assert [delta[2] + delta[3], delta[1] + delta[3], delta.sum()] == pytest.approx(
        gradient(W), rel=1e-11, abs=1e-14
    )


@pytest.mark.parametrize("module", [eleven_lines, eleven_lines_gradient])
def test_sigmoid(module):
    z = np.array([-30, -1, 0, 2, 30.0])
    assert module.sigmoid(z) == pytest.approx([oracle.sigmoid(v).real for v in z], rel=1e-13)
