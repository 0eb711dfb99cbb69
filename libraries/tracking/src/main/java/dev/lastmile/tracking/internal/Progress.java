package dev.lastmile.tracking.internal;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of a call in both directions, to distinguish a slow transfer from one that hangs. */
final class Progress {
    private final AtomicLong bytes = new AtomicLong();

    long bytes() {
        return bytes.get();
    }

    BodyPublisher watch(BodyPublisher body) {
        return new BodyPublisher() {
            @Override
            public long contentLength() {
                return body.contentLength();
            }

            @Override
            public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
                body.subscribe(new Sent(subscriber));
            }
        };
    }

    <T> BodyHandler<T> watch(BodyHandler<T> handler) {
        return info -> new Received<>(handler.apply(info));
    }

    private final class Sent implements Subscriber<ByteBuffer> {
        private final Subscriber<? super ByteBuffer> target;

        private Sent(Subscriber<? super ByteBuffer> target) {
            this.target = target;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            target.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            bytes.addAndGet(buffer.remaining());
            target.onNext(buffer);
        }

        @Override
        public void onError(Throwable failure) {
            target.onError(failure);
        }

        @Override
        public void onComplete() {
            target.onComplete();
        }
    }

    private final class Received<T> implements BodySubscriber<T> {
        private final BodySubscriber<T> target;

        private Received(BodySubscriber<T> target) {
            this.target = target;
            bytes.incrementAndGet(); // the headers have arrived
        }

        @Override
        public CompletionStage<T> getBody() {
            return target.getBody();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            target.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            buffers.forEach(buffer -> bytes.addAndGet(buffer.remaining()));
            target.onNext(buffers);
        }

        @Override
        public void onError(Throwable failure) {
            target.onError(failure);
        }

        @Override
        public void onComplete() {
            target.onComplete();
        }
    }
}
