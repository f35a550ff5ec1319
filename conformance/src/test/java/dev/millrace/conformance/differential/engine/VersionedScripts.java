package dev.millrace.conformance.differential.engine;

import java.util.List;

/** Records out of order, for tables that know their past: to be joined as of their time. */
final class VersionedScripts {

    static final List<String> ALL = List.of(
            // A version that comes late stands between two others.
            """
            R a=x @10
            R a=z @30
            L a=1 @10
            L a=2 @15
            L a=3 @30
            R a=y @20
            L a=2 @25
            L a=1 @9
            L a=3 @40
            """,
            // Late on the left, too: a join of tables leaves it out.
            """
            L a=3 @30
            R a=x @10
            L a=1 @12
            L b=2 @20
            L a=2 @30
            R b=x @5
            R b=y @4
            L b=1 @25
            L b=3 @19
            """,
            // Deletions, in order and late.
            """
            R a=x @10
            L a=1 @10
            R a=null @20
            L a=2 @20
            L a=3 @19
            R a=y @30
            L a=1 @31
            R a=null @15
            L a=2 @16
            L a=null @33
            L a=2 @12
            R b=null @5
            L b=1 @6
            R b=x @4
            L b=2 @5
            """,
            // Too late for a short history, of a key that is known and of one that is not.
            """
            L a=1 @0
            R a=x @0
            L a=2 @100
            R a=y @100
            L a=3 @79
            R a=z @79
            L b=1 @79
            R b=x @79
            L c=1 @80
            R c=x @80
            L a=1 @81
            L a=2 @60
            L b=3 @120
            L c=3 @130
            """,
            // Equal timestamps: the last one counts.
            """
            R a=x @10
            R a=y @10
            L a=1 @10
            L a=2 @10
            R a=null @10
            L a=3 @10
            L a=null @10
            L a=1 @10
            """,
            // Nulls, headers, and groups that change.
            """
            L null=1 @0
            R null=x @0
            L a=1 @1 h=1
            L b=1 @2
            L a=2 @5
            L b=2 @3
            L a=3 @4 h=2
            L b=null @1
            R a=x @3 h=3
            R a=null @2
            L c=1 @100
            """);

    private VersionedScripts() {}
}
