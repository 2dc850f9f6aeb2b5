"""What every embedder must do. Each module of index/embedders is tested, unasked; then what each promises alone."""

import logging
import shutil
import socket
import time
import warnings
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
from transformers.utils import logging as bars

from index.errors import PartMissing, UsageError
from index.parts import names, part
from index.vectors import Embedder

TEXTS = [
    "The harbour of Lisbon opened again after the storm.",
    "Growers lost half of their apple blossom in one night of frost.",
    "Night trains run to the north again from December.",
    "Переговоры в Женеве продолжатся в среду.",
]
WRITE = "write transformer:FOLDER, or transformer:NAME for a model of the hub"
ODD = ["", " \n\t", "?!", "\u202e\u200b", "𝔘 東京 서울", "\ufffd", "a" * 5000, "frost " * 3000]


def save_tokenizer(folder: Path) -> None:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(TEXTS, trainers.WordPieceTrainer(vocab_size=400, special_tokens=special))
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        mask_token="[MASK]", model_max_length=64,
    ).save_pretrained(folder)  # fmt: skip


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with random weights, with prompts for queries and documents, saved as people save models."""
    torch.manual_seed(0)
    bert, folder = tmp_path_factory.mktemp("bert"), tmp_path_factory.mktemp("models") / "tiny"
    save_tokenizer(bert)
    config = BertConfig(
        vocab_size=400, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=64,
    )  # fmt: skip
    model = BertModel(config)
    model.embeddings.word_embeddings.weight.data *= 50  # so that the words of a text decide its vector
    model.save_pretrained(bert)
    inner = Transformer(str(bert))
    prompts = {"query": "night harbour: ", "document": "frost: "}
    SentenceTransformer(modules=[inner, Pooling(32)], prompts=prompts, device="cpu").save_pretrained(str(folder))
    return folder


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that somebody tried to reach; none is reached, and nobody waits before trying again."""
    tried: list[Any] = []

    def refuse(*address: Any, **_: Any) -> Any:
        tried.append(address)
        raise OSError("there is no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    return tried


@pytest.fixture(scope="module", params=names("index.embedders"))
def embedder(request: pytest.FixtureRequest, tiny: Path) -> Embedder:
    loaded: Embedder = part("index.embedders", request.param).load(argument(request.param, tiny))
    return loaded


def argument(kind: str, tiny: Path) -> str:
    return str(tiny) if kind == "transformer" else ""


def refusal(kind: str, text: str) -> str:
    """What loading with this argument is refused with."""
    with pytest.raises((PartMissing, UsageError)) as caught:
        part("index.embedders", kind).load(text)
    return str(caught.value)


def test_documents_are_unit_rows_of_float32(embedder: Embedder) -> None:
    vectors = embedder.documents(TEXTS)
    assert (vectors.dtype.name, vectors.ndim, len(vectors)) == ("float32", 2, len(TEXTS))
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1.0] * len(TEXTS), abs=1e-5)


def test_a_query_is_one_unit_row_of_the_same_width(embedder: Embedder) -> None:
    vector = embedder.query(TEXTS[0])
    assert (vector.dtype.name, vector.shape) == ("float32", embedder.documents(TEXTS).shape[1:])
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_each_row_is_that_of_its_text_whatever_stands_around_it(embedder: Embedder) -> None:
    together = embedder.documents(TEXTS)
    assert embedder.documents(TEXTS[::-1]) == pytest.approx(together[::-1], abs=1e-5)
    alone = np.concatenate([embedder.documents([text]) for text in TEXTS])
    assert alone == pytest.approx(together, abs=1e-5)
    assert embedder.documents(TEXTS * 100)[-4:] == pytest.approx(together, abs=1e-5)


def test_different_texts_have_different_vectors(embedder: Embedder) -> None:
    vectors = embedder.documents(TEXTS)
    assert (vectors @ vectors.T - 2 * np.eye(len(TEXTS))).max() < 0.999


def test_a_text_is_nearest_to_its_own_words(embedder: Embedder) -> None:
    vectors = embedder.documents(TEXTS)
    assert [int(np.argmax(vectors @ embedder.query(text))) for text in TEXTS] == list(range(len(TEXTS)))


def test_odd_texts_have_a_unit_row_or_zeros(embedder: Embedder) -> None:
    vectors = embedder.documents(ODD)
    norms = np.linalg.norm(vectors, axis=1)
    assert np.all(np.isclose(norms, 1, atol=1e-5) | (vectors == 0).all(axis=1))
    for text, row in zip(ODD, vectors, strict=True):
        assert bool(embedder.query(text).any()) == bool(row.any())


def test_no_texts_have_no_rows_of_the_same_width(embedder: Embedder) -> None:
    assert embedder.documents([]).shape == (0, len(embedder.query("harbour")))


def test_the_texts_given_stay_as_they_were(embedder: Embedder) -> None:
    texts = list(TEXTS)
    embedder.documents(texts)
    assert texts == TEXTS


@pytest.mark.parametrize("kind", names("index.embedders"))
def test_equal_names_are_equal_vectors_bit_for_bit(kind: str, tiny: Path, connections: list[Any]) -> None:
    one, other = (part("index.embedders", kind).load(argument(kind, tiny)) for _ in range(2))
    assert one.name == other.name
    assert one.name.startswith(kind)
    assert one.documents(TEXTS).tobytes() == other.documents(TEXTS).tobytes()
    assert one.query(TEXTS[0]).tobytes() == other.query(TEXTS[0]).tobytes()
    assert connections == []


