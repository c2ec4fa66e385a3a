package org.rolemesh.overview;

import java.util.List;
import org.rolemesh.client.Role;

/** Each role with its state, who answers for it and how much. */
public final class RoleTable {
    private RoleTable() {}

    public static Table of(List<Role> roles) {
        Table table = new Table("ROLE", "STATE", "IN FLIGHT", "WAITING", "ANSWERED BY", "REASON");
        for (Role role : roles) {
            table.row(
                    Cell.of(role.id()),
                    Cell.state(role.state()),
                    Cell.of(role.inFlight()),
                    Cell.of(role.waiting()),
                    Cell.of(String.join(", ", role.answering())),
                    role.reason() == null ? new Cell("", Shade.PLAIN) : Cell.of(role.reason()));
        }
        return table;
    }
}
