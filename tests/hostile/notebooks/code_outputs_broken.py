"""What the shell sends breaks the rules: NaN, which is no JSON."""
type(get_ipython()).outputs_of = lambda *_, **__: b'[{"output_type": "stream", "text": NaN}]'
