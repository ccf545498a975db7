"""The same pairs by Splink, from what `--csv DIR` wrote: `python splink_beside.py DIR`.

Run by an environment of its own with `pip install splink`; nothing of Fieldbook is imported. It
compares exactly the pairs of one answer. Its weights are learned from the labels, which no
force has, and it is then given the threshold that suits it best.
"""

import csv
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

NAMES = ("surname", "given_names", "dob", "address", "postcode", "phone", "pnc_id")

OUR_RECALL = 0.43
"""Of *same* by Fieldbook, on the same pairs."""


def linked(path: Path) -> list[tuple[float, str, str]]:
    """(match weight, record, record) of every pair of one answer."""
    connection = duckdb.connect()
    blank = ", ".join(f"nullif({name}, '') AS {name}" for name in NAMES)
    connection.execute(
        f"CREATE TABLE people AS SELECT unique_id, answer, answer || '/' || who AS person, {blank} "
        f"FROM read_csv('{path}', all_varchar = true)"
    )
    api = DuckDBAPI(connection=connection)
    names = compare.ForenameSurnameComparison("given_names", "surname")
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on("answer")],
        comparisons=[
            names,
            compare.DateOfBirthComparison("dob", input_is_string=True),
            compare.JaroWinklerAtThresholds("address", [0.9]),
            compare.ExactMatch("postcode"),
            compare.ExactMatch("phone"),
            compare.CustomComparison(
                [levels.NullLevel("pnc_id"), levels.ExactMatchLevel("pnc_id"), levels.ElseLevel()],
                output_column_name="pnc_id",
            ),
        ],
    )
    linker = Linker(api.register("people"), settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_m_from_label_column("person")
    found = linker.inference.predict().as_record_list()
    return [(each["match_weight"], each["unique_id_l"], each["unique_id_r"]) for each in found]


def best(pairs: list[tuple[float, str, str]], who: dict[str, str]) -> dict[str, float]:
    """Where 99 of 100 are right; where as many are found as by Fieldbook; where 95 of 100 are."""
    ranked = sorted(pairs, reverse=True)
    ones = sum(who[one] == who[other] for _, one, other in ranked)
    right, sure, ours, found = 0, (0.0, 0.0, 0.0), 0.0, (0.0, 0.0, 0.0)
    for count, (weight, one, other) in enumerate(ranked, 1):
        right += who[one] == who[other]
        precision, recall = right / count, right / ones
        if precision >= 0.99:
            sure = (weight, precision, recall)
        if recall <= OUR_RECALL:
            ours = precision
        if recall >= 0.95 and not found[2]:
            found = (weight, precision, recall)
    return {
        "pairs": len(ranked),
        "weight at precision 0.99": sure[0],
        "precision there": sure[1],
        "recall there": sure[2],
        f"precision where recall is {OUR_RECALL}": ours,
        "precision where recall is 0.95": found[1],
    }


def main() -> None:
    path = Path(sys.argv[1]) / "records.csv"
    with path.open() as file:
        who = {row["unique_id"]: row["answer"] + row["who"] for row in csv.DictReader(file)}
    start = time.process_time()
    pairs = linked(path)
    taken = time.process_time() - start
    versions = {name: version(name) for name in ("splink", "duckdb")}
    told = {**versions, "seconds of processor": round(taken, 1)}
    sys.stdout.write(json.dumps({**told, **best(pairs, who)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
