-- What is old is found by its age, a slice at a time.
CREATE INDEX inbox_key_received ON inbox_key (received_at);
CREATE INDEX call_log_age ON call_log (at);
