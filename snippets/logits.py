"""Sure and wrong: frozen if computed from a, free if from z."""

import numpy as np


def loss_from_output(a, y):
    """Return cross-entropy from the activation."""
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


def loss_from_logit(z, y):
    """Return the same from the sum z."""
    return np.logaddexp(0, z) - y * z


def push_through_output(z, y):
    """Return error / slope * slope, never dividing by 0."""
    a = 1 / (1 + np.exp(-z))
    slope = a * (1 - a)
    return (a - y) / np.maximum(slope, 1e-12) * slope


if __name__ == "__main__":
    with np.errstate(divide="ignore", invalid="ignore"):
        print("  z loss by a loss by z push, f32 push, f64")
        for z in np.array([1.0, 16, 17, 36, 37, 800]):
            row = (
                loss_from_output(1 / (1 + np.exp(-z)), 0),
                loss_from_logit(z, 0),
                push_through_output(np.float32(z), 0),
                push_through_output(z, 0),
            )
            print(f"{z:3.0f}", *(f"{v:9.4f}" for v in row))
