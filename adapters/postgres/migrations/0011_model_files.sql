-- What models have learnt is kept for as long as a model needs it: the log says which those are, and the
-- rule stands in the domain. It is still never changed. `kept_at` is when it was last learnt, so that
-- what is learnt again in this moment is not taken for old.
DROP TRIGGER files_are_kept ON models.files;
CREATE OR REPLACE FUNCTION models.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a model has learnt is kept as it is: % of models.% is refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER files_are_kept BEFORE UPDATE OF digest, contents OR TRUNCATE ON models.files
    FOR EACH STATEMENT EXECUTE FUNCTION models.refuse_change();
