-- Which values of one region are known and not withdrawn?
SELECT slot, batch, value, status, source, note, se, lower, upper
FROM by_region
WHERE region = $region
  AND batch <= $known
  AND NOT list_contains($withdrawn::INTEGER[], batch);
