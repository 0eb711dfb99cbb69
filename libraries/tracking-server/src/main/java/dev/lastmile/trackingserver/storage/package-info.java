/** Files and folders of the server's data: who may read them, when they are on the disk, and what is said when it is full. */
package dev.lastmile.trackingserver.storage;
