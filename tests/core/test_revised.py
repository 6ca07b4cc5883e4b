"""What a revision did: whether a rating moved."""

from __future__ import annotations

from fractions import Fraction

from qpr_rules.core.revised import Effect
from qpr_rules.evaluation import Evaluation, Rating

AMBER = Evaluation(kpi="K", figure=Fraction(85), rating=Rating.AMBER)


def test_a_rating_moves_where_it_is_another_whatever_the_figure() -> None:
    assert Effect(0, AMBER, AMBER._replace(rating=Rating.RED)).moves
    assert not Effect(0, AMBER, AMBER._replace(figure=Fraction(84))).moves
