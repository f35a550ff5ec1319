package dev.millrace.streams.operator;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * What a row of the left table of a join by foreign key tells the right table: I refer to you, or no more.
 *
 * @param instruction what is to be done
 * @param primaryKey the row's key
 * @param hash of the row's value; null: the row is deleted
 * @param primaryPartition the partition that the row is in, where the answer has to go; null: not known
 */
public record Subscription<K>(
        @Nullable ValueHash hash,
        Instruction instruction,
        K primaryKey,
        @Nullable Integer primaryPartition) {

    /** What is to be done with a subscription, and its code on the wire. */
    public enum Instruction {
        /** End it; another one, elsewhere, will be answered. */
        END(0),
        /** End it, and answer that there is nothing. */
        END_AND_ANSWER(1),
        /** Keep it and answer, also if there is nothing to join with. */
        KEEP_AND_ANSWER(2),
        /** Keep it and answer if there is something to join with. */
        KEEP_AND_ANSWER_IF_FOUND(3);

        private final byte code;

        Instruction(int code) {
            this.code = (byte) code;
        }

        /**
         * Its code on the wire.
         *
         * @return the byte that stands for the instruction where it is written
         */
        public byte code() {
            return code;
        }

        /**
         * The instruction of a code.
         *
         * @throws SerializationException if there is none
         */
        static Instruction of(byte code) {
            for (Instruction instruction : values()) {
                if (instruction.code == code) {
                    return instruction;
                }
            }
            throw new SerializationException("A subscription has the instruction " + code
                    + ", which is not known: update all instances of the application first.");
        }

        boolean ends() {
            return this == END || this == END_AND_ANSWER;
        }
    }
}
