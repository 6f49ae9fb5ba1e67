-- When what is on hand was last counted; null where nobody ever did. What happened before it is in the count already.
ALTER TABLE stock ADD COLUMN counted_at TIMESTAMP WITH TIME ZONE;

-- Units in the books of a warehouse whose last complete reading did not list the SKU; a case is open about them.
ALTER TABLE stock ADD COLUMN unlisted BOOLEAN DEFAULT FALSE NOT NULL;
-- What the reading of a warehouse that is under way has listed so far.
CREATE TABLE stock_poll_seen (
    tenant       VARCHAR(40)  NOT NULL,
    account      VARCHAR(60)  NOT NULL,
    sku          VARCHAR(120) NOT NULL,
    PRIMARY KEY (tenant, account, sku)
);
