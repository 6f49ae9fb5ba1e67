-- The warehouses that refused an order because their day was full: ,cn-szx, each between commas; null where none did.
ALTER TABLE sourcing_decision ADD COLUMN full_days VARCHAR(2000);
