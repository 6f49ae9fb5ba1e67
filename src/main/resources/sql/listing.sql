-- What each channel lists and was told.

-- Rows for what the account sells and has none yet: its own mappings, and those for every account that it has no own word about. Who makes
-- rows of several accounts does so account by account, in order: a row that another is making is waited for like one that is locked.
-- name: enrol
INSERT INTO listing (tenant, account, platform_sku, sku, state, generation, told_generation, dirty_since, retell, solo, drift)
SELECT m.tenant, CAST(:account AS VARCHAR), m.platform_sku, m.sku, 'pending', 1, 0, :now, FALSE, FALSE, FALSE
FROM sku_mapping m
WHERE m.tenant = :tenant
  AND (m.account = :account
       OR m.account = '*' AND NOT EXISTS (SELECT 1 FROM sku_mapping o
           WHERE o.tenant = m.tenant AND o.account = :account AND o.platform_sku = m.platform_sku))
  AND NOT EXISTS (SELECT 1 FROM listing l
      WHERE l.tenant = m.tenant AND l.account = :account AND l.platform_sku = m.platform_sku)
ORDER BY m.platform_sku
ON CONFLICT DO NOTHING

-- name: enrol-sku
INSERT INTO listing (tenant, account, platform_sku, sku, state, generation, told_generation, dirty_since, retell, solo, drift)
SELECT m.tenant, CAST(:account AS VARCHAR), m.platform_sku, m.sku, 'pending', 1, 0, :now, FALSE, FALSE, FALSE
FROM sku_mapping m
WHERE m.tenant = :tenant AND m.sku IN (:skus)
  AND (m.account = :account
       OR m.account = '*' AND NOT EXISTS (SELECT 1 FROM sku_mapping o
           WHERE o.tenant = m.tenant AND o.account = :account AND o.platform_sku = m.platform_sku))
  AND NOT EXISTS (SELECT 1 FROM listing l
      WHERE l.tenant = m.tenant AND l.account = :account AND l.platform_sku = m.platform_sku)
ORDER BY m.platform_sku
ON CONFLICT DO NOTHING

-- A code that stands for another SKU now: the account's own mapping decides, else the one for every account.
-- name: remap
UPDATE listing SET generation = generation + 1, dirty_since = COALESCE(dirty_since, :now), not_before = NULL,
    sku = (SELECT m.sku FROM sku_mapping m
           WHERE m.tenant = listing.tenant AND m.account = :mapped AND m.platform_sku = listing.platform_sku)
WHERE tenant = :tenant AND account = :account
  AND EXISTS (SELECT 1 FROM sku_mapping m WHERE m.tenant = listing.tenant AND m.account = :mapped
              AND m.platform_sku = listing.platform_sku AND m.sku <> listing.sku AND (m.sku IN (:skus) OR listing.sku IN (:skus)))
  AND (:mapped = :account OR NOT EXISTS (SELECT 1 FROM sku_mapping o WHERE o.tenant = listing.tenant AND o.account = :account
              AND o.platform_sku = listing.platform_sku))

-- A code that stands for nothing any more: its orders are held, so nothing of it is for sale.
-- name: unmap
UPDATE listing SET generation = generation + 1, dirty_since = COALESCE(dirty_since, :now), not_before = NULL, sku = ''
WHERE tenant = :tenant AND account = :account AND sku IN (:skus)
  AND NOT EXISTS (SELECT 1 FROM sku_mapping m WHERE m.tenant = listing.tenant AND m.account IN (:account, '*')
                  AND m.platform_sku = listing.platform_sku)

-- name: bundles-of
SELECT DISTINCT sku FROM bundle_component WHERE tenant = :tenant AND component IN (:skus)

-- name: reserved-by
SELECT DISTINCT sku FROM reservation WHERE tenant = :tenant AND fulfillment_no = :fulfillment_no

