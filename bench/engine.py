"""The store's own Delta table, read by a distributed engine: the values in force as known at a moment, every grade.

``python -m bench.engine STORE [INDICATOR]`` starts Sail in this process, or asks the server that SPARK_REMOTE names.
Values, their batches and whole assessments must equal ours, to the last digit.
"""

import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
from pysail.spark import SparkConnectServer
from pyspark.sql import Row, SparkSession

from dashboard.catalogue.loading import load
from dashboard.catalogue.models import Baseline, Indicator, Target
from dashboard.fiscal import Period, Precision
from dashboard.judging import assess
from dashboard.observation import Observation, Status
from dashboard.queries import Snapshot, series_by_region
from dashboard.settings import load_settings
from dashboard.store import Batch, Store, withdrawn_at

CATALOGUE = load((SETTINGS := load_settings()).catalogue)
START, END = (Period(date(year, 3, 31), Precision.DAY) for year in (2018, 2030))
PLAN = {"baseline": Baseline(period=START, value=100.0), "targets": (Target(period=END, value=110.0),), "breaks": ()}
COLUMNS = "indicator, region, as_of, precision, value, status, source, note, se, lower, upper, batch"


def observation(row: Row | dict) -> Observation:
    indicator, region, as_of, precision, value, status, *rest = (row[name] for name in COLUMNS.split(", "))
    return Observation(indicator, region, Period(as_of, Precision(precision)), value, Status(status), *rest)


def judgement(indicator: Indicator, observations: Sequence[Observation]) -> str:
    return repr(assess(indicator, CATALOGUE.judging, observations, END.date))


def answer(spark: SparkSession, indicator: Indicator, known_at: datetime) -> tuple[list[Observation], dict[str, str]]:
    """The engine's values in force of the indicator, as known at the moment, and the judgement of each region."""
    known = spark.table("stored").where(f"committed_at <= timestamp'{known_at.isoformat()}'")
    rows = known.where("action = 'withdraw'").select("batch", "committed_at", "withdraws").collect()
    batches = [Batch(id_, at.astimezone(UTC), "", "", "", "", 0, names, withdrawn=False) for id_, at, names in rows]
    withdrawn = ", ".join(f"'{batch}'" for batch in withdrawn_at(batches)) or "''"
    known.where(f"indicator = '{indicator.id}' AND batch NOT IN ({withdrawn})").createOrReplaceTempView("known")
    in_force = spark.sql(f"""SELECT {COLUMNS} FROM (SELECT *, row_number() OVER (PARTITION BY region, as_of, precision,
        status = 'reference' ORDER BY committed_at DESC) AS newness FROM known) WHERE newness = 1""")

    def of_region(rows: pa.Table) -> pa.Table:
        values = [observation(row) for row in rows.to_pylist()]
        return pa.table({"region": [values[0].region], "judgement": [judgement(indicator, values)]})

    judged = in_force.groupBy("region").applyInArrow(of_region, "region string, judgement string").collect()
    return [observation(row) for row in in_force.collect()], dict(judged)


def main(store: str, name: str = "made_up_003") -> None:
    if not (engine := os.environ.get("SPARK_REMOTE")):
        (server := SparkConnectServer()).start()
        engine = f"sc://127.0.0.1:{server.listening_address[1]}"
    spark = SparkSession.builder.remote(engine).config("spark.sql.session.timeZone", "UTC").getOrCreate()
    spark.read.format("delta").load(f"{store}/observations").createOrReplaceTempView("stored")
    snapshot = Snapshot.load(Store(store, SETTINGS.cache))
    indicator = CATALOGUE.tracked[0].model_copy(update={"id": name, **PLAN})
    moments = [batch.committed_at for batch in snapshot.batches]
    for known_at in (moments[-1], moments[-1] - timedelta(microseconds=1), moments[len(moments) // 2]):
        begun = time.perf_counter()
        values, judged = answer(spark, indicator, known_at)
        print(f"{known_at}: {len(values):,} values, {len(judged):,} grades in {time.perf_counter() - begun:.1f} s")
        ours = series_by_region(snapshot, indicator.id, known_at)
        assert sorted(map(repr, values)) == sorted(repr(each) for series in ours.values() for each in series)
        assert judged == {region: judgement(indicator, series) for region, series in ours.items()}
        print("equal")
    spark.stop()  # else its client waits minutes for a server that is gone


if __name__ == "__main__":
    main(*sys.argv[1:])
