"""The declared inputs of the training calculator."""

from calculators import architectures
from calculators.facts import gpus
from calculators.forms import Field, Form
from calculators.forms.training_cost import COST_FIELDS
from calculators.ranges import Range

_MODEL, _DATA, _RECIPE, _BATCH = "Model", "Data", "Recipe", "Batch"
_HARDWARE, _SPLIT = "Hardware", "Splitting the work"
_UNKNOWN = "unknown: the commonest choice counts, the others widen the range"
_COMMON = "As published runs have it most often: the middle counts, the spread widens the range."
_FROM_MODEL = "as the model has it"


def _choice(name: str, label: str, group: str, options: tuple[str, ...], text: str) -> Field:
    return Field(
        name, label, "", text, kind="choice", group=group, folded=True, blank=_UNKNOWN, suggestions=lambda: options
    )


def _shape(name: str, label: str, text: str, maximum: float) -> Field:
    return Field(
        name,
        label,
        "",
        text,
        minimum=1,
        maximum=maximum,
        blank=_FROM_MODEL,
        group=_MODEL,
        folded=True,
        default_class="derived",
        takes_range=False,
    )


def _ways(name: str, label: str, text: str) -> Field:
    return Field(
        name,
        label,
        "GPUs",
        text,
        minimum=1,
        maximum=4_096,
        default=Range.exact(1),
        group=_SPLIT,
        folded=True,
        reason="Not split this way unless you say so.",
        takes_range=False,
    )


