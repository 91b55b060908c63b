"""Every measurement there is, in the order of the table in the design."""

from tests.bench.append import BENCH as APPEND
from tests.bench.search import BENCH as SEARCH

BENCHES = (APPEND, SEARCH)
