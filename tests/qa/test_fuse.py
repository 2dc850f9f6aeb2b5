from qa.fuse import Side, fuse


def test_scores_are_scaled_for_the_query_and_weighted() -> None:
    fused = fuse({"matching": Side([(7, 4.0), (3, 1.0)], 0.6), "near": Side([(3, 0.8), (7, 0.4), (5, 0.1)], 0.4)}, 10)
    assert [(one.number, round(one.score, 6)) for one in fused] == [(7, 0.8), (3, 0.55), (5, 0.05)]


def test_the_score_is_the_sum_of_the_shares_that_it_shows() -> None:
    fused = fuse({"matching": Side([(7, 4.0), (3, 1.0)], 0.6), "near": Side([(3, 0.9), (5, 0.1)], 0.4)}, 10)
    three = next(one for one in fused if one.number == 3)
    assert [(rank.side, rank.rank, rank.score, rank.share) for rank in three.ranks] == [
        ("matching", 2, 1.0, 0.15),
        ("near", 1, 0.9, 0.4),
    ]
    assert three.score == 0.55


def test_equal_scores_come_in_order_of_number() -> None:
    assert [one.number for one in fuse({"near": Side([(9, 1.0), (2, 1.0), (4, 1.0)], 1)}, 2)] == [2, 4]


def test_a_side_that_found_nothing_changes_nothing() -> None:
    fused = fuse({"matching": Side([], 0.6), "near": Side([(4, 0.5), (1, 0.2)], 0.4)}, 5)
    assert [one.number for one in fused] == [4, 1]
