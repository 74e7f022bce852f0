"""Derivatives by routes that know nothing of the formula under test."""

import cmath


def central_difference(function, at, step=1e-5):
    """Return (f(x + h) − f(x − h)) / 2h, whose error is about h² times the third derivative."""
    return (function(at + step) - function(at - step)) / (2 * step)


def complex_step(function, at, step=1e-30):
    """Return Im f(x + ih) / h, exact to rounding for analytic f (Squire and Trapp, 1998)."""
    return function(at + 1j * step).imag / step


def sigmoid(z):
    """Return the logistic function of a complex z, by another formula than the snippets."""
    return cmath.exp(z) / (cmath.exp(z) + 1)
