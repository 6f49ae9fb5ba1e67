-- What was done about exception cases: by whom, when, and what came of it at once.
CREATE TABLE case_action (
    id           VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id      VARCHAR(40)  NOT NULL,
    action       VARCHAR(60)  NOT NULL,
    effect       VARCHAR(20)  NOT NULL,             -- recorded requested closed; refused: a partner's no to what was requested
    taken_at     TIMESTAMP WITH TIME ZONE NOT NULL,
    taken_by     VARCHAR(80)  NOT NULL,             -- the person, else the app; of refused the partner's account
    app          VARCHAR(80),                       -- client id of the app that said so
    note_enc     BYTEA                              -- may name people: encrypted, and erased with the order's personal data
);
CREATE INDEX case_action_case ON case_action (case_id, taken_at, id);

-- Every open case can be closed by hand; those that are opened from now on say so themselves.
UPDATE exception_case SET allowed_actions = allowed_actions || ',close' WHERE status = 'open';
