/** Files and folders of the server's data: permissions, durability and disk failures. */
package dev.lastmile.trackingserver.storage;
