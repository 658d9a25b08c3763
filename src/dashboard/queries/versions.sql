-- Which values did one indicator in one region ever have, by date and then by the moment they came in?
SELECT slot, batch, value, status, source, note, se, lower, upper
FROM observations
WHERE slot BETWEEN $first AND $last
  AND batch <= $known
ORDER BY slot, batch;
