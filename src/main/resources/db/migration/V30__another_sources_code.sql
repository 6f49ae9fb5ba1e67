-- What another account that made the same statement called it, where its table has no such code: the statement is read anew when it has.
ALTER TABLE tracking_event ADD COLUMN twin_source VARCHAR(60);
ALTER TABLE tracking_event ADD COLUMN twin_code VARCHAR(80);
