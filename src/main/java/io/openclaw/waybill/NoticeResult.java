package io.openclaw.waybill;

/**
 * What a warehouse's notice changed.
 *
 * @param known false when this warehouse has no such fulfillment
 * @param waybill what to tell of the waybill; its change is none where nothing is
 * @param shipped null unless the notice says that it left
 */
public record NoticeResult(boolean known, String fulfillmentNo, WaybillFact waybill, Shipped shipped) {}
