-- Contests. Times are Unix milliseconds; subjects and questions are JSON.
CREATE TABLE contests (
    id                    TEXT    NOT NULL PRIMARY KEY,
    title                 TEXT    NOT NULL,
    description           TEXT    NOT NULL,
    exam_type             TEXT    NOT NULL,
    subjects              TEXT    NOT NULL,
    difficulty            TEXT    NOT NULL,
    pacing                TEXT    NOT NULL,
    gap_ms                INTEGER NOT NULL,
    scoring               TEXT    NOT NULL,
    feedback              TEXT    NOT NULL,
    questions             TEXT    NOT NULL,
    start_time            INTEGER NOT NULL,
    end_time              INTEGER NOT NULL,
    registration_deadline INTEGER,
    max_participants      INTEGER NOT NULL,
    is_public             INTEGER NOT NULL,
    invite_code           TEXT    NOT NULL,
    draft                 INTEGER NOT NULL,
    version               INTEGER NOT NULL,
    created_by            TEXT    NOT NULL,
    created_at            INTEGER NOT NULL,
    updated_at            INTEGER NOT NULL,
    request_digest        TEXT    NOT NULL,
    frozen_at             INTEGER,
    cancelled_at          INTEGER,
    closed_at             INTEGER,
    log_head              TEXT    NOT NULL,
    log_length            INTEGER NOT NULL
) STRICT;

-- A list is walks merged, newest first: what is public, what is one's own, and
-- what one is registered in (see registrations_of_user).
CREATE INDEX contests_public ON contests (created_at, id)
    WHERE is_public AND NOT draft;

CREATE INDEX contests_own ON contests (created_by, created_at, id);

-- The list of everything, for those who may see it.
CREATE INDEX contests_newest ON contests (created_at, id);

-- Upcoming and ongoing contests are few among all that ever were.
CREATE INDEX contests_end ON contests (end_time)
    WHERE NOT draft AND cancelled_at IS NULL;

-- What still has something before it.
CREATE INDEX contests_open ON contests (start_time, id)
    WHERE NOT draft AND cancelled_at IS NULL AND closed_at IS NULL;

-- What was fixed when a contest was frozen. It holds the answers, and so is
-- not read with the contest. questions and key_holders are JSON.
CREATE TABLE contest_freezes (
    contest_id     TEXT    NOT NULL PRIMARY KEY,
    at             INTEGER NOT NULL,
    questions      TEXT    NOT NULL,
    key_salt       TEXT    NOT NULL,
    key_commitment TEXT    NOT NULL,
    pack_key       BLOB,
    pack_iv        BLOB,
    pack_data      BLOB,
    key_holders    TEXT    NOT NULL
) STRICT;

-- The questions of open contests, and of no others: it is written with the
-- contest, and stays small enough to be asked for every question of a list.
CREATE TABLE question_locks (
    question_id TEXT NOT NULL,
    contest_id  TEXT NOT NULL,
    PRIMARY KEY (question_id, contest_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX question_locks_of_contest ON question_locks (contest_id);
