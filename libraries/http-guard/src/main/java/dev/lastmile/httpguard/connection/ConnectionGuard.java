package dev.lastmile.httpguard.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/**
 * Enforces {@link ConnectionLimits} on every accepted connection. Neither Quarkus nor Vert.x has a timeout for headers, or
 * a limit of pipelined requests or unread responses; Netty calls this extension for each connection before any byte is read.
 * Netty does not find it in Quarkus' dev mode and tests, where it has a different class loader.
 */
public final class ConnectionGuard extends ChannelInitializerExtension {
    private static volatile Connections connections;

    /** Installs limits for connections that are accepted from now on; called before the first server of this process listens. */
    public static Connections install(ConnectionLimits limits) {
        if (System.getProperty(EXTENSIONS_SYSTEM_PROPERTY) == null) {
            System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
        }
        Connections guarded = new Connections(limits);
        connections = guarded;
        return guarded;
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        Connections guarding = connections;
        if (guarding != null) {
            channel.pipeline().addLast(new Entrance(new Connection(channel, guarding)));
        }
    }

    /** Before all other handlers of a connection: sees bytes, and puts the handler of HTTP messages into its place. */
    private static final class Entrance extends ChannelInboundHandlerAdapter {
        private final Connection connection;
        private boolean complete;

        Entrance(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            connection.opened();
            complete(context);
            context.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            connection.read();
            context.fireChannelRead(message);
            complete(context);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            connection.closed();
            context.fireChannelInactive();
        }

        // Vert.x adds its HTTP codec at once, or after the handshake of TLS. HTTP/2 has another, with limits of its
        // own.
        private void complete(ChannelHandlerContext context) {
            if (complete) {
                return;
            }
            ChannelPipeline pipeline = context.pipeline();
            ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
            if (encoder != null) {
                pipeline.addAfter(encoder.name(), "lastmile-guard", new HttpMessages(connection));
                complete = true;
            } else if (pipeline.context(Http2ConnectionHandler.class) != null) {
                connection.leave();
                complete = true;
            }
        }
    }
}
