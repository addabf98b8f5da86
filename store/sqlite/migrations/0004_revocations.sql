-- Refused tokens, only ever added. Either user_id or jti is empty.
CREATE TABLE revocations (
    id      TEXT    NOT NULL PRIMARY KEY,
    user_id TEXT    NOT NULL,
    jti     TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    by      TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

-- Nodes read all of them in this order when they start, and what is new later.
CREATE INDEX revocations_order ON revocations (at, id);
