package dev.lastmile.httpguard.connection;

import dev.lastmile.httpguard.connection.ConnectionLimits.Measured;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The state of one connection. Used by its event loop only. */
final class Connection {
    private final Channel channel;
    private final Connections connections;
    private int unanswered;
    private boolean receiving;
    private boolean begun;
    private boolean followed = true;
    private Future<?> deadline;
    private Future<?> responseDeadline;

    Connection(Channel channel, Connections connections) {
        this.channel = channel;
        this.connections = connections;
    }

    /** The connection is accepted; a request has to arrive. */
    void opened() {
        connections.opened(this);
        connections.waits(this);
        startDeadline();
    }

    /** Bytes have arrived. */
    void read() {
        begun = true;
    }

    /** All arrived bytes are read; if no request has begun, they are part of its headers. */
    void readComplete() {
        if (begun && isWaiting()) {
            startDeadline();
        }
    }

    /** The headers of a request are complete. Returns whether it is accepted. */
    boolean requestBegins() {
        stopDeadline();
        connections.works(this);
        receiving = true;
        begun = false;
        if (++unanswered > ConnectionLimits.MAX_PIPELINED) {
            connections.tooMany(this);
            return false;
        }
        return true;
    }

    void requestEnds() {
        receiving = false;
        waitAgain();
    }

    void responseEnds() {
        unanswered = Math.max(0, unanswered - 1);
        stopResponseDeadline();
        writabilityChanged(); // of the next response
        waitAgain();
    }

    /** The socket buffers are full, or have drained. */
    void writabilityChanged() {
        if (channel.isWritable()) {
            if (connections.limits().measured() == Measured.BUFFER) {
                stopResponseDeadline();
            }
        } else if (responseDeadline == null && followed) {
            responseDeadline = schedule(connections.limits().responseTimeout(), () -> connections.notRead(this));
            connections.unread(this);
        }
    }

    /** Stops tracking a connection that has switched to another protocol. */
    void leave() {
        followed = false;
        stopDeadline();
        connections.works(this);
    }

    void closed() {
        followed = false;
        stopDeadline();
        stopResponseDeadline();
        connections.closed(this);
    }

    /** Closes it immediately: Vert.x' handler would wait for the client to read earlier responses. */
    void close() {
        followed = false;
        channel.pipeline().firstContext().close();
    }

    private boolean isWaiting() {
        return followed && unanswered == 0 && !receiving;
    }

    private void waitAgain() {
        if (isWaiting()) {
            begun = false;
            connections.waits(this);
        }
    }

    private void startDeadline() {
        if (deadline == null) {
            deadline = schedule(connections.limits().headerTimeout(), () -> connections.tooLate(this));
        }
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void stopResponseDeadline() {
        if (responseDeadline != null) {
            responseDeadline.cancel(false);
            responseDeadline = null;
            connections.read(this);
        }
    }

    private Future<?> schedule(Duration delay, Runnable then) {
        return channel.eventLoop().schedule(then, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
