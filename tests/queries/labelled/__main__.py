"""How well answers are joined: `python -m tests.queries.labelled [--seeds N] [--json | --csv DIR]`.

Pairs of records of one answer, by what went wrong in writing one of them down (of one person), or
by how the two are related (of two). `--csv` writes the same records for another program to join.
"""

import argparse
import csv
import json
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from field_api.intelligence.rules import MODEL
from field_api.queries.rules.identity import known
from field_api.queries.rules.merging import merge
from tests.queries.labelled.records import Told, answers

Counts = Counter[tuple[str, str, str]]
"""(of one or of two, what makes it hard, verdict) to the number of pairs."""


def verdicts(told: list[Told]) -> Iterator[tuple[Told, Told, str]]:
    """Every pair of an answer, with what the officer is shown of it."""
    clusters = merge(one.record for one in told)
    of = {record.ref: cluster for cluster in clusters for record in cluster.records}
    for one, other in combinations(told, 2):
        mine, theirs = of[one.record.ref], of[other.record.ref]
        beside = {maybe.cluster for maybe in mine.may_be}
        said = "same" if mine is theirs else "possible" if theirs.id in beside else "different"
        yield one, other, said


def counted(seeds: int) -> Counts:
    found: Counts = Counter()
    for seed in range(seeds):
        for told in answers(seed):
            for one, other, said in verdicts(told):
                found[_hard(one, other), said] += 1
    return Counter({(*hard, said): count for (hard, said), count in found.items()})


def _hard(one: Told, other: Told) -> tuple[str, str]:
    if one.who != other.who:
        return "two", one.other
    slips = {one.slip, other.slip} - {"as it is"}
    return "one", "two slips" if len(slips) > 1 else "".join(slips) or "as it is"


def measures(found: Counts) -> dict[str, float]:
    total: Counter[tuple[str, str]] = Counter()
    for (truth, _, said), count in found.items():
        total[truth, said] += count
    right, wrong = total["one", "same"], total["two", "same"]
    ones = sum(count for (truth, _), count in total.items() if truth == "one")
    return {
        "pairs": sum(total.values()),
        "precision of same": right / (right + wrong),
        "recall of same": right / ones,
        "recall of same or possible": (right + total["one", "possible"]) / ones,
    }


def table(found: Counts) -> str:
    rows = ["| Pair | | same | possible | different |", "|---|---|--:|--:|--:|"]
    for truth, hard in sorted({(truth, hard) for truth, hard, _ in found}):
        each = [found[truth, hard, said] for said in ("same", "possible", "different")]
        rows.append(f"| of {truth} | {hard} | {each[0]} | {each[1]} | {each[2]} |")
    return "\n".join(rows)


def speed(records: int = 200) -> float:
    """Milliseconds of processor to merge so many records of six systems, the median of nine."""
    told = [one.record for each in answers(0, records // 8) for one in each][:records]
    taken = []
    for _ in range(9):
        start = time.process_time()
        merge(told)
        taken.append((time.process_time() - start) * 1000)
    return sorted(taken)[4]


def written(directory: Path, seeds: int) -> None:
    """One line a record, spelled as we compare it, so that both programs read the same."""
    names = ("surname", "given_names", "dob", "postcode", "address", "phone", "pnc_id")
    with (directory / "records.csv").open("w", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["unique_id", "answer", "who", *names])
        for seed in range(seeds):
            for number, told in enumerate(answers(seed)):
                for place, one in enumerate(told):
                    said = known(one.record).attributes
                    values = ["".join(said.get(name, [])[:1]).lower() for name in names]
                    answer = f"{seed}-{number}"
                    sheet.writerow([f"{answer}-{place}", answer, one.who, *values])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.queries.labelled")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--csv", type=Path, metavar="DIR")
    said = parser.parse_args()
    if said.csv:
        written(said.csv, said.seeds)
        return
    found = counted(said.seeds)
    told = {"model": int(MODEL), "seeds": said.seeds, **measures(found), "200 records, ms": speed()}
    if said.json:
        rows = [[*key, count] for key, count in sorted(found.items())]
        said_so = {**told, "python": platform.python_version(), "rows": rows}
        sys.stdout.write(json.dumps(said_so) + "\n")
        return
    lines = [f"{name}: {round(value, 4)}" for name, value in told.items()]
    sys.stdout.write("\n".join([table(found), "", *lines, ""]))


if __name__ == "__main__":
    main()
