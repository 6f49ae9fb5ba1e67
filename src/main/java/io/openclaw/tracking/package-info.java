/**
 * What carriers say about parcels, in one vocabulary: code tables, times with the origin of their zone, and the rule by which a
 * parcel's milestone follows from what was reported.
 */
package io.openclaw.tracking;
