-- name: app
SELECT tenant, client_id, secret_enc, scopes, token_ttl_s FROM app WHERE client_id = :client_id

-- name: app-insert
INSERT INTO app (tenant, client_id, secret_enc, scopes, token_ttl_s, created_at)
VALUES (:tenant, :client_id, :secret_enc, :scopes, :ttl, :now) ON CONFLICT DO NOTHING

-- name: app-accounts
SELECT account FROM app_account WHERE client_id = :client_id

-- name: app-account-insert
INSERT INTO app_account (client_id, account) VALUES (:client_id, :account) ON CONFLICT DO NOTHING

-- name: token
SELECT t.client_id, a.tenant, t.scopes, t.expires_at FROM api_token t JOIN app a ON a.client_id = t.client_id
WHERE t.token_hash = :hash

-- name: token-insert
INSERT INTO api_token (token_hash, client_id, scopes, expires_at) VALUES (:hash, :client_id, :scopes, :expires_at)

-- name: token-clean
DELETE FROM api_token WHERE expires_at < ?

-- name: request-insert
INSERT INTO api_request (client_id, request_id, request_hash, at) VALUES (:client_id, :request_id, :hash, :now)
ON CONFLICT DO NOTHING

-- name: request
SELECT request_hash, status, answer_enc, at FROM api_request WHERE client_id = :client_id AND request_id = :request_id

-- name: request-answer
UPDATE api_request SET status = :status, answer_enc = :answer WHERE client_id = :client_id AND request_id = :request_id

-- name: request-forget
DELETE FROM api_request WHERE client_id = :client_id AND request_id = :request_id AND status IS NULL

-- name: request-retake
UPDATE api_request SET at = :now
WHERE client_id = :client_id AND request_id = :request_id AND status IS NULL AND at < :stale

-- name: request-oldest
SELECT MIN(at) FROM api_request

-- name: request-clean
DELETE FROM api_request WHERE at < ?
