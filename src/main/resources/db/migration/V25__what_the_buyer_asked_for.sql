-- What the buyer asked for beside the goods, and what is to be collected from him.

ALTER TABLE orders ADD COLUMN cod_currency VARCHAR(3);              -- of cod_amount: what the buyer pays in, which may be another than the order's
ALTER TABLE orders ADD COLUMN payment_terms VARCHAR(80);            -- as the platform words them: Net 30; null where it is to be paid at once
ALTER TABLE orders ADD COLUMN shipping_method VARCHAR(1000);        -- JSON {title, code, price, category}
