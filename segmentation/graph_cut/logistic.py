"""Cues to a likelihood: logistic regressions whose coefficients were fitted on photos."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

FITTED = Path(__file__).with_name("fitted.json")

# So many standard deviations from the mean, a cue says no more.
FARTHEST = 4.0

# No likelihood is nearer to 0 or 1.
LEAST_LIKELIHOOD = 1e-3


@dataclass(frozen=True)
class Logistic:
    """A logistic regression.

    Attributes
    ----------
    mean, scale : dict of str to float
        Mean and standard deviation of each cue, by its name.
    weight : dict of str to float
        What a standard deviation of the cue adds to the log odds.
    bias : float
        The log odds of the mean.
    """

    mean: dict[str, float]
    scale: dict[str, float]
    weight: dict[str, float]
    bias: float

    def log_odds(self, cues: dict[str, np.ndarray]) -> np.ndarray:
        """Return the log odds that some cues speak for; cues without a weight don't count."""
        total: np.ndarray | float = self.bias
        for name, weight in self.weight.items():
            distance = (cues[name] - self.mean[name]) / self.scale[name]
            total = total + weight * np.clip(distance, -FARTHEST, FARTHEST)
        return np.asarray(total)

    def __call__(self, cues: dict[str, np.ndarray]) -> np.ndarray:
        """Return the likelihood that some cues speak for, from 0 to 1."""
        return 1 / (1 + np.exp(-self.log_odds(cues)))


@cache
def fitted(name: str) -> Logistic:
    """Return one of the regressions that `benchmarks/fit_start.py` has fitted."""
    return Logistic(**json.loads(FITTED.read_text())[name])


def log_odds(likelihood: np.ndarray | float) -> np.ndarray:
    """Return the log odds of likelihoods, which reach from -7 to 7."""
    likelihood = np.clip(likelihood, LEAST_LIKELIHOOD, 1 - LEAST_LIKELIHOOD)
    return np.log(likelihood / (1 - likelihood))
