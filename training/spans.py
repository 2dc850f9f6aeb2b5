"""Learn what makes a stretch of a sentence the short answer: `python -m training.spans --data ../shared/eval`.

The development questions are those at even positions of the collections; the figures printed are of the odd ones. Every
stretch of the document that answers is a choice; those that are a right answer once normalised are right.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

import faiss
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from benchmarks.beir import located, records
from benchmarks.scores import exact, f1, normalised
from benchmarks.systems import opened
from index.sentences import sentences
from index.types import Span
from index.wordvectors import WordVectors, shipped
from qa import groups
from qa.asked import Asked, asked
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.short import FILE, Weights, best
from qa.spans import KINDS, ONES, PAIRS, SHARES, Stretches, stretches
from training.examples import Questions, questions, tidy

COLLECTIONS = ("squad2_dev_cs224n", "qed_nq_dev", "xquad_en")
PENALTY = 3.0
"""Half of this times the sum of the squares of the weights is added to the loss."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, its right answers, and the sentences of the document that answers it."""

    question: Asked
    answers: tuple[str, ...]
    texts: tuple[str, ...]

    def right(self, every: Stretches) -> NDArray[np.bool_]:
        """Which stretches of the sentences are a right answer."""
        wanted = {normalised(one) for one in self.answers}
        places = zip(every.owner.tolist(), every.start.tolist(), every.end.tolist(), strict=True)
        return np.array([normalised(self.texts[owner][start:end]) in wanted for owner, start, end in places], np.bool_)


def main() -> None:
    """Write the weights, and print how they do on the questions that they were not learned from."""
    parser = argparse.ArgumentParser("training.spans", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--limit", type=int, default=1500, help="questions of each half of a collection")
    parser.add_argument("--out", type=Path, default=FILE)
    arguments = parser.parse_args()
    np.save(groups.FILE, grouped(shipped()))
    later = {tidy(row["text"]) for name in COLLECTIONS for row in questions(arguments.data / name, 1).rows}
    even: list[Example] = []
    odd: dict[str, list[Example]] = {}
    for name in COLLECTIONS:
        with tempfile.TemporaryDirectory() as folder:
            retriever = opened(located(arguments.data / name, "corpus.jsonl"), Path(folder), Settings())
            asks = questions(arguments.data / name, 0, frozenset(later))
            even += list(_examples(asks, arguments.data / name, retriever))[: arguments.limit]
            asks = questions(arguments.data / name, 1)
            odd[name] = list(_examples(asks, arguments.data / name, retriever))[: arguments.limit]
    weights = learn(even)
    np.savez_compressed(arguments.out, **{name: of.astype(np.float16) for name, of in asdict(weights).items()})
    print("\n".join(report(odd)))


def grouped(known: WordVectors) -> NDArray[np.uint8]:
    """The group of each row of word vectors, for `qa.groups`."""
    vectors = known.rows[1:].astype(np.float32) * known.scales[1:, None]
    means = faiss.Kmeans(
        vectors.shape[1], groups.GROUPS, niter=30, spherical=True, seed=1, max_points_per_centroid=10**6
    )
    means.train(vectors)
    _, found = means.index.search(vectors, 1)
    return np.append(0, found[:, 0] + 1).astype(np.uint8)


def _examples(asks: Questions, folder: Path, retriever: Retriever) -> Iterator[Example]:
    documents: Mapping[str, str] = {str(row["_id"]): row["text"] for row in records(located(folder, "corpus.jsonl"))}
    for row in asks.rows:
        if row.get("answers") and (known := sorted(asks.documents(row))):
            text = documents[known[0]]
            texts = tuple(text[one.start : one.end] for one in sentences(text, Span(0, len(text))))
            yield Example(asked(row["text"], retriever.index), tuple(row["answers"]), texts)


def learn(examples: Sequence[Example]) -> Weights:
    """The weights that make a right stretch likeliest among all stretches of its document (conditional maximum
    likelihood, the sum over right ones)."""
    found = [
        (every, example.right(every)) for example in examples for every in [stretches(example.question, example.texts)]
    ]
    kept = [(every, right) for every, right in found if right.any()]
    rows, sizes = _matrix([every for every, _ in kept]), [len(right) for _, right in kept]
    right = np.concatenate([one for _, one in kept])
    starts = np.cumsum([0, *sizes[:-1]])

    def loss(weights: Floats) -> tuple[float, Floats]:
        found = rows @ weights
        likely = np.exp(found - np.repeat(np.maximum.reduceat(found, starts), sizes))
        total, good = np.add.reduceat(likely, starts), np.add.reduceat(likely * right, starts)
        slope = likely / np.repeat(total, sizes) - likely * right / np.repeat(good + 1e-30, sizes)
        value = np.log(total / (good + 1e-30)).sum() + PENALTY / 2 * weights @ weights
        return float(value), rows.T @ slope + PENALTY * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
    ones, shares, pairs = np.split(found.astype(np.float32), np.cumsum([KINDS * ONES, KINDS * SHARES]))
    return Weights(ones.reshape(KINDS, ONES), pairs, shares.reshape(KINDS, SHARES))


def _matrix(found: Sequence[Stretches]) -> csr_matrix:
    """A row for each stretch: its features and shares, for the kind of answer and for any, then its pairs."""
    columns, values = [], []
    for every in found:
        count, shared = len(every.owner), np.tile(np.arange(SHARES), (len(every.owner), 1))
        kinds = (every.kind, KINDS - 1)
        ones = [kind * ONES + every.ones for kind in kinds]
        shares = [KINDS * ONES + kind * SHARES + shared for kind in kinds]
        columns.append(np.hstack([*ones, *shares, KINDS * (ONES + SHARES) + every.pairs]))
        flags = [np.ones((count, one.shape[1])) for one in (*ones, every.pairs)]
        values.append(np.hstack([*flags[:2], every.shares, every.shares, flags[2]]))
    column, value = np.concatenate(columns), np.concatenate(values).astype(np.float32)
    begins = np.arange(0, column.size + 1, column.shape[1])
    return csr_matrix((value.ravel(), column.ravel(), begins), shape=(len(column), KINDS * (ONES + SHARES) + PAIRS))


def report(odd: Mapping[str, Sequence[Example]]) -> Iterator[str]:
    """Lines for people: F1 and exact match of the stretch chosen in the first sentence that holds an answer."""
    for name, examples in odd.items():
        marks = []
        for one in examples:
            holds = [text for text in one.texts if any(answer.lower() in text.lower() for answer in one.answers)]
            found = best(one.question, holds[:1])
            if found and found[0]:
                given = holds[0][found[0].span.start : found[0].span.end]
                marks.append((f1(given, one.answers), float(exact(given, one.answers))))
        overlap, same = map(fmean, zip(*marks, strict=True))
        yield f"{name}: F1 {overlap:.3f}, exact {same:.3f}, of {len(marks)}"


if __name__ == "__main__":
    main()
