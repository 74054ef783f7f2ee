"""Work on what strangers send, each piece within a budget of time, memory and output, in a process of its own.

`run("plain.check_text", text, profile)` does one work of the closed list (works.py) in a worker: a small process,
forked from one that has the dictionaries in memory, with no secrets in its environment, no database and hard limits
set by the kernel (RLIMIT_AS, RLIMIT_CPU, a timer that kills). The asking thread waits no longer than the work's
deadline and gets the result, the work's own exception, or Exceeded with words for the person.

Libraries looked at: `pebble` and `concurrent.futures` kill by a deadline, and neither bounds memory, forks from a warm
process, nor keeps the parent's main module out of the child; `multiprocessing`'s forkserver imports that main module
(granian's, pytest's) in every child. What is used of the standard library: sockets that carry descriptors, fork,
resource, signal.
"""

from .asking import Busy, Exceeded, prepare, run
from .works import WORKS, Work

__all__ = ["WORKS", "Busy", "Exceeded", "Work", "prepare", "run"]
