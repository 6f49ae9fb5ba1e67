-- Products and the mapping of accounts' codes to SKUs.

-- name: find
SELECT * FROM product WHERE tenant = :tenant AND sku IN (:skus);

-- name: hs-codes
SELECT sku, country_code, hs_code FROM product_hs_code WHERE tenant = :tenant AND sku IN (:skus);

-- name: map
SELECT account, platform_sku, sku FROM sku_mapping
WHERE tenant = :tenant AND account IN (:account, '*') AND platform_sku IN (:platform_skus);

-- name: components
SELECT sku, component, quantity FROM bundle_component WHERE tenant = :tenant AND sku IN (:skus) ORDER BY sku, component;

-- name: insert
INSERT INTO product (tenant, sku, title, brand, origin, material, purpose, weight_g, length_mm, width_mm, height_mm, boxes_per_unit,
    battery, liquid, magnetic, powder, declared_name_cn, declared_name_en, declared_value, declared_currency, hs_code, sales_url,
    category, updated_at)
VALUES (:tenant, :sku, :title, :brand, :origin, :material, :purpose, :weight_g, :length_mm, :width_mm, :height_mm, :boxes_per_unit,
    :battery, :liquid, :magnetic, :powder, :declared_name_cn, :declared_name_en, :declared_value, :declared_currency, :hs_code,
    :sales_url, :category, :now)
ON CONFLICT DO NOTHING;

-- name: update
UPDATE product SET title = :title, brand = :brand, origin = :origin, material = :material, purpose = :purpose, weight_g = :weight_g,
    length_mm = :length_mm, width_mm = :width_mm, height_mm = :height_mm, boxes_per_unit = :boxes_per_unit, battery = :battery,
    liquid = :liquid, magnetic = :magnetic, powder = :powder, declared_name_cn = :declared_name_cn,
    declared_name_en = :declared_name_en, declared_value = :declared_value, declared_currency = :declared_currency,
    hs_code = :hs_code, sales_url = :sales_url, category = :category, updated_at = :now
WHERE tenant = :tenant AND sku = :sku;

-- name: delete-hs-codes
DELETE FROM product_hs_code WHERE tenant = :tenant AND sku = :sku;

-- name: insert-hs-code
INSERT INTO product_hs_code (tenant, sku, country_code, hs_code) VALUES (:tenant, :sku, :country, :hs_code);

-- name: insert-mapping
INSERT INTO sku_mapping (tenant, account, platform_sku, sku) VALUES (:tenant, :account, :platform_sku, :sku)
ON CONFLICT DO NOTHING;

-- name: update-mapping
UPDATE sku_mapping SET sku = :sku
WHERE tenant = :tenant AND account = :account AND platform_sku = :platform_sku AND sku <> :sku;

-- Where two state a product first, the second waits here until the first has ended.
-- name: claim
INSERT INTO product (tenant, sku, updated_at) VALUES (:tenant, :sku, :now) ON CONFLICT DO NOTHING;

-- name: lock
SELECT sku FROM product WHERE tenant = :tenant AND sku = :sku FOR UPDATE;

-- name: home
SELECT home_warehouse FROM product WHERE tenant = :tenant AND sku = :sku AND home_warehouse IS NOT NULL;

-- name: set-home
UPDATE product SET home_warehouse = :home WHERE tenant = :tenant AND sku = :sku;

-- name: mappings-of
SELECT account, platform_sku FROM sku_mapping WHERE tenant = :tenant AND sku = :sku ORDER BY account, platform_sku;

-- name: delete-mapping
DELETE FROM sku_mapping WHERE tenant = :tenant AND sku = :sku AND account = :account AND platform_sku = :platform_sku;

-- name: delete-components
DELETE FROM bundle_component WHERE tenant = :tenant AND sku = :sku;

-- name: insert-component
INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES (:tenant, :sku, :component, :quantity);

-- name: bundles-with
SELECT sku FROM bundle_component WHERE tenant = :tenant AND component = :sku ORDER BY sku;

-- name: change-insert
INSERT INTO product_change (tenant, sku, at, what, was, became) VALUES (:tenant, :sku, :at, :what, :was, :became);
