from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

from course.reports import junit

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FULL = """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="course check">
  <testsuite name="qkv" errors="2" failures="3" skipped="0" tests="6" time="10.875" timestamp="2026-01-02T03:04:05+00:00" hostname="laptop">
    <testcase classname="qkv" name="project_qkv" time="0.250" />
    <testcase classname="qkv" name="split_heads" time="0.500">
      <failure message="You left the heads behind the tokens. Look at which axis comes first.">The result has shape (batch=1, seq=2, heads=2, d_head=2); expected (batch=1, heads=2, seq=2, d_head=2): axes 1 and 2 are swapped.
On the example "two token toy":
x (batch=1, seq=2, d_model=4)
[[[1. 2. 3. 4.]
  [5. 6. 7. 8.]]]
n_heads = 2
expected (batch=1, heads=2, seq=2, d_head=2)
[[[[1. 2.]
   [5. 6.]]
  [[3. 4.]
   [7. 8.]]]]
got (batch=1, seq=2, heads=2, d_head=2)
[[[[1. 2.]
   [3. 4.]]
  [[5. 6.]
   [7. 8.]]]]</failure>
      <system-out>x (1, 2, 4)
</system-out>
    </testcase>
    <testcase classname="qkv" name="attention_scores" time="10.000">
      <error message="attention_scores did not come back within 10 s.">attention_scores did not come back within 10 s.
line 21: while True:</error>
    </testcase>
    <testcase classname="qkv" name="softmax" time="0.125">
      <failure message="It raised ValueError: 100% &lt;b&gt;wrong&lt;/b&gt;">It raised ValueError: 100% &lt;b&gt;wrong&lt;/b&gt;
line 30: raise ValueError</failure>
    </testcase>
    <testcase classname="qkv" name="mix_values" time="0.000">
      <error message="Python itself ended while mix_values ran (exit code 0).">Python itself ended while mix_values ran (exit code 0).</error>
    </testcase>
    <testcase classname="qkv" name="later" time="0.000">
      <failure message="not started" />
    </testcase>
  </testsuite>
</testsuites>
"""  # noqa: E501 - pytest's form has long lines
BROKEN = """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="course check">
  <testsuite name="qkv" errors="2" failures="0" skipped="0" tests="2" time="0.000" timestamp="2026-01-02T03:04:05+00:00" hostname="laptop">
    <testcase classname="qkv" name="project_qkv" time="0.000">
      <error message="qkv.py, line 3: SyntaxError: '(' was never closed">qkv.py, line 3: SyntaxError: '(' was never closed
def softmax(x:
           ^</error>
    </testcase>
    <testcase classname="qkv" name="softmax" time="0.000">
      <error message="qkv.py, line 3: SyntaxError: '(' was never closed">qkv.py, line 3: SyntaxError: '(' was never closed
def softmax(x:
           ^</error>
    </testcase>
  </testsuite>
</testsuites>
"""  # noqa: E501 - as above


def test_each_exercise_is_a_test_case(checked):
    assert junit.dumps(checked, NOW, "laptop") == FULL


def test_a_broken_file_makes_every_exercise_an_error(broken):
    assert junit.dumps(broken, NOW, "laptop") == BROKEN


def test_letters_that_xml_cannot_hold_are_replaced(checked):
    odd = replace(checked.exercises[1], diagnosis="a\x00b\ud800c", output="\x1b[2J\ufffe]]>")
    text = junit.dumps(replace(checked, exercises=(odd,)), NOW, "laptop")
    case = ElementTree.fromstring(text).find("testsuite/testcase")  # noqa: S314 - our own text
    assert case.find("failure").get("message") == "a\ufffdb\ufffdc"
    assert case.find("system-out").text == "\ufffd[2J\ufffd]]>"
    text.encode("utf-8")


def test_time_and_host_are_this_machines(checked):
    suite = ElementTree.fromstring(junit.dumps(checked)).find("testsuite")  # noqa: S314 - our own
    assert datetime.fromisoformat(suite.get("timestamp")).tzinfo is not None
    assert suite.get("hostname") is not None
