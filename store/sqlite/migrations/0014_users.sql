-- What was reviewed by a user, and a user's deleted questions, so that what is
-- held of one user is found without reading everybody's.
CREATE INDEX question_reviews_of_user ON question_reviews (user_id, question_id);

CREATE INDEX questions_deleted ON questions (created_by, created_at, id)
    WHERE deleted_at IS NOT NULL;
