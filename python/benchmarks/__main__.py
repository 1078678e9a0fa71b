import sys
from pathlib import Path

from . import calls, tokens, weight

tokens.measure()
calls.measure(Path(sys.argv[1]))
weight.measure()
