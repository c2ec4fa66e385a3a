package org.rolemesh.runtime;

import java.util.List;
import org.rolemesh.config.Fault;
import org.rolemesh.topology.Reload;

/** Puts config and routes in effect as they are on disk. */
interface Reloads {
    /** Of a gateway whose files are not looked at again. */
    Reloads NONE = new Reloads() {
        @Override
        public Reload reload() {
            return Reload.NOTHING_NEW;
        }

        @Override
        public List<Fault> faults() {
            return List.of();
        }
    };

    Reload reload();

    /** What was wrong with the files when they were last looked at; empty where they are in effect. */
    List<Fault> faults();
}
