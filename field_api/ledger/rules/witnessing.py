"""What it means when two checkpoints of one log do not fit together."""

from enum import StrEnum

HEADER = "Fieldbook-Checkpoint"


class Fault(StrEnum):
    """`put_back`: the server said that a backup was restored in between (a higher epoch)."""

    ALTERED = "altered"
    PUT_BACK = "put_back"


WHATS: tuple[str, ...] = tuple(fault.value for fault in Fault)


def fault_of(*, kept_epoch: int, told_epoch: int) -> Fault:
    return Fault.PUT_BACK if told_epoch > kept_epoch else Fault.ALTERED
