-- Stock sync: what each channel lists, what it was told, and what it was found to show.

-- One row per code that an account sells under. A row is dirty while dirty_since is set: something has changed that may alter what has to be
-- told. generation counts those changes; told_generation is the one whose figure was told last, so an older figure never replaces a newer.
CREATE TABLE listing (
    tenant       VARCHAR(40)  NOT NULL,
    account      VARCHAR(60)  NOT NULL,
    platform_sku VARCHAR(200) NOT NULL,
    sku          VARCHAR(120) NOT NULL,
    listing_ids  VARCHAR(2000),                     -- JSON: the platform's own ids of it, as its connector found them
    state        VARCHAR(20)  NOT NULL,             -- pending told shadow unstocked unlisted refused
    desired      INT,                               -- units to be told, as last worked out
    told         INT,                               -- units told last
    told_at      TIMESTAMP WITH TIME ZONE,
    listed       INT,                               -- units the platform was found to show
    read_at      TIMESTAMP WITH TIME ZONE,
    generation   BIGINT       NOT NULL,
    told_generation BIGINT    NOT NULL,
    dirty_since  TIMESTAMP WITH TIME ZONE,
    not_before   TIMESTAMP WITH TIME ZONE,          -- unlisted and refused rows are asked about again then
    asked_at     TIMESTAMP WITH TIME ZONE,          -- a call is under way, or its end is unknown
    retell       BOOLEAN      NOT NULL,             -- tell it even if the figure is the one told last
    solo         BOOLEAN      NOT NULL,             -- told by itself, because a batch with it was refused as a whole
    check_at     TIMESTAMP WITH TIME ZONE,          -- to be read back then, out of turn
    differs_since TIMESTAMP WITH TIME ZONE,         -- first reading that differed from what was told
    drift        BOOLEAN      NOT NULL,             -- a case is open about it
    last_error   VARCHAR(1000),
    PRIMARY KEY (tenant, account, platform_sku)
);
CREATE INDEX listing_sku ON listing (tenant, sku);
CREATE INDEX listing_dirty ON listing (dirty_since);
CREATE INDEX listing_check ON listing (check_at);

-- One row per account that is told stock: at most one stock.flush of it is outstanding.
CREATE TABLE listing_flush (
    tenant       VARCHAR(40)  NOT NULL,
    account      VARCHAR(60)  NOT NULL,
    outstanding  BOOLEAN      NOT NULL,
    touched_at   TIMESTAMP WITH TIME ZONE NOT NULL, -- asked for, or last tried
    failures     INT          NOT NULL,             -- calls in a row that came to no end
    last_error   VARCHAR(1000),
    pushes       BIGINT       NOT NULL,             -- calls that came to an end
    figures      BIGINT       NOT NULL,             -- figures told with them
    PRIMARY KEY (tenant, account)
);

-- Which codes stand for a SKU, which bundles hold it.
CREATE INDEX listing_mapping_sku ON sku_mapping (tenant, sku);
CREATE INDEX listing_bundle_component ON bundle_component (tenant, component);
