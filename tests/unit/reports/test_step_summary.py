from course.check_report import CheckedExercise, CheckReport, Verdict
from course.reports.step_summary import markdown

FULL = """\
## Queries, keys and values

| Exercise | |
|---|---|
| ✅ `project_qkv` | passed |
| ❌ `split_heads` | failed |
| ❌ `attention_scores` | timed out on line 21 |
| ❌ `softmax` | failed on line 30 |
| ❌ `mix_values` | crashed |
| ❌ `later` | not started |

### `split_heads`

You left the heads behind the tokens. Look at which axis comes first.

The result has shape (batch=1, seq=2, heads=2, d\\_head=2); expected (batch=1, heads=2, seq=2, d\\_head=2): axes 1 and 2 are swapped.

### `attention_scores`

attention\\_scores did not come back within 10 s.

### `softmax`

It raised ValueError: 100% \\<b\\>wrong\\</b\\>

### `mix_values`

Python itself ended while mix\\_values ran (exit code 0).

Quiz: 3 of 4 questions answered.
"""  # noqa: E501 - a paragraph is one line
BROKEN = """\
## Queries, keys and values

The file cannot be run.

```
qkv.py, line 3: SyntaxError: '(' was never closed
def softmax(x:
           ^
```
"""


def test_a_table_comes_first_and_then_what_is_wrong(checked):
    assert markdown(checked) == FULL


def test_a_broken_file_is_told_in_a_code_block(broken):
    assert markdown(broken) == BROKEN


def test_no_text_of_a_students_is_markup():
    evil = "<img src=x> [a](b) **c** | d\n# e ```"
    exercise = CheckedExercise("f", "F", Verdict.FAILED, summary=evil)
    text = markdown(CheckReport("a", "A", "a.py", (exercise,), notes=(evil,)))
    assert text.count(r"\<img src=x\> \[a\](b) \*\*c\*\* \| d \# e \`\`\`") == 2


def test_a_code_block_cannot_be_left_from_inside():
    text = markdown(CheckReport("a", "A", "a.py", (), broken="x\n````\n<b>"))
    assert "`````\nx\n````\n<b>\n`````\n" in text
