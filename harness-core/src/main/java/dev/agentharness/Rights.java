package dev.agentharness;

import dev.agentharness.permission.Approver;
import dev.agentharness.permission.PermissionPolicy;

/**
 * What a harness grants its runs.
 *
 * @param deep how many levels of sub-agents there may be below a run
 * @param atOnce how many sub-agents may be at work for a run at once
 */
record Rights(PermissionPolicy policy, Approver approver, int deep, int atOnce) {

    Rights {
        if (deep < 0 || atOnce < 1) {
            throw new IllegalArgumentException("sub-agents may nest 0 levels deep or more, and 1 or more be at work at "
                    + "once; not " + deep + " and " + atOnce);
        }
    }
}
