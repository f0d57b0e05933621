"""The settings files of the unpacked model, as transformers and sentence-transformers read them."""

from typing import Any

from ingest.packed_weights import PackedModel

_FIXED_FILES: dict[str, Any] = {
    "modules.json": [
        {
            "idx": 0,
            "name": "0",
            "path": "",
            "type": "sentence_transformers.base.modules.transformer.Transformer",
        },
        {
            "idx": 1,
            "name": "1",
            "path": "1_Pooling",
            "type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
        },
        {
            "idx": 2,
            "name": "2",
            "path": "2_Normalize",
            "type": "sentence_transformers.base.modules.normalize.Normalize",
        },
    ],
    "sentence_bert_config.json": {
        "transformer_task": "feature-extraction",
        "modality_config": {
            "text": {"method": "forward", "method_output_name": "last_hidden_state"}
        },
        "module_output_name": "token_embeddings",
    },
    "config_sentence_transformers.json": {
        "prompts": {"query": "query: ", "passage": "passage: "},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    },
    "1_Pooling/config.json": {
        "embedding_dimension": 384,
        "pooling_mode": "mean",
        "include_prompt": True,
    },
    "2_Normalize/config.json": {
        "module_input_name": "sentence_embedding",
        "module_output_name": "sentence_embedding",
    },
}


def settings_files(model: PackedModel) -> dict[str, Any]:
    """Return the content of each JSON file of the folder, by its path in the folder."""
    return _FIXED_FILES | {
        "config.json": bert_config(model),
        "tokenizer.json": tokenizer_json(model),
        "tokenizer_config.json": tokenizer_config(model),
    }


def bert_config(model: PackedModel) -> dict[str, Any]:
    """Return the content of `config.json` for transformers' BertModel."""
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": model.sizes.hidden,
        "num_hidden_layers": model.sizes.layers,
        "num_attention_heads": model.sizes.heads,
        "intermediate_size": model.sizes.feed_forward,
        "vocab_size": model.sizes.vocabulary,
        "max_position_embeddings": model.sizes.positions,
        "type_vocab_size": model.sizes.types,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "dtype": "float32",
    }


def tokenizer_json(model: PackedModel) -> dict[str, Any]:
    """Return the content of `tokenizer.json`: the unigram tokenizer of XLM-RoBERTa."""
    special = _special_tokens(model)
    first, last = ({"SpecialToken": {"id": token, "type_id": 0}} for token in ("<s>", "</s>"))
    text, pair = ({"Sequence": {"id": name, "type_id": 0}} for name in ("A", "B"))
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": number, **_added_token(token)} for token, number in special.items()
        ],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "Nmt"}, {"type": "NFKC"}]},
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace],
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [first, text, last],
            "pair": [first, text, last, last, pair, last],
            "special_tokens": {
                token: {"id": token, "ids": [special[token]], "tokens": [token]}
                for token in ("<s>", "</s>")
            },
        },
        "decoder": metaspace,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": model.pieces, "byte_fallback": False},
    }


def tokenizer_config(model: PackedModel) -> dict[str, Any]:
    """Return the content of `tokenizer_config.json`."""
    return {
        "tokenizer_class": "TokenizersBackend",
        "model_max_length": model.sizes.positions,
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
        # "<s>" typed in a text is text, not a token.
        "split_special_tokens": True,
        # Without these transformers reads the 9 MB tokenizer.json twice: 0.8 s at every start.
        "added_tokens_decoder": {
            str(number): _added_token(token) for token, number in _special_tokens(model).items()
        },
    }


def _special_tokens(model: PackedModel) -> dict[str, int]:
    return {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "<mask>": len(model.pieces) - 1}


def _added_token(text: str) -> dict[str, Any]:
    flags = ("single_word", "lstrip", "rstrip", "normalized")
    return {"content": text, "special": True, **dict.fromkeys(flags, False)}
