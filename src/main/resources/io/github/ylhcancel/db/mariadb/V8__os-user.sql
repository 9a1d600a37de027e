-- Whose process a run was, beside the operator, whom its user names as he likes. Null: of a run before this version.
ALTER TABLE ylh_run ADD COLUMN os_user VARCHAR(64);
-- As whom that user logged in, where the system knows it and it is somebody else.
ALTER TABLE ylh_run ADD COLUMN login_user VARCHAR(64);
