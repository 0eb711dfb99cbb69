/** The classifier: trained on {@code interim} data, registered, judged against the champion, and applied in batch. */
package dev.lastmile.template.model;