-- Rows are locked in one order by everybody: an account's row of listing_flush, accounts in order, then listings by account and code.
-- name: lock-flushes
SELECT account FROM listing_flush WHERE tenant = :tenant ORDER BY account FOR UPDATE

-- name: lock-marked
SELECT platform_sku FROM listing WHERE tenant = :tenant AND sku IN (:skus) ORDER BY account, platform_sku FOR UPDATE

-- However often a figure changes before it is told.
-- name: mark
UPDATE listing SET generation = generation + 1, dirty_since = COALESCE(dirty_since, :now)
WHERE tenant = :tenant AND sku IN (:skus)

-- name: mark-asked-again
UPDATE listing SET generation = generation + 1, dirty_since = COALESCE(dirty_since, :now), not_before = NULL
WHERE tenant = :tenant AND sku IN (:skus)

-- name: mark-account
UPDATE listing SET generation = generation + 1, dirty_since = COALESCE(dirty_since, :now), not_before = NULL
WHERE tenant = :tenant AND account = :account

-- name: mark-tenant
UPDATE listing SET generation = generation + 1, dirty_since = COALESCE(dirty_since, :now) WHERE tenant = :tenant

-- name: skus-listed
SELECT DISTINCT tenant, sku FROM listing ORDER BY tenant, sku

-- name: retell-account
UPDATE listing SET generation = generation + 1, dirty_since = COALESCE(dirty_since, :now), not_before = NULL, retell = TRUE
WHERE tenant = :tenant AND account = :account

-- name: accounts-of
SELECT DISTINCT account FROM listing WHERE tenant = :tenant AND sku IN (:skus) ORDER BY account

-- name: accounts-of-tenant
SELECT DISTINCT account FROM listing WHERE tenant = :tenant ORDER BY account

-- name: due-accounts
SELECT DISTINCT l.tenant, l.account FROM listing l
LEFT JOIN listing_flush f ON f.tenant = l.tenant AND f.account = l.account
WHERE l.dirty_since <= :now AND (l.not_before IS NULL OR l.not_before <= :now)
  AND (f.account IS NULL OR f.outstanding = FALSE OR f.touched_at < :stale)
ORDER BY l.tenant, l.account

-- name: flush-first
INSERT INTO listing_flush (tenant, account, outstanding, touched_at, failures, pushes, figures)
VALUES (:tenant, :account, TRUE, :now, 0, 0, 0)
ON CONFLICT DO NOTHING

-- name: flush-demand
UPDATE listing_flush SET outstanding = TRUE, touched_at = :now
WHERE tenant = :tenant AND account = :account AND (outstanding = FALSE OR touched_at < :stale)

-- name: flush-touch
UPDATE listing_flush SET touched_at = :now WHERE tenant = :tenant AND account = :account

-- name: flush-over
UPDATE listing_flush SET outstanding = FALSE, failures = 0, last_error = NULL, last_code = NULL, failing_since = NULL
WHERE tenant = :tenant AND account = :account

-- name: flush-went-well
UPDATE listing_flush SET failures = 0, last_error = NULL, last_code = NULL, failing_since = NULL, touched_at = :now, pushes = pushes + 1, figures = figures + :figures
WHERE tenant = :tenant AND account = :account

-- name: flush-failed
UPDATE listing_flush SET failures = failures + 1, last_code = :code, last_error = :message, touched_at = :now,
    failing_since = COALESCE(failing_since, :now)
WHERE tenant = :tenant AND account = :account

-- Written once, not for every try.
-- name: flush-waits
UPDATE listing_flush SET last_code = :code, last_error = :message, failing_since = COALESCE(failing_since, :now)
WHERE tenant = :tenant AND account = :account AND (failing_since IS NULL OR last_code IS NULL OR last_code <> :code)

-- The platform said no, but it said something.
-- name: flush-answered
UPDATE listing_flush SET failures = 0, last_error = NULL, last_code = NULL, failing_since = NULL
WHERE tenant = :tenant AND account = :account

