-- Rules that were in force, each from its moment on.

-- name: last
SELECT number, body FROM rule_version WHERE kind = :kind ORDER BY number DESC FETCH FIRST 1 ROWS ONLY

-- name: insert
INSERT INTO rule_version (kind, number, since, body) VALUES (:kind, :number, :since, :body) ON CONFLICT DO NOTHING

-- name: since
SELECT since, body FROM rule_version
WHERE kind = :kind
  AND number >= COALESCE((SELECT MAX(p.number) FROM rule_version p WHERE p.kind = :kind AND p.since <= :moment), 0)
ORDER BY number

-- What was in force at the moment until which histories are kept is needed still.
-- name: delete-old
DELETE FROM rule_version
WHERE number < (SELECT MAX(p.number) FROM rule_version p WHERE p.kind = rule_version.kind AND p.since < ?)
