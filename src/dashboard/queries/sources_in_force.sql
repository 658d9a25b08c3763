-- Which sources do the values in force come from, and how many values each?
WITH in_force AS (
    SELECT
        slots,
        list_last(list_filter(
            versions,
            lambda version: version >> 32 <= $known AND NOT list_contains($withdrawn::BIGINT[], version >> 32)
        )) AS version
    FROM histories
)
SELECT name, sum(slots)::BIGINT AS values
FROM in_force
JOIN sources ON number = version & 4_294_967_295
GROUP BY name
HAVING values > 0
ORDER BY values DESC, name;
