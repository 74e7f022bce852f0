"""Ten networks for XOR. The first one learns, the others do not."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
Y = np.array([[0], [1], [1], [0]])
PASSES = 1000
CASES = {
    "nothing wrong": {},
    "weights all 0": {"scale": 0},
    "weights all 0.5": {"scale": 0, "shift": 0.5},
    "one hidden unit": {"units": 1},
    "targets (4,)": {"y": Y.ravel()},
    "targets 1 and 3": {"y": 1 + 2 * Y},
    "weights x 50": {"scale": 50},
    "rate 0.001": {"rate": 0.001},
    "rate 300": {"rate": 300},
    "+= for -=": {"rate": -3},
}


def sigmoid(z):
    """Return the activation for the sum z."""
    return 1 / (1 + np.exp(-z))


def train(units=4, scale=1, shift=0, y=Y, rate=3):
    """Return the outputs, and of each pass push, step and loss."""
    rng = np.random.default_rng(0)
    W1 = shift + scale * rng.uniform(-1, 1, (3, units))
    W2 = shift + scale * rng.uniform(-1, 1, (units, 1))
    pushes, steps, losses = [], [], []
    for _ in range(PASSES):
        a1 = sigmoid(X @ W1)
        a2 = sigmoid(a1 @ W2)
        error = (a2 - y).mean(axis=1, keepdims=True)
        delta2 = error * a2 * (1 - a2)
        step1 = rate * X.T @ (delta2 @ W2.T * a1 * (1 - a1))
        W1 -= step1
        W2 -= rate * a1.T @ delta2
        pushes.append(abs(delta2).max())  # the largest on an output
        steps.append(abs(step1).max())  # the largest of a hidden unit
        losses.append(np.mean((a2 - y) ** 2))
    return a2.ravel(), pushes, steps, losses


if __name__ == "__main__":
    runs = {name: train(**changed) for name, changed in CASES.items()}
    print(f"{'':16}outputs at the end")
    for name, (outputs, *_) in runs.items():
        print(f"{name:15} ", *(f"{a:.2f}" for a in outputs))
    print(f"\n{'':16}first first first last")
    print(f"{'':16} push  step  loss  loss")
    for name, (_, pushes, steps, losses) in runs.items():
        print(f"{name:15} {pushes[0]:.0e} {steps[0]:.0e}", end=" ")
        print(f"{losses[0]:.3f} {losses[-1]:.3f}")
