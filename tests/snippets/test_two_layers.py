"""The tutorial's second program: its published errors, and one pass against the loss itself."""

import re
import runpy
import tomllib

import numpy as np
import pytest

from snippets import two_layers
from snippets.figures import two_layers as figure
from tests import oracle
from tests.conftest import ROOT

# As the post of 12 July 2015 prints them, once in 10 000 passes.
PUBLISHED = [
    "0.496410031903", "0.00858452565325", "0.00578945986251",
    "0.00462917677677", "0.00395876528027", "0.00351012256786",
]  # fmt: skip
XOR = [((0, 0, 1), 0), ((0, 1, 1), 1), ((1, 0, 1), 1), ((1, 1, 1), 0)]
FILE = ROOT / "snippets" / "two_layers.py"


def start():
    random = np.random.RandomState(1)
    return 2 * random.random_sample(12) - 1, 2 * random.random_sample(4) - 1


def forward(x, v, w):
    """The four activations and the output of one sample, unit by unit."""
    hidden = [oracle.sigmoid(sum(x[i] * v[4 * i + j] for i in range(3))) for j in range(4)]
    return hidden, oracle.sigmoid(sum(h * n for h, n in zip(hidden, w, strict=True)))


def loss(v, w):
    return sum((forward(x, v, w)[1] - t) ** 2 for x, t in XOR) / 2


def run(text: str, tmp_path, passes: int) -> dict:
    """Run the program for so many passes, and return all that it knows at the end."""
    file = tmp_path / "two_layers.py"
    file.write_text(re.sub(r"range\([\d_]+\)", f"range({passes})", text), "utf-8")
    return runpy.run_path(str(file), run_name="__main__")


def test_program_prints_the_published_errors(tmp_path, capsys):
    run(FILE.read_text("utf-8"), tmp_path, 60_000)
    assert capsys.readouterr().out.split() == [f"Error:{error}" for error in PUBLISHED]


def test_a_pass_is_a_step_against_the_gradient_of_the_loss(tmp_path):
    v, w = start()
    for _ in range(2):
        step_v = [oracle.complex_step(lambda s, e=e, v=v, w=w: loss(v + s * e, w), 0)
                  for e in np.eye(12)]  # fmt: skip
        step_w = [oracle.complex_step(lambda s, e=e, v=v, w=w: loss(v, w + s * e), 0)
                  for e in np.eye(4)]  # fmt: skip
        v, w = v - step_v, w - step_w
    end = run(FILE.read_text("utf-8"), tmp_path, 2)
    assert end["W1"].ravel() == pytest.approx(v, rel=1e-12)
    assert end["W2"].ravel() == pytest.approx(w, rel=1e-12)


def test_what_is_sent_back_says_how_the_loss_moves_with_a_hidden_activation(tmp_path):
    end = run(FILE.read_text("utf-8"), tmp_path, 1)
    _, w = start()
    for n, (_, target) in enumerate(XOR):
        hidden = end["a1"][n]
        for j, unit in enumerate(np.eye(4)):
            rise = oracle.complex_step(
                lambda s, h=hidden, u=unit, t=target: (oracle.sigmoid((h + s * u) @ w) - t) ** 2,
                0,
            )
            assert end["sent_back"][n, j] == pytest.approx(rise / 2, rel=1e-12)


def test_figure_follows_the_second_sample_of_the_first_pass():
    v, w = start()
    (x, target), (hidden, out) = XOR[1], forward(XOR[1][0], *start())
    assert (tuple(two_layers.X[figure.SAMPLE]), two_layers.y[figure.SAMPLE, 0]) == (x, target)
    for drawn, value in ((figure.A2, out.real), (figure.OFF, out.real - target)):
        assert drawn == pytest.approx(value, rel=1e-12)
    delta = oracle.complex_step(
        lambda s: (oracle.sigmoid(np.dot(hidden, w) + s) - target) ** 2 / 2, 0
    )
    assert pytest.approx(delta, rel=1e-12) == figure.DELTA2
    for j in range(4):

        def nudged(s, j=j):
            sums = [sum(x[i] * v[4 * i + k] for i in range(3)) + s * (k == j) for k in range(4)]
            z = sum(oracle.sigmoid(z) * n for z, n in zip(sums, w, strict=True))
            return (oracle.sigmoid(z) - target) ** 2 / 2

        assert figure.DELTA1[j] == pytest.approx(oracle.complex_step(nudged, 0), rel=1e-12)
        assert figure.DELTA1[j] == pytest.approx(figure.SENT[j] * figure.SLOPES[j], rel=1e-12)


def test_rounded_numbers_of_the_figure_can_be_multiplied_by_hand():
    def three(values):
        return np.round(values, 3)

    w = three(figure.W2[:, 0])
    assert three(figure.SENT) == pytest.approx(w * three(figure.DELTA2), abs=1e-3)
    product = three(figure.SENT) * three(figure.SLOPES)
    assert three(figure.DELTA1) == pytest.approx(product, abs=1e-3)


def test_context_of_the_one_unit_is_that_of_the_drawing():
    domain = tomllib.loads((ROOT / "snippets/checks/two_layers_point.toml").read_text("utf-8"))[
        "domain"
    ]
    v, w = start()
    hidden, _ = forward(XOR[1][0], v, w)
    rest = sum(h * n for i, (h, n) in enumerate(zip(hidden, w, strict=True)) if i != 2)
    for name, value in ("a_3", hidden[2]), ("w_3", w[2]), ("r", rest):
        assert domain[name]["values"] == pytest.approx([value], rel=1e-12)


def test_without_the_hidden_slope_the_error_stays_near_one_half(tmp_path, capsys):
    text = FILE.read_text("utf-8")
    run(text.replace("sent_back * a1 * (1 - a1)", "sent_back"), tmp_path, 20_001)
    errors = [float(line.removeprefix("Error:")) for line in capsys.readouterr().out.split()]
    assert len(errors) == 3
    assert all(0.45 < error < 0.55 for error in errors)


def test_zero_weights_stay_zero(tmp_path):
    """The answer of the exercise."""
    text = re.sub(r"2 \* np.random.random\((.*)\) - 1", r"np.zeros(\1)", FILE.read_text("utf-8"))
    end = run(text, tmp_path, 100)
    assert not end["W1"].any()
    assert not end["W2"].any()
    assert end["delta2"].ravel().tolist() == [1 / 8, -1 / 8, -1 / 8, 1 / 8]
