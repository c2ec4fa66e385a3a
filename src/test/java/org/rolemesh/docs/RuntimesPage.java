package org.rolemesh.docs;

/** What docs/RUNTIMES.md gives to be copied. */
public final class RuntimesPage {
    private RuntimesPage() {}

    /** The properties file of Camel's own main. */
    public static String properties() {
        return Page.read("docs/RUNTIMES.md").blocks("properties").get(0);
    }
}