FORM = Form(
    (
        Field(
            "model",
            "Model",
            "",
            "A name from the catalogue; any other name needs its size.",
            kind="text",
            blank="described by its size",
            group=_MODEL,
            suggestions=architectures.names,
        ),
        Field(
            "params_b",
            "Size",
            "billion parameters",
            "Only where the model is not in the catalogue; all experts counted.",
            minimum=0.001,
            maximum=20_000,
            blank=_FROM_MODEL,
            group=_MODEL,
            default_class="derived",
            takes_range=False,
        ),
        _choice(
            "method",
            "Method",
            _RECIPE,
            ("full", "lora", "qlora"),
            "Train all weights, adapters beside them (LoRA), or adapters beside a quantised model (QLoRA).",
        )._replace(folded=False),
        Field(
            "examples",
            "Examples",
            "examples",
            "Training examples, each counted once however often it is shown.",
            maximum=1e10,
            blank="unknown: without it there is no time and no cost",
            group=_DATA,
        ),
        Field(
            "tokens_per_example",
            "Tokens per example",
            "tokens",
            "Prompt and answer together, measured with the model's tokenizer.",
            minimum=1,
            maximum=1e7,
            blank="unknown: without it there is no time and no cost",
            group=_DATA,
        ),
        Field(
            "epochs",
            "Epochs",
            "passes",
            "How often the training set is shown.",
            minimum=0.001,
            maximum=1_000,
            default=Range(1, 3, 4),
            group=_DATA,
            default_class="rule of thumb",
            reason="Three passes are a common default of tuning services; published runs use one to four.",
        ),
        Field(
            "gpu",
            "GPU",
            "",
            "Any spelling: A100-80GB, RTX 4090, H100. Blank: memory is answered, time and cost are unknown.",
            kind="text",
            blank="unknown: memory only",
            group=_HARDWARE,
            suggestions=gpus.names,
        ),
        Field(
            "gpu_count",
            "Number of GPUs",
            "GPUs",
            "All that work on this run.",
            minimum=1,
            maximum=1e5,
            default=Range.exact(1),
            group=_HARDWARE,
            reason="One GPU unless you say otherwise.",
        ),
        Field(
            "total_tokens",
            "Training tokens in all",
            "tokens",
            "Over all epochs; replaces examples x tokens x epochs.",
            maximum=1e16,
            blank="examples x tokens per example x epochs",
            group=_DATA,
            folded=True,
            default_class="derived",
        ),
        Field(
            "packing",
            "Packed sequences",
            "",
            "Whether short examples are joined to full sequences. If not, short examples leave the GPU waiting.",
            kind="boolean",
            blank=_UNKNOWN,
            group=_DATA,
            folded=True,
        ),
        Field(
            "seq_len",
            "Sequence length",
            "tokens",
            "Longest sequence that the run must hold.",
            minimum=1,
            maximum=1e7,
            default=Range(512, 2_048, 8_192),
            group=_BATCH,
            folded=True,
            default_class="rule of thumb",
            reason=_COMMON,
        ),
        Field(
            "micro_batch",
            "Sequences per GPU and pass",
            "sequences",
            "What one GPU holds at once; gradient accumulation does not count.",
            minimum=1,
            maximum=1e5,
            default=Range(1, 1, 4),
            group=_BATCH,
            folded=True,
            default_class="rule of thumb",
            reason=_COMMON,
        ),
        Field(
            "global_batch",
            "Sequences per step",
            "sequences",
            "Over all GPUs and accumulated passes.",
            minimum=1,
            maximum=1e7,
            blank="sequences per pass x GPUs, accumulated as you like",
            group=_BATCH,
            folded=True,
        ),
        Field(
            "lora_rank",
            "Adapter rank",
            "",
            "Rank of LoRA and QLoRA adapters.",
            minimum=1,
            maximum=4_096,
            default=Range(8, 16, 64),
            group=_RECIPE,
            folded=True,
            default_class="rule of thumb",
            reason=_COMMON,
        ),
        _choice(
            "lora_targets",
            "Adapted layers",
            _RECIPE,
            ("attention", "all-linear", "all-linear-and-embeddings"),
            "Which matrices get adapters; embeddings: they and the output layer are trained whole, as new tokens need.",
        ),
        _choice(
            "precision",
            "Precision",
            _RECIPE,
            ("bf16-pure", "bf16-amp", "bf16", "fp16-amp", "fp32", "fp8", "fp4"),
            "pure: weights and optimizer in 16 bits; amp: 16-bit computing with a 32-bit copy of what is trained; "
            "bf16: not said which.",
        )._replace(
            spellings={
                "bf16-true": "bf16-pure",
                "amp_bf16": "bf16-amp",
                "fp16": "fp16-amp",
                "mxfp8": "fp8",
                "amp_fp8": "fp8",
                "nvfp4": "fp4",
                "fp4/fp8": "fp4",
            }
        ),
        _choice(
            "base_quantization",
            "Quantised base model",
            _RECIPE,
            ("none", "int8", "nf4", "nf4-double", "gptq-int4"),
            "How the frozen model under adapters is stored.",
        ),
        _choice(
            "optimizer",
            "Optimizer",
            _RECIPE,
            ("adamw", "adamw-8bit", "paged-adamw-8bit", "paged-adamw-32bit", "adamw-4bit", "sgd"),
            "Paged optimizers keep their states in the computer's memory.",
        ),
        _choice(
            "gradient_checkpointing",
            "Gradient checkpointing",
            _RECIPE,
            ("none", "selective", "full"),
            "Forget activations and compute them again: less memory, about a third more time.",
        )._replace(
            spellings=dict.fromkeys(("yes", "true", "on"), "full") | dict.fromkeys(("no", "false", "off"), "none")
        ),
        _choice(
            "loss_kernel",
            "Loss",
            _RECIPE,
            ("full", "upcast", "chunked"),
            "Logits of all tokens at once; upcast: also copied in 32 bits, as older transformers do; chunked: a part "
            "at a time, as fused losses, Liger, Unsloth and torchtune do.",
        ),
        _choice(
            "attention",
            "Attention",
            _RECIPE,
            ("fused", "eager"),
            "fused: flash attention and the like; eager: scores of all pairs of tokens are kept. Counts for memory; "
            "how much slower eager is was not measured.",
        )._replace(blank="unknown: fused counts, eager where the model caps its scores (Gemma 2)"),
        Field(
            "activation_offload",
            "Activation offload",
            "",
            "Move activations to the computer's memory until the backward pass. Counts for memory, not for speed.",
            kind="boolean",
            default=False,
            group=_RECIPE,
            folded=True,
            reason="Not offloaded unless you say so.",
        ),
        Field(
            "stack",
            "Software",
            "",
            "open: frameworks as people run them; vendor-tuned: kernels as in MLPerf submissions.",
            kind="choice",
            default="open",
            group=_HARDWARE,
            folded=True,
            reason="Ordinary frameworks unless you say otherwise.",
            suggestions=lambda: ("open", "vendor-tuned"),
        ),
        _choice(
            "sharding",
            "Sharding",
            _SPLIT,
            ("none", "zero1", "zero2", "zero3"),
            "What is divided among the GPUs: nothing, optimizer, also gradients, also weights (FSDP full shard).",
        ),
        _ways("tensor_parallel", "Tensor parallel", "GPUs that share each matrix."),
        _ways("pipeline_parallel", "Pipeline parallel", "GPUs that share the layers."),
        _ways("context_parallel", "Context parallel", "GPUs that share each sequence."),
        Field(
            "cpu_offload",
            "CPU offload",
            "",
            "Keep sharded weights, gradients and optimizer states in the computer's memory.",
            kind="boolean",
            default=False,
            group=_SPLIT,
            folded=True,
            reason="Not offloaded unless you say so.",
        ),
        *COST_FIELDS,
        _shape("layers", "Layers", "Transformer layers.", 10_000),
        _shape("hidden", "Width", "Hidden size.", 1e6),
        _shape("heads", "Heads", "Attention heads.", 1e5),
        _shape("kv_heads", "Key and value heads", "Fewer than heads with grouped queries.", 1e5),
        _shape("ffn_hidden", "Feed-forward width", "Intermediate size.", 1e7),
        _shape("vocab", "Vocabulary", "Entries of the tokenizer.", 1e8),
    )
)
