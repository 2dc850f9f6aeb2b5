"""How right a short answer is, and how much a probability is worth."""

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu

BINS = 10
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalised(text: str) -> str:
    """A short answer as SQuAD's own evaluation compares it: lower case, no punctuation, no articles, single spaces."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split())


def exact(given: str, gold: Iterable[str]) -> bool:
    """Whether an answer is one of the right ones once both are normalised."""
    return normalised(given) in map(normalised, gold)


def f1(given: str, gold: Iterable[str]) -> float:
    """The best harmonic mean of precision and recall over words (SQuAD, Rajpurkar et al., 2016)."""
    return max((_overlap(normalised(given).split(), normalised(one).split()) for one in gold), default=0.0)


def _overlap(given: Sequence[str], gold: Sequence[str]) -> float:
    common = sum((Counter(given) & Counter(gold)).values())
    return 2 * common / (len(given) + len(gold)) if common else 0.0


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """The chance that a true case scores above a false one; a tie counts half. Not a number without both kinds."""
    values, true = np.asarray(scores, float), np.asarray(labels, bool)
    if true.all() or not true.any():
        return float("nan")
    found = mannwhitneyu(values[true], values[~true]).statistic
    return float(found / (true.sum() * (~true).sum()))


def brier(probabilities: Sequence[float], labels: Sequence[bool]) -> float:
    """The mean squared difference between a probability and what came true (Brier, 1950)."""
    return float(np.mean((np.asarray(probabilities) - np.asarray(labels)) ** 2))


def calibration_error(probabilities: Sequence[float], labels: Sequence[bool]) -> float:
    """The expected calibration error (Naeini et al., 2015) over ten bins of equal width."""
    return sum(count * abs(stated - true) for _, count, stated, true in reliability(probabilities, labels)) / max(
        1, len(labels)
    )


def reliability(probabilities: Sequence[float], labels: Sequence[bool]) -> list[tuple[int, int, float, float]]:
    """A reliability diagram: for each bin that is not empty its number from 0 to 9, how many cases fall in it, their
    mean probability, and the share that came true."""
    stated, true = np.asarray(probabilities, float), np.asarray(labels, float)
    bins: NDArray[np.int64] = np.minimum((stated * BINS).astype(np.int64), BINS - 1)
    rows = [(number, bins == number) for number in range(BINS)]
    return [
        (number, int(of.sum()), float(stated[of].mean()), float(true[of].mean())) for number, of in rows if of.any()
    ]


def positives(given: Sequence[bool], true: Sequence[bool]) -> tuple[float, float, float]:
    """Precision, recall and F1 of those cases that were said to be true; 0 where there are none."""
    right = sum(one and other for one, other in zip(given, true, strict=True))
    precision, recall = right / max(1, sum(given)), right / max(1, sum(true))
    return precision, recall, 2 * right / max(1, sum(given) + sum(true))
