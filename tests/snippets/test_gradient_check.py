"""The gallery of planted bugs, and what the check says of each."""

import numpy as np
import pytest

from snippets import (
    gradient_check,
    gradient_step,
    hidden_asymmetry,
)
from tests import oracle

XOR = [((0, 0, 1), 0), ((0, 1, 1), 1), ((1, 0, 1), 1), ((1, 1, 1), 0)]


def xor_loss(w):
    """Half the sum of squared errors of a 3-4-1 network, unit by unit, complex weights too."""
    total = 0
    for x, t in XOR:
        hidden = [oracle.sigmoid(sum(x[i] * w[4 * i + j] for i in range(3))) for j in range(4)]
        total += (oracle.sigmoid(sum(h * v for h, v in zip(hidden, w[12:], strict=True))) - t) ** 2
    return total / 2


def xor_gradient(w, loss=xor_loss):
    return [oracle.complex_step(lambda s, e=e: loss(w + s * e), 0) for e in np.eye(16)]


def xor_without_hidden_slope(w):
    """The gradient with each hidden unit moved as far as its sum, by its input."""
    gradient = np.array(xor_gradient(w))
    for i in range(3):
        for j in range(4):

            def moved(s, i=i, j=j):
                total = 0
                for x, t in XOR:
                    hidden = [oracle.sigmoid(sum(x[k] * w[4 * k + m] for k in range(3)))
                              for m in range(4)]  # fmt: skip
                    hidden[j] += s * x[i]
                    z = sum(h * v for h, v in zip(hidden, w[12:], strict=True))
                    total += (oracle.sigmoid(z) - t) ** 2 / 2
                return total

            gradient[4 * i + j] = oracle.complex_step(moved, 0)
    return gradient


def xor_cross_entropy(w):
    """Its slope over the last sum has no slope of the sigmoid in it."""
    total = 0
    for x, t in XOR:
        hidden = [oracle.sigmoid(sum(x[i] * w[4 * i + j] for i in range(3))) for j in range(4)]
        a = oracle.sigmoid(sum(h * v for h, v in zip(hidden, w[12:], strict=True)))
        total -= np.log(a if t else 1 - a)
    return total


def xor_claimed(w, bug):
    V, W = w[:12].reshape(3, 4), w[12:].reshape(4, 1)
    return np.concatenate([g.ravel() for g in gradient_check.gradient(V, W, bug)])


POINTS = [np.zeros(16), *np.random.default_rng(5).normal(0, 1.5, (5, 16))]


@pytest.mark.parametrize("w", POINTS)
def test_both_two_layer_gradients_are_the_gradient(w):
    exact = xor_gradient(w)
    assert hidden_asymmetry.update(w, True) == pytest.approx(exact, rel=1e-9, abs=1e-13)
    V, W = w[:12].reshape(3, 4), w[12:].reshape(4, 1)
    found = np.concatenate([g.ravel() for g in gradient_check.gradient(V, W)])
    assert found == pytest.approx(exact, rel=1e-9, abs=1e-13)
    assert gradient_check.loss(V, W) == pytest.approx(xor_loss(w).real, rel=1e-12)


@pytest.mark.parametrize("w", POINTS)
def test_planted_bugs_are_those_that_their_names_say(w):
    exact = {"rel": 1e-9, "abs": 1e-13}
    straight = xor_without_hidden_slope(w)
    assert hidden_asymmetry.update(w, False) == pytest.approx(straight, **exact)
    assert xor_claimed(w, "no hidden slope") == pytest.approx(straight, **exact)
    entropy = xor_gradient(w, xor_cross_entropy)
    assert xor_claimed(w, "no output slope") == pytest.approx(entropy, **exact)
    assert xor_claimed(w, "wrong sign") == pytest.approx(-np.array(xor_gradient(w)), **exact)
    into_last = np.zeros(4)
    for x, t in XOR:
        hidden = [oracle.sigmoid(sum(x[i] * w[4 * i + j] for i in range(3))).real for j in range(4)]
        z = sum(h * v for h, v in zip(hidden, w[12:], strict=True))
        into_last += np.multiply(hidden, (oracle.sigmoid(z).real - t) * (z - z**2))
    assert xor_claimed(w, "slope of z")[12:] == pytest.approx(into_last, **exact)


def test_check_is_the_distance_to_the_true_gradient():
    rng = np.random.default_rng(0)
    w = np.concatenate([rng.uniform(-1, 1, 12), rng.uniform(-1, 1, 4)])
    true, claimed = np.array(xor_gradient(w)), xor_without_hidden_slope(w)
    distance = np.linalg.norm(claimed - true) / (np.linalg.norm(claimed) + np.linalg.norm(true))
    assert gradient_check.check("no hidden slope") == pytest.approx(distance, rel=1e-8)


BUGS = ["no output slope", "slope of z", "wrong sign", "no hidden slope", "rows mixed up"]


def test_check_finds_every_bug_but_the_order_of_steps():
    assert gradient_check.check("") < 1e-8
    assert gradient_check.check("order of steps") < 1e-8
    for bug in BUGS:
        assert gradient_check.check(bug) > 1e-2, bug


def test_the_other_question_finds_the_order_of_steps():
    rng = np.random.default_rng(0)
    start = [rng.uniform(-1, 1, shape) for shape in gradient_check.SHAPES]
    right = gradient_check.loss(
        *(M - g for M, g in zip(start, gradient_check.gradient(*start), strict=True))
    )
    assert gradient_check.train("", 1)[1] == pytest.approx(right, rel=1e-12)
    assert gradient_check.train("order of steps", 1)[1] != pytest.approx(right, rel=1e-6)
    uphill = gradient_check.loss(
        *(M + g for M, g in zip(start, gradient_check.gradient(*start), strict=True))
    )
    assert gradient_check.train("wrong sign", 1)[1] == pytest.approx(uphill, rel=1e-12)


def test_in_the_wrong_order_the_errors_go_back_through_the_changed_weights():
    rng = np.random.default_rng(0)
    w = np.concatenate([rng.uniform(-1, 1, 12), rng.uniform(-1, 1, 4)])
    changed = w[12:] - xor_gradient(w)[12:]

    def passed_back(first):
        """Its slope is what the first weights get: the deltas of the outputs do not move."""
        total = 0
        for x, t in XOR:
            before, now = (
                [oracle.sigmoid(sum(x[i] * v[4 * i + j] for i in range(3))) for j in range(4)]
                for v in (w, first)
            )
            z = sum(h.real * v for h, v in zip(before, w[12:], strict=True))
            delta = oracle.complex_step(lambda z, t=t: (oracle.sigmoid(z) - t) ** 2 / 2, z)
            total += delta * sum(h * v for h, v in zip(now, changed, strict=True))
        return total

    first = [oracle.complex_step(lambda s, e=e: passed_back(w[:12] + s * e), 0) for e in np.eye(12)]
    after = xor_loss(np.concatenate([w[:12] - first, changed])).real
    assert gradient_check.train("order of steps", 1)[1] == pytest.approx(after, rel=1e-12)


def test_numbers_of_steps_are_those_of_the_page_unless_another_is_given():
    assert gradient_check.train("") == gradient_check.train("", steps=3000)


@pytest.mark.parametrize("h", [1e-2, 1e-4, 1e-6])
def test_central_difference_of_the_sigmoid(h):
    exact = oracle.complex_step(oracle.sigmoid, 1.0)
    assert abs(gradient_step.difference(1.0, h) - exact) <= h**2 / 48 + 2e-16 / h