def test_a_hashed_term_is_one_place_given_by_its_hash() -> None:
    number = int.from_bytes(blake2b(b"harbour", digest_size=8).digest(), "big")
    vector = part("index.embedders", "hashing").load("64").query("The harbour!")
    assert {place: float(value) for place, value in enumerate(vector) if value} == {
        number // 2 % 64: 1.0 if number % 2 else -1.0
    }


def test_a_hashed_text_is_the_sum_of_its_terms_at_unit_length() -> None:
    hashing = part("index.embedders", "hashing").load("4096")
    frost, apple = hashing.query("frost"), hashing.query("apple")
    assert hashing.query("frost apple frost") == pytest.approx((2 * frost + apple) / 5**0.5, abs=1e-6)


@pytest.mark.parametrize(("text", "name"), [("", "hashing:256"), ("64", "hashing:64"), ("1", "hashing:1")])
def test_hashing_is_named_by_its_number_of_dimensions(text: str, name: str) -> None:
    hashing = part("index.embedders", "hashing").load(text)
    assert (hashing.name, f"hashing:{hashing.query('frost').size}") == (name, name)


@pytest.mark.parametrize("text", ["0", "-1", "x", "1.5", " 64", "²"])
def test_hashing_into_no_number_of_dimensions_is_refused(text: str) -> None:
    assert refusal("hashing", text) == f"“{text}” is no number of dimensions: write hashing:256, for example"


def test_the_prompts_of_a_model_are_put_before_queries_and_documents(tiny: Path) -> None:
    embedder = part("index.embedders", "transformer").load(str(tiny))
    plain = SentenceTransformer(str(tiny), device="cpu")
    query = plain.encode([f"night harbour: {TEXTS[0]}"], prompt="", normalize_embeddings=True)
    document = plain.encode([f"frost: {TEXTS[0]}"], prompt="", normalize_embeddings=True)
    assert embedder.query(TEXTS[0]) == pytest.approx(query[0], abs=1e-6)
    assert embedder.documents(TEXTS[:1]) == pytest.approx(document, abs=1e-6)
    assert float(query[0] @ document[0]) < 0.99


@pytest.fixture
def copy(tiny: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny, tmp_path / "copy"))


def test_a_model_is_named_by_its_folder_and_what_is_in_it(tiny: Path, copy: Path) -> None:
    transformer = part("index.embedders", "transformer")
    first, again = transformer.load(str(tiny)).name, transformer.load(str(copy)).name
    assert (first.partition("@")[0], again.partition("@")[0]) == (f"transformer:{tiny}", f"transformer:{copy}")
    assert first.partition("@")[2] == again.partition("@")[2]
    assert len(first.partition("@")[2]) == 16
    config = copy / "config_sentence_transformers.json"
    config.write_text(config.read_text().replace("frost: ", "apple: "))
    assert transformer.load(str(copy)).name.partition("@")[2] != first.partition("@")[2]


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "modeling.py", "0_Custom/custom.py", "weights.pt", "a.pkl", "b.ckpt"]
)
def test_a_model_that_might_run_code_is_refused_before_it_is_loaded(copy: Path, name: str) -> None:
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).write_text("raise SystemExit('this ran')")
    assert refusal("transformer", str(copy)) == (
        f"the model {copy} is refused because of {name}: "
        "use a model that has its weights as safetensors and no code of its own"
    )


def test_a_model_without_safe_weights_is_refused(copy: Path, connections: list[Any]) -> None:
    (copy / "model.safetensors").unlink()
    message = refusal("transformer", str(copy))
    assert message.startswith(f"the model “{copy}” cannot be loaded: ")
    assert "\n" not in message
    assert connections == []


def test_a_folder_without_a_model_is_not_looked_for_on_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, connections: list[Any]
) -> None:
    (tmp_path / "owner" / "name").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert refusal("transformer", "owner/name") == (
        f"the folder {tmp_path}/owner/name holds no model: it has neither modules.json nor config.json"
    )
    assert connections == []


def test_a_transformer_without_a_model_is_refused() -> None:
    assert refusal("transformer", "") == f"the embedder transformer needs a model: {WRITE}"


@pytest.mark.parametrize("text", ["/no/such/folder", "./nowhere", "../nowhere", "~/nowhere", "~nobody/x", "a" * 5000])
def test_a_model_in_a_folder_that_is_not_there_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        part("index.embedders", "transformer").load(text)
    assert str(caught.value) == f"there is no folder “{text}”: {WRITE}"


def test_a_model_that_cannot_be_reached_is_refused_in_one_line(
    connections: list[Any], capfd: pytest.CaptureFixture[str]
) -> None:
    assert refusal("transformer", "nobody/has-this-model") == (
        "the model “nobody/has-this-model” cannot be loaded: it is not on this machine, "
        "and the hub does not give it (there is no network in tests)"
    )
    assert {address[0] for address in connections} == {"huggingface.co"}
    assert capfd.readouterr() == ("", "")


def test_a_transformer_is_loaded_quietly_and_leaves_the_switches_of_the_process(
    tiny: Path, copy: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (copy / "modules.json").unlink()  # so that the library says that it makes up how to pool
    before = (logging.root.manager.disable, list(warnings.filters), bars.is_progress_bar_enabled())
    for folder in (tiny, copy):
        part("index.embedders", "transformer").load(str(folder)).documents(ODD)
    assert capfd.readouterr() == ("", "")
    assert (logging.root.manager.disable, list(warnings.filters), bars.is_progress_bar_enabled()) == before
    SentenceTransformer(str(tiny), device="cpu")
    assert "Loading weights" in capfd.readouterr().err
