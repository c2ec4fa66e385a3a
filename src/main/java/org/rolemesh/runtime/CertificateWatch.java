package org.rolemesh.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.rolemesh.tls.Credentials;
import org.rolemesh.tls.UnusablePem;
import org.rolemesh.topology.Contents;
import org.rolemesh.topology.WatchedFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at PEM files twice a second, and puts them in effect once all of them have stayed the same from one look to the
 * next, since certificate and key are replaced one after the other. What cannot be used leaves all as it was.
 */
final class CertificateWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
    private static final long INTERVAL_MS = 500;
    /** What one of them holds cannot be known: reading them says why. */
    private static final Contents UNREADABLE = new Contents(Map.of(Path.of(""), ""));

    private final List<Use> uses = new ArrayList<>();
    private ScheduledExecutorService timer;

    /**
     * Comes before {@link #begin}.
     *
     * @param setting what the config calls them
     * @param renew has connections go by what has been read
     */
    CertificateWatch add(String setting, Credentials credentials, Runnable renew) {
        if (!credentials.isNone()) {
            uses.add(new Use(setting, credentials, renew));
        }
        return this;
    }

    void begin() {
        if (!uses.isEmpty()) {
            timer = Executors.newSingleThreadScheduledExecutor(CertificateWatch::thread);
            timer.scheduleWithFixedDelay(
                    () -> uses.forEach(Use::look), INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "certificate-watch");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    /** Only the timer's thread knows it once that runs. */
    private static final class Use {
        private final String setting;
        private final Credentials credentials;
        private final Runnable renew;
        private final WatchedFiles files;
        private Contents last = Contents.NONE;
        private Contents judged = Contents.NONE;

        Use(String setting, Credentials credentials, Runnable renew) {
            this.setting = setting;
            this.credentials = credentials;
            this.renew = renew;
            this.files = new WatchedFiles(null, null, credentials::files);
        }

        void look() {
            try {
                Contents seen = seen();
                if (seen.equals(last) && !seen.equals(judged)) {
                    judged = seen;
                    read();
                }
                last = seen;
            } catch (RuntimeException e) {
                LOG.error("certificates could not be looked at setting={}", setting, e);
            }
        }

        private Contents seen() {
            try {
                return files.look();
            } catch (IOException e) {
                return UNREADABLE;
            }
        }

        private void read() {
            try {
                if (credentials.readAgain()) {
                    renew.run();
                    LOG.info("certificates are renewed setting={} until={}", setting, until());
                }
            } catch (UnusablePem e) {
                LOG.error(
                        "certificates are not renewed, those of before stay setting={} file={} reason=\"{}\"",
                        setting,
                        e.file(),
                        e.getMessage());
            }
        }

        private String until() {
            return credentials.expiry().map(Object::toString).orElse("-");
        }
    }
}
