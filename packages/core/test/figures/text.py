"""Figures of other libraries for the tests of text: tokens of byte pairs, and weights of tf-idf.

    python text.py > text.json

Needs tokenizers (Hugging Face) and scikit-learn.
"""

import json

import sklearn
import tokenizers
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from tokenizers import Tokenizer, models, pre_tokenizers, trainers


def byte_characters():
    """The characters by which byte-level tokenizers write the 256 bytes."""
    plain = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return {**{chr(byte): byte for byte in plain}, **{chr(256 + i): byte for i, byte in enumerate(others)}}


def byte_pairs():
    training = (
        "the cat sat on the mat; the cats sat on the mats. it's the cat's mat, they'll say. "
        "low lower lowest newer newest wider widest 1984 1985 1986 猫坐在垫子上，猫在垫子上。 naïve café naïveté  "
        "aaaa aaaaa aaaaaaa !!! !!!! ...\n\n  indented\n  indented\tdeep \u0301x"
    )
    texts = [
        "the latest cats sat lower; it's they'll",
        "aaaaaaaaaaa   aaa  b\n\n\tc ",
        "猫在垫子上坐在 naïve 1984年 café\u0301",
        "  spaces  before and after   ",
        "emoji 👩‍👩‍👧 !!!!! 'll's 're'",
        "unseen: Ωµ\u00a0\u3000x",
    ]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=256 + 60, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator([training], trainer)
    # Numbers: the bytes, then the merges in order.
    bytes_of = byte_characters()
    numbers = {character: byte for character, byte in bytes_of.items()}
    merges = []
    for first, second in json.loads(tokenizer.to_str())["model"]["merges"]:
        merges.append([numbers[first], numbers[second]])
        numbers[first + second] = 256 + len(merges) - 1
    tokens = [[numbers[token] for token in tokenizer.encode(text).tokens] for text in texts]
    return {"merges": merges, "texts": texts, "tokens": tokens}


def term_weights():
    training = ["the cat sat on the mat", "the dog sat", "a cat and a dog and a cat", "mat mat mat"]
    held_out = ["the cat and the unseen bird", "bird", "mat dog dog"]
    cases = []
    for options in [
        {},
        {"min_df": 2},
        {"sublinear_tf": True},
        {"norm": None},
        {"sublinear_tf": True, "min_df": 2, "norm": None},
    ]:
        vectorizer = TfidfVectorizer(analyzer=str.split, **options)
        weights = vectorizer.fit_transform(training).toarray()
        cases.append(
            {
                "options": options,
                "terms": list(vectorizer.get_feature_names_out()),
                "idf": vectorizer.idf_.tolist(),
                "training": weights.tolist(),
                "heldOut": vectorizer.transform(held_out).toarray().tolist(),
            }
        )
    counts = CountVectorizer(analyzer=str.split).fit(training)
    return {
        "trainingTexts": training,
        "heldOutTexts": held_out,
        "terms": list(counts.get_feature_names_out()),
        "counts": counts.transform(held_out).toarray().tolist(),
        "cases": cases,
    }


def rounded(value):
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


print(
    json.dumps(
        {
            "source": f"text.py, tokenizers {tokenizers.__version__}, scikit-learn {sklearn.__version__}",
            "bytePairs": byte_pairs(),
            "termWeights": rounded(term_weights()),
        },
        ensure_ascii=True,
        separators=(",", ":"),
    )
)
