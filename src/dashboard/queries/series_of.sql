-- Which values of one indicator in one region are known and not withdrawn, by date, and of one date the oldest first?
SELECT slot, batch, value, status, source, note, se, lower, upper
FROM observations
WHERE slot BETWEEN $first AND $last
  AND batch <= $known
  AND NOT list_contains($withdrawn::INTEGER[], batch)
ORDER BY slot, batch;
