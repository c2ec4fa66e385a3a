package org.rolemesh.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * A page in a window of its own. Whatever the browser complains of in its console (errors, and what the content security
 * policy has stopped) makes {@link #close()} fail, unless the test has said that it will come.
 */
public final class Tab implements AutoCloseable {
    private static final double SOON_MS = 15_000;

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<Pattern> expected = new CopyOnWriteArrayList<>();

    Tab(BrowserContext context, URI address) {
        this.context = context;
        this.page = context.newPage();
        context.setDefaultTimeout(SOON_MS);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(address.toString());
    }

    public Page page() {
        return page;
    }

    /** The browser will complain of an answer with this status. */
    public Tab expectStatus(int status) {
        expected.add(Pattern.compile("status of " + status));
        return this;
    }

    /** The browser will complain of connections that end or cannot be made. */
    public Tab expectConnectionErrors() {
        expected.add(Pattern.compile("net::ERR_"));
        return this;
    }

    public Locator find(String selector) {
        return page.locator(selector);
    }

    public Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Waits until what is found has this text in it. */
    public void awaitText(String selector, String text) {
        PlaywrightAssertions.assertThat(find(selector))
                .containsText(text, new LocatorAssertions.ContainsTextOptions().setTimeout(SOON_MS));
    }

    /** Waits until what is found can be seen. */
    public Locator awaitVisible(String selector) {
        Locator found = find(selector);
        found.waitFor();
        return found;
    }

    /** What a script comes to in the page. */
    public Object evaluate(String script) {
        return page.evaluate(script);
    }

    @Override
    public void close() {
        context.close();
        List<String> unexpected = complaints.stream()
                .filter(complaint -> expected.stream()
                        .noneMatch(each -> each.matcher(complaint).find()))
                .toList();
        if (!unexpected.isEmpty()) {
            throw new AssertionError("the browser complains: " + unexpected);
        }
    }
}
