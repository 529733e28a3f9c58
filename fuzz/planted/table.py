"""What a benchmark found out, kept in a file after each bug, and as a table.

    table = Table(file)
    row = table.known(name, key, seconds)  # None where that was not measured yet, or of something
                                           # else, or where more time may find more
    table.add(name, key, row)
    print(table.text([name, ...]))
"""

import dataclasses
import hashlib
import json
import statistics


@dataclasses.dataclass(frozen=True)
class Row:
    kind: str  # of bug
    target: str
    shown: int  # stored inputs that show it
    tried: int  # of so many
    is_all: bool  # that there are; time may not have been enough
    seconds: int  # of processor time, that each seed had at most
    executions: list  # for each seed; None where it was not found
    says: list  # what the target said, for each seed that found it

    @property
    def is_found(self):
        """By most of the seeds, from inputs that do not show it."""
        return sum(each is not None for each in self.executions) * 2 > len(self.executions)

    @property
    def median(self):
        """A seed that did not find it needed more than all that did."""
        counts = sorted(float("inf") if each is None else each for each in self.executions)
        return statistics.median_low(counts) if self.is_found else None


def key_of(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part if isinstance(part, bytes) else str(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def line(name, row):
    found = sum(each is not None for each in row.executions)
    shown = f"{'' if row.is_all else 'at least '}{row.shown} of {row.tried}"
    says = max(sorted(set(row.says)), key=row.says.count) if row.says else ""
    median = f"{row.median:,}" if row.is_found else "not found"
    return (f"| {name} | {row.kind} | {row.target} | {shown} | {median} | "
            f"{found}/{len(row.executions)} | {says} |")


class Table:
    def __init__(self, file):
        self.file = file
        self.entries = json.loads(file.read_text()) if file.is_file() else {}

    def known(self, name, key, seconds):
        entry = self.entries.get(name)
        row = Row(**entry["row"]) if entry and entry["key"] == key else None
        # What every seed found needs no more time.
        return row if row and (None not in row.executions or row.seconds >= seconds) else None

    def add(self, name, key, row):
        self.entries[name] = {"key": key, "row": dataclasses.asdict(row)}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        # A run may be ended at any time: the file is whole, the old one or the new one.
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps(self.entries, indent=1) + "\n")
        new.replace(self.file)

    def all_found(self, names):
        return all(Row(**self.entries[name]["row"]).is_found for name in names)

    def text(self, names):
        rows = {name: Row(**self.entries[name]["row"]) for name in names if name in self.entries}
        found = sum(row.is_found for row in rows.values())
        by_stored = sum(row.shown > 0 for row in rows.values())
        return "\n".join([
            "| bug | kind | target | stored inputs that show it | executions (median) | seeds "
            "| what the target says |", "| --- | --- | --- | --- | --- | --- | --- |",
            *(line(name, row) for name, row in rows.items()), "",
            f"{found} of {len(names)} are found by a search that begins without the inputs that "
            f"show them; {by_stored} are shown by stored inputs."])
