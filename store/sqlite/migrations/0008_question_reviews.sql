-- Who has seen the key of a question in a review, only ever added.
CREATE TABLE question_reviews (
    question_id TEXT    NOT NULL,
    user_id     TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (question_id, user_id)
) STRICT, WITHOUT ROWID;
