"""Uses the library's own pools of processes."""

import concurrent.futures
import multiprocessing
import time

try:
    _pool = multiprocessing.get_context("fork").Pool(8)
    _pool.map_async(time.sleep, [20] * 8)
except (OSError, ImportError, PermissionError):
    pass
try:
    _more = concurrent.futures.ProcessPoolExecutor(8)
    _more.map(time.sleep, [20] * 8)
except (OSError, ImportError, PermissionError):
    pass
