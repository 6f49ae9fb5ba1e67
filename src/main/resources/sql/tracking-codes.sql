-- Codes that no table has, and the parcels they were said of.

-- name: add-code
INSERT INTO tracking_code (account, code) VALUES (:account, :code) ON CONFLICT DO NOTHING

-- name: add-unread
INSERT INTO tracking_unread (account, code, parcel_no) VALUES (:account, :code, :parcel) ON CONFLICT DO NOTHING

-- name: codes-of-account
SELECT code FROM tracking_code WHERE account = :account ORDER BY account, code

-- Whoever ends a code of the account waits for the other, so that the last one is seen to be the last.
-- name: lock-codes-of-account
SELECT code FROM tracking_code WHERE account = :account ORDER BY account, code FOR UPDATE

-- Also one whose row in tracking_code was taken out while a parcel came to bear it.
-- name: all-codes
SELECT account, code FROM tracking_code UNION SELECT account, code FROM tracking_unread ORDER BY account, code

-- name: unread-parcels
SELECT parcel_no
FROM tracking_unread
WHERE account = :account AND code = :code AND parcel_no > :after
ORDER BY account, code, parcel_no
FETCH FIRST :batch ROWS ONLY

-- name: is-unread
SELECT COUNT(*) FROM (SELECT 1 FROM tracking_unread WHERE account = :account AND code = :code FETCH FIRST 1 ROW ONLY) one

-- name: read
DELETE FROM tracking_unread WHERE account = :account AND code = :code AND parcel_no = :parcel

-- name: end-code
DELETE FROM tracking_code WHERE account = :account AND code = :code
