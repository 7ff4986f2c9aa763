"""What the shell sends is forged: more than was asked for, live HTML, numbers that are none."""
import json

FORGED = [
    {"output_type": "display_data", "data": {"text/html": "<script>forged()</script>"}},
    {"output_type": "execute_result", "data": {"text/plain": "4.0"}, "execution_count": 1},
    {"output_type": "display_data", "data": {"image/png": "<script>forged()</script>"}},
]
type(get_ipython()).outputs_of = lambda *_, **__: json.dumps(FORGED).encode()
