"""The reactions: what the world must be told is called out, and its answer recorded."""

import threading
from collections.abc import Sequence

from adapters.bootstrap import Container
from streams.custody import keep
from streams.processes import automate


def run(container: Container, names: Sequence[str], stop: threading.Event) -> None:
    """This is `python -m streams reactions [NAME…]`: those reactions, or all; and key custody."""
    custody = threading.Thread(target=keep, args=(container, stop), name="custody")
    custody.start()
    chosen = [one for one in container.reactions if not names or one.name in names]
    automate(container, chosen, stop)
    custody.join()
