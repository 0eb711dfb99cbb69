/** How text files are read as the types of a contract: records, fields, numbers, dates. Shared by ingestion and profiling. */
package dev.lastmile.contract.text;
