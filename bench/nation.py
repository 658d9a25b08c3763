"""A store of a whole nation, made up (架空): every municipality, 500 indicators, 40 quarters, 400 uploads.

``python -m bench.nation FOLDER [INDICATORS [REGIONS [QUARTERS [UPLOADS]]]]`` writes it with the product's own writing.
Each upload is one quarter of a group of indicators, as offices send them; after them come corrections of some values,
of which some are taken back, and some of that again.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from bench.made_up import LABEL

from dashboard.store import Store
from dashboard.store.batches import SCHEMA, Stamp, withdrawal_row
from dashboard.store.head import Head, write_head
from dashboard.store.log import read_log
from dashboard.store.place import Place
from dashboard.store.table_files import append_rows, create_table

_CORRECTIONS, _TAKEN_BACK, _RESTORED = 14, 5, 2


@dataclass(frozen=True)
class Nation:
    """How large it is; the defaults have 35 million values."""

    indicators: int = 500
    regions: int = 1741
    quarters: int = 40
    uploads: int = 400

    @property
    def groups(self) -> int:
        """In how many uploads one quarter comes."""
        return max(1, self.uploads // self.quarters)

    def days(self, quarter: int) -> date:
        """The day that a quarter's values stand for."""
        return date(2015 + quarter // 4, 3 * (quarter % 4) + 3, 28)


def indicator_name(number: int) -> str:
    """The id of an indicator."""
    return f"made_up_{number:03d}"


def region_code(number: int) -> str:
    """The code of a region; none of Japan begins like that."""
    return f"{90000 + number}"


def build(folder: Path, nation: Nation) -> Store:
    """Write the store into a folder that is not there."""
    store = Store(str(folder))
    place = Place(f"{store.location}/observations")
    folder.mkdir(parents=True)
    for version, rows in enumerate(_commits(nation)):
        written = append_rows(place, version - 1, rows, []) if version else create_table(place, rows, [])
        assert written
    log = read_log(place)
    newest = log.commits[-1]
    write_head(Place(store.location), Head(log.version, newest.sha256, newest.size, rows["batch"][0].as_py()))
    return store


def _commits(nation: Nation) -> Iterator[pa.Table]:
    random = np.random.default_rng(1)
    moments = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(1_000_000))
    stamps = (Stamp(f"{moment:%Y%m%d-%H%M%S}-{n:06x}", moment) for n, moment in enumerate(moments))
    groups = np.array_split(np.arange(nation.indicators), nation.groups)
    for quarter in range(nation.quarters):
        for group in groups:
            yield _upload(nation, group, quarter, next(stamps), random)
    corrections = [next(stamps) for _ in range(_CORRECTIONS)]
    for number, stamp in enumerate(corrections):
        group = groups[number % len(groups)]
        yield _upload(nation, group, nation.quarters - 1 - number % nation.quarters, stamp, random)
    withdrawals = [next(stamps) for _ in range(_TAKEN_BACK)]
    for correction, stamp in zip(corrections, withdrawals, strict=False):
        yield withdrawal_row(correction.id, stamp, LABEL, LABEL)
    for withdrawal in withdrawals[:_RESTORED]:
        yield withdrawal_row(withdrawal.id, next(stamps), LABEL, LABEL)


def _upload(
    nation: Nation,
    group: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    quarter: int,
    stamp: Stamp,
    random: np.random.Generator,
) -> pa.Table:
    count = len(group) * nation.regions
    values = (100 + 0.1 * quarter + random.normal(0, 10, count)).round(1)
    same: dict[str, object] = {
        "action": "observe",
        "as_of": nation.days(quarter),
        "precision": "quarter",
        "status": "official",
        "source": LABEL,
        "note": "",
        "batch": stamp.id,
        "committed_at": stamp.committed_at,
        "by": LABEL,
        "file": f"{LABEL}.csv",
        "sha256": "",
        "reason": LABEL,
    }
    columns = {
        "indicator": pa.array(np.repeat([indicator_name(n) for n in group], nation.regions).tolist()),
        "region": pa.array([region_code(n) for n in range(nation.regions)] * len(group)),
        "value": pa.array(values),
    }
    for field in SCHEMA:
        if field.name not in columns:
            columns[field.name] = pa.repeat(pa.scalar(same.get(field.name), field.type), count)
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def main() -> None:
    folder, *sizes = sys.argv[1:]
    build(Path(folder), Nation(*map(int, sizes)))


if __name__ == "__main__":
    main()
