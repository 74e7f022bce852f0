"""The five rules: their losses, their escapes, and how they fade."""

import math

import numpy as np
import pytest

from snippets import (
    cube_escape,
    cube_late,
    cube_seeds,
    cube_steps,
    cube_wins,
)
from tests import oracle

Z = [-12, -3, -1, 0, 0.5, 2, 6, 12]


# What each rule is the slope of, for the target 0 and so u = a: the equation on the page.
LOSSES = {
    "cross-entropy, u": lambda u: -np.log(1 - u),
    "e·slope": lambda u: u**2 / 2,
    "e³·slope": lambda u: u**4 / 4,
    "e³ alone": lambda u: -np.log(1 - u) - u - u**2 / 2,
    "sign·slope": lambda u: u,
}


@pytest.mark.parametrize("z", Z)
@pytest.mark.parametrize("name", LOSSES)
def test_each_rule_is_the_slope_of_its_loss(name, z):
    measured = oracle.complex_step(lambda v: LOSSES[name](oracle.sigmoid(v)), z)
    assert cube_escape.RULES[name](oracle.sigmoid(z).real) == pytest.approx(
        measured, rel=1e-9, abs=1e-13
    )


@pytest.mark.parametrize(("power", "name"), [(2, "e·slope"), (3, "e³ alone"), (4, "e³·slope")])
def test_late_rules_are_the_rules_of_the_escape_and_have_their_power(power, name):
    p, rule = cube_late.RULES[name]
    assert p == power
    for u in (1e-6, 0.3, 0.9):
        assert rule(u) == cube_escape.RULES[name](u)
    assert rule(2e-6) / rule(1e-6) == pytest.approx(2**power, rel=1e-5)


def test_cubing_escapes_no_sooner():
    assert cube_escape.steps_to_half(cube_escape.RULES["e³·slope"], 8) == 3040


@pytest.mark.parametrize(("target", "off"), [(0.1, 0.01), (0.05, 0.001), (0.03, 0.0002)])
def test_integral_agrees_with_a_count_where_both_are_quick(target, off):
    counted = cube_steps.count(lambda u: u**4 * (1 - u), target)
    assert cube_steps.estimate_cubed(target) == pytest.approx(counted, rel=off)


def test_steps_are_told_to_a_hundredth_unless_another_target_is_given():
    assert cube_steps.count(lambda u: u) == cube_steps.count(lambda u: u, 0.01) > 90
    assert cube_steps.estimate_cubed() == cube_steps.estimate_cubed(0.01) > 1e7


@pytest.mark.parametrize("u", [0.02, 0.3, 0.5, 0.9])
def test_area_is_the_antiderivative(u):
    measured = oracle.central_difference(cube_steps.area, u, 1e-6 * u)
    assert measured == pytest.approx(1 / (u**5 * (1 - u) ** 2), rel=1e-6)


def test_wrongness_after_steps_is_that_of_a_run_by_hand():
    z, by_hand, asked = 0.0, [], []
    for _ in range(5):
        z -= 1 / (1 + math.exp(-z))
        by_hand.append(1 / (1 + math.exp(-z)))
    found = cube_late.wrongness(lambda u: asked.append(u) or u, [1, 3, 5])
    assert found == pytest.approx([by_hand[0], by_hand[2], by_hand[4]])
    assert len(asked) == 5  # and no step is made that nobody asked for


@pytest.mark.parametrize("name", cube_seeds.RULES)
def test_starts_side_by_side_are_starts_one_by_one(name):
    rule, target = cube_seeds.RULES[name], 0.25
    counts = []
    for W in np.random.default_rng(0).uniform(-1, 1, (20, 3)):
        for step in range(1000):
            a = np.array([oracle.sigmoid(z).real for z in cube_seeds.X @ W])
            e = a - cube_seeds.y
            if abs(e).max() < target:
                counts.append(step)
                break
            W = W - rule(e, a * (1 - a)) @ cube_seeds.X
    assert cube_seeds.passes(rule, [target]) == [np.median(counts)]
    # With 20 starts the median needs the eleventh to arrive: at the limit, not one after it.
    eleventh = sorted(counts)[10]
    assert cube_seeds.passes(rule, [target], eleventh) == [np.median(counts)]
    assert cube_seeds.passes(rule, [target], eleventh - 1) == [math.inf]


def test_rules_of_the_seeds():
    e, slope = np.array([-0.5, 0.2]), np.array([0.25, 0.16])
    values = {name: rule(e, slope).tolist() for name, rule in cube_seeds.RULES.items()}
    assert values["e·slope"] == pytest.approx([-0.125, 0.032])
    assert values["e alone"] == [-0.5, 0.2]
    assert values["e³·slope"] == pytest.approx([-0.03125, 0.00128])
    assert values["e³ alone"] == pytest.approx([-0.125, 0.008])
    assert values["sign·slope"] == [-0.25, 0.16]


def test_unknown_number_of_passes_is_no_number():
    assert cube_seeds.passes(cube_seeds.RULES["e³·slope"], [0.01], limit=50) == [math.inf]


def test_error_as_large_as_the_target_is_not_below_it(monkeypatch):
    monkeypatch.setattr(cube_seeds, "X", np.zeros((4, 3)))  # so that every output is 1/2
    assert cube_seeds.passes(lambda e, slope: e, [0.5], limit=2) == [math.inf]
    assert cube_seeds.passes(lambda e, slope: e, [0.51], limit=2) == [0]


def test_seeds_are_given_up_after_ten_thousand_passes():
    asked = []
    assert cube_seeds.passes(lambda e, _: asked.append(1) or 0 * e, [0.01]) == [math.inf]
    assert len(asked) == 10_001  # before the first pass, and after each


def test_the_start_from_which_cubing_wins():
    assert (cube_wins.passes(1), cube_wins.passes(3)) == (18574, 4307)
