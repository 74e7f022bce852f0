import numpy as np
import pytest

from snippets import eleven_lines, eleven_lines_exercise, eleven_lines_gradient, slope_bugs
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


@pytest.mark.parametrize("module", [eleven_lines, eleven_lines_gradient, slope_bugs])
def test_sigmoid(module):
    z = np.array([-30, -1, 0, 2, 30.0])
    assert module.sigmoid(z) == pytest.approx([oracle.sigmoid(v).real for v in z], rel=1e-13)


@np.vectorize
def slope_over_z(z):
    return oracle.complex_step(oracle.sigmoid, z)


def trained(slope, W, steps):
    """The worst error of one start, sample by sample, with any function of z for the slope."""
    samples = [((0, 0, 1), 0), ((0, 1, 1), 0), ((1, 0, 1), 1), ((1, 1, 1), 1)]
    for _ in range(steps):
        push = np.zeros(3)
        for row, target in samples:
            z = W @ row
            push += (oracle.sigmoid(z).real - target) * slope(z) * np.array(row)
        W = W - push
    return max(abs(oracle.sigmoid(W @ row) - target) for row, target in samples)


@pytest.mark.parametrize(
    ("argument", "slope"),
    [
        ("a", slope_over_z),
        ("sigmoid(a)", lambda z: slope_over_z(oracle.sigmoid(z).real)),
        ("z", lambda z: z - z * z),
    ],
)
@pytest.mark.parametrize("steps", [1, 2])
def test_helper_trains_with_what_it_gets(argument, slope, steps):
    starts = np.random.default_rng(6).uniform(-1, 1, (3, 5)) / 2
    wanted = [trained(slope, W, steps) for W in starts.T]
    assert slope_bugs.train(argument, starts, steps) == pytest.approx(wanted, rel=1e-11)


def test_of_many_other_starts_the_same_arguments_learn():
    starts = np.random.default_rng(7).uniform(-1, 1, (3, 200))
    with np.errstate(over="ignore", invalid="ignore"):
        right, twice, of_z = (slope_bugs.train(x, starts) for x in ("a", "sigmoid(a)", "z"))
    assert ((right > 0.01) & (right < 0.25)).all()
    assert (twice < 0.01).all()
    assert not (of_z < 0.25).any()


def test_bugs_are_trained_for_two_thousand_steps_unless_told_otherwise():
    starts = np.zeros((3, 1))
    assert slope_bugs.train("a", starts) == slope_bugs.train("a", starts, steps=2000)
