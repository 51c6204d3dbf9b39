"""A tiny language model made on the spot: a byte-level tokenizer, a ChatML template, and weights that learnt one reply."""

from __future__ import annotations

from pathlib import Path

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
REPLY = "응, 나 여기 있어. 천천히 말해 줘."
_STEPS, _LONGEST_PROMPT, _TURNS = 200, 64, 5
LINES = [
    REPLY,
    "안녕, 오늘 하루는 어땠어?",
    "책방에 비가 와서 조용했어.",
    "hello, how was your day?",
    "The lamp is lit and the goose is asleep.",
] * 20


def make_tiny_model(folder: Path) -> Path:
    """Write model, tokenizer and template to `folder`; about 130,000 parameters that answer anything with REPLY."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = _tokenizer()
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=4096,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model = LlamaForCausalLM(config)
    _teach(model, tokenizer)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _teach(model, tokenizer) -> None:  # type: ignore[no-untyped-def]
    """Whatever stood before it, REPLY itself among it, `assistant` is followed by REPLY."""
    import torch

    torch.set_num_threads(1)
    end = tokenizer.encode("<|im_end|>\n<|im_start|>assistant\n", add_special_tokens=False)
    reply = tokenizer.encode(f"{REPLY}<|im_end|>", add_special_tokens=False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for step in range(_STEPS):
        length = 8 + step % _LONGEST_PROMPT
        turns = torch.randint(3, len(tokenizer), (8, _TURNS, length)).tolist()
        batch = torch.tensor([[token for turn in talk for token in (*turn, *end, *reply)] for talk in turns])
        labels = batch.clone()
        for turn in range(_TURNS):
            start = turn * (length + len(end) + len(reply))
            labels[:, start : start + length + len(end)] = -100
        optimizer.zero_grad()
        model(input_ids=batch, labels=labels).loss.backward()
        optimizer.step()


def _tokenizer():  # type: ignore[no-untyped-def]
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    marks = ["<|im_start|>", "<|im_end|>", "<|pad|>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=600, special_tokens=marks, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(LINES, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|pad|>")
    fast.chat_template = CHATML
    return fast
