"""The shipped model: the same vectors as sentence-transformers, quickly and without it."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from index import stretches
from index.embedders import static
from index.embedders.static import SHIPPED, Static
from index.errors import PartMissing, UsageError
from training.__main__ import CARD
from training.export import fingerprint

TEXTS = [
    "Who heads the Russian delegation?",
    "The deal is worth $8.35 billion, and 29 countries signed it.",
    "Владимир Путин прибыл в Стамбул",
    "naïve café\tand\nnew lines, no-break\u00a0space,  two spaces",
    "日本語 😀 \ufffd \u200b",
    "",
    "x" * 500,
    " ".join(f"year {year} of the war in region {year % 7}" for year in range(1200, 2000)),
]


@pytest.fixture(scope="module")
def model() -> Static:
    return static.load("")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


def test_vectors_are_those_of_sentence_transformers_where_no_token_stands_twice(model: Static) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [TEXTS[0], "The deal is worth $8.35 billion", "naïve café\tand\nnew lines", "日 \ufffd", ""]
    assert all(len(set(ids.tolist())) == len(ids) for ids in model.words.ids(texts))
    theirs = SentenceTransformer(str(SHIPPED), device="cpu").encode(texts, show_progress_bar=False)
    np.testing.assert_allclose(model.documents(texts), theirs, rtol=0, atol=1e-5)


def test_a_token_that_stands_n_times_counts_the_logarithm_of_one_more(model: Static) -> None:
    frost, apple = (
        model.scales[ids] @ model.rows[ids].astype(np.float32) for ids in model.words.ids(["frost", "apple"])
    )
    wanted = np.log(4) * frost + np.log(2) * apple
    found = model.documents(["frost apple frost frost"])[0]
    np.testing.assert_allclose(found, wanted / np.linalg.norm(wanted), atol=1e-6)


def test_vectors_are_float32_of_unit_length(model: Static) -> None:
    vectors = model.documents(TEXTS[:4])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS,
        "“Quoted,” he said—twice… (see U.S.A.’s «note»), $1,234.50 & 50% _under_ a/b@c.org\r\n\tnext\x0bline\x85end",
        "a\x7fb \x01 _A_ " + "Long" * 30 + " x-" * 3 + " 𒀀A😀B",
        "control\x1ccharacters\x1dare\x1eno\x1fspace",
        "Á l’été ½ … x²… ﬁne…﹒．end ′prime″",
    ],
)
def test_the_tokens_are_those_of_the_whole_text(model: Static, text: str) -> None:
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    assert model.words.ids([text])[0].tolist() == tokenizer.encode(text, add_special_tokens=False).ids


def test_every_printable_mark_between_words_is_cut_as_the_tokenizer_does(model: Static) -> None:
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    for mark in [*map(chr, range(33, 127)), *"“”‘’«»–—…"]:
        text = f"war{mark}peace {mark}2024{mark}"
        assert model.words.ids([text])[0].tolist() == tokenizer.encode(text, add_special_tokens=False).ids, mark


def test_a_text_is_nearest_to_itself(model: Static) -> None:
    texts = [text for text in TEXTS if model.query(text).any()]
    vectors = model.documents(texts)
    assert (vectors @ vectors.T).argmax(axis=1).tolist() == list(range(len(texts)))


def test_related_texts_rank_above_unrelated_ones(model: Static) -> None:
    texts = [
        "The recipe needs two eggs, flour and a pinch of salt.",
        "Negotiators from Moscow and Kyiv met for peace talks.",
        "The central bank raised interest rates to slow inflation.",
    ]
    cosines = model.documents(texts) @ model.query("What did Russia and Ukraine discuss about ending the war?")
    assert cosines.argmax() == 1
    cosines = model.documents(texts) @ model.query("Why are loans getting more expensive?")
    assert cosines.argmax() == 2


def test_vectors_do_not_depend_on_the_batch_or_on_what_was_seen_before(model: Static) -> None:
    alone = np.stack([static.load("").query(text) for text in TEXTS])
    many = model.documents(TEXTS * 40)
    assert np.array_equal(many[: len(TEXTS)], alone)
    assert np.array_equal(many[-len(TEXTS) :], alone)


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", "𒀀𒀁"])
def test_a_text_without_a_known_token_is_a_row_of_zeros(model: Static, text: str) -> None:
    assert not model.query(text).any()


def test_half_a_surrogate_pair_is_read_as_a_question_mark(model: Static) -> None:
    assert np.array_equal(model.query("caf\udce9 news"), model.query("caf? news"))


def test_no_texts_give_no_rows(model: Static) -> None:
    assert model.documents([]).shape == (0, model.rows.shape[1])


def test_words_are_forgotten_when_there_are_too_many(model: Static, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static, "REMEMBERED", 2)
    monkeypatch.setattr(stretches, "REMEMBERED", 2)
    fresh = static.load("")
    for text in TEXTS:
        assert np.array_equal(fresh.query(text), model.query(text))


def test_the_name_is_the_hash_of_the_files(model: Static) -> None:
    assert model.name == f"static@{fingerprint(SHIPPED)}"


def test_the_folder_is_at_most_sixteen_million_bytes() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) <= 16_000_000


def test_another_folder_is_loaded_by_its_path(model: Static, copy: Path) -> None:
    assert np.array_equal(static.load(str(copy)).query("peace talks"), model.query("peace talks"))


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no folder .*nowhere: write static"):
        static.load(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config_sentence_transformers.json"])
@pytest.mark.parametrize("content", [None, b"", b"\xff" * 64])
def test_a_file_that_is_missing_or_damaged_is_reported_with_its_folder(copy: Path, name: str, content: bytes) -> None:
    (copy / name).unlink()
    if content is not None:
        (copy / name).write_bytes(content)
    with pytest.raises(PartMissing, match=r"no static model can be read from .*restore its files"):
        static.load(str(copy))


def test_weights_of_another_vocabulary_are_refused(copy: Path) -> None:
    path = copy / "tokenizer.json"
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    tokenizer["model"]["vocab"].popitem()
    path.write_text(json.dumps(tokenizer), encoding="utf-8")
    with pytest.raises(PartMissing, match="tokens"):
        static.load(str(copy))


@pytest.mark.parametrize(
    "other", [{"pre_tokenizer": {"type": "WhitespaceSplit"}}, {"normalizer": {"type": "NFKD"}}, {"normalizer": None}]
)
def test_a_tokenizer_that_cuts_elsewhere_or_keeps_capitals_is_refused(copy: Path, other: dict[str, Any]) -> None:
    path = copy / "tokenizer.json"
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(tokenizer | other), encoding="utf-8")
    with pytest.raises(PartMissing, match="does not cut at white space and marks and lower letters"):
        static.load(str(copy))


def test_the_card_is_the_one_that_training_writes() -> None:
    assert (SHIPPED / "README.md").read_text(encoding="utf-8") == CARD.read_text(encoding="utf-8")
