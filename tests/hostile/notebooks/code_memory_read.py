"""The grader's secrets looked for in this process, and in its parent's memory."""
import gc
import os
import sys

for thing in gc.get_objects():
    try:
        text = repr(thing)
    except BaseException:
        continue
    if "canary" in text and "_canaries" not in text:
        print(text[text.index("canary") :][:100])
frame = sys._getframe()
while frame:
    print(frame.f_code.co_filename)
    frame = frame.f_back
try:
    print(open(f"/proc/{os.getppid()}/environ").read())
except OSError as error:
    print(error)
