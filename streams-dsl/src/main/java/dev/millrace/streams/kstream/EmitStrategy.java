package dev.millrace.streams.kstream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When a windowed aggregation gives its result: at each update, or once, when the window closes (KIP-825). */
public interface EmitStrategy {
    /** A logger, public as in the mirrored interface, whose strategies log with it. */
    Logger log = LoggerFactory.getLogger(EmitStrategy.class);

    /** The kinds of strategies. */
    enum StrategyType {
        /** At each update, as far as caching does not hold updates back. */
        ON_WINDOW_UPDATE,

        /** Once, when stream time has passed the window's end and grace. */
        ON_WINDOW_CLOSE;

        /**
         * The strategy of a kind.
         *
         * @param type the kind
         * @return the strategy
         */
        public static EmitStrategy forType(StrategyType type) {
            return type == ON_WINDOW_CLOSE ? onWindowClose() : onWindowUpdate();
        }
    }

    /**
     * The strategy's kind.
     *
     * @return the kind
     */
    StrategyType type();

    /**
     * One result a window, when it closes. For time, sliding and session windows.
     *
     * @return the strategy
     */
    static EmitStrategy onWindowClose() {
        return () -> StrategyType.ON_WINDOW_CLOSE;
    }

    /**
     * A result at each update. The default.
     *
     * @return the strategy
     */
    static EmitStrategy onWindowUpdate() {
        return () -> StrategyType.ON_WINDOW_UPDATE;
    }
}
