/** The model: trained on features, judged against the champion, applied in batch; and the project's commands. */
package dev.lastmile.template.model;
