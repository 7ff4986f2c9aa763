"""The process behind `course trace` and `course plot`: runs a chain with a student's functions.

As `course.worker.check_child`, but asked for `{"file": "qkv.py", "sizes": {"batch": 32},
"picture": false, "timeout": 10.0}`. It answers `loaded`, then `step` for
each step up to one that is in trouble, and for a picture `map` with its numbers.
"""

from course.worker.check_child import main

if __name__ == "__main__":
    main("course.worker.chain_answers")
