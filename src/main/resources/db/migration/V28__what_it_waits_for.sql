-- What a backordered order waits for, as a word of its own: stock_shortage, account_not_live, no_cod_service, no_service, capacity_full, no_routing,
-- sku_unmapped; null where it does not wait. waits_for names the accounts of account_not_live, and nothing else any more.
ALTER TABLE sourcing_decision ADD COLUMN cause VARCHAR(40);

UPDATE sourcing_decision SET
    cause = CASE WHEN waits_for IS NULL THEN 'stock_shortage' WHEN waits_for = ',*cod,' THEN 'no_cod_service'
                 WHEN waits_for = ',*service,' THEN 'no_service' WHEN waits_for = ',*day,' THEN 'capacity_full' ELSE 'account_not_live' END,
    waits_for = CASE WHEN waits_for IN (',*cod,', ',*service,', ',*day,') THEN NULL ELSE waits_for END
WHERE outcome = 'backordered';