-- name: unread
UPDATE listing_flush SET read_code = :code, read_error = :message, unread_since = COALESCE(unread_since, :now)
WHERE tenant = :tenant AND account = :account

-- name: was-read
UPDATE listing_flush SET read_code = NULL, read_error = NULL, unread_since = NULL
WHERE tenant = :tenant AND account = :account AND unread_since IS NOT NULL

-- name: flush-failures
SELECT failures FROM listing_flush WHERE tenant = :tenant AND account = :account

-- name: dirty
SELECT * FROM listing
WHERE tenant = :tenant AND account = :account AND dirty_since IS NOT NULL AND (not_before IS NULL OR not_before <= :now)
ORDER BY dirty_since, platform_sku
FETCH FIRST :batch ROWS ONLY

-- name: oldest-dirty
SELECT MIN(dirty_since) FROM listing
WHERE tenant = :tenant AND account = :account AND dirty_since IS NOT NULL AND (not_before IS NULL OR not_before <= :now)

-- name: asking
UPDATE listing SET desired = :desired, asked_at = :now
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku

-- Nothing has to be called about it: fenced by the generation that was looked at.
-- name: settle
UPDATE listing SET state = :state, desired = :desired, told_generation = :generation, dirty_since = NULL, not_before = NULL
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku AND generation = :generation

-- A figure older than the one told last is not noted; what has changed since it was read stays dirty, at the end of the queue.
-- name: told
UPDATE listing SET state = 'told', told = :told, told_at = :now, told_generation = :generation, asked_at = NULL, solo = FALSE,
    not_before = NULL, last_error = NULL, differs_since = NULL,
    listing_ids = COALESCE(CAST(:listing_ids AS VARCHAR), listing_ids),
    check_at = CASE WHEN :check OR drift THEN CAST(:check_at AS TIMESTAMP WITH TIME ZONE) ELSE check_at END,
    retell = CASE WHEN generation = :generation THEN FALSE ELSE retell END,
    dirty_since = CASE WHEN generation = :generation THEN NULL ELSE CAST(:now AS TIMESTAMP WITH TIME ZONE) END
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku AND told_generation < :generation

-- A call that was overtaken by a newer one: which of them the platform took last is not known, so the newest is told again.
-- name: overtaken
UPDATE listing SET generation = generation + 1, dirty_since = COALESCE(dirty_since, :now), retell = TRUE
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku

-- name: not-told
UPDATE listing SET state = :state, asked_at = NULL, listing_ids = CASE WHEN :forget THEN NULL ELSE listing_ids END,
    not_before = :not_before, last_error = :message, solo = FALSE
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku AND told_generation < :generation

-- name: solo
UPDATE listing SET solo = TRUE, asked_at = NULL, last_error = :message
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku

-- Reading back -------------------------------------------------------------------------------------------------------------------

-- name: turn-first
INSERT INTO poll_cursor (tenant, account, stream) VALUES (:tenant, :account, 'stock') ON CONFLICT DO NOTHING

-- One hub gets the turn: the one whose update finds it due.
-- name: turn-take
UPDATE poll_cursor SET polled_at = :now
WHERE tenant = :tenant AND account = :account AND stream = 'stock' AND (polled_at IS NULL OR polled_at <= :due)

-- name: turn-ask
UPDATE poll_cursor SET polled_at = NULL WHERE tenant = :tenant AND account = :account AND stream = 'stock'

-- name: to-check
SELECT * FROM listing WHERE tenant = :tenant AND account = :account AND check_at <= :now ORDER BY platform_sku
FETCH FIRST :batch ROWS ONLY

-- name: check-take
UPDATE listing SET check_at = NULL
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku AND check_at <= :now

-- name: to-read
SELECT * FROM listing
WHERE tenant = :tenant AND account = :account AND told IS NOT NULL AND state = 'told' AND platform_sku > :after
ORDER BY platform_sku
FETCH FIRST :batch ROWS ONLY

