-- Questions. Times are Unix milliseconds; options, tags, hints and provenance
-- are JSON. stem_folded and passage_folded are store.Fold of their columns,
-- because SQLite's own lower() knows ASCII only.
CREATE TABLE questions (
    id               TEXT    NOT NULL PRIMARY KEY,
    exam_type        TEXT    NOT NULL,
    subject          TEXT    NOT NULL,
    skill            TEXT    NOT NULL,
    difficulty_level INTEGER NOT NULL,
    question_type    TEXT    NOT NULL,
    passage          TEXT    NOT NULL,
    stem             TEXT    NOT NULL,
    options          TEXT    NOT NULL,
    time_limit_ms    INTEGER NOT NULL,
    tags             TEXT    NOT NULL,
    provider         TEXT    NOT NULL,
    model            TEXT    NOT NULL,
    visibility       TEXT    NOT NULL,
    verified         INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    created_by       TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    correct_answer   TEXT    NOT NULL,
    explanation      TEXT    NOT NULL,
    hints            TEXT    NOT NULL,
    origin           TEXT    NOT NULL,
    request_digest   TEXT    NOT NULL,
    provenance       TEXT    NOT NULL,
    updated_at       INTEGER NOT NULL,
    deleted_at       INTEGER,
    stem_folded      TEXT    NOT NULL,
    passage_folded   TEXT    NOT NULL
) STRICT;

-- Keeps the promise that a user draws no variant twice, and lets Drawn read
-- one family's numbers without touching the rows.
CREATE UNIQUE INDEX questions_origin ON questions (created_by, origin)
    WHERE origin <> '';

-- A list is two walks, newest first, merged: what is shared and what is one's
-- own. Each walk has its index, so a page reads about a page of rows however
-- many private questions others have generated.
CREATE INDEX questions_shared ON questions (visibility, created_at, id)
    WHERE deleted_at IS NULL;

CREATE INDEX questions_own ON questions (created_by, created_at, id)
    WHERE deleted_at IS NULL;

-- Choosing what to practise asks for one skill among everything shared.
CREATE INDEX questions_shared_skill ON questions (visibility, skill, created_at, id)
    WHERE deleted_at IS NULL;

-- The list of everything, for those who may see it.
CREATE INDEX questions_newest ON questions (created_at, id)
    WHERE deleted_at IS NULL;
