-- Which values did the slots ever have that some batches touched, each slot's oldest first?
WITH touched AS (
    SELECT DISTINCT slot
    FROM observations
    WHERE list_contains($batches::INTEGER[], batch)
)
SELECT slot, batch, value, status, source, note, se, lower, upper
FROM observations
SEMI JOIN touched USING (slot)
WHERE batch <= $known
ORDER BY slot, batch;
