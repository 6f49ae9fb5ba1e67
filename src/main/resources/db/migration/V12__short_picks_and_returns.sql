-- What a warehouse was asked to ship and did not find, and what came back under the name of an order.

-- Units that were not picked, one row per fulfillment and stocked SKU. Open until a count made after it, or a statement of what lies there.
CREATE TABLE short_pick (
    fulfillment_no VARCHAR(32) NOT NULL,
    sku          VARCHAR(120) NOT NULL,
    tenant       VARCHAR(40)  NOT NULL,
    warehouse    VARCHAR(60)  NOT NULL,
    order_no     VARCHAR(26)  NOT NULL,
    asked        INT          NOT NULL,
    found        INT          NOT NULL,
    missing      INT          NOT NULL,             -- units it added to stock.missing: those that were not known to be missing
    at           TIMESTAMP WITH TIME ZONE NOT NULL, -- when the warehouse shipped without them
    passed_over  BOOLEAN      NOT NULL,             -- the order is not planned from there again until goods come, or a count
    settled_at   TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (fulfillment_no, sku)
);
CREATE INDEX short_pick_stock ON short_pick (tenant, warehouse, sku, settled_at);
CREATE INDEX short_pick_order ON short_pick (order_no);

-- Units that came back and were said to be of an order, one row per notice and grade.
CREATE TABLE return_receipt (
    tenant       VARCHAR(40)  NOT NULL,
    cause        VARCHAR(200) NOT NULL,             -- identity of the notice's line, as of its movement of stock
    grade        VARCHAR(20)  NOT NULL,
    warehouse    VARCHAR(60)  NOT NULL,
    sku          VARCHAR(120) NOT NULL,             -- as the warehouse named it: what was sold, or a part of a bundle
    quantity     INT          NOT NULL CHECK (quantity > 0),
    order_no     VARCHAR(26),                       -- null where the hub knows no order of that name
    named        VARCHAR(200) NOT NULL,             -- as the notice named it
    at           TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (tenant, cause, grade)
);
CREATE INDEX return_receipt_order ON return_receipt (order_no);
