"""The process ended in the first cell."""
import os

os._exit(0)
