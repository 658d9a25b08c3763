-- Which regions have figures of one indicator in force, and how many?
WITH in_force AS (
    SELECT region, value
    FROM observations
    WHERE indicator = $indicator
      AND committed_at <= $known_at
      AND NOT list_contains($withdrawn::VARCHAR[], batch)
    QUALIFY row_number() OVER (PARTITION BY slot ORDER BY committed_at DESC) = 1
)
SELECT region, count(value)
FROM in_force
WHERE value IS NOT NULL
GROUP BY region
ORDER BY region;
