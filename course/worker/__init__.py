"""The worker: a process of its own that runs student code, and the wire to it.

`client.Worker` is what the other rooms use. `boot`, `server`, `loader` and `codec` run in the
process itself and import nothing of `course`; `process` starts and ends it.
"""
