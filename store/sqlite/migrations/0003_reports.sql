-- Complaints about questions, only ever added.
CREATE TABLE reports (
    id          TEXT    NOT NULL PRIMARY KEY,
    question_id TEXT    NOT NULL,
    user_id     TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    at          INTEGER NOT NULL
) STRICT;

-- One report for each user, question and type.
CREATE UNIQUE INDEX reports_once ON reports (user_id, question_id, type);

-- A question's reports, newest first.
CREATE INDEX reports_of_question ON reports (question_id, at, id);
