"""Trains the model and writes its folder: `python -m training --data ../shared/train --out index/model`."""

import argparse
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path

import torch

from index.types import Progress
from training.corpus import articles, given_pairs
from training.export import Model, export, narrowed
from training.pairs import OPENINGS, Material
from training.passages import Passage, passages
from training.tokens import encode, pack
from training.train import Recipe, train
from training.vocabulary import train_tokenizer
from training.words import Means, learn

CARD = Path(__file__).parent / "card.md"

WIDTH = 768
"""Dimensions that are kept of those trained."""

SAMPLED = 5
"""One passage in so many is read for the vocabulary."""


def run(data: Path, out: Path, recipe: Recipe, means: Means = Means()) -> None:  # noqa: B008, a frozen value
    """Trains on the files of `data` and puts the model at `out`."""
    found = list(passages(articles(data)))
    given = list(given_pairs(data))
    _progress(Progress("passages", len(found), len(found)))
    told = (f"{pair.query}\n{pair.positive}" for pair in given)
    words = learn(chain(map(_whole, found), told), means)
    _progress(Progress("words", len(words[0]), len(words[0])))
    tokenizer = train_tokenizer([*map(_whole, found[::SAMPLED]), *(pair.query for pair in given)], recipe.size)
    recipe = replace(recipe, size=tokenizer.get_vocab_size())
    _progress(Progress("vocabulary", recipe.size, recipe.size))
    material = Material(
        encode(found, tokenizer),
        pack((pair.query for pair in given), tokenizer),
        pack((pair.positive for pair in given), tokenizer),
        pack(OPENINGS, tokenizer),
    )
    table = narrowed(train(material, recipe, _progress), WIDTH, recipe.seed)
    export(Model(table, tokenizer, *words), CARD.read_text(encoding="utf-8"), out)


def _whole(passage: Passage) -> str:
    return " ".join((passage.title, *passage.sentences))


def _progress(progress: Progress) -> None:
    if progress.done == progress.total or progress.done % 50 == 0:
        print(f"{progress.stage}: {progress.done:,} of {progress.total:,}", file=sys.stderr, flush=True)


def main() -> None:
    """Reads the options and runs."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/train"), help="folder of the training data")
    parser.add_argument("--out", type=Path, default=Path("index/model"), help="folder to write the model to")
    parser.add_argument("--epochs", type=float, default=Recipe().epochs, help="passes over the pairs")
    parser.add_argument("--seed", type=int, default=Recipe().seed)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    run(options.data, options.out, Recipe(epochs=options.epochs, seed=options.seed))


if __name__ == "__main__":
    main()
