"""Learn how much each feature of a sentence counts: `python -m training.selection --data ../shared/eval`.

The development questions are those at even positions of SQuAD2-dev and QED-NQ; the figures printed are of the odd ones.
A question put to the other collection's documents, and one marked unanswerable, has no answer.
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.beir import located, records
from benchmarks.systems import opened
from qa.asked import asked
from qa.evidence import FEATURES, candidates
from qa.retrieve import Retriever
from qa.settings import Settings

COLLECTIONS = ("squad2_dev_cs224n", "qed_nq_dev")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """The sentences found for a question: their features, shape (n, len(FEATURES)), and which of them answer."""

    features: Floats
    answers: NDArray[np.bool_]


def main() -> None:
    """Print the weights for qa/weights.py, and how they do on the questions that they were not learned from."""
    parser = argparse.ArgumentParser("training.selection", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--limit", type=int, default=1500, help="questions of each collection")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        retrievers = {
            name: opened(located(arguments.data / name, "corpus.jsonl"), Path(folder) / name, Settings())
            for name in COLLECTIONS
        }
        learned, held_back = (
            [example for name in COLLECTIONS for example in _examples(arguments, retrievers, name, half)]
            for half in (0, 1)
        )
    selection = _learn_selection(learned)
    confidence = _learn_confidence(learned, selection)
    _print_weights("SELECTION", selection)
    _print_weights("CONFIDENCE", confidence[:-1])
    print(f"BIAS = {confidence[-1]:.3f}")
    threshold = _best_threshold(*_judged(learned, selection, confidence))
    print(f"# the lowest threshold with an F1 within 0.01 of the best: {threshold:.2f}")
    _report(held_back, selection, confidence)


def _examples(arguments: Any, retrievers: dict[str, Retriever], name: str, half: int) -> Iterator[Example]:
    """One example for each question of a half of a collection; every third is put to the other collection."""
    queries = list(records(located(arguments.data / name, "queries.jsonl")))
    step = max(1, len(queries) // 2 // arguments.limit)
    for number, query in enumerate(queries[half :: 2 * step]):
        foreign = number % 3 == 2
        other = next(one for one in retrievers if (one != name) == foreign)
        answers = [] if foreign or query.get("unanswerable") else query["answers"]
        if example := _example(query["text"], answers, retrievers[other]):
            yield example


def _example(question: str, answers: list[str], retriever: Retriever) -> Example | None:
    found = candidates(asked(question, retriever.index), retriever.search(question), retriever.embedder)
    if not found:
        return None
    wanted = [" ".join(answer.split()).lower() for answer in answers]
    holds = [any(answer in " ".join(one.text.split()).lower() for answer in wanted) for one in found]
    return Example(np.array([one.features for one in found]), np.array(holds))


def _learn_selection(examples: list[Example]) -> Floats:
    """Conditional logistic regression: an answering sentence against the others of its question."""
    usable = [example for example in examples if example.answers.any() and not example.answers.all()]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.02 * len(usable) * float(weights @ weights) / 100, 0.04 * len(usable) * weights / 100
        for example in usable:
            scores = np.exp(example.features @ weights - (example.features @ weights).max())
            every, right = scores / scores.sum(), scores * example.answers / (scores * example.answers).sum()
            total -= float(np.log((scores * example.answers).sum() / scores.sum()))
            slope -= (right - every) @ example.features
        return total, slope

    found: Floats = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x
    return found


def _learn_confidence(examples: list[Example], selection: Floats) -> Floats:
    """Logistic regression: whether the sentence chosen by `selection` answers; the last weight is the bias."""
    best = [int(np.argmax(example.features @ selection)) for example in examples]
    rows = np.array([[*example.features[place], 1.0] for example, place in zip(examples, best, strict=True)])
    right = np.array([example.answers[place] for example, place in zip(examples, best, strict=True)])

    def loss(weights: Floats) -> tuple[float, Floats]:
        log_odds = rows @ weights
        share = 1 / (1 + np.exp(-log_odds))
        total = float(np.logaddexp(0, log_odds).sum() - log_odds[right].sum()) + 0.5 * float(
            weights[:-1] @ weights[:-1]
        )
        slope: Floats = rows.T @ (share - right) + np.append(weights[:-1], 0)
        return total, slope

    found: Floats = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def _report(examples: list[Example], selection: Floats, confidence: Floats) -> None:
    order = [np.argsort(-(example.features @ selection), kind="stable") for example in examples]
    for depth in (1, 3):
        hits = [e.answers[o[:depth]].any() for e, o in zip(examples, order, strict=True) if e.answers.any()]
        print(f"# an answering sentence among the first {depth}: {np.mean(hits):.3f} of {len(hits)} questions with one")
    share, right = _judged(examples, selection, confidence)
    wins = (share[right][:, None] > share[~right][None, :]).mean()
    print(f"# AUROC of the confidence: {wins:.3f}; Brier score {np.mean((share - right) ** 2):.3f}")


def _judged(examples: list[Example], selection: Floats, confidence: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """For each question, the confidence in its best sentence, and whether that answers."""
    best = [int(np.argmax(example.features @ selection)) for example in examples]
    rows = np.array([np.append(e.features[place], 1) for e, place in zip(examples, best, strict=True)])
    right = np.array([e.answers[place] for e, place in zip(examples, best, strict=True)])
    return 1 / (1 + np.exp(-(rows @ confidence))), right


def _best_threshold(share: Floats, right: NDArray[np.bool_]) -> float:
    """The lowest confidence from which on answering has an F1, of right answers among those given, within 0.01 of the
    best: an answer that is withheld helps nobody, and one that is shown can be judged by its quote."""
    steps = np.arange(0.05, 0.95, 0.01)
    f1 = [2 * (right & (share >= step)).sum() / ((share >= step).sum() + right.sum()) for step in steps]
    return float(next(step for step, one in zip(steps, f1, strict=True) if one >= max(f1) - 0.01))


def _print_weights(name: str, weights: Floats) -> None:
    print(f"{name} = np.array(\n    [")
    for feature, weight in zip(FEATURES, weights, strict=False):
        print(f"        {weight:.3f},  # {feature}")
    print("    ]\n)")


if __name__ == "__main__":
    main()
