package dev.millrace.conformance.differential;

/** What flows out of a verb: a stream or a table, of which kinds, keyed by windows or not. */
public record Shape(boolean table, Kind key, Windowing windowing, Kind value) {

    public static Shape stream(Kind key, Kind value) {
        return new Shape(false, key, Windowing.NONE, value);
    }

    public static Shape table(Kind key, Kind value) {
        return new Shape(true, key, Windowing.NONE, value);
    }

    public Shape asStream() {
        return new Shape(false, key, windowing, value);
    }

    public Shape withValue(Kind other) {
        return new Shape(table, key, windowing, other);
    }

    public Shape withKey(Kind other) {
        return new Shape(table, other, Windowing.NONE, value);
    }

    boolean windowed() {
        return windowing.present();
    }

    @Override
    public String toString() {
        return (table ? "table " : "stream ") + (windowed() ? "windowed " : "") + key + " to " + value;
    }
}
