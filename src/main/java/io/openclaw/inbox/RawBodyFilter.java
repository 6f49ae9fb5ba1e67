package io.openclaw.inbox;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.channel.Pressure;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/** Takes the raw bytes of every push before anything can parse them, and no more of them than the account may send. */
final class RawBodyFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(RawBodyFilter.class);

    private final Accounts accounts;
    private final int limit;
    private final Pressure pressure;

    RawBodyFilter(Accounts accounts, int limit, Pressure pressure) {
        this.accounts = accounts;
        this.limit = limit;
        this.pressure = pressure;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Account> account = accounts.find(lastSegment(request.getRequestURI()));
        pressure.enter();
        boolean answered = true;
        try {
            // Of a push to nobody nothing is read: it is a 404 whatever it says.
            chain.doFilter(RawBody.read(request, account.map(this::limit).orElse(-1)), response);
            answered = !request.isAsyncStarted();
            if (!answered) {
                request.getAsyncContext().addListener(new Answered(pressure));
            }
        } finally {
            if (answered) {
                pressure.leave();
            }
        }
    }

    private int limit(Account account) {
        String own = account.policy("max_body_bytes", null);
        if (own == null) {
            return limit;
        }
        try {
            return Integer.parseInt(own);
        } catch (NumberFormatException e) {
            LOG.warn(
                    "OC-INBOX-LIMIT account {}: policy max_body_bytes '{}' is no number, {} holds",
                    account.id(),
                    own,
                    limit);
            return limit;
        }
    }

    /** The route answers on a thread of its own; completion is told once, also after an error or a time-out. */
    private record Answered(Pressure pressure) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            pressure.leave();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // Completion follows.
        }

        @Override
        public void onError(AsyncEvent event) {
            // Completion follows.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
