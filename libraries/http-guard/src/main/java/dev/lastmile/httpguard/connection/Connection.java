package dev.lastmile.httpguard.connection;

import dev.lastmile.httpguard.connection.ConnectionLimits.Measured;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One connection, and where in a request it is. Of its event loop only. */
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

    /** It is accepted: a request has to come. */
    void opened() {
        connections.opened(this);
        connections.waits(this);
        startDeadline();
    }

    /** Bytes have arrived, of whatever. */
    void read() {
        begun = true;
    }

    /** All bytes that had arrived are read: without a request they are a part of its headers. */
    void readComplete() {
        if (begun && isWaiting()) {
            startDeadline();
        }
    }

    /** The headers of a request are complete. Returns whether it may go on. */
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

    /** A response waits in memory for the client to take what came before it. */
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

    /** It speaks another protocol, whose requests are not followed here. */
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

    /** Closes it at once: Vert.x' handler would wait for the client to take the responses before. */
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
