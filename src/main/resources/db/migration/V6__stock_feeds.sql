-- Warehouses whose stock is read: one row per account that is asked.
-- A reading goes page by page and may be broken off: next_cursor is where it goes on, retry_at when; between readings both are empty.
CREATE TABLE stock_poll (
    tenant       VARCHAR(40)  NOT NULL,
    account      VARCHAR(60)  NOT NULL,
    started_at   TIMESTAMP WITH TIME ZONE,          -- when the last reading began
    taken_at     TIMESTAMP WITH TIME ZONE,          -- by the hub that reads; fences whoever was overtaken
    retry_at     TIMESTAMP WITH TIME ZONE,          -- a reading is under way, to be taken up then
    next_cursor  VARCHAR(2000),
    pages        INT          NOT NULL,             -- of the reading under way
    seen         INT          NOT NULL,             -- SKUs on them
    seen_unknown INT          NOT NULL,             -- of them, SKUs that nobody knows
    seen_names   VARCHAR(1000),
    finished_at  TIMESTAMP WITH TIME ZONE,          -- when the last reading that came to its end did
    listed       INT          NOT NULL,             -- the same of that reading
    listed_unknown INT        NOT NULL,
    listed_names VARCHAR(1000),
    failures     INT          NOT NULL,             -- in a row, since a reading came to its end
    last_error   VARCHAR(1000),
    PRIMARY KEY (tenant, account)
);

-- Units promised of goods on their way that will not come, or not by the promised date; a case is open about them while it is not 0.
ALTER TABLE stock ADD COLUMN presale_short INT DEFAULT 0 NOT NULL;
CREATE INDEX stock_presale_short ON stock (presale_short);
CREATE INDEX stock_reserved_inbound ON stock (reserved_inbound);
