-- Sourcing: where goods are at home, every decision with its reasons, and what is in which parcel.

ALTER TABLE product ADD COLUMN home_warehouse VARCHAR(60);

-- Every decision about an order, the latest last; it holds ids, figures and words of the hub, no personal data.
CREATE TABLE sourcing_decision (
    order_no     VARCHAR(26)  NOT NULL,
    seq          INT          NOT NULL,             -- 1, 2, 3 ... of the order
    tenant       VARCHAR(40)  NOT NULL,
    version      INT          NOT NULL,             -- of the order that was decided about
    decided_at   TIMESTAMP WITH TIME ZONE NOT NULL,
    looked_at    TIMESTAMP WITH TIME ZONE NOT NULL, -- when it was last seen whether it would still be decided so
    outcome      VARCHAR(20)  NOT NULL,             -- planned backordered shadow
    queue        VARCHAR(60),                       -- where it waits
    cancel_at    TIMESTAMP WITH TIME ZONE,          -- when it has waited long enough to be given up
    explanation  VARCHAR      NOT NULL,             -- JSON, see GET /api/v2.1/orders/{order_no}/sourcing
    PRIMARY KEY (order_no, seq)
);

CREATE INDEX sourcing_decision_cancel ON sourcing_decision (cancel_at);

-- What a parcel holds, where a fulfillment has several; a parcel without rows here holds all of its fulfillment.
CREATE TABLE parcel_line (
    parcel_no    VARCHAR(36)  NOT NULL,
    order_no     VARCHAR(26)  NOT NULL,
    line_no      INT          NOT NULL,
    sku          VARCHAR(120) NOT NULL,
    quantity     INT          NOT NULL CHECK (quantity > 0),
    of_boxes     INT          NOT NULL,             -- in how many boxes each of these units comes: this one is one of them
    PRIMARY KEY (parcel_no, order_no, line_no)
);

-- Fulfillments of one warehouse and day are counted against its capacity.
CREATE INDEX fulfillment_day ON fulfillment (tenant, warehouse, created_at);
