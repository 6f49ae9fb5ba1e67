package io.openclaw.waybill;

/** What is to be collected of the buyer when he is handed the goods: decimal text, in what he pays in. */
public record Cash(String amount, String currency) {}
