-- Which values differ between two states, among those that some batches brought?
WITH touched AS (
    SELECT DISTINCT slot
    FROM observations
    WHERE list_contains($batches::VARCHAR[], batch)
),
versions AS (
    SELECT o.*
    FROM observations AS o
    SEMI JOIN touched USING (slot)
),
before AS (
    SELECT *
    FROM versions
    WHERE list_contains($before::VARCHAR[], batch)
    QUALIFY row_number() OVER (PARTITION BY slot ORDER BY committed_at DESC) = 1
),
after AS (
    SELECT *
    FROM versions
    WHERE list_contains($after::VARCHAR[], batch)
    QUALIFY row_number() OVER (PARTITION BY slot ORDER BY committed_at DESC) = 1
)
SELECT
    'before' AS side, slot, indicator, region, as_of, precision, value, status, source, note, se, lower, upper, batch
FROM before
UNION ALL
SELECT
    'after' AS side, slot, indicator, region, as_of, precision, value, status, source, note, se, lower, upper, batch
FROM after
ORDER BY slot, side;
