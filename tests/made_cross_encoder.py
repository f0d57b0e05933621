"""Makes a tiny cross-encoder with random weights, for tests of the reranker."""


def save_cross_encoder(folder, *, labels=1, kind="BertForSequenceClassification", broken=False):
    """A BERT of 2 layers whose words are letters: 40 kB."""
    import torch
    import transformers

    torch.manual_seed(7)
    letters = "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôûùœ0123456789.,?!:;'-#"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    vocabulary += [f"##{letter}" for letter in letters]
    tokenizer = transformers.BertTokenizerFast(
        vocab={word: row for row, word in enumerate(vocabulary)}, model_max_length=128
    )
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=128, num_labels=labels,
        initializer_range=0.5,
    )  # fmt: skip
    model = getattr(transformers, kind)(config)
    if broken:
        model.classifier.weight.data.fill_(float("nan"))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
