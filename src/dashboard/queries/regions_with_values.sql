-- Which regions have figures of one indicator in force, and how many?
WITH in_force AS (
    SELECT region, value
    FROM observations
    WHERE slot BETWEEN $first AND $last
      AND batch <= $known
      AND NOT list_contains($withdrawn::INTEGER[], batch)
    QUALIFY row_number() OVER (PARTITION BY slot ORDER BY batch DESC) = 1
)
SELECT region, count(value)
FROM in_force
WHERE value IS NOT NULL
GROUP BY region;
