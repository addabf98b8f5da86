-- Sketches of questions: a few hashes, eight bytes each, by which those that ask
-- about the same are found. Questions kept before have none.
ALTER TABLE questions ADD COLUMN sketch BLOB NOT NULL DEFAULT x'';

-- Who finds which question by which hash: owner is the user whose private
-- question it is, empty for a shared one. Deleted questions are not here.
CREATE TABLE question_sketches (
    hash        INTEGER NOT NULL,
    owner       TEXT    NOT NULL,
    question_id TEXT    NOT NULL,
    PRIMARY KEY (hash, owner, question_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX question_sketches_of_question ON question_sketches (question_id);
