-- name: token
SELECT client_id, scopes, expires_at FROM api_token WHERE token_hash = :hash

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
