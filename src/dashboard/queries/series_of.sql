-- Which values of one indicator in one region are in force, by date?
SELECT indicator, region, as_of, precision, value, status, source, note, se, lower, upper, batch
FROM observations
WHERE indicator = $indicator
  AND region = $region
  AND committed_at <= $known_at
  AND NOT list_contains($withdrawn::VARCHAR[], batch)
QUALIFY row_number() OVER (PARTITION BY slot ORDER BY committed_at DESC) = 1
ORDER BY slot;
