package dev.millrace.conformance.differential.engine;

import java.util.List;

/** Inputs that random draws hardly hit. Windows are 10 ms and their grace 5 ms; so are gaps and joins. */
/*
 * The first two of each list are also run on RocksDB, where a run takes as long as thirty in memory.
 */
final class Scripts {

    /** For verbs without windows, on L. */
    static final List<String> RECORDS = List.of("""
            L a=1 @0
            L b=2 @0
            L a=3 @0
            """, """
            L a=1 @0
            L a=null @1
            L a=null @2
            L a=2 @3
            """, """
            L null=1 @0
            L null=null @1
            L a=null @2
            L ''='' @3
            """, """
            L a=1 @10 h=1
            L a=2 @5 h=2
            L a=3 @20 h=3 h=4
            L b=4 @0 other=x
            """, """
            L a=drop @0
            L a=1 @1
            L a=drop @2
            L a=2 @3
            look
            """, """
            L a=1 @0 h=1
            L a=null @1 h=2
            L b=1 @2 h=3
            L b=drop @3 h=4
            """, """
            L a=1 @5
            L a=1 @5
            L a=1 @4
            L b=1 @6
            clock 100
            L a=1 @6
            """);

    /** For stores that keep 60 ms, on L and R. */
    static final List<String> STORES = List.of(
            // Times that go back, headers, keys that begin alike, deletions.
            """
            L a=1 @30 h=1
            L ab=2 @31 h=2 h=3
            R a=3 @20
            L b=4 @35 other=x
            R a=null @36
            L a=5 @33 h=4
            L ab=null @25
            L abc=6 @90
            R a=7 @95
            L a=null @95 h=5
            L abc=null @90 h=6
            """,
            // Beyond what is kept, and back to its edge.
            """
            L a=1 @0
            L a=2 @10
            L b=1 @70
            R a=3 @10
            R a=4 @9
            L a=null @69
            R c=1 @131
            L a=5 @71
            L a=6 @70
            L b=9 @300
            R a=7 @240
            R a=8 @239
            """,
            """
            L a=null @10 h=1
            L a=1 @5
            R a=2 @10 h=2
            L a=null @5 h=3
            L a=3 @7
            L a=4 @7
            L b='' @8
            look
            L a=null @30
            L a=null @20
            R a=9 @25
            """);

    /** Windows of 10 ms with 5 ms of grace, on L. */
    static final List<String> WINDOWS = List.of(
            // The clock on the wall moves; the stream's does not.
            """
            L a=1 @0
            clock 2000
            L a=2 @1
            L b=1 @15
            clock 2000
            L b=2 @16
            clock 500
            L a=3 @40
            clock 700
            L a=4 @41
            """,
            // In order, at the edges of windows.
            """
            L a=1 @0
            L a=2 @9
            L a=3 @10
            L a=4 @19
            L a=5 @20
            """,
            // The window from 0 closes at 15: a record for it counts at 14 and not at 15.
            """
            L a=1 @0
            L b=1 @14
            L a=2 @9
            L b=2 @15
            L a=3 @9
            look
            """,
            // Without grace it closes at 10.
            """
            L a=1 @0
            L b=1 @9
            L a=2 @9
            L b=2 @10
            L a=3 @9
            L a=4 @0
            """,
            // The last window in its grace; a late record of a new key.
            """
            L a=1 @100
            L b=1 @86
            L c=1 @85
            L d=1 @84
            L e=1 @95
            """,
            // Several keys and windows close at once.
            """
            L c=1 @0
            L a=1 @0
            L b=1 @3
            L b=2 @0
            L a=2 @11
            L d=1 @1
            L c=2 @12
            L z=1 @60
            """,
            // The same key again after its window was told.
            """
            L a=1 @1
            L z=1 @40
            L a=2 @41
            L a=3 @2
            L z=2 @80
            """,
            // Nulls.
            """
            L null=1 @0
            L a=null @0
            L a=1 @1
            L a=null @2
            L z=1 @50
            """,
            // Folds that come to null.
            """
            L a=1 @0
            L a=drop @1
            L a=2 @2
            L b=drop @3
            L c=1 @3
            L c=drop @4
            L z=1 @60
            """,
            // Headers, and times that go back.
            """
            L a=1 @30 h=1
            L a=2 @28 h=2
            L a=3 @31 h=3
            L a=4 @22 h=4
            L z=1 @90 h=5
            """,
            // The first record of a key is late.
            """
            L a=1 @50
            L b=1 @20
            L b=2 @49
            L b=3 @65
            L b=4 @50
            L b=5 @49
            """,
            // Far ahead, and the same time again and again.
            """
            L a=1 @0
            L a=2 @1000000
            L a=3 @1000000
            L b=3 @1000000
            L a=4 @0
            L a=5 @999999
            look
            """);

