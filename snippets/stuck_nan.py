"""Three ways to inf and NaN, and what to write instead."""

import numpy as np


def fit(rate, passes):
    """Return the loss of each pass of one weight, without a sigmoid."""
    x, y, w, losses = np.array([1, 2, 3]), np.array([2, 4, 6]), 0.0, []
    for _ in range(passes):
        error = w * x - y
        losses.append(np.mean(error**2))
        w -= rate * error @ x
    return losses


def show():
    """Print three losses that end as NaN, each beside its remedy."""
    for rate in (0.3, 0.03):
        loss = fit(rate, 1000)
        print(f"rate {rate}:", *(f"{v:.3g}" for v in loss[:4]), end=" ")
        print("...", loss[-1].round(3))
    z, y = 40.0, 1
    a = 1 / (1 + np.exp(-z))
    print("ln(0): ", -y * np.log(a) - (1 - y) * np.log(1 - a), end="")
    print("  from z:", np.logaddexp(0, z) - y * z)
    z = np.array([1000.0, 999.0])
    print("softmax:", np.exp(z) / np.exp(z).sum(), end="")
    z -= z.max()
    print("  shifted:", (np.exp(z) / np.exp(z).sum()).round(3))


if __name__ == "__main__":
    with np.errstate(all="ignore"):  # else numpy warns, as it should
        show()
