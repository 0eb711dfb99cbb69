/** Reading, writing and checking of contracts; not API. */
package dev.lastmile.contract.internal;
