-- Places in contests. The places of a contest are numbered from 1 without gaps
-- (whoever gives one back is followed by the last), so that the greatest number
-- tells how many are taken, without a count that could go wrong.
-- contest_created_at is the contest's, for the order of lists.
CREATE TABLE registrations (
    contest_id         TEXT    NOT NULL,
    user_id            TEXT    NOT NULL,
    name               TEXT    NOT NULL,
    participant        TEXT    NOT NULL,
    registered_at      INTEGER NOT NULL,
    joined_at          INTEGER,
    place              INTEGER NOT NULL,
    contest_created_at INTEGER NOT NULL,
    PRIMARY KEY (contest_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX registrations_place ON registrations (contest_id, place);

-- The log names users by it.
CREATE UNIQUE INDEX registrations_participant ON registrations (contest_id, participant);

-- What a user is registered in, as lists of contests go.
CREATE INDEX registrations_of_user ON registrations (user_id, contest_created_at, contest_id);

-- What a user has joined.
CREATE INDEX registrations_joined ON registrations (user_id, contest_id)
    WHERE joined_at IS NOT NULL;
