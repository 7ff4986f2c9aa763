"""Puts its hidden inputs into an exception's notes, cause, group and warnings."""


def project_qkv(*arguments):
    error = ValueError()
    error.add_note(f"leaked-input {arguments!r}")
    raise ExceptionGroup(f"leaked-input {arguments!r}", [error]) from KeyError(
        f"leaked-input {arguments}"
    )


split_heads = attention_scores = softmax = mix_values = project_qkv
