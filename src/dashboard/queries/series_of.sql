-- Which values of one indicator in one region are known and not withdrawn?
SELECT slot, batch, value, status, source, note, se, lower, upper
FROM observations
WHERE slot BETWEEN $first AND $last
  AND batch <= $known
  AND NOT list_contains($withdrawn::INTEGER[], batch);
