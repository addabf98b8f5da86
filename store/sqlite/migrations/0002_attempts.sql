-- Attempts at questions, only ever added.
CREATE TABLE attempts (
    id               TEXT    NOT NULL PRIMARY KEY,
    user_id          TEXT    NOT NULL,
    question_id      TEXT    NOT NULL,
    number           INTEGER NOT NULL,
    session_id       TEXT    NOT NULL,
    answer           TEXT    NOT NULL,
    correct          INTEGER NOT NULL,
    time_spent_ms    INTEGER NOT NULL,
    skill            TEXT    NOT NULL,
    difficulty_level INTEGER NOT NULL,
    at               INTEGER NOT NULL
) STRICT;

-- One attempt a number: of racing first attempts one counts. Also answers
-- which number comes next and which questions a user has attempted.
CREATE UNIQUE INDEX attempts_number ON attempts (user_id, question_id, number);

-- The order in which a user's attempts are folded.
CREATE INDEX attempts_of_user ON attempts (user_id, at, id);

-- A question's statistics are read from this index alone.
CREATE INDEX attempts_first ON attempts (question_id, correct)
    WHERE number = 1;
