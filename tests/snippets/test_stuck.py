"""Why a network does not learn: each case is what its name says, and is measured rightly."""

import math

import matplotlib.pyplot as plt
import mpmath
import numpy as np
import pytest

from snippets import stuck, stuck_memory, stuck_nan
from snippets.figures import stuck as curves
from tests import oracle

XOR = [((0, 0, 1), 0), ((0, 1, 1), 1), ((1, 0, 1), 1), ((1, 1, 1), 0)]


def start(units, scale, shift):
    rng = np.random.default_rng(0)
    shapes = (3, units), (units, 1)
    return [shift + scale * rng.uniform(-1, 1, shape) for shape in shapes]


def descended(loss, W):
    """The weights after a step at rate 1, along derivatives by the complex step."""
    found = []
    for k, w in enumerate(W):
        slopes = np.zeros(w.shape)
        for at in np.ndindex(w.shape):
            unit = np.zeros(w.shape)
            unit[at] = 1
            nudged = lambda s, k=k, e=unit: [*W[:k], W[k] + s * e, *W[k + 1 :]]  # noqa: E731
            slopes[at] = oracle.complex_step(lambda s, n=nudged: loss(n(s)), 0)
        found.append(w - slopes)
    return found


def outputs(W1, W2):
    """The output for each sample, by scalars."""
    found = []
    for x, _ in XOR:
        hidden = [oracle.sigmoid(sum(a * b for a, b in zip(x, w, strict=True))) for w in W1.T]
        found.append(oracle.sigmoid(sum(h * w for h, w in zip(hidden, W2[:, 0], strict=True))))
    return found


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("nothing wrong", lambda a, t: (a - t) ** 2),
        ("targets 1 and 3", lambda a, t: (a - (1 + 2 * t)) ** 2),
        ("targets (4,)", lambda a, t: sum((a - u) ** 2 for _, u in XOR) / 4),
        ("rate 300", lambda a, t: (a - t) ** 2),
    ],
)
def test_push_step_and_loss_of_the_first_pass_are_those_of_the_loss(name, sees):
    """By the complex step through half the squared error, compared as the case compares."""
    changed = stuck.CASES[name]
    W1, W2 = start(4, 1, 0)
    half = lambda a: sum(sees(b, t) for b, (_, t) in zip(a, XOR, strict=True)) / 2  # noqa: E731
    _, (push, *_), (step, *_), losses = stuck.train(**changed)
    assert losses[0] == pytest.approx(half(outputs(W1, W2)).real / 2, rel=1e-12)
    units = np.eye(W1.size).reshape(-1, *W1.shape)
    slopes = [oracle.complex_step(lambda s, e=e: half(outputs(W1 + s * e, W2)), 0) for e in units]
    moved = changed.get("rate", 3) * np.abs(slopes).max()
    assert step == pytest.approx(moved, rel=1e-9)
    logits = [math.log(a.real / (1 - a.real)) for a in outputs(W1, W2)]
    deltas = [
        oracle.complex_step(lambda s, z=z, t=t: sees(oracle.sigmoid(z + s), t) / 2, 0)
        for z, (_, t) in zip(logits, XOR, strict=True)
    ]
    assert push == pytest.approx(max(map(abs, deltas)), rel=1e-9)


def test_what_the_page_says_of_each_case():
    ran = {name: stuck.train(**changed) for name, changed in stuck.CASES.items()}
    target = np.array([t for _, t in XOR])
    last = {name: np.mean((a - target) ** 2) for name, (a, *_) in ran.items()}
    assert all((last[name] < 0.01) == (name == "nothing wrong") for name in ran)
    for name in ("weights all 0", "weights all 0.5", "targets (4,)", "targets 1 and 3"):
        assert np.ptp(ran[name][0]) < 0.01  # all the same
    assert ran["weights all 0"][2][0] == 0
    assert ran["weights x 50"][1][0] < 1e-4 < ran["rate 0.001"][1][0]
    assert ran["rate 0.001"][2][0] < 1e-4
    assert ran["rate 300"][2][0] > 1  # the weights start between -1 and 1
    for name in ("rate 300", "+= for -="):
        assert ran[name][3][-1] > 1.9 * ran[name][3][0]


