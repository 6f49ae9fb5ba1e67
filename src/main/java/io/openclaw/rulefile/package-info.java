/** Files of rules that an operator writes: read with the place of every word, so that a mistake is named by its line. */
package io.openclaw.rulefile;
