-- Codes that an account used and its vendor's table has not: whoever adds the row tells it, whoever takes it out tells that it is known.
CREATE TABLE tracking_code (
    account      VARCHAR(60)  NOT NULL,
    code         VARCHAR(80)  NOT NULL,
    PRIMARY KEY (account, code)
);

-- The parcels to be read anew once such a code is known.
CREATE TABLE tracking_unread (
    account      VARCHAR(60)  NOT NULL,
    code         VARCHAR(80)  NOT NULL,
    parcel_no    VARCHAR(36)  NOT NULL,
    PRIMARY KEY (account, code, parcel_no)
);

INSERT INTO tracking_unread (account, code, parcel_no)
SELECT DISTINCT source, code, parcel_no FROM tracking_event WHERE code_known = FALSE AND code IS NOT NULL;

INSERT INTO tracking_code (account, code) SELECT DISTINCT account, code FROM tracking_unread;
