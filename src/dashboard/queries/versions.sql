-- Which values did one indicator in one region ever have, by date and then by the moment they came in?
SELECT indicator, region, as_of, precision, value, status, source, note, se, lower, upper, batch
FROM observations
WHERE indicator = $indicator
  AND region = $region
ORDER BY slot, committed_at;
