"""The check of gradients, the gallery of planted bugs, and what the check says of each."""

import numpy as np
import pytest

from snippets import (
    gradient_blocks,
    gradient_bugs,
    gradient_check,
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
    return np.concatenate([g.ravel() for g in gradient_bugs.gradient(V, W, bug)])


POINTS = [np.zeros(16), *np.random.default_rng(5).normal(0, 1.5, (5, 16))]


@pytest.mark.parametrize("w", POINTS)
def test_both_two_layer_gradients_are_the_gradient(w):
    exact = xor_gradient(w)
    assert hidden_asymmetry.update(w, True) == pytest.approx(exact, rel=1e-9, abs=1e-13)
    V, W = w[:12].reshape(3, 4), w[12:].reshape(4, 1)
    found = np.concatenate([g.ravel() for g in gradient_bugs.gradient(V, W)])
    assert found == pytest.approx(exact, rel=1e-9, abs=1e-13)
    assert gradient_bugs.loss(V, W) == pytest.approx(xor_loss(w).real, rel=1e-12)


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


def test_check_of_the_gallery_is_the_larger_distance_to_the_true_gradient():
    w = np.concatenate([M.ravel() for M in gradient_bugs.START])
    true, claimed = np.array(xor_gradient(w)), xor_without_hidden_slope(w)
    first, last = (distance(claimed[part], true[part]) for part in (slice(12), slice(12, 16)))
    assert first > 0.1 > 1e-9 > last
    assert gradient_bugs.check("no hidden slope") == pytest.approx(first, rel=1e-8)
    assert gradient_bugs.check("wrong sign") == pytest.approx(1, rel=1e-8)
    drawn = np.random.default_rng(0).uniform(-1, 1, 16)
    assert (w == drawn).all()
    assert (np.concatenate([M.ravel() for M in gradient_bugs.START]) == drawn).all()  # still


def distance(claimed, true):
    return np.linalg.norm(claimed - true) / (np.linalg.norm(claimed) + np.linalg.norm(true))


def test_check_finds_every_bug_but_the_order_of_steps():
    assert {b for b in gradient_bugs.BUGS if gradient_bugs.check(b) < 1e-8} == {
        "no bug", "order of steps",
    }  # fmt: skip
    for bug in set(gradient_bugs.BUGS) - {"no bug", "order of steps"}:
        assert gradient_bugs.check(bug) > 1e-2, bug


def test_at_zero_weights_no_bug_of_the_gallery_shows():
    zero = np.zeros((3, 4)), np.zeros((4, 1))
    assert not np.any(xor_gradient(np.zeros(16)))
    for bug in gradient_bugs.BUGS:
        assert not any(g.any() for g in gradient_bugs.gradient(*zero, bug)), bug


def stepped(sign):
    """The loss after one step from the start, down or up the gradient."""
    w = np.concatenate([M.ravel() for M in gradient_bugs.START])
    return xor_loss(w + sign * np.array(xor_gradient(w))).real


def test_the_other_question_finds_the_order_of_steps():
    first, right = gradient_bugs.train("no bug", 1)
    assert first == pytest.approx(gradient_bugs.loss(*gradient_bugs.START), rel=1e-12)
    assert right == pytest.approx(stepped(-1), rel=1e-9)
    assert gradient_bugs.train("order of steps", 1)[1] != pytest.approx(right, rel=1e-6)
    assert gradient_bugs.train("wrong sign", 1)[1] == pytest.approx(stepped(1), rel=1e-9)


def test_in_the_wrong_order_the_errors_go_back_through_the_changed_weights():
    w = np.concatenate([M.ravel() for M in gradient_bugs.START])
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
    assert gradient_bugs.train("order of steps", 1)[1] == pytest.approx(after, rel=1e-12)


def test_numbers_of_steps_are_those_of_the_page_unless_another_is_given():
    assert gradient_bugs.train("no bug") == gradient_bugs.train("no bug", steps=300)


# --- the check to paste -----------------------------------------------------------------------


def product(V, w):
    """A loss with a gradient that differs from entry to entry, and from array to array."""
    return (np.sin(V) @ w).sum() + (w**2).sum()


@pytest.fixture
def smooth():
    V, w = np.array([[0.3, -1.2], [2.0, 0.1], [0.5, 0.7]]), np.array([0.4, -0.9])
    return [V, w], [np.cos(V) * w, np.sin(V).sum(axis=0) + 2 * w]


def test_check_passes_the_gradient_and_puts_the_weights_back(smooth):
    weights, gradients = smooth
    before = [M.copy() for M in weights]
    assert max(gradient_check.check(product, weights, gradients)) < 1e-9
    assert all(map(np.array_equal, weights, before))


def test_check_tells_which_array_is_wrong(smooth):
    weights, (first, last) = smooth
    fine, twice = gradient_check.check(product, weights, [first, 2 * last])
    assert fine < 1e-9
    assert twice == pytest.approx(1 / 3, rel=1e-8)
    opposite, _ = gradient_check.check(product, weights, [-first, last])
    assert opposite == pytest.approx(1, rel=1e-8)


def test_check_takes_both_sides_and_the_step_that_the_page_names():
    w = [np.zeros(1)]
    assert gradient_check.check(lambda w: (w**2 + w).sum(), w, [np.ones(1)])[0] < 1e-10
    (cubic,) = gradient_check.check(lambda w: (w**3 + w).sum(), w, [np.ones(1)])
    assert cubic == pytest.approx(1e-10 / 2, rel=1e-3)  # h² over the sum of two lengths of 1


def test_check_of_nothing_is_zero_and_single_precision_is_refused():
    w = np.zeros(2)
    assert gradient_check.check(lambda w: 0.5, [w], [w]) == [0]
    with pytest.raises(AssertionError, match="double precision"):
        gradient_check.check(lambda w: 0.5, [w.astype(np.float32)], [w])
    with pytest.raises(ValueError, match="zip"):
        gradient_check.check(lambda w: 0.5, [w], [w, w])


def test_neuron_of_the_example(monkeypatch):
    X, y = np.array([[0.5, -1], [2, 1]]), np.array([0, 1])
    monkeypatch.setattr(gradient_check, "X", X, raising=False)
    monkeypatch.setattr(gradient_check, "y", y, raising=False)
    w, b = np.array([0.3, -0.2]), np.array([0.1])
    a = [oracle.sigmoid(0.45).real, oracle.sigmoid(0.5).real]
    assert gradient_check.output(w, b) == pytest.approx(a, rel=1e-12)
    assert gradient_check.loss(w, b) == pytest.approx((a[0] ** 2 + (a[1] - 1) ** 2) / 2, rel=1e-12)


# --- one number for all weights, and one for each layer ---------------------------------------


@pytest.fixture
def layers(monkeypatch):
    rng = np.random.default_rng(7)
    monkeypatch.setattr(gradient_blocks, "X", rng.uniform(-1, 1, (3, 2)), raising=False)
    monkeypatch.setattr(gradient_blocks, "y", rng.integers(0, 2, (3, 2)), raising=False)
    return [rng.uniform(-1, 1, shape) for shape in [(2, 3), (3, 2), (2, 2)]]


def layered_loss(weights, nudged=(), nudge=0.0):
    """Half the sum of squared errors; the first hidden activations moved by `nudged`, if given."""
    total = 0
    for row, targets in zip(gradient_blocks.X, gradient_blocks.y, strict=True):
        a = list(row)
        for n, W in enumerate(weights):
            a = [oracle.sigmoid(sum(v * W[i][j] for i, v in enumerate(a)))
                 for j in range(len(W[0]))]  # fmt: skip
            if n == 0 and nudged:
                i, j = nudged
                a[j] += nudge * row[i]
        total += sum((p - t) ** 2 for p, t in zip(a, targets, strict=True)) / 2
    return total


def test_gradient_of_many_layers_and_its_bug(layers):
    assert gradient_blocks.loss(layers) == pytest.approx(layered_loss(layers).real, rel=1e-12)
    right, wrong = gradient_blocks.gradient(layers), gradient_blocks.gradient(layers, bug=True)
    measured = gradient_blocks.measure(layers)
    for n, W in enumerate(layers):
        for i in np.ndindex(W.shape):

            def moved(s, n=n, i=i):
                other = [M.astype(complex) for M in layers]
                other[n][i] += s
                return layered_loss(other)

            exact = oracle.complex_step(moved, 0)
            assert right[n][i] == pytest.approx(exact, rel=1e-9)
            assert measured[n][i] == pytest.approx(exact, rel=1e-5, abs=1e-10)
            if n:
                assert wrong[n][i] == right[n][i]
            else:
                straight = oracle.complex_step(lambda s, i=i: layered_loss(layers, i, s), 0)
                assert wrong[n][i] == pytest.approx(straight, rel=1e-9)


def test_what_a_bug_shows_stays_when_the_step_changes(layers):
    """The page tells a bug from an inexact measurement by this."""
    right, wrong = gradient_blocks.gradient(layers), gradient_blocks.gradient(layers, bug=True)
    found = []
    for h in (1e-3, 1e-2):
        measured = gradient_blocks.measure(layers, h)
        found.append([gradient_blocks.difference(g, measured) for g in (right, wrong)])
    (right_small, wrong_small), (right_large, wrong_large) = found
    assert wrong_large == pytest.approx(wrong_small, rel=1e-3)
    assert right_large == pytest.approx(100 * right_small, rel=0.1)


def test_difference_is_that_of_all_arrays_together():
    g, m = [np.array([[3.0, 0.0]]), np.zeros(2)], [np.array([[0.0, 0.0]]), np.array([0.0, 4.0])]
    assert gradient_blocks.difference(g, m) == pytest.approx(5 / 7)
    assert gradient_blocks.difference(g[:1], m[:1]) == 1
