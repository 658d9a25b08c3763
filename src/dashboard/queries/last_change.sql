-- When was anything last taken in or withdrawn, of what was known then?
SELECT max(committed_at)
FROM batches
WHERE committed_at <= $known_at;
