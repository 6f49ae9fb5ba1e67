-- Stock that explains itself: units shipped without the hub, withheld and presale promises, inbound lines, campaign locks,
-- what a count found missing.

-- Units that left the shop without a parcel of the hub; nobody waits for them any more.
ALTER TABLE order_line ADD COLUMN fulfilled INT DEFAULT 0 NOT NULL;

-- Promised units that the last count did not find: the books keep them on hand, nobody may be sold them.
ALTER TABLE stock ADD COLUMN missing INT DEFAULT 0 NOT NULL;
-- Units on the way in that may be promised to presales: each line's quantity times its confidence, rounded down.
ALTER TABLE stock ADD COLUMN inbound_trusted INT DEFAULT 0 NOT NULL;
-- Whether somebody stated the safety stock of this row; where not, the policy file's default holds.
ALTER TABLE stock ADD COLUMN safety_stated BOOLEAN DEFAULT FALSE NOT NULL;
-- What the last count that was beyond the threshold was off by; 0 when a later one agreed.
ALTER TABLE stock ADD COLUMN drift INT DEFAULT 0 NOT NULL;
UPDATE stock SET safety_stated = TRUE WHERE safety_stock > 0;
ALTER TABLE stock ADD CONSTRAINT stock_missing CHECK (missing >= 0 AND inbound_trusted >= 0);
CREATE INDEX stock_movement_at ON stock_movement (tenant, warehouse, sku, at);

-- States: withheld (unpaid, expires), inbound (presale, promised against goods on their way), reserved, shipped, released,
-- dropped (its fulfillment no longer has that SKU).
ALTER TABLE reservation ADD COLUMN changes INT DEFAULT 0 NOT NULL;
ALTER TABLE reservation ADD COLUMN promised_for TIMESTAMP WITH TIME ZONE;
CREATE INDEX reservation_expiry ON reservation (state, expires_at);

CREATE INDEX inbound_line_stock ON inbound_line (tenant, warehouse, sku);
ALTER TABLE inbound_line ADD COLUMN kind VARCHAR(20) DEFAULT 'purchase' NOT NULL; -- purchase transfer
ALTER TABLE inbound_line ALTER COLUMN id SET DATA TYPE VARCHAR(300);  -- tenant/warehouse/sku/name of the line

-- Units of a warehouse that one account's campaign has for itself; their sum is stock.campaign_locked.
CREATE TABLE campaign_lock (
    tenant       VARCHAR(40)  NOT NULL,
    account      VARCHAR(60)  NOT NULL,
    warehouse    VARCHAR(60)  NOT NULL,
    sku          VARCHAR(120) NOT NULL,
    quantity     INT          NOT NULL CHECK (quantity >= 0),
    updated_at   TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (tenant, account, warehouse, sku)
);
CREATE INDEX campaign_lock_stock ON campaign_lock (tenant, warehouse, sku);

-- What a case of an account is about where there are many of a kind: a SKU of a warehouse, the code of a listing.
ALTER TABLE exception_case ADD COLUMN subject VARCHAR(200);
ALTER TABLE exception_case ALTER COLUMN live_key SET DATA TYPE VARCHAR(320);
