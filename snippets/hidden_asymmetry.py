"""Is an update rule the gradient of anything? Ask its Jacobian."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 1, 1, 0]]).T


def update(w, hidden_slope):
    """Return the step for all 16 weights, shape (16,)."""
    W1, W2 = w[:12].reshape(3, 4), w[12:].reshape(4, 1)
    a1 = 1 / (1 + np.exp(-X @ W1))
    a2 = 1 / (1 + np.exp(-a1 @ W2))
    delta2 = (a2 - y) * a2 * (1 - a2)
    delta1 = delta2 @ W2.T * (a1 * (1 - a1) if hidden_slope else 1)
    return np.concatenate([(X.T @ delta1).flat, (a1.T @ delta2).flat])


def asymmetry(hidden_slope, h=1e-5):
    """Return max |J - Jᵀ|, J the Jacobian of the update."""
    w = np.random.default_rng(0).uniform(-1, 1, 16)
    up = [update(w + h * e, hidden_slope) for e in np.eye(16)]
    down = [update(w - h * e, hidden_slope) for e in np.eye(16)]
    J = (np.array(up) - np.array(down)) / (2 * h)
    return abs(J - J.T).max()


if __name__ == "__main__":
    print(f"with the hidden slope:    {asymmetry(True):.6f}")
    print(f"without the hidden slope: {asymmetry(False):.6f}")
