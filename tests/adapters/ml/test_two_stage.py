"""The ranking of two stages, on markets of which it is known who likes what."""

import math
from dataclasses import replace

import numpy as np
import pytest

from adapters.embeddings.hashing import HashingEmbedder
from adapters.ml.candidates import FEATURES, NOBODY, Candidates, Sources
from adapters.ml.history import History, Numbers
from adapters.ml.learning import FEWEST, Lessons, added_up, learnt, lessons_of
from adapters.ml.sources import Neighbours
from adapters.ml.trials import OWN, Alone, NumericTrials
from adapters.ml.two_stage import TwoStage
from application.ranking import Interactions, Ranked, Trial
from application.status import CannotBeDone
from tests.support.choosing import DAY, chosen, history

pytestmark = pytest.mark.trains

PEOPLE, ITEMS, EACH = 240, 80, 8


def interactions(who: Numbers, what: Numbers, when: Numbers) -> Interactions:
    return Interactions([f"p {n}" for n in who], [f"i {n}" for n in what], when.tolist())


def trial(*, each_last: bool = True, with_texts: bool = False) -> Trial:
    who, what, when = chosen(PEOPLE, ITEMS, EACH)
    later = np.arange(len(who)) % EACH >= EACH - 2
    if not each_last:
        later = np.random.default_rng(0).permutation(later)
    texts = {f"i {n}": f"kind{n % 4} thing{n}" for n in range(ITEMS)} if with_texts else {}
    known = interactions(who[~later], what[~later], when[~later])
    return Trial(known, interactions(who[later], what[later], when[later]), texts)


def run(of: Trial) -> Ranked:
    return NumericTrials(HashingEmbedder()).run(of, lambda _: None)


class TestATrial:
    @pytest.mark.parametrize("each_last", [True, False])
    def test_finds_that_people_differ(self, *, each_last: bool) -> None:
        ranked = run(trial(each_last=each_last))
        over = {margin.over: margin for margin in ranked.margins}
        assert over["popularity"].low > 0
        assert 0.8 * PEOPLE < ranked.people <= PEOPLE
        assert ranked.items == ITEMS
        assert [figures.model for figures in ranked.figures][-1] == OWN

    def test_says_the_same_each_time(self) -> None:
        assert run(trial(with_texts=True)) == run(trial(with_texts=True))

    def test_depends_on_nobodys_name(self) -> None:
        one = trial()
        known, hidden = (
            replace(part, users=[f"~{user}" for user in part.users])
            for part in (one.known, one.hidden)
        )
        assert run(replace(one, known=known, hidden=hidden)) == run(one)

    def test_is_of_no_use_without_choices(self) -> None:
        nothing = Interactions([], [], [])
        with pytest.raises(CannotBeDone, match="Nothing is known"):
            run(replace(trial(), known=nothing))
        with pytest.raises(CannotBeDone, match="Nobody has anything hidden"):
            run(replace(trial(), hidden=nothing))

    @pytest.mark.parametrize("texts", [{}, {"b": "chess"}, {"a": "chess", "c": "chess too"}])
    def test_takes_the_smallest_data(self, texts: dict[str, str]) -> None:
        known = Interactions(["x"], ["a"], [math.nan])
        hidden = Interactions(["x", "new"], ["c", "a"], [math.nan, math.nan])
        ranked = run(Trial(known, hidden, texts))
        for figures in ranked.figures:
            assert 0 <= figures.ndcg <= 1
        assert ranked.people == 2


def test_who_is_new_to_a_source_gets_what_is_popular() -> None:
    known = history((0, 0, 1.0), (1, 0, 1.0), (1, 1, 1.0), users=3)
    said = Alone(Neighbours(known), known).scores(np.array([0, 2]))
    assert said[1].tolist() == known.popularity.tolist()
    assert said[0].tolist() == Neighbours(known).scores(np.array([0]))[0].tolist()


