-- When was anything last taken in or withdrawn?
SELECT max(committed_at)
FROM batches;
