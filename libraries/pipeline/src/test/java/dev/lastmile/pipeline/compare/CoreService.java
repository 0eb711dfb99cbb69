package dev.lastmile.pipeline.compare;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lastmile.serving.core.ContractMode;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.serving.core.internal.mlflow.MlflowProtocol;
import dev.lastmile.serving.core.internal.prediction.PredictionLog;
import dev.lastmile.serving.core.internal.prediction.Predictor;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;
import dev.lastmile.serving.core.internal.protocol.ScoringResponse;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ServingScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;

/** The core of the service, {@code /invocations} alone, behind the JDK's HTTP server. */
final class CoreService implements AutoCloseable {
    static {
        // Else every response waits 40 ms for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Champion champion = new Champion();
    private final HttpServer server;
    private final MlflowProtocol protocol;

    CoreService(ChampionPairRef pair, Path features, Path model, ContractMode mode) {
        protocol = new MlflowProtocol(
                new Predictor(champion, (prediction, nanoseconds) -> {}, PredictionLog.off(), 10_000, mode));
        champion.serve(ChampionChain.open(pair, ServingScope.CHAIN, features, model), Origin.REGISTRY);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/invocations", this::respond);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            try {
                ScoringResponse response = protocol.score(ScoringRequest.of("application/json", body));
                response.headers().forEach(exchange.getResponseHeaders()::set);
                send(exchange, 200, response.body());
            } catch (RequestRejectedException e) {
                send(exchange, e.status(), protocol.error(e));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        champion.close();
    }
}
