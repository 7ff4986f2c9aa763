"""Claims exceptions that end a runner: SystemExit, KeyboardInterrupt, pytest's own."""


def _raise(name, *bases):
    told = {"class": name, "text": "", "line": 1, "place": "line 1", "bases": list(bases)}
    answer_all(raised=told)


def project_qkv(*arguments):
    _raise("SystemExit", "SystemExit", "BaseException")


def split_heads(*arguments):
    _raise("KeyboardInterrupt", "KeyboardInterrupt")


def softmax(*arguments):
    _raise("Failed", "Failed", "OutcomeException", "__import__", "StopIteration")


def mix_values(*arguments):
    _raise("GeneratorExit", "GeneratorExit", "BaseExceptionGroup", "MemoryError")


def attention_scores(*arguments):
    _raise("Skipped", *(["Skipped"] * 50_000))
