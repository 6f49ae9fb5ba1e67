/**
 * Orders as the open API shows them, with what the other rooms know of them. It reads and never locks.
 */
package io.openclaw.order.view;
