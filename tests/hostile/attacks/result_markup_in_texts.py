"""Puts HTML, a workflow command and a formula where a page, a log or a table may show a text."""

_TEXT = "<script>document.title='24/24'</script><img src=x onerror=alert(1)>\n::error::x\n=1+1"

answers = {_TEXT: _TEXT, "=cmd|' /C calc'!A0": _TEXT}
globals()[_TEXT] = lambda *arguments: None
softmax = type(_TEXT, (), {"__doc__": _TEXT})


def project_qkv(*arguments):
    raise type(_TEXT, (Exception,), {})(_TEXT)


raise type(_TEXT, (Exception,), {})(_TEXT)
