-- What the learner's model folds: what an answer was about and where it was
-- given. Attempts from before were practice, or of contests, whose ids have the
-- contest's id before a colon.
ALTER TABLE attempts ADD COLUMN exam_type TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN family TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN source TEXT NOT NULL DEFAULT 'practice';
ALTER TABLE attempts ADD COLUMN expected_ms INTEGER NOT NULL DEFAULT 0;

UPDATE attempts SET source = 'contest' WHERE instr(id, ':') > 0;

-- The order in which everybody's attempts are folded.
CREATE INDEX attempts_in_order ON attempts (at, id);
