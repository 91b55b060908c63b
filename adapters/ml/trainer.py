"""The trainer: training, comparing and explaining behind one port."""

from collections.abc import Mapping, Sequence

from adapters.ml import comparing, training
from adapters.ml.candidates import FEATURES
from adapters.ml.keeping import Kept
from adapters.ml.learning import Trees
from application.dataset.places import Places
from application.modelling import Held, Learned, Learning
from application.ranking import Interactions


class NumericTrainer:
    """This trains in this process."""

    def train(self, learning: Learning) -> Learned:
        """This is a model of it.

        Raises:
            CannotBeDone: there is nothing to learn from.
        """
        return training.train(learning)

    def explain(self, contents: bytes) -> Mapping[str, float]:
        """This is which part of what it decides rests on which feature, the largest first.

        Where nothing was learnt, all places that sources give count alike.
        """
        order = Kept.of_bytes(contents, {}).order
        if not isinstance(order, Trees):
            places = [name for name in FEATURES if name.endswith("_place")]
            return dict.fromkeys(places, 1 / len(places))
        gained = order.gains
        whole = sum(gained) or 1.0
        shares = {name: gain / whole for name, gain in zip(FEATURES, gained, strict=True)}
        return dict(sorted(shares.items(), key=lambda share: -share[1]))

    def hold(
        self,
        contents: bytes,
        other: bytes | None,
        before: Interactions,
        after: Interactions,
        said: Mapping[str, Sequence[float]],
        places: Places,
    ) -> Held:
        """This asks both for the same people.

        Raises:
            CannotBeDone: nobody chose anybody new after it.
        """
        return comparing.hold(contents, other, before, after, said, places)