class TestCandidates:
    WHOLE = History.of(*chosen(PEOPLE, ITEMS, EACH), (PEOPLE, ITEMS + 2))

    def test_are_described_by_every_feature(self) -> None:
        found = Sources(self.WHOLE, None).candidates(np.arange(5), self.WHOLE.last_times[:5])
        assert found.features.shape == (len(found.items), len(FEATURES))
        assert not set(found.items.tolist()) & {ITEMS, ITEMS + 1}

    def test_have_places_that_equal_ones_share(self) -> None:
        found = Sources(self.WHOLE, None).candidates(np.arange(9), self.WHOLE.last_times[:9])
        for source in ("neighbours", "trending"):
            said = found.features[:, FEATURES.index(source)]
            place = found.features[:, FEATURES.index(f"{source}_place")]
            for row in range(9):
                own = said[found.rows == row]
                better = (own[None, :] > own[:, None]).sum(axis=1)
                assert place[found.rows == row].tolist() == better.tolist()

    def test_are_as_popular_as_they_were(self) -> None:
        since = [(user, 2, 9 * DAY) for user in range(2, 5)]
        whole = history((0, 0, 0.0), (1, 1, DAY), (2, 1, DAY), *since, users=6)
        trending = FEATURES.index("trending_place")
        for day, first in ((2, 1), (9, 2)):
            found = Sources(whole, None).candidates(np.array([5]), np.array([day * DAY]))
            assert found.items[found.features[:, trending] == 0].tolist() == [first]

    def test_have_what_nobody_ever_chose_among_them(self) -> None:
        vectors = np.eye(4, dtype=np.float32)[np.arange(ITEMS + 2) % 4]
        found = Sources(self.WHOLE, vectors).candidates(np.arange(4), self.WHOLE.last_times[:4])
        assert set(found.items.tolist()) >= {ITEMS, ITEMS + 1}

    def test_know_nothing_of_what_is_chosen_after_they_are_asked_for(self) -> None:
        """Sources know all they were fitted to; how popular something is, is of the time asked."""
        early = history((0, 0, 0.0), (1, 1, DAY), users=3, items=4)
        late = history((0, 0, 0.0), (1, 1, DAY), (2, 1, 9 * DAY), (2, 2, 9 * DAY), items=4)
        asked = np.array([0]), np.array([2 * DAY])
        known = [FEATURES.index(name) for name in ("times_chosen", "worth_of_7_days")]
        before, after = (Sources(of, None).candidates(*asked) for of in (early, late))
        at = after.items.tolist().index(1)
        assert before.items.tolist() == [1]
        assert after.features[at, known].tolist() == before.features[0, known].tolist()
        just_before, then = Sources(late, None).trends.trending(np.array([8.99, 9.0]) * DAY)
        assert (just_before[1] > 0, just_before[2]) == (True, 0)
        assert then[2] > 0


class TestLearning:
    def test_finds_which_feature_tells(self) -> None:
        draw = np.random.default_rng(0)
        users, each = 400, 20
        features = draw.normal(size=(users, each, len(FEATURES))).astype(np.float32)
        best = features[:, :, 3].argmax(axis=1)
        is_chosen = np.arange(each) == best[:, None]
        flat = features.reshape(users * each, -1)
        order = learnt([Lessons(flat, is_chosen.ravel(), np.ones(len(flat)), np.full(users, each))])
        told = Candidates(np.repeat(np.arange(users), each), np.arange(users * each), flat)
        found = order(told).reshape(users, each).argmax(axis=1)
        assert (found == best).mean() > 0.7

    def test_counts_what_was_chosen_for_what_it_does(self) -> None:
        few = history((0, 1, 1.0), (0, 2, 1.0), (1, 0, 1.0), items=4)
        taught = few.weighed(np.array([1.0, 0.5, 3.0, 9.0])).taught
        rows, items = np.array([0, 0, 0, 1]), np.array([0, 1, 2, 3])
        found = lessons_of(Candidates(rows, items, np.zeros((4, len(FEATURES)))), taught)
        assert found.chosen.tolist() == [False, True, True]
        assert found.weights.tolist() == [1.0, 0.5, 3.0]
        assert found.dataset(np.array([0])).weight is not None

    def test_is_told_of_choices_what_they_count_for(self) -> None:
        whole = TestCandidates.WHOLE.weighed(np.full(ITEMS + 2, 2.0))
        model = TwoStage(TestCandidates.WHOLE, None, "forward")
        lesson = next(model._lessons(whole, None, NOBODY))
        assert set(lesson.weights[lesson.chosen]) == {2.0}

    def test_is_not_tried_with_too_few(self) -> None:
        few = FEWEST - 1
        ones = np.ones(few, int)
        lesson = Lessons(np.zeros((few, len(FEATURES))), ones > 0, ones, ones)
        assert learnt([lesson]) is added_up
        assert learnt([]) is added_up
