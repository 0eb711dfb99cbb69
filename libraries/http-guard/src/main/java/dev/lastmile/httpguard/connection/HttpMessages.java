package dev.lastmile.httpguard.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Tracks the requests and responses of an HTTP/1 connection. A response counts as sent once the socket has accepted it: a
 * client that does not read is disconnected before responses pile up in memory.
 */
final class HttpMessages extends ChannelDuplexHandler {
    private final Connection connection;
    private boolean cutOff;

    HttpMessages(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest && !cutOff) {
            cutOff = !connection.requestBegins();
        }
        if (cutOff) {
            ReferenceCountUtil.release(message);
            return;
        }
        context.fireChannelRead(message);
        if (message instanceof LastHttpContent) {
            connection.requestEnds();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        connection.readComplete();
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        connection.writabilityChanged();
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isInterim(message)) {
            context.write(message, promise.unvoid().addListener(sent -> connection.responseEnds()));
        } else {
            context.write(message, promise);
        }
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
