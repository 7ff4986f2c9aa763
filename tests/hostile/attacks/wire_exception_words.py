"""Claims exceptions whose words are endless, no texts, or places in other files."""


def project_qkv(*arguments):
    told = {"class": "x" * 900_000, "text": "", "line": 1, "place": "", "bases": []}
    answer_all(raised=told)


def split_heads(*arguments):
    told = {"class": "E", "text": "leaked-input", "line": "1", "place": "leaked-input", "bases": []}
    answer_all(raised=told)


def softmax(*arguments):
    answer_all(raised={"class": {}, "text": [], "line": {}, "place": 3, "bases": "ValueError"})


def mix_values(*arguments):
    answer_all(raised=[])


def attention_scores(*arguments):
    text = "line 1\nleaked-input"
    answer_all(raised={"class": "E", "text": "", "line": 10**9, "place": text, "bases": []})
