"""The five rules: their losses, their escapes, and how they fade."""

import math

import mpmath
import numpy as np
import pytest

from snippets import cube_escape, cube_late
from snippets.figures.cube_late import wrongness
from tests import oracle

Z = [-12, -3, -1, 0, 0.5, 2, 6, 12]


# What each rule is the slope of, for the target 0 and so u = a: the equation on the page.
LOSSES = {
    "cross-entropy": lambda u: -np.log(1 - u),
    "e·slope": lambda u: u**2 / 2,
    "e³·slope": lambda u: u**4 / 4,
    "e³ alone": lambda u: -np.log(1 - u) - u - u**2 / 2,
    "sign·slope": lambda u: u,
}


@pytest.mark.parametrize("z", Z)
@pytest.mark.parametrize("name", LOSSES)
def test_each_rule_is_the_slope_of_its_loss(name, z):
    measured = oracle.complex_step(lambda v: LOSSES[name](oracle.sigmoid(v)), z)
    push = cube_escape.RULES.get(name, lambda u: u * (1 - u))
    assert push(oracle.sigmoid(z).real) == pytest.approx(measured, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize(("power", "name"), [(2, "e·slope"), (3, "e³ alone"), (4, "e³·slope")])
def test_late_rules_are_the_rules_of_the_escape_and_have_their_power(power, name):
    p, rule = cube_late.RULES[name]
    assert p == power
    for u in (1e-6, 0.3, 0.9):
        assert rule(u) == cube_escape.RULES[name](u)
    assert rule(2e-6) / rule(1e-6) == pytest.approx(2**power, rel=1e-5)


def test_cubing_escapes_no_sooner():
    assert cube_escape.steps_to_half(cube_escape.RULES["e³·slope"], 8) == 3040


@pytest.mark.parametrize("name", cube_late.RULES)
@pytest.mark.parametrize(("start", "end"), [(0.1, 0.05), (0.2, 0.1)])
def test_steps_late_are_about_an_integral(name, start, end):
    """A step changes u by about minus the push times the slope."""
    k, push = cube_late.RULES[name]
    speed = lambda u: u**k * ((1 - u) if "slope" in name else 1) * u * (1 - u)  # noqa: E731
    area = mpmath.quad(lambda u: 1 / speed(u), [end, start])
    assert abs(cube_late.steps(push, start, end) - area) < 2 + 0.01 * area


def test_steps_late_start_where_they_should_and_stop_below_the_end():
    asked = []
    assert cube_late.steps(lambda u: asked.append(u) or 0.1, 0.3, 0.29) == 1
    assert asked == pytest.approx([0.3], rel=1e-12)
    assert cube_late.steps(lambda u: u, 0.5, 0.5) == 1  # one half is not below one half
    assert cube_late.steps(lambda u: u, 0.5, 0.51) == 0


@pytest.mark.parametrize(
    ("name", "rest"),
    [("cross-entropy", 0.9), ("e·slope", 0.9), ("e³ alone", 0.675), ("e³·slope", 0.675)],
)
def test_where_nine_labels_of_ten_leave_the_output(name, rest):
    z, push = 0.0, cube_escape.RULES[name]
    for _ in range(20_000):
        a = 1 / (1 + math.exp(-z))
        z += (9 * push(1 - a) - push(a)) / 10
    assert 1 / (1 + math.exp(-z)) == pytest.approx(rest, abs=0.0005)


def test_what_is_smallest_on_average_over_nine_labels_of_ten():
    a = np.linspace(0, 1, 100_001)
    lowest = lambda power: a[np.argmin(9 * (1 - a) ** power + a**power)]  # noqa: E731
    assert lowest(2) == pytest.approx(0.9, abs=1e-4)  # the share
    assert lowest(4) == pytest.approx(0.6753, abs=1e-4)
    assert lowest(1) == 1


def test_rate_that_makes_up_for_the_size_of_the_cube():
    pushes = cube_escape.RULES["e³·slope"], cube_escape.RULES["e·slope"]
    for u in np.linspace(0.001, 0.999, 999):
        assert (8 * pushes[0](u) > pushes[1](u)) == (u > 8**-0.5)
    for push in pushes:  # and the stall stays, for both alike
        quick = cube_escape.steps_to_half(lambda u, push=push: 8 * push(u), 8)
        assert quick == pytest.approx(cube_escape.steps_to_half(push, 8) / 8, rel=0.01)


@pytest.mark.parametrize(("u", "factor"), [(0.1, 0.029), (0.9, 1.224)])
def test_focal_loss_pushes_easy_examples_less_and_hard_ones_more(u, factor):
    z = math.log(u / (1 - u))
    focal = lambda v: -(oracle.sigmoid(v) ** 2) * np.log(1 - oracle.sigmoid(v))  # noqa: E731
    assert oracle.complex_step(focal, z) / u == pytest.approx(factor, abs=0.0005)


def test_wrongness_after_steps_is_that_of_a_run_by_hand():
    z, by_hand, asked = 0.0, [], []
    for _ in range(5):
        z -= 1 / (1 + math.exp(-z))
        by_hand.append(1 / (1 + math.exp(-z)))
    found = wrongness(lambda u: asked.append(u) or u, [1, 3, 5])
    assert found == pytest.approx([by_hand[0], by_hand[2], by_hand[4]])
    assert len(asked) == 5  # and no step is made that nobody asked for
