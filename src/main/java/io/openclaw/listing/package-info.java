/** What each channel lists, what it was told, and what it was found to show. */
package io.openclaw.listing;
