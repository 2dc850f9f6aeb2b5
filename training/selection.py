"""Learn what the features of a sentence amount to: `python -m training.selection --data ../shared/eval`.

The development questions are those at even positions of the collections; the figures printed are of the odd ones.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.beir import located
from benchmarks.scores import auroc, brier, calibration_error
from benchmarks.systems import opened
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.weights import FILE, Weights, save
from training.examples import Example, foreign, happened, questions, small, swapped, tidy, whole
from training.preference import learn

COLLECTIONS = ("squad2_dev_cs224n", "qed_nq_dev", "xquad_en", "realtimeqa_2022")
ELSEWHERE = (
    ("squad2_dev_cs224n", "qed_nq_dev"),
    ("qed_nq_dev", "squad2_dev_cs224n"),
    ("squad2_dev_cs224n", "realtimeqa_2022"),
    ("realtimeqa_2022", "squad2_dev_cs224n"),
    ("xquad_en", "qed_nq_dev"),
)
"""The questions of the first are put to the documents of the second, which hold no answer to them."""

LOST = 0.1
"""The share of questions with an answer that may be met with silence."""


def main() -> None:
    """Write the weights, and print how they do on the questions that they were not learned from."""
    parser = argparse.ArgumentParser("training.selection", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--limit", type=int, default=1500, help="questions of each half of a collection")
    parser.add_argument("--out", type=Path, default=FILE)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        retrievers = {
            name: opened(located(arguments.data / name, "corpus.jsonl"), Path(folder) / name, Settings())
            for name in COLLECTIONS
        }
        even, odd = (list(_examples(arguments.data, retrievers, half, arguments.limit)) for half in (0, 1))
    weights, unseen = learn([(one.features, one.answers) for one in even])
    save(weights, arguments.out)
    best = threshold(unseen, np.array([one.answerable for one in even]))
    print("\n".join((f"threshold: {best:.2f} (qa.settings has the default)", *report(weights, odd))))


def _examples(data: Path, retrievers: Mapping[str, Retriever], half: int, limit: int) -> Iterator[Example]:
    """The examples of a half. Collections share questions: what one of them holds back is learned from none."""
    later = [tidy(row["text"]) for name in COLLECTIONS for row in questions(data / name, 1).rows] if half == 0 else []
    asks = {name: questions(data / name, half, frozenset(later)) for name in COLLECTIONS}
    for name, retriever in retrievers.items():
        yield from whole(asks[name], retriever, limit)
        yield from small(asks[name], data / name, seed=half)
        yield from happened(data / name, half, retriever)
        yield from swapped(asks[name], data / name, half, retriever)
    for name, other in ELSEWHERE:
        yield from foreign(asks[name], retrievers[other], limit // 3)


def threshold(confidence: NDArray[np.float64], answerable: NDArray[np.bool_]) -> float:
    """The greatest confidence, in hundredths, at which at most LOST of the questions with an answer are below it.

    Not the best F1 of finding those without one: where half have none, that is nearly the same from 0.36 to 0.5, and
    leaves a fifth to more than a third of the others unanswered.
    """
    return float(np.floor(100 * np.quantile(confidence[answerable], LOST, method="lower")) / 100)


def report(weights: Weights, examples: Sequence[Example]) -> Iterator[str]:
    """Lines for people: how often a sentence that answers stands first, or among the first three different ones, and
    how well the confidence tells questions with an answer from others: those of another name or year from all that
    are put to whole collections."""
    for name in dict.fromkeys(one.name for one in examples):
        every = [one for one in examples if one.name == name]
        hits = np.array([_found(weights, one) for one in every if one.answerable])
        if len(hits):
            first, third = hits.mean(axis=0)
            yield f"{name}: an answer first {first:.3f}, in the first three {third:.3f}, of {len(hits)}"
        told = [one for one in examples if one.name in COLLECTIONS and one.answerable] if name == "swapped" else []
        told += every
        labels = [one.answerable for one in told]
        if len(set(labels)) == 2:
            wins = auroc([_sure(weights, one) for one in told], labels)
            yield f"{name}: AUROC {wins:.3f}, {sum(labels)} with an answer and {len(labels) - sum(labels)} without"
    share = [_sure(weights, one) for one in examples]
    right = [_found(weights, one)[0] for one in examples]
    yield f"all: Brier {brier(share, right):.3f}, ECE {calibration_error(share, right):.3f}, of {len(share)}"


def _found(weights: Weights, example: Example) -> tuple[bool, bool]:
    """Whether the first sentence holds an answer, and whether one of the first three different ones does."""
    order = np.argsort(-weights.preference(example.features), kind="stable")
    answers: dict[str, bool] = {}
    for place in order:
        answers.setdefault(example.texts[place], bool(example.answers[place]))
    first = list(answers.values())[:3]
    return first[0], any(first)


def _sure(weights: Weights, example: Example) -> float:
    """The probability that the first sentence answers, as learned."""
    return float(1 / (1 + np.exp(-weights.log_odds(example.features))))


if __name__ == "__main__":
    main()
