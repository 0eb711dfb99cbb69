/** From the raw file to {@code lake.raw.iris}; the contracts of all datasets are beside it, in {@code contracts/}. */
package dev.lastmile.template.data;