-- Units of orders the hub knows of and has reserved nothing for yet: the platform has taken them off its figure already.
-- name: unserved
SELECT l.platform_sku, SUM(l.quantity - l.cancelled) AS units
FROM (VALUES ('none'), ('released'), ('backordered')) AS unplanned(allocation)
JOIN orders o ON o.tenant = :tenant AND o.allocation = unplanned.allocation
JOIN order_line l ON l.order_no = o.order_no
WHERE COALESCE(o.account, '') = :account AND l.platform_sku IN (:platform_skus) AND o.state NOT IN ('cancelled', 'completed')
GROUP BY l.platform_sku

-- name: read
UPDATE listing SET listed = :listed, read_at = :now
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku

-- name: agrees
UPDATE listing SET differs_since = NULL, drift = FALSE
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku

-- Only where nothing was told or asked, and nothing has changed, since the row was looked at before the reading.
-- name: differs
UPDATE listing SET differs_since = COALESCE(differs_since, :now), check_at = :check_at
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku
  AND generation = :generation AND told_generation = :told_generation AND dirty_since IS NULL AND asked_at IS NULL

-- name: drifted
UPDATE listing SET drift = TRUE, retell = TRUE, generation = generation + 1, dirty_since = :now, differs_since = NULL, check_at = :check_at
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku
  AND generation = :generation AND told_generation = :told_generation AND dirty_since IS NULL AND asked_at IS NULL

-- name: look-again
UPDATE listing SET check_at = :check_at
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku

-- The platform shows it no more: its ids are looked up anew.
-- name: gone
UPDATE listing SET listing_ids = NULL, retell = TRUE, generation = generation + 1, dirty_since = :now
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku
  AND generation = :generation AND dirty_since IS NULL AND asked_at IS NULL

-- name: mark-one
UPDATE listing SET generation = generation + 1, dirty_since = COALESCE(dirty_since, :now)
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku AND generation = :generation

-- For people -----------------------------------------------------------------------------------------------------------------------

-- name: list
SELECT * FROM listing
WHERE tenant = :tenant
  AND (CAST(:account AS VARCHAR) IS NULL OR account = :account)
  AND (CAST(:sku AS VARCHAR) IS NULL OR sku = :sku OR platform_sku = :sku)
  AND (CAST(:state AS VARCHAR) IS NULL OR state = :state)
  AND (CAST(:after_account AS VARCHAR) IS NULL OR account > :after_account OR account = :after_account AND platform_sku > :after_sku)
  AND (:all_accounts OR account IN (:accounts))
ORDER BY account, platform_sku
FETCH FIRST :limit ROWS ONLY

-- name: backlog
SELECT l.account, COUNT(*) AS dirty, MIN(l.dirty_since) AS oldest FROM listing l
WHERE l.dirty_since IS NOT NULL AND (l.not_before IS NULL OR l.not_before <= :now)
GROUP BY l.account

-- name: flushes
SELECT tenant, account, outstanding, failures, last_code, last_error, failing_since, read_code, read_error, unread_since, pushes, figures
FROM listing_flush ORDER BY account, tenant

-- name: accounts-listing
SELECT DISTINCT account FROM listing WHERE tenant = :tenant ORDER BY account

-- Listings of an account that are alike.
-- name: listings-summed
SELECT state, dirty, differs, seen, COUNT(*) AS listings, MIN(dirty_since) AS oldest, MAX(told_at) AS told_last, MAX(read_at) AS read_last
FROM (
    SELECT state, dirty_since, told_at, read_at, dirty_since IS NOT NULL AS dirty, drift OR differs_since IS NOT NULL AS differs,
        COALESCE(read_at >= told_at AND read_at >= CAST(:fresh AS TIMESTAMP WITH TIME ZONE), FALSE) AS seen
    FROM listing WHERE tenant = :tenant AND account = :account
) listed GROUP BY state, dirty, differs, seen
