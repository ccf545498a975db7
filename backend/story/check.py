"""placeholder while the story is written"""


def run(house: object, *, faults: bool = False) -> int:
    return 0
