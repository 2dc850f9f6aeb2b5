"""Training, on a small made-up world: cities, each with its own words."""

import json
import lzma
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.beir import collection
from index.embedders import static
from training.__main__ import run
from training.corpus import Article
from training.evaluate import ndcg
from training.pairs import thinned
from training.passages import Passage, passages, sentences
from training.tokens import encode, rarity
from training.train import LEAST, Recipe, loss, start
from training.vocabulary import train_tokenizer

CITIES, TEXTS = 40, 240
RECIPE = Recipe(size=400, dimensions=16, batch=32, epochs=8)


def word(random_: random.Random) -> str:
    return "".join(random_.choice("bdfglmnprst") + random_.choice("aeiou") for _ in range(3))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Texts of four sentences on a city, in words of its own, and the city's name as the query for half of them."""
    folder, dice = tmp_path_factory.mktemp("data"), random.Random(0)
    cities = [[word(dice) for _ in range(8)] for _ in range(CITIES)]
    texts, pairs = [], []
    for number in range(TEXTS):
        name, *own = cities[number % CITIES]
        text = " ".join(f"The {dice.choice(own)} of the {dice.choice(own)} is near." for _ in range(4))
        texts.append({"id": str(number), "title": name, "text": text})
        pairs.append({"query": f"Where is {name}?", "positive": text})
    write(folder / "cities.text.jsonl.xz", texts)
    write(folder / "cities.pairs.jsonl.xz", pairs[: TEXTS // 2])
    return folder


@pytest.fixture(scope="module")
def trained(data: Path) -> Path:
    torch.set_num_threads(1)
    run(data, data / "out" / "model", RECIPE)
    return data / "out" / "model"


def rank(model: Path, data: Path) -> float:
    """The share of the given texts that rank above a query's own: 0 is best, 0.5 is chance."""
    embedder = static.load(str(model))
    with lzma.open(data / "cities.pairs.jsonl.xz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    cosines = (
        embedder.documents([row["query"] for row in rows]) @ embedder.documents([row["positive"] for row in rows]).T
    )
    own = np.diagonal(cosines)[:, None]
    return float((cosines > own).mean())


def test_training_ranks_the_texts_of_pairs_higher(data: Path, trained: Path, tmp_path: Path) -> None:
    run(data, tmp_path / "untrained", Recipe(size=400, dimensions=16, batch=32, epochs=0))
    assert rank(tmp_path / "untrained", data) > 0.2
    assert rank(trained, data) < 0.1


def test_training_twice_gives_the_same_model(data: Path, trained: Path, tmp_path: Path) -> None:
    run(data, tmp_path / "again", RECIPE)
    again, first = (static.load(str(folder)).name.partition("@")[2] for folder in (tmp_path / "again", trained))
    assert again == first


def test_a_new_model_replaces_the_old_one_and_leaves_nothing_beside_it(
    trained: Path, data: Path, tmp_path: Path
) -> None:
    for seed in (0, 1):
        run(data, tmp_path / "here" / "model", Recipe(size=400, dimensions=16, batch=32, epochs=1, seed=seed))
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["model"]


def test_sentences_end_at_stops_before_capitals_and_at_line_ends() -> None:
    text = "He paid $8.35 billion. “Why?” she asked. no capital here\nA new line."
    assert sentences(text) == ["He paid $8.35 billion.", "“Why?” she asked. no capital here", "A new line."]


def test_passages_are_closed_after_the_sentence_that_fills_them() -> None:
    article = Article("Title", " ".join(["One two three four five six seven eight nine ten."] * 13))
    found = list(passages([article]))
    assert [len(passage.sentences) for passage in found] == [11, 2]
    assert {passage.title for passage in found} == {"Title"}


def test_a_thinned_query_keeps_some_of_its_tokens_in_order() -> None:
    query, dice = np.arange(1, 41, dtype=np.int32), np.random.default_rng(0)
    for _ in range(50):
        kept = thinned(query, dice)
        assert 1 <= len(kept) < 40
        assert np.all(np.diff(kept) > 0)


def test_the_rarity_of_a_token_is_the_logarithm_of_its_inverse_document_frequency() -> None:
    texts = ["cat", "cat", "cat", "dog", "dog"]
    tokenizer = train_tokenizer(texts, 50)
    tokens = encode([Passage("", (text, text)) for text in texts for _ in range(5)], tokenizer)
    found = rarity(tokens, tokenizer.get_vocab_size())
    cat, dog = (found[tokenizer.token_to_id(word)] for word in ("cat", "dog"))
    assert [cat, dog] == pytest.approx([np.log(5 / 4), np.log(5 / 3)])


def test_vectors_start_as_long_as_their_tokens_are_rare() -> None:
    rarities = np.array([9, 0, 2, 4], np.float32)
    table = start(rarities, Recipe(size=4, dimensions=4096)).weight.detach()
    lengths = table.norm(dim=1).numpy()
    assert lengths[0] == 0
    assert lengths[1:] / lengths[2] == pytest.approx([LEAST / 2, 1, 2], rel=0.05)


def test_the_loss_is_the_cross_entropy_of_scaled_cosines_in_both_directions() -> None:
    queries, positives = torch.tensor([[2.0, 0.0], [0.0, 3.0]]), torch.tensor([[5.0, 0.0], [1.0, 1.0]])
    across, half = 2.0 * 0.5**0.5, 2.0 * 0.5**0.5
    first, second = np.log(1 + np.exp(across - 2)), np.log(1 + np.exp(0 - half))
    back = np.log(1 + np.exp(0 - 2)), np.log(1 + np.exp(across - half))
    assert float(loss(queries, positives, 2.0)) == pytest.approx((first + second + sum(back)) / 4, rel=1e-5)


def test_ndcg_is_that_of_a_ranking_worked_out_by_hand(tmp_path: Path) -> None:
    write(tmp_path / "corpus.jsonl.xz", [{"_id": "a", "text": "cat"}, {"_id": "b", "text": "cat dog"}])
    write(
        tmp_path / "queries.jsonl.xz",
        [{"_id": "q", "text": "cat"}, {"_id": "r", "text": "dog"}, {"_id": "s", "text": "?"}],
    )
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\tb\t1\nr\tb\t1\n")
    assert ndcg(static.load(""), collection(tmp_path, ".")) == pytest.approx((1 / np.log2(3) + 1) / 2)
    assert list(collection(tmp_path, ".:odd").queries) == ["r"]
