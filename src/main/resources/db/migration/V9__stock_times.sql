-- When what is on hand was last counted; null where nobody ever did. What happened before it is in the count already.
ALTER TABLE stock ADD COLUMN counted_at TIMESTAMP WITH TIME ZONE;
