"""Keep, or use, the server of a state directory until standard input closes.

Arguments: the state directory, and the user id to become first (0: stay who we are).
"""

import os
import signal
import sys
from pathlib import Path

from factcheck.postgres import Server

# Whoever runs the tests in the background may have it ignored, and we would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
account = int(sys.argv[2])
if account:
    os.setgroups([])
    os.setgid(account)
    os.setuid(account)
with Server(Path(sys.argv[1])).running() as process:
    print(process.pid if process else 0, flush=True)
    sys.stdin.read()
