-- Who may call the API stands in config/apps.yaml; nothing reads these any more, and secrets that nobody uses are not kept.
DROP TABLE app_account;
DROP TABLE app;

-- Indexes that every write kept up and no statement looked into, the last two being there twice.
DROP INDEX stock_movement_sku;
DROP INDEX fulfillment_status;
DROP INDEX listing_mapping_sku;
DROP INDEX listing_bundle_component;

-- Calls are looked for by account and time; by time alone there is another.
DROP INDEX call_log_at;
CREATE INDEX call_log_account ON call_log (account, at);
