-- Versions of the learner's parameters, only ever added.
CREATE TABLE models (
    number   INTEGER NOT NULL PRIMARY KEY,
    params   BLOB    NOT NULL,
    answers  INTEGER NOT NULL,
    upto_at  INTEGER NOT NULL,
    upto_id  TEXT    NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
