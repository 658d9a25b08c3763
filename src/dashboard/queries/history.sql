-- What was taken in and withdrawn, newest first?
SELECT id, committed_at, "by", file, sha256, reason, rows, withdraws, withdrawn
FROM batches
ORDER BY committed_at DESC, id DESC;
