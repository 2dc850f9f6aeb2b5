"""Trains the WordPiece vocabulary."""

from collections import Counter
from collections.abc import Iterable

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "[UNK]"
"""The token of a word with a character that the vocabulary lacks. Its number is 0 and its vector is zero."""

ALPHABET = 400
"""Characters kept, by frequency: ASCII, Greek, Cyrillic and the letters that do not decompose, each at the
cost of two tokens."""


def train_tokenizer(texts: list[str], size: int) -> Tokenizer:
    """A lower-casing WordPiece tokenizer without accents, of at most `size` tokens.

    Its steps work on one character at a time and end at white space, so that a text's tokens are those of its
    words one after the other; the runtime relies on this.
    """
    learning = _tokenizer({UNKNOWN: 0})
    letters = alphabet(learning.normalizer, texts)
    # Ties between merges are broken by the tokens' numbers. The trainer numbers the inner letters in the order of a
    # hash table, other in each run; as special tokens they come first, in this order.
    special = [UNKNOWN, *(f"##{letter}" for letter in letters)]
    learning.train_from_iterator(
        texts,
        trainers.WordPieceTrainer(
            vocab_size=size,
            special_tokens=special,
            initial_alphabet=letters,
            limit_alphabet=len(letters),
            show_progress=False,
        ),
    )
    return _tokenizer(learning.get_vocab())


def alphabet(normalizer: normalizers.Normalizer, texts: Iterable[str]) -> list[str]:
    """The most frequent characters of the normalised texts, sorted."""
    raw: Counter[str] = Counter()
    for text in texts:
        raw.update(text)
    counts: Counter[str] = Counter()
    for character, count in raw.items():
        for part in normalizer.normalize_str(character):
            if not part.isspace():
                counts[part] += count
    return sorted(sorted(counts, key=lambda part: (-counts[part], part))[:ALPHABET])


def _tokenizer(vocabulary: dict[str, int]) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer
