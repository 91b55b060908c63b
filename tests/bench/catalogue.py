"""Every measurement there is, in the order of the table in the design."""

from tests.bench.append import BENCH as APPEND
from tests.bench.audit import BENCH as AUDIT
from tests.bench.dataset import BENCH as DATASET
from tests.bench.erasure import BENCH as ERASURE
from tests.bench.fanout import BENCH as FANOUT
from tests.bench.http import BENCH as HTTP
from tests.bench.proof import BENCH as PROOF
from tests.bench.rebuild import BENCH as REBUILD
from tests.bench.recommend import BENCH as RECOMMEND
from tests.bench.running import BENCH as RUNNING
from tests.bench.search import BENCH as SEARCH
from tests.bench.slots import BENCH as SLOTS
from tests.bench.stream import BENCH as STREAM
from tests.bench.windows import BENCH as WINDOWS

BENCHES = (
    APPEND,
    PROOF,
    HTTP,
    REBUILD,
    STREAM,
    WINDOWS,
    FANOUT,
    SLOTS,
    SEARCH,
    RECOMMEND,
    AUDIT,
    ERASURE,
    DATASET,
    RUNNING,
)
