"""The machine that goes back over a tape: its gradients are the measured ones."""

import cmath

import numpy as np
import pytest

from snippets import autograd, autograd_batch
from tests import oracle
from tests.snippets.test_eleven_lines import POINTS, gradient, loss


@pytest.fixture(params=[autograd, autograd_batch])
def machine(request):
    request.param.tape.clear()
    return request.param


EXPRESSIONS = [
    (lambda add, times, s, p, q: add(p, q), lambda p, q: p + q),
    (lambda add, times, s, p, q: add(p, p), lambda p, q: 2 * p),
    (lambda add, times, s, p, q: times(p, q), lambda p, q: p * q),
    (lambda add, times, s, p, q: times(p, times(p, p)), lambda p, q: p**3),
    (lambda add, times, s, p, q: add(times(p, q), p), lambda p, q: p * q + p),
    (lambda add, times, s, p, q: s(times(p, q)), lambda p, q: (1 + cmath.tanh(p * q / 2)) / 2),
    (  # a diamond: q waits until both ways back have arrived
        lambda add, times, s, p, q: (lambda r: times(s(r), add(r, p)))(times(q, q)),
        lambda p, q: oracle.sigmoid(q * q) * (q * q + p),
    ),
]


@pytest.mark.parametrize(("build", "exact"), EXPRESSIONS)
@pytest.mark.parametrize(("p", "q"), [(0.5, -1.5), (3.0, 0.7), (-2.0, -0.1)])
def test_grad_is_the_derivative(machine, build, exact, p, q):
    first, second = machine.number(p), machine.number(q)
    result = build(machine.add, machine.multiply, machine.sigmoid, first, second)
    assert result.value == pytest.approx(exact(p, q).real, rel=1e-12)
    machine.backward(result)
    assert result.grad == 1
    by_first = oracle.complex_step(lambda v: exact(v, q), p)
    by_second = oracle.complex_step(lambda v: exact(p, v), q)
    assert (first.grad, second.grad) == pytest.approx((by_first, by_second), rel=1e-12, abs=1e-15)


def test_second_pass_adds_to_the_weights_alone(machine):
    w = machine.number(3.0)
    for grad in (6, 12):
        square = machine.multiply(w, w)
        machine.backward(square)
        assert (w.grad, square.grad) == (grad, 1)
    assert machine.tape == []


@pytest.mark.parametrize("W", POINTS)
def test_machine_gives_the_gradient_of_the_eleven_lines(W):
    weights = [autograd_batch.number(w) for w in W.tolist()]
    total = autograd_batch.total_loss(weights)
    assert total.value == pytest.approx(loss(W).real, rel=1e-12)
    autograd_batch.backward(total)
    assert [w.grad for w in weights] == pytest.approx(gradient(W), rel=1e-11, abs=1e-15)
    assert np.shape(weights) == (3,)
