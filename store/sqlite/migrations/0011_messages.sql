-- What students and their coach have written, the oldest of which are
-- forgotten.
CREATE TABLE messages (
    user_id        TEXT    NOT NULL,
    id             TEXT    NOT NULL,
    type           TEXT    NOT NULL,
    from_student   INTEGER NOT NULL,
    text           TEXT    NOT NULL,
    skill          TEXT    NOT NULL,
    question_id    TEXT    NOT NULL,
    "trigger"      TEXT    NOT NULL,
    level          INTEGER NOT NULL,
    request_digest TEXT    NOT NULL,
    at             INTEGER NOT NULL,
    read_at        INTEGER,
    PRIMARY KEY (user_id, id)
) STRICT;

-- A user's messages, newest first; those that were not read, and those about
-- one question or of one trigger, among them.
CREATE INDEX messages_of_user ON messages (user_id, at, id);
CREATE INDEX messages_unread ON messages (user_id, at, id, read_at) WHERE read_at IS NULL;
CREATE INDEX messages_of_question ON messages (user_id, question_id, at, id) WHERE question_id <> '';
CREATE INDEX messages_of_trigger ON messages (user_id, "trigger", at, id) WHERE "trigger" <> '';
