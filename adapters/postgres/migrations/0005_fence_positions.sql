-- Where the log stood when a fence was written: whatever stands behind it was let through wrongly.
-- Clocks cannot tell, for a fact may be decided before a fence and recorded behind it.
ALTER TABLE log.fences ADD COLUMN position bigint;
UPDATE log.fences SET position = (
    SELECT coalesce(max(notification_id), 0) FROM log.facts WHERE recorded_at <= fenced_at
);
ALTER TABLE log.fences ALTER COLUMN position SET NOT NULL;
