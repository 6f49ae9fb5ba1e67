-- Why an order stands still, where it is not stock it waits for.

-- The accounts that keep an order waiting though there is stock: ,4px-cn, each between commas; null where it waits for stock, or is planned.
ALTER TABLE sourcing_decision ADD COLUMN waits_for VARCHAR(2000);
