"""Why libraries take z: from a, the loss is lost."""

import numpy as np


def loss_from_output(a, y):
    """Return cross-entropy from the activation, shape of a.

    >>> float(loss_from_output(np.array(0.5), 1).round(5))
    0.69315
    """
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


def loss_from_logit(z, y):
    """Return cross-entropy from the sum z, shape of z.

    >>> float(loss_from_logit(np.array(0.0), 1).round(5))
    0.69315
    """
    return np.logaddexp(0, z) - y * z


if __name__ == "__main__":
    with np.errstate(divide="ignore", invalid="ignore"):
        print("  z  from a    from z   (target 0)")
        for z in (1.0, 20.0, 36.0, 37.0, 800.0):
            a = 1 / (1 + np.exp(-z))
            print(
                f"{z:4.0f} {loss_from_output(a, 0):9.5f}"
                f" {loss_from_logit(z, 0):9.5f}"
            )
