-- Study sessions. An id is of its user's own.
CREATE TABLE sessions (
    user_id        TEXT    NOT NULL,
    id             TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    goals          TEXT    NOT NULL, -- JSON
    state          BLOB    NOT NULL, -- JSON, byte for byte
    version        INTEGER NOT NULL,
    started_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    ended_at       INTEGER,          -- NULL: active
    summary        TEXT,             -- JSON; NULL: not summed up
    request_digest TEXT    NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT;

-- One active session a user.
CREATE UNIQUE INDEX sessions_active ON sessions (user_id) WHERE ended_at IS NULL;

-- The order of a user's list.
CREATE INDEX sessions_newest ON sessions (user_id, started_at, id);

-- What was answered in a session.
CREATE INDEX attempts_in_session ON attempts (user_id, session_id, at, id)
    WHERE session_id <> '';

-- What extensions are looking at: a few of each user.
CREATE TABLE extensions (
    user_id    TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    state      BLOB    NOT NULL, -- JSON, byte for byte
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT;
