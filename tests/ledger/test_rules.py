from field_api.ledger.rules import ACTS, Act


def test_every_operation_of_section_62_has_its_act() -> None:
    statute = {"collection", "alteration", "consultation", "disclosure", "combination", "erasure"}
    assert statute < set(ACTS)
    assert {act.value for act in Act} == set(ACTS)
