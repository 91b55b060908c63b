-- Behind which position everything was recorded at that instant or later; 0 when all was.
-- Appends see to it that times never run backwards from one position to the next, so the log's own
-- order is the index: it is halved until the place is found, a look-up for each doubling of its
-- length, and an append pays nothing for it. Where auditors find facts missing it still ends.
CREATE FUNCTION log.position_before(instant timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET enable_seqscan = off
AS $$
DECLARE
    low    bigint := 0;
    high   bigint := coalesce((SELECT max(notification_id) FROM log.facts), 0);
    middle bigint;
    near   log.facts.notification_id%TYPE;
    told   log.facts.recorded_at%TYPE;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        SELECT notification_id, recorded_at INTO near, told FROM log.facts
        WHERE notification_id >= middle ORDER BY notification_id LIMIT 1;
        IF told < instant THEN
            low := greatest(middle, least(near, high));
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END $$;
