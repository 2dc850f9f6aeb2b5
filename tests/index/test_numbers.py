import numpy as np

from index.numbers import distinct


def test_the_different_numbers_come_once_each_and_in_order() -> None:
    assert distinct(np.array([3, 1, 3, 2, 1])).tolist() == [1, 2, 3]
    assert distinct(np.array([5, 5])).tolist() == [5]
    assert distinct(np.zeros(0, np.int64)).tolist() == []