    /** Sessions with a gap of 10 ms and 5 ms of grace, on L. */
    static final List<String> SESSIONS = List.of(
            // The clock on the wall.
            """
            L a=1 @0
            clock 2000
            L b=1 @30
            clock 2000
            L b=2 @60
            clock 10
            L b=3 @90
            """,
            // Touching: 10 apart is one session, 11 apart is two.
            """
            L a=1 @0
            L a=2 @10
            L a=3 @21
            L a=4 @31
            """,
            // One record bridges two sessions, another one three.
            """
            L a=1 @0
            L a=2 @12
            L a=3 @6
            """,
            """
            L a=1 @0
            L a=2 @14
            L a=3 @11
            L b=1 @15
            L a=4 @4
            L a=5 @16
            look
            """,
            """
            L a=1 @100
            L a=2 @115
            L a=3 @108
            L a=4 @125
            L a=5 @120
            """,
            // Three sessions that a wide one swallows.
            """
            L a=1 @0
            L a=2 @11
            L a=3 @22
            L a=4 @11
            L a=5 @16
            L a=6 @5
            """,
            // At the end of grace.
            """
            L a=1 @0
            L b=1 @15
            L a=2 @1
            L b=2 @16
            L a=3 @1
            L a=4 @0
            L c=1 @1
            L c=2 @2
            """,
            // Equal times.
            """
            L a=1 @5
            L a=2 @5
            L a=3 @5
            L b=1 @5
            L z=1 @40
            L z=2 @40
            """,
            // Nulls, and folds that come to null.
            """
            L null=1 @0
            L a=null @0
            L a=1 @1
            L a=drop @2
            L a=3 @3
            L b=drop @4
            L z=1 @60
            """,
            // Out of order; headers.
            """
            L a=1 @30 h=1
            L a=2 @20 h=2
            L a=3 @40 h=3
            L a=4 @26 h=4
            L z=1 @90 h=5
            """,
            // Many keys end at once.
            """
            L c=1 @0
            L a=1 @0
            L b=1 @0
            L b=2 @3
            L a=2 @2
            L z=1 @30
            L z=2 @100
            """,
            // A record too late for a session of its own may still lengthen a living one.
            """
            L a=1 @100
            L b=1 @95
            L b=2 @86
            L b=3 @84
            L a=2 @90
            L a=3 @79
            """);

    /** Two sides, L and R; joins of 10 ms with 5 ms of grace. */
    static final List<String> JOINS = List.of(
            """
            L a=1 @0
            R a=x @0
            L a=2 @1
            R a=y @1
            """,
            // At the edges of the window: 10 apart meets, 11 apart does not.
            """
            L a=1 @10
            R a=x @20
            R a=y @21
            R a=z @0
            L a=2 @31
            L a=3 @32
            """,
            // What had no partner is told when its window closes, and not before.
            """
            L a=1 @0
            L b=1 @5
            R z=x @10
            R z=x @15
            R z=x @16
            R z=x @20
            R z=x @21
            """,
            // From the right.
            """
            R a=x @0
            R b=x @5
            L z=1 @15
            L z=1 @16
            L z=1 @21
            L b=1 @15
            """,
            // A partner comes in the grace, just before the close.
            """
            L a=1 @0
            R z=x @14
            R a=x @10
            L b=1 @20
            R b=y @10
            R b=y @9
            R z=x @50
            """,
            // Both sides close at the same time, several keys.
            """
            L c=1 @0
            R b=x @0
            L a=1 @0
            R a=x @30
            L d=1 @30
            L c=2 @31
            R z=x @100
            L z=1 @100
            """,
            // Late beyond grace: still told, alone, by outer joins.
            """
            L a=1 @100
            R a=x @84
            R b=x @85
            R c=x @86
            L b=1 @85
            L c=1 @84
            L z=1 @200
            """,
            // Nulls on either side.
            """
            L null=1 @0
            R null=x @0
            L a=null @1
            R a=null @1
            L a=1 @2
            R a=x @2
            R z=x @60
            L z=1 @60
            """,
            // Tombstones and what was there before.
            """
            R a=x @0
            L a=1 @1 h=1
            R a=null @2 h=2
            L a=2 @3 h=3
            R a=null @4
            L a=null @5 h=4
            R a=y @6
            L a=3 @7
            R b=z @7 h=5
            L b=4 @8 h=6
            L b=null @9 h=7
            R b=null @9 h=8
            look
            """,
            // The table is ahead or behind in time.
            """
            R a=x @50 r=1
            L a=1 @10 l=1
            R a=y @20 r=2
            L a=2 @60 l=2
            L a=3 @55 l=3
            """,
            // Duplicates at one time.
            """
            L a=1 @5
            L a=2 @5
            R a=x @5
            R a=y @5
            L a=2 @5
            R b=x @5
            R b=x @5
            R z=x @50
            L z=1 @51
            """,
            // Both clocks.
            """
            L a=1 @0
            clock 1000
            R a=x @20
            clock 30
            L b=1 @40
            R c=x @40
            clock 30
            clock 5000
            L z=1 @100
            """);

    private Scripts() {}
}
