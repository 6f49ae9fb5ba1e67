/** What it costs to send a parcel with a carrier's or a warehouse's services: rate cards, and the exchange rates they need. */
package io.openclaw.rates;
