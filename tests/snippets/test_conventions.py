import numpy as np
import pytest

from snippets import conventions, conventions_exercise
from tests import oracle

X, y = conventions.X, conventions.y.ravel()


def squares(W):
    """Sum of squared errors, for complex weights too."""
    return sum((oracle.sigmoid(sum(w * x for w, x in zip(W, r, strict=True))) - t) ** 2
               for r, t in zip(X.tolist(), y.tolist(), strict=True))  # fmt: skip


@pytest.mark.parametrize("factor", [1 / 8, 1 / 4, 1 / 2, 1])
def test_step_is_the_rate_times_the_gradient_of_that_loss(factor):
    start = conventions.train(factor, 1.0, steps=0).ravel()
    moved = conventions.train(factor, 0.3, steps=1).ravel()
    gradient = [oracle.complex_step(lambda s, e=e: factor * squares(start + s * e), 0)
                for e in np.eye(3)]  # fmt: skip
    assert (start - moved) / 0.3 == pytest.approx(gradient, rel=1e-12)


@pytest.mark.parametrize("steps", [1, 500])
def test_conventions_that_are_said_to_agree_agree_and_the_other_does_not(steps):
    first = conventions.train(1 / 2, 1, steps)
    for other in (
        conventions.train_by_adding(steps),
        conventions.train(1, 1 / 2, steps),
        conventions.train(1 / 8, 4, steps),
        conventions.train(1 / 4, 2, steps),
    ):
        assert other == pytest.approx(first, rel=1e-12)
    assert conventions.train(1, 1, steps) != pytest.approx(first, rel=1e-3)


def test_columns_train_as_rows_do():
    W = conventions.train(1 / 2, 1, steps=0)
    columns, targets = X.T, conventions.y.T
    for _ in range(100):
        a = 1 / (1 + np.exp(-W.T @ columns))
        W = W - columns @ ((a - targets) * a * (1 - a)).T
    assert conventions.train(1 / 2, 1, 100) == pytest.approx(W, rel=1e-12)


def test_six_examples_need_half_of_six():
    assert conventions_exercise.train(1 / 6, 3) == pytest.approx(
        conventions_exercise.train(1 / 2, 1)
    )


def test_steps_of_the_exercise_are_steps_of_descent():
    def loss(w, b):
        return sum((oracle.sigmoid(w * x + b) - t) ** 2 / 2 for x, t in conventions_exercise.DATA)

    w = b = 0.0
    for steps in (1, 2, 3):
        dw = oracle.complex_step(lambda s, w=w, b=b: loss(w + s, b), 0)
        db = oracle.complex_step(lambda s, w=w, b=b: loss(w, b + s), 0)
        w, b = w - 0.7 * dw, b - 0.7 * db
        found = conventions_exercise.train(1 / 2, 0.7, steps)
        assert found == pytest.approx((w, b), rel=1e-12)


def test_number_of_steps_is_that_of_the_page_unless_another_is_given():
    thousand = conventions.train(1 / 2, 1, steps=1000)
    assert (conventions.train(1 / 2, 1) == thousand).all()
    assert (conventions.train_by_adding() == conventions.train_by_adding(steps=1000)).all()
    ten = conventions_exercise.train(1 / 2, 1, steps=10)
    assert conventions_exercise.train(1 / 2, 1) == ten
