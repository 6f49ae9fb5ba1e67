-- name: switches
SELECT tenant, account, paused, reason, changed_at, changed_by FROM account_switch

-- name: switch-update
UPDATE account_switch SET paused = :paused, reason = :reason, changed_at = :at, changed_by = :by
 WHERE tenant = :tenant AND account = :account

-- name: switch-insert
INSERT INTO account_switch (tenant, account, paused, reason, changed_at, changed_by)
VALUES (:tenant, :account, :paused, :reason, :at, :by)
ON CONFLICT DO NOTHING
