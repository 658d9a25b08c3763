-- Which sources do the values in force come from, and how many values each?
WITH in_force AS (
    SELECT source
    FROM observations
    WHERE batch <= $known
      AND NOT list_contains($withdrawn::INTEGER[], batch)
    QUALIFY row_number() OVER (PARTITION BY slot ORDER BY batch DESC) = 1
)
SELECT source, count(*)
FROM in_force
GROUP BY source
ORDER BY count(*) DESC, source;
