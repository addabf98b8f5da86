-- The logs of contests, only ever added to. body is the entry in canonical
-- JSON; participant and question_id repeat what it says, empty for entries that
-- are no answers.
CREATE TABLE contest_entries (
    contest_id    TEXT    NOT NULL,
    position      INTEGER NOT NULL,
    type          TEXT    NOT NULL,
    participant   TEXT    NOT NULL,
    question_id   TEXT    NOT NULL,
    time_spent_ms INTEGER NOT NULL,
    body          BLOB    NOT NULL,
    PRIMARY KEY (contest_id, position)
) STRICT, WITHOUT ROWID;

-- An answer counts once. The question comes first, because many participants
-- are at the same question at the same time: their answers then touch few pages.
CREATE UNIQUE INDEX contest_entries_answer ON contest_entries (contest_id, question_id, participant)
    WHERE participant <> '';
