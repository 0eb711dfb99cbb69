package dev.lastmile.profile.column;

/** Whether moments never go back, or never forward: a file may begin with its newest row. */
final class TimeOrder {
    private long last;
    private boolean any;
    private boolean rising = true;
    private boolean falling = true;

    void add(long moment) {
        rising &= !any || moment >= last;
        falling &= !any || moment <= last;
        any = true;
        last = moment;
    }

    boolean isOrdered() {
        return rising || falling;
    }
}
