/**
 * What is told of stock: available to sell with every term, and why it is not what it was.
 */
package io.openclaw.stock.view;