def test_equal_units_stay_equal_and_a_little_chance_parts_them():
    """Four equal units do what one with a weight four times as large upwards and a step of its own
    does: so no more than one unit can, whose loss on XOR is not below 0.18."""
    assert stuck.train(**stuck.CASES["weights all 0.5"])[3][-1] > 0.18
    assert stuck.train(**stuck.CASES["one hidden unit"])[3][-1] > 0.18
    parted = stuck.train(scale=0.001, shift=0.5)[0]
    assert np.abs(parted - [t for _, t in XOR]).max() < 0.1


def test_nothing_beats_one_half_on_xor_without_a_hidden_layer():
    grid = np.linspace(-20, 20, 81)
    u, v, b = np.meshgrid(grid, grid, grid)
    s = lambda z: (1 + np.tanh(z / 2)) / 2  # noqa: E731
    loss = s(b) ** 2 + (1 - s(u + b)) ** 2 + (1 - s(v + b)) ** 2 + s(u + v + b) ** 2
    assert loss.min() / 4 == pytest.approx(0.25, abs=1e-12)


def test_rate_that_is_too_large_multiplies_the_loss_by_one_factor():
    """The error of w is multiplied by 1 - 14 rate, since 1 + 4 + 9 = 14."""
    for rate in (0.3, 0.03):
        losses = stuck_nan.fit(rate, 5)
        exact = [56 / 3 * (1 - 14 * rate) ** (2 * n) for n in range(5)]
        assert losses == pytest.approx(exact, rel=1e-9)
    with np.errstate(all="ignore"):
        assert np.isnan(stuck_nan.fit(0.3, 1000)[-1])


def test_best_rule_of_the_memory_is_wrong_a_fifth_of_the_time():
    X, y = stuck_memory.draw(100_000, np.random.default_rng(1))
    assert np.mean((X[:, :1] + X[:, 1:2] > 0) != y) == pytest.approx(0.2, abs=0.005)
    assert (X[:, 2] == 1).all()


def test_memory_descends_cross_entropy(monkeypatch):
    """A second implementation, by logits, draws the same line between right and wrong."""
    rng = np.random.default_rng(0)
    held, (X, y) = stuck_memory.draw(1000, rng), stuck_memory.draw(20, rng)
    W = [rng.normal(size=(3, 5)), rng.normal(size=(5, 1)) / math.sqrt(5)]

    def loss(V):
        z = np.tanh(X @ V[0]) @ V[1]
        return np.mean(np.log(1 + np.exp(z)) - y * z)

    for _ in range(7):
        W = descended(loss, W)
    shares = [np.mean((np.tanh(P @ W[0]) @ W[1] > 0) != t) for P, t in ((X, y), held)]
    assert stuck_memory.wrong(20, 7, units=5) == pytest.approx(shares, abs=1e-12)


def test_sigmoid_of_forty_rounds_to_one_and_the_loss_from_z_does_not():
    z = 40.0
    assert 1 / (1 + math.exp(-z)) == 1
    exact = mpmath.log(1 + mpmath.exp(-z))
    assert np.logaddexp(0, z) - z == pytest.approx(float(exact), abs=1e-14)
    shifted = np.exp([0, -1.0]) / np.exp([0, -1.0]).sum()
    assert shifted == pytest.approx([1 / (1 + math.exp(-1)), 1 / (1 + math.e)], rel=1e-12)


def test_curves_are_those_of_the_cases():
    drawn = {ax.get_title(): ax.lines for ax in curves.draw().axes}
    plt.close("all")
    for title, loss in curves.LOSSES.items():
        assert list(drawn[title][0].get_ydata()) == loss
    assert list(drawn["explodes (log axis)"][0].get_ydata()) == curves.STEEP
    for line, column in zip(drawn["training only"], curves.WRONG.T, strict=True):
        assert list(line.get_xdata()) == list(curves.TRIED)
        assert list(line.get_ydata()) == list(column)
    for title, name in curves.CURVES.items():
        assert curves.LOSSES[title] == stuck.train(**stuck.CASES[name])[-1]
    assert curves.STEEP[1] / curves.STEEP[0] == pytest.approx(3.2**2)
    assert curves.WRONG[-1, 0] == 0
