package dev.lastmile.serving.internal.log;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * The JDBC driver of both databases: H2 for {@code jdbc:h2:}, PostgreSQL for anything else.
 *
 * <p>Quarkus fixes the driver of a data source at build time; the database is configured at run time.
 */
public final class LogDriver implements Driver {
    private final Driver h2 = new org.h2.Driver();
    private final Driver postgresql = new org.postgresql.Driver();

    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
        return driver(url).connect(url, properties);
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return driver(url).acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) throws SQLException {
        return driver(url).getPropertyInfo(url, properties);
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(LogDriver.class.getPackageName());
    }

    private Driver driver(String url) {
        return LogAddress.isH2(url) ? h2 : postgresql;
    }
}
