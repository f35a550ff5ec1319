package dev.millrace.runtime;

import dev.millrace.streams.KafkaClientSupplier;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A network between stream threads and their log that loses requests of one kind, or the answers to them. The client
 * then times out, at once; a poll comes back empty. A request whose answer was lost is answered when it is made again,
 * and not carried out twice, as Kafka's producer does it.
 */
final class LossyNetwork implements KafkaClientSupplier {
    private final KafkaClientSupplier clients;
    private String request = "";
    private String late = "";
    private boolean arrives;
    private int left;
    private int lost;

    LossyNetwork(KafkaClientSupplier clients) {
        this.clients = clients;
    }

    /** The next calls of a method do not arrive. */
    void loseRequests(String method, int times) {
        lose(method, times, false);
    }

    /** The next calls of a method arrive, and their answers do not. */
    void loseAnswers(String method, int times) {
        lose(method, times, true);
    }

    /**
     * Every second call of a method of a consumer that reads input finds that another thread has woken it up, for a
     * poll that has just ended.
     */
    void wakeBefore(String method) {
        late = method;
    }

    private void lose(String method, int times, boolean arriving) {
        request = method;
        left = times;
        arrives = arriving;
        lost = 0;
    }

    /** How many got lost since the last were asked to. */
    int lost() {
        return lost;
    }

    private <T> T lossy(Class<T> type, T client) {
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Link(client));
        return type.cast(proxy);
    }

    private final class Link implements InvocationHandler {
        private final Object client;
        private boolean unanswered;
        private boolean woken;

        Link(Object client) {
            this.client = client;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
            if (left == 0 || !method.getName().equals(request)) {
                boolean answered = unanswered && method.getName().equals(request);
                unanswered &= !answered;
                return answered ? null : call(method, args);
            }
            left--;
            lost++;
            if (arrives && !unanswered) {
                call(method, args);
                unanswered = true;
            }
            if (request.equals("poll")) {
                return ConsumerRecords.empty();
            }
            TimeoutException timeout = new TimeoutException(request + "() was lost");
            if (request.equals("send")) {
                ((Callback) args[1]).onCompletion(null, timeout);
                return CompletableFuture.failedFuture(timeout);
            }
            throw timeout;
        }

        private Object call(Method method, Object[] args) throws Throwable {
            if (method.getName().equals(late) && client instanceof Consumer<?, ?> consumer && isInGroup(consumer)) {
                woken = !woken;
                if (woken) {
                    consumer.wakeup();
                }
            }
            try {
                return method.invoke(client, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private static boolean isInGroup(Consumer<?, ?> consumer) {
        return !consumer.subscription().isEmpty();
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return clients.getAdmin(config);
    }

    @SuppressWarnings("unchecked")
    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return lossy(Producer.class, clients.getProducer(config));
    }

    @SuppressWarnings("unchecked")
    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return lossy(Consumer.class, clients.getConsumer(config));
    }

    @SuppressWarnings("unchecked")
    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return lossy(Consumer.class, clients.getRestoreConsumer(config));
    }

    @SuppressWarnings("unchecked")
    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return lossy(Consumer.class, clients.getGlobalConsumer(config));
    }
}
